"""Taking in archived questions with their answers, many at a time."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa

from portal.community.models import Group, Post, Topic
from portal.core import clock
from portal.core.db import db, insert_all_once, locked, transaction
from portal.core.errors import NotFound
from portal.core.ids import new_id


@dataclass(frozen=True, slots=True)
class ImportedPost:
    body: str
    html: str


@dataclass(frozen=True, slots=True)
class ImportedThread:
    """A question and its answers, screened and rendered; with `held` set a moderator looks before others read it."""

    external_id: str
    title: str
    lang: str
    posts: tuple[ImportedPost, ...]
    held: str = ""


def known_threads(external_ids: Sequence[str]) -> set[str]:
    """Which of these ids are already here."""
    present = sa.select(Topic.external_id).where(Topic.external_id.in_(external_ids))
    return {external_id for external_id in db.session.scalars(present) if external_id}


def import_threads(threads: Sequence[ImportedThread], group_id: int) -> list[int]:
    """Adds the threads whose id is not here yet to a group and returns their topics' row ids.

    They have no author: the archive's people have no account here. Raises NotFound for an unknown group.
    """
    with transaction():
        group = db.session.scalars(locked(sa.select(Group).where(Group.id == group_id))).unique().one_or_none()
        if group is None:
            raise NotFound()
        present = known_threads([thread.external_id for thread in threads])
        fresh = {thread.external_id: thread for thread in threads if thread.external_id not in present}
        insert_all_once(Topic, [_topic(thread, group_id) for thread in fresh.values()])
        made = sa.select(Topic.external_id, Topic.id).where(Topic.external_id.in_(fresh))
        ids = {id_: fresh[external_id] for external_id, id_ in db.session.execute(made) if external_id}
        insert_all_once(Post, [row for id_, thread in ids.items() for row in _posts(id_, thread)])
        if ids:
            group.active_at = clock.now()
        group.topic_count += sum(not thread.held for thread in ids.values())
        db.session.flush()
        return list(ids)


def _topic(thread: ImportedThread, group_id: int) -> dict[str, Any]:
    now, shown = clock.now(), 0 if thread.held else len(thread.posts)
    return {
        "public_id": new_id(),
        "external_id": thread.external_id,
        "group_id": group_id,
        "title": thread.title,
        "lang": thread.lang,
        "post_count": shown,
        "last_number": shown,
        "last_post_at": now,
        "held_at": now if thread.held else None,
        "created_at": now,
    }


def _posts(topic_id: int, thread: ImportedThread) -> list[dict[str, Any]]:
    """The opening post carries the state of the topic; the answers are open beneath it."""
    now = clock.now()
    return [
        {
            "public_id": new_id(),
            "topic_id": topic_id,
            "number": number,
            "author_label": "question" if number == 1 else "answer",
            "body": post.body,
            "html": post.html,
            "lang": thread.lang,
            "published_at": None if thread.held and number == 1 else now,
            "held_at": now if thread.held and number == 1 else None,
            "held_reason": thread.held if thread.held and number == 1 else None,
            "created_at": now,
        }
        for number, post in enumerate(thread.posts, 1)
    ]
