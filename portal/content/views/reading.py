"""The list of articles and the reader's thanks."""

from __future__ import annotations

from flask import request, url_for
from werkzeug.wrappers import Response

from portal.conditions.queries import curated_conditions
from portal.content import queries
from portal.content.actions.reading import mark_useful
from portal.content.policy import published_article_or_404
from portal.content.views.blueprint import blueprint
from portal.content.wording import LANGUAGE_NAMES
from portal.core.i18n import current_locale, lang_tag
from portal.core.security import limiter
from portal.core.web import is_htmx, policy, render, see_other, viewer


@blueprint.get("/articles")
@policy("public")
def index() -> Response:
    """Published articles in the reader's language, or in the one asked for (`lang=all` for every language)."""
    lang = request.args.get("lang", "")
    lang = lang if lang in LANGUAGE_NAMES or lang == "all" else lang_tag(current_locale())
    condition = request.args.get("condition") or None
    wanted = None if lang == "all" else lang
    articles, more = queries.published_page(lang=wanted, condition=condition, before=request.args.get("before"))
    following = url_for("content.index", lang=lang, condition=condition, before=more) if more else None
    return render(
        "content/index.html",
        articles=articles,
        conditions=curated_conditions(),
        condition=condition,
        lang=lang,
        language_names=LANGUAGE_NAMES,
        next_url=following,
        nav="learn",
    )


@blueprint.post("/articles/<slug>/votes")
@policy("member")
@limiter.limit("30 per minute")
def vote(slug: str) -> Response:
    article = mark_useful(published_article_or_404(slug).id, by=viewer().id)
    if is_htmx():
        return render("content/_useful.html", useful=queries.Useful(article, found=True))
    return see_other(url_for("home.article", slug=slug, _anchor="useful"))
