"""Keeps the counters that lists show; held and hidden posts do not count.

Locks are taken in one order everywhere: topic, then group.
"""

from __future__ import annotations

import sqlalchemy as sa

from portal.community.models import Group, Post, Topic
from portal.core.db import UtcDateTime, db, execute, locked

OPEN_POST = sa.and_(Post.held_at.is_(None), Post.hidden_at.is_(None))
OPEN_TOPIC = sa.and_(Topic.held_at.is_(None), Topic.hidden_at.is_(None))


_AT = sa.bindparam("at", type_=UtcDateTime())
_ONE_MORE = (
    sa.update(Topic)
    .where(Topic.id == sa.bindparam("topic"))
    .values(
        post_count=Topic.post_count + 1,
        last_number=sa.bindparam("number"),
        last_post_at=_AT,
        last_author_id=sa.bindparam("author"),
    )
)
_LIVELIER = (
    sa.update(Group)
    .where(Group.id == sa.bindparam("of_group"))
    .values(topic_count=Group.topic_count + sa.bindparam("opened", type_=sa.Integer()), active_at=_AT)
)


def count_post(topic: Topic, post: Post) -> None:
    """Adds a new open post to its topic and group; relies on the topic being locked."""
    execute(_ONE_MORE, topic=topic.id, number=post.number, at=post.created_at, author=post.author_id)
    db.session.expire(topic, ["post_count", "last_number", "last_post_at", "last_author_id"])
    if topic.group_id is not None:
        execute(_LIVELIER, of_group=topic.group_id, opened=1 if post.number == 1 else 0, at=post.created_at)


def recount(topic: Topic) -> None:
    """Counts a topic and its group anew after a post came or went; relies on the topic being locked."""
    shown = sa.and_(Post.topic_id == topic.id, OPEN_POST)
    topic.post_count = db.session.scalar(sa.select(sa.func.count()).select_from(Post).where(shown)) or 0
    newest = sa.select(Post.number, Post.created_at, Post.author_id).where(shown).order_by(Post.number.desc()).limit(1)
    last = db.session.execute(newest).first()
    topic.last_number, topic.last_post_at, topic.last_author_id = last or (0, topic.created_at, topic.author_id)
    db.session.flush()
    if topic.group_id is not None:
        _recount_group(topic.group_id)


def _recount_group(group_id: int) -> None:
    group = db.session.scalars(locked(sa.select(Group).where(Group.id == group_id))).unique().one()
    shown = sa.and_(Topic.group_id == group_id, OPEN_TOPIC)
    group.topic_count = db.session.scalar(sa.select(sa.func.count()).select_from(Topic).where(shown)) or 0
    newest = sa.select(Topic.last_post_at).where(shown).order_by(Topic.last_post_at.desc()).limit(1)
    group.active_at = db.session.scalar(newest) or group.created_at
    db.session.flush()
