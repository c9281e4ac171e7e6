"""The talk under an article opens and closes with it."""

from __future__ import annotations

from portal import events
from portal.community.actions.topics import discuss_article, withdraw_discussion
from portal.content.models import Article
from portal.core.db import db


def open_discussion(event: events.ArticlePublished) -> None:
    """A published article can be talked about, again too when it had been taken down."""
    article = db.session.get_one(Article, event.article_id)
    discuss_article(article.public_id, article.title, article.lang)


def close_discussion(event: events.ArticleUnpublished) -> None:
    withdraw_discussion(db.session.get_one(Article, event.article_id).public_id)
