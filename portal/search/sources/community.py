"""Topics (with the post that opens them) and replies."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import aliased

from portal.accounts.policy import Person
from portal.accounts.readers import prepared_entities
from portal.community.models import POSTS_A_PAGE, Group, Post, Topic
from portal.community.policy import visible_posts, visible_topics
from portal.conditions.models import Condition
from portal.core.db import AnySelect, db
from portal.search.analysis import spellings
from portal.search.documents import Shown, Source, key_of, plain_text
from portal.search.engine import PUBLIC, Document

_Opening = aliased(Post)


def _open(table: Any) -> sa.ColumnElement[bool]:
    return sa.and_(table.held_at.is_(None), table.hidden_at.is_(None))


def _read(kind: str, wanted: sa.Select[*tuple[Any, ...]]) -> Iterator[Document]:
    """Rows of (id, title, html, lang, moment) with their place become documents of its audience."""
    placed = (
        wanted.outerjoin(Group, Group.id == Topic.group_id)
        .outerjoin(Condition, Condition.id == Group.condition_id)
        .add_columns(Group.id, Group.slug, Group.visibility, Condition.slug)
        .where(_open(Topic))
    )
    for row_id, title, safe_html, lang, moment, group_id, group, visibility, condition in db.session.execute(placed):
        yield Document(
            key=key_of(kind, row_id),
            kind=kind,
            audience=PUBLIC if group_id is None or visibility == "public" else f"group:{group_id}",
            title=title,
            body=plain_text(safe_html),
            lang=lang,
            condition=condition or "",
            group=group or "",
            updated=moment.timestamp(),
        )


def _read_topics(ids: Collection[int]) -> Iterator[Document]:
    opening = sa.and_(Post.topic_id == Topic.id, Post.number == 1)
    wanted = sa.select(Topic.id, Topic.title, Post.html, Topic.lang, Topic.created_at).select_from(Topic)
    wanted = wanted.join(Post, opening)
    return _read("topic", wanted.where(Topic.id.in_(ids), Topic.group_id.is_not(None), _open(Post)))


def _read_posts(ids: Collection[int]) -> Iterator[Document]:
    """Replies, and everything said under an article; a topic's opening post is found as the topic."""
    wanted = sa.select(Post.id, sa.literal(""), Post.html, Post.lang, Post.created_at).select_from(Post)
    is_reply = sa.or_(Post.number > 1, Topic.group_id.is_(None))
    wanted = wanted.join(Topic, Topic.id == Post.topic_id)
    return _read("post", wanted.where(Post.id.in_(ids), is_reply, _open(Post)))


def _page_of(table: type[Topic] | type[Post], after: int, count: int) -> list[int]:
    return list(db.session.scalars(sa.select(table.id).where(table.id > after).order_by(table.id).limit(count)))


_NAMED: sa.BindParameter[int] = sa.bindparam("ids", expanding=True)


@prepared_entities
def _topics_named(viewer: Person | None) -> AnySelect:
    opening = sa.and_(_Opening.topic_id == Topic.id, _Opening.number == 1)
    wanted = visible_topics(viewer).where(Topic.id.in_(_NAMED)).join(_Opening, opening)
    return wanted.outerjoin(Group, Group.id == Topic.group_id).add_columns(_Opening.html, Group)


@prepared_entities
def _posts_named(viewer: Person | None) -> AnySelect:
    wanted = visible_posts(viewer).where(Post.id.in_(_NAMED))
    return wanted.outerjoin(Group, Group.id == Topic.group_id).add_columns(Topic, Group)


def _show_topics(viewer: Person | None, ids: Collection[int]) -> Iterator[Shown]:
    for topic, safe_html, group in _topics_named(viewer, ids=list(ids)):
        where = {"public_id": topic.public_id}
        text = plain_text(safe_html)
        yield Shown(topic.id, topic.title, text, topic.lang, topic.created_at, "community.topic", where, group)


def _show_posts(viewer: Person | None, ids: Collection[int]) -> Iterator[Shown]:
    for post, topic, group in _posts_named(viewer, ids=list(ids)):
        where = {
            "public_id": topic.public_id,
            "after": max(0, post.number - POSTS_A_PAGE),
            "_anchor": f"post-{post.public_id}",
        }
        text = plain_text(post.html)
        yield Shown(post.id, topic.title, text, post.lang, post.created_at, "community.topic", where, group)


def _titles(words: str, most: int) -> list[str]:
    begins = sa.or_(*(Topic.title.istartswith(spelling, autoescape=True) for spelling in spellings(words)))
    wanted = visible_topics(None).where(begins, Topic.group_id.is_not(None)).with_only_columns(Topic.title)
    return list(db.session.scalars(wanted.order_by(Topic.last_post_at.desc()).limit(most)))


TOPICS = Source("topic", _read_topics, lambda after, count: _page_of(Topic, after, count), _show_topics, _titles)
POSTS = Source("post", _read_posts, lambda after, count: _page_of(Post, after, count), _show_posts)
