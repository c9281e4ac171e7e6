"""The desk of editors and doctors: their articles, the editor with its preview, publishing."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

from flask import flash, request, url_for
from werkzeug.wrappers import Response

from portal.conditions.queries import condition_by_slug, curated_conditions
from portal.content import queries
from portal.content.actions.publishing import publish, unpublish
from portal.content.actions.review import request_review
from portal.content.actions.writing import save_revision, write_article
from portal.content.forms import ArticleForm, RevisionForm, WithdrawalForm, as_choices, write_citations
from portal.content.lint import find_problems
from portal.content.models import BODY_LENGTH, Article
from portal.content.policy import can_edit, can_publish, can_review, visible_article_or_404
from portal.content.text import ArticleText
from portal.content.views.blueprint import blueprint
from portal.content.wording import DECISIONS, FINDINGS, STATES
from portal.core.errors import Conflict, Invalid
from portal.core.i18n import _, current_locale, lang_tag
from portal.core.markdown import render_article
from portal.core.security import limiter
from portal.core.web import policy, render, see_other, viewer

VIEWS = ("mine", "review", "published", "all")


@blueprint.get("/staff/articles")
@policy("editor|doctor")
def staff() -> Response:
    shown = request.args.get("view", "mine")
    shown = shown if shown in VIEWS else "mine"
    articles, more = queries.desk_page(viewer(), shown, request.args.get("before"))
    return render(
        "content/desk.html",
        articles=articles,
        shown=shown,
        states=STATES,
        waiting=queries.waiting_reviews(viewer()),
        next_url=url_for("content.staff", view=shown, before=more) if more else None,
        nav="articles",
    )


@blueprint.get("/staff/articles/new")
@policy("editor|doctor")
def new() -> Response:
    form = ArticleForm(lang=lang_tag(current_locale()))
    return _editor(form, None)


@blueprint.post("/staff/articles")
@policy("editor|doctor")
@limiter.limit("30 per minute")
def create() -> Response:
    form = ArticleForm()
    if form.validate_on_submit():
        try:
            key = form.request_key.data
            article = write_article(_text(form), lang=form.lang.data, by=viewer().id, request_key=key)
        except Invalid as problem:
            form.refuse(problem)
        else:
            flash(_("Saved as a draft."), "ok")
            return see_other(url_for("content.edit", public_id=article.public_id))
    return _editor(form, None, status=422)


@blueprint.get("/staff/articles/<public_id>")
@policy("editor|doctor")
def edit(public_id: str) -> Response:
    article = visible_article_or_404(viewer(), public_id)
    text = queries.text_of(article.id, article.revision)
    condition = queries.condition_slug(text.condition_id)
    form = ArticleForm(
        base=str(article.revision),
        lang=article.lang,
        condition=condition,
        title=text.title,
        summary=text.summary,
        body=text.body,
        sources=write_citations(text.sources),
        ai_assisted=text.ai_assisted,
    )
    return _editor(form, article)


@blueprint.post("/staff/articles/<public_id>/revisions")
@policy("editor|doctor")
@limiter.limit("60 per minute")
def save(public_id: str) -> Response:
    article = visible_article_or_404(viewer(), public_id)
    form = ArticleForm()
    form.lang.data = article.lang
    if form.validate():
        try:
            save_revision(article.id, _text(form), base=form.base_revision, by=viewer().id)
        except (Invalid, Conflict) as problem:
            form.refuse(problem)
            form.base.data = str(article.revision)
            return _editor(form, article, status=problem.status)
        else:
            flash(_("Saved."), "ok")
            return see_other(url_for("content.edit", public_id=public_id))
    return _editor(form, article, status=422)


@blueprint.post("/staff/articles/preview")
@policy("editor|doctor")
def preview() -> Response:
    """How a text will look, with what blocks its publication; saves nothing and keeps what is typed."""
    form = ArticleForm()
    public_id = request.args.get("article")
    article = visible_article_or_404(viewer(), public_id) if public_id else None
    body = (form.body.data or "")[:BODY_LENGTH]
    form.lang.data = article.lang if article else form.lang.data
    shown = {"title": form.title.data or "", "html": render_article(body), "lang": form.lang.data}
    shown["problems"] = find_problems(body, form.lang.data or "")
    return _editor(form, article, preview=shown)


@blueprint.post("/staff/articles/<public_id>/review-requests")
@policy("editor|doctor")
def ask_review(public_id: str) -> Response:
    article = visible_article_or_404(viewer(), public_id)
    ask = partial(request_review, article.id, by=viewer().id)
    return _act(article, lambda: ask(revision=_revision()), _("Sent to review."))


@blueprint.post("/staff/articles/<public_id>/publication")
@policy("editor|doctor")
def put_online(public_id: str) -> Response:
    article = visible_article_or_404(viewer(), public_id)
    show = partial(publish, article.id, by=viewer().id)
    return _act(article, lambda: show(revision=_revision()), _("Everyone can read it now."))


@blueprint.post("/staff/articles/<public_id>/withdrawal")
@policy("editor|doctor")
def take_down(public_id: str) -> Response:
    article = visible_article_or_404(viewer(), public_id)
    hide = partial(unpublish, article.id, by=viewer().id)
    return _act(article, lambda: hide(reason=WithdrawalForm().reason.data or ""), _("Taken down."))


def _act(article: Article, verb: Callable[[], object], done: str) -> Response:
    """Does it and returns to the editor; what the text still lacks is said there."""
    try:
        verb()
    except Invalid as problem:
        flash(str(problem.message), "danger")
    else:
        flash(done, "ok")
    return see_other(url_for("content.edit", public_id=article.public_id))


def _editor(form: ArticleForm, article: Article | None, status: int = 200, preview: Any = None) -> Response:
    conditions = {"": _("None in particular")}
    conditions |= {row.slug: row.name_in(current_locale()) for row in curated_conditions()}
    if form.condition.data:
        conditions.setdefault(form.condition.data, form.condition.data)
    form.condition.choices = as_choices(conditions)
    person = viewer()
    return render(
        "content/edit.html",
        fragment="content/_preview.html" if preview else None,
        status=status,
        form=form,
        article=article,
        preview=preview,
        may_edit=article is None or can_edit(person, article),
        may_publish=can_publish(person),
        may_review=article is not None and article.state == "review" and can_review(person, article),
        reviews=queries.reviews_of(article.id) if article else [],
        revisions=queries.revisions_of(article.id) if article else [],
        act=RevisionForm(formdata=None, revision=article.revision) if article else None,
        withdrawal=WithdrawalForm(formdata=None),
        approved=article is not None and article.state in {"approved", "unpublished"},
        states=STATES,
        decisions=DECISIONS,
        findings=FINDINGS,
        nav="articles",
    )


def _text(form: ArticleForm) -> ArticleText:
    condition = condition_by_slug(form.condition.data) if form.condition.data else None
    if form.condition.data and condition is None:
        raise Invalid(_("Please choose one of these."), "condition")
    return form.text(condition.id if condition else None)


def _revision() -> int:
    form = RevisionForm()
    if not form.validate():
        raise Invalid()
    return int(form.revision.data)
