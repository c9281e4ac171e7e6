"""The page where a clinician decides on a text."""

from __future__ import annotations

from flask import flash, url_for
from werkzeug.wrappers import Response

from portal.content import queries
from portal.content.actions.review import decide_review
from portal.content.forms import ReviewForm
from portal.content.lint import find_problems
from portal.content.models import Article
from portal.content.policy import can_review, visible_article_or_404
from portal.content.views.blueprint import blueprint
from portal.content.wording import FINDINGS
from portal.core.errors import Invalid, NotFound
from portal.core.i18n import _
from portal.core.markdown import render_article
from portal.core.web import policy, render, see_other, viewer


@blueprint.get("/staff/reviews/<public_id>")
@policy("editor|doctor")
def review(public_id: str) -> Response:
    article = _waiting_article(public_id)
    return _page(article, ReviewForm(formdata=None, revision=article.revision))


@blueprint.post("/staff/reviews/<public_id>")
@policy("editor|doctor")
def decide(public_id: str) -> Response:
    article = visible_article_or_404(viewer(), public_id)
    form = ReviewForm()
    if form.validate():
        try:
            decision = decide_review(
                article.id,
                revision=form.revision.data,
                approve=form.decision.data == "approved",
                note=form.note.data or "",
                by=viewer().id,
            )
        except Invalid as problem:
            form.refuse(problem)
        else:
            flash(_("Approved. Thank you.") if decision.allows_publishing else _("Returned to the author."), "ok")
            return see_other(url_for("content.staff", view="review"))
    return _page(article, form, status=422)


def _waiting_article(public_id: str) -> Article:
    article = visible_article_or_404(viewer(), public_id)
    if article.state != "review" or not can_review(viewer(), article):
        raise NotFound()
    return article


def _page(article: Article, form: ReviewForm, status: int = 200) -> Response:
    text = queries.text_of(article.id, article.revision)
    return render(
        "content/review.html",
        status=status,
        article=article,
        text=text,
        html=render_article(text.body),
        problems=find_problems(text.body, article.lang),
        findings=FINDINGS,
        reviews=queries.reviews_of(article.id),
        form=form,
        nav="articles",
    )
