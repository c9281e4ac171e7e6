"""Putting a reviewed revision before readers, and taking it away."""

from __future__ import annotations

from portal.accounts.policy import acting_member
from portal.content.actions.review import check_publishable
from portal.content.actions.writing import CHANGED_SINCE, locked_article, show
from portal.content.models import Article
from portal.content.policy import can_publish
from portal.content.queries import newest_review, text_of
from portal.core import clock
from portal.core.bus import announce
from portal.core.db import db, transaction
from portal.core.errors import Conflict, Invalid, NotAllowed
from portal.core.i18n import lazy
from portal.core.markdown import render_article
from portal.events import ArticlePublished, ArticleUnpublished


def publish(article_id: int, *, revision: int, by: int) -> Article:
    """Shows a revision to readers.

    Raises NotAllowed without an approval of exactly this revision that is still valid, Conflict when it is not the
    newest or already public, Invalid without a source or with a contact or shop link in the text.
    """
    text = text_of(article_id, revision)
    html = render_article(text.body)
    with transaction():
        article = _article_to_publish(article_id, by)
        if article.revision != revision or article.published_revision == revision:
            raise Conflict(CHANGED_SINCE)
        review = newest_review(article.id, revision)
        if review is None or not review.allows_publishing:
            raise NotAllowed(lazy("Another person with a license must approve exactly this text first."))
        check_publishable(text, article.lang)
        show(article, text, html)
        article.state = "published"
        article.published_revision = revision
        article.published_at = article.published_at or clock.now()
        article.published_by = by
        article.reviewer_name, article.reviewer_title = review.reviewer_name, review.reviewer_title
        article.reviewed_at = review.decided_at
        article.unpublished_at = article.unpublished_by = article.unpublished_reason = None
        db.session.flush()
        announce(ArticlePublished(article.id, by))
        return article


def unpublish(article_id: int, *, reason: str, by: int) -> Article:
    """Takes an article away from readers at once; it can be published again. Raises Conflict when it is not public."""
    reason = reason.strip()
    with transaction():
        article = _article_to_publish(article_id, by)
        if not article.is_public:
            raise Conflict()
        if not reason or len(reason) > 200:
            raise Invalid(lazy("Please give the reason in a few words."), "reason")
        if article.state == "published":
            article.state = "unpublished"
        article.published_at = article.published_revision = None
        article.unpublished_at, article.unpublished_by, article.unpublished_reason = clock.now(), by, reason
        article.version += 1
        article.updated_at = clock.now()
        db.session.flush()
        announce(ArticleUnpublished(article.id, by))
        return article


def _article_to_publish(article_id: int, by: int) -> Article:
    if not can_publish(acting_member(by)):
        raise NotAllowed()
    return locked_article(article_id)
