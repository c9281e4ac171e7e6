"""Taking posts off the page and putting them back. Moderation decides and calls these; each is compare-and-set."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa

from portal.community.actions.admission import check_moderator
from portal.community.actions.counters import recount
from portal.community.actions.posts import follow_opening
from portal.community.models import Post, Topic
from portal.core import clock
from portal.core.bus import announce
from portal.core.db import change_rows, db, locked, transaction
from portal.core.errors import Conflict, NotFound
from portal.events import PostHidden, PostPublished, PostRestored

_CLEARED = {"held_at": None, "hidden_at": None, "hidden_by": None, "hidden_reason": None}


def hide_post(post_id: int, reason: str, *, by: int) -> None:
    """Hides an open or held post, and with an opening post its topic.

    Raises NotFound for who does not moderate there, Conflict when it is hidden already.
    """
    with transaction():
        topic, post = _locked_post(post_id, by)
        hidden = {**_CLEARED, "hidden_at": clock.now(), "hidden_by": by, "hidden_reason": reason}
        _change(topic, post, Post.hidden_at.is_(None), hidden)
        announce(PostHidden(post.id, topic.id, post.author_id, by))


def restore_post(post_id: int, *, by: int) -> None:
    """Shows a hidden post again. Raises as `hide_post`, with Conflict when it is not hidden."""
    with transaction():
        topic, post = _locked_post(post_id, by)
        _change(topic, post, Post.hidden_at.is_not(None), _CLEARED)
        _announce_open(topic, post, by)


def approve_post(post_id: int, *, by: int) -> None:
    """Publishes a held post. Raises as `hide_post`, with Conflict when it no longer waits."""
    with transaction():
        topic, post = _locked_post(post_id, by)
        _change(topic, post, Post.held_at.is_not(None), _CLEARED)
        _announce_open(topic, post, by)


def _locked_post(post_id: int, by: int) -> tuple[Topic, Post]:
    post = db.session.get(Post, post_id)
    if post is None:
        raise NotFound()
    topic = db.session.scalars(locked(sa.select(Topic).where(Topic.id == post.topic_id))).one()
    check_moderator(topic.group_id, by)
    return topic, post


def _change(topic: Topic, post: Post, state: sa.ColumnElement[bool], values: dict[str, Any]) -> None:
    changed = sa.update(Post).where(Post.id == post.id, state).values(**values)
    if not change_rows(changed):
        raise Conflict()
    db.session.refresh(post)
    follow_opening(topic, post)
    recount(topic)


def _announce_open(topic: Topic, post: Post, by: int) -> None:
    """A post that was never open is published now; one that was is restored, so that nothing follows twice."""
    if post.published_at is None and post.author_id is not None:
        post.published_at = clock.now()
        db.session.flush()
        announce(PostPublished(post.id, topic.id, topic.group_id, post.author_id, post.number))
    else:
        announce(PostRestored(post.id, topic.id, post.author_id, by))
