"""Writing articles and saving their next revisions."""

from __future__ import annotations

import sqlalchemy as sa

from portal.accounts.policy import acting_member
from portal.content.models import LANGUAGES, Article, Revision, Source
from portal.content.policy import can_edit, can_write
from portal.content.queries import text_of
from portal.content.text import ArticleText, make_slug
from portal.core import clock
from portal.core.db import db, locked, transaction
from portal.core.errors import Conflict, Invalid, NotAllowed, NotFound
from portal.core.i18n import lazy
from portal.core.ids import new_id
from portal.core.markdown import render_article

CHANGED_SINCE = lazy("Someone changed this article in the meantime. Please look at the newest text first.")


def write_article(
    text: ArticleText,
    *,
    lang: str,
    by: int,
    slug: str | None = None,
    source_label: str = "",
    original_id: int | None = None,
    request_key: str | None = None,
) -> Article:
    """Starts a draft. The same `request_key` again gives the draft it made the first time.

    Raises NotAllowed for who may not write, Invalid for a text or language that does not fit.
    """
    text = text.checked()
    if lang not in LANGUAGES:
        raise Invalid(lazy("Please choose the language of the text."), "lang")
    html = render_article(text.body)
    with transaction():
        if not can_write(acting_member(by)):
            raise NotAllowed()
        twin = sa.select(Article).where(Article.author_id == by, Article.request_key == (request_key or ""))
        if earlier := db.session.scalar(twin):
            return earlier
        public_id = new_id()
        article = Article(
            public_id=public_id,
            slug=slug or make_slug(text.title, public_id),
            lang=lang,
            author_id=by,
            source_label=source_label,
            original_id=original_id,
            request_key=request_key or None,
        )
        show(article, text, html)
        db.session.add(article)
        db.session.flush()
        _append_revision(article, text, by)
        return article


def save_revision(article_id: int, text: ArticleText, *, base: int, by: int) -> Article:
    """Saves a text as the next revision, which then needs review again; readers keep the published one.

    `base` is the revision it was written on; an unchanged text saves nothing. Raises Conflict when a newer revision
    exists, NotAllowed, Invalid.
    """
    text = text.checked()
    html = render_article(text.body)
    with transaction():
        article = article_to_change(article_id, by)
        if article.revision != base:
            raise Conflict(CHANGED_SINCE)
        if text_of(article.id, article.revision) == text:
            return article
        article.revision += 1
        article.state = "draft"
        article.updated_at = clock.now()
        if not article.is_public:
            show(article, text, html)
        _append_revision(article, text, by)
        return article


def article_to_change(article_id: int, by: int) -> Article:
    """The article, locked, for someone who may edit it. Raises NotFound, NotAllowed."""
    member = acting_member(by)
    article = locked_article(article_id)
    if not can_edit(member, article):
        raise NotAllowed()
    return article


def locked_article(article_id: int) -> Article:
    article = db.session.scalar(locked(sa.select(Article).where(Article.id == article_id)))
    if article is None:
        raise NotFound()
    return article


def show(article: Article, text: ArticleText, html: str) -> None:
    """Puts a text on the article's face, which readers see once it is public."""
    article.title, article.summary, article.body, article.html = text.title, text.summary, text.body, html
    article.condition_id, article.ai_assisted = text.condition_id, text.ai_assisted
    article.version = (article.version or 0) + 1
    article.updated_at = clock.now()


def _append_revision(article: Article, text: ArticleText, by: int) -> None:
    number = article.revision
    db.session.add(
        Revision(
            article_id=article.id,
            number=number,
            title=text.title,
            summary=text.summary,
            body=text.body,
            condition_id=text.condition_id,
            ai_assisted=text.ai_assisted,
            by_id=by,
        )
    )
    db.session.add_all(
        Source(
            article_id=article.id,
            revision=number,
            position=position,
            title=source.title,
            url=source.url,
            publisher=source.publisher,
        )
        for position, source in enumerate(text.sources, 1)
    )
    db.session.flush()
