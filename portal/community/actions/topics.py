"""Pinning and closing topics, and the discussion that belongs to an article."""

from __future__ import annotations

import sqlalchemy as sa

from portal.community.actions.admission import check_moderator
from portal.community.models import TITLE_LENGTH, Topic
from portal.core import clock
from portal.core.db import db, insert_once, transaction
from portal.core.errors import NotFound
from portal.core.ids import new_id


def pin_topic(topic_id: int, pinned: bool, *, by: int) -> Topic:
    """Keeps a topic on top of its group, or lets it go. Raises NotFound for who does not moderate there."""
    with transaction():
        topic = _moderated(topic_id, by)
        topic.pinned_at = (topic.pinned_at or clock.now()) if pinned else None
        db.session.flush()
        return topic


def close_topic(topic_id: int, closed: bool, *, by: int) -> Topic:
    """Ends or reopens the replies of a topic. Raises NotFound for who does not moderate there."""
    with transaction():
        topic = _moderated(topic_id, by)
        topic.closed_at = (topic.closed_at or clock.now()) if closed else None
        db.session.flush()
        return topic


def discuss_article(article_ref: str, title: str, lang: str) -> Topic:
    """The discussion under a published article: found, or made, and open again if it was withdrawn."""
    with transaction():
        now = clock.now()
        values = {"title": title[:TITLE_LENGTH], "lang": lang}
        made = {"public_id": new_id(), "post_count": 0, "last_number": 0, "last_post_at": now, "created_at": now}
        insert_once(Topic, article_ref=article_ref, **values, **made)
        topic = db.session.scalars(sa.select(Topic).where(Topic.article_ref == article_ref)).one()
        topic.title, topic.lang, topic.hidden_at = values["title"], lang, None
        db.session.flush()
        return topic


def withdraw_discussion(article_ref: str) -> None:
    """Closes the discussion of an article that is no longer published to everyone but staff."""
    with transaction():
        found = sa.and_(Topic.article_ref == article_ref, Topic.hidden_at.is_(None))
        db.session.execute(sa.update(Topic).where(found).values(hidden_at=clock.now()))


def _moderated(topic_id: int, by: int) -> Topic:
    topic = db.session.get(Topic, topic_id)
    if topic is None:
        raise NotFound()
    check_moderator(topic.group_id, by)
    return topic
