"""Lists of topics, and the head of a topic page."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

import sqlalchemy as sa

from portal.accounts.policy import Person
from portal.accounts.readers import AnyReader, prepared
from portal.community.models import Group, Membership, ReadMark, Topic
from portal.community.policy import moderates, visible_topics
from portal.community.queries.authors import LastAuthor, LastMembership, shown_name, with_last_author
from portal.community.wording import ARCHIVE
from portal.core.db import AnySelect, UtcDateTime, db
from portal.core.errors import NotFound

TOPICS_A_PAGE = 20
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class TopicRow:
    """One line of a topic list. `unread` is how many posts came since the reader's last visit, None if never."""

    public_id: str
    title: str
    lang: str
    post_count: int
    last_post_at: datetime
    last_name: str
    unread: int | None
    is_pinned: bool
    is_closed: bool
    is_held: bool
    is_hidden: bool

    @property
    def reply_count(self) -> int:
        return max(0, self.post_count - 1)

    @property
    def cursor(self) -> str:
        """Where the next page begins: after this topic in the order of the list."""
        return f"{(self.last_post_at - _EPOCH) // timedelta(microseconds=1):x}-{self.public_id}"


@dataclass(frozen=True, slots=True)
class TopicHead:
    """What a topic page knows of its topic and of the reader's place in it."""

    is_moderated: bool
    id: int
    public_id: str
    group_id: int | None
    group_slug: str | None
    group_visibility: str | None
    article_ref: str | None
    title: str
    lang: str
    post_count: int
    last_number: int
    is_pinned: bool
    is_closed: bool
    is_held: bool
    is_hidden: bool
    read_number: int | None


def group_topics(member: Person | None, group_id: int, before: str = "", limit: int = TOPICS_A_PAGE) -> list[TopicRow]:
    """A group's topics, the latest talk first, from a cursor on; one more than `limit` when there are more."""
    cursor = _position(before)
    found = _latest(member, cursor is not None, group=group_id, number=limit + 1, **(cursor or {}))
    return [_line(row) for row in found]


def pinned_topics(member: Person | None, group_id: int) -> list[TopicRow]:
    return [_line(row) for row in _pinned(member, group=group_id)]


def news_in_my_groups(member: Person, limit: int) -> list[TopicRow]:
    """The latest talk in all groups a member has joined."""
    mine = [group_id for (group_id,) in _lively(member, number=limit)]
    groups = {f"group_{place}": group_id for place, group_id in enumerate(mine)}
    return [_line(row) for row in _news(member, len(mine), number=limit, **groups)] if mine else []


def topic_or_404(member: Person | None, public_id: str) -> TopicHead:
    """A topic the reader may open. Raises NotFound."""
    found: Any = _head(member, Topic.public_id, wanted=public_id).first()
    if found is None:
        raise NotFound()
    return TopicHead(moderates(member, found.group_id), *found)


def article_topic(member: Person | None, article_ref: str) -> TopicHead | None:
    """The discussion under an article, if it has begun."""
    found: Any = _head(member, Topic.article_ref, wanted=article_ref).first()
    return TopicHead(moderates(member, found.group_id), *found) if found else None


@prepared
def _head(member: Person | None, key: sa.ColumnElement[str]) -> AnySelect:
    mark = sa.and_(ReadMark.topic_id == Topic.id, ReadMark.member_id == AnyReader.id)
    return (
        visible_topics(member)
        .outerjoin(Group, Group.id == Topic.group_id)
        .outerjoin(ReadMark, mark)
        .where(key == sa.bindparam("wanted"))
        .with_only_columns(
            Topic.id,
            Topic.public_id,
            Topic.group_id,
            Group.slug,
            Group.visibility,
            Topic.article_ref,
            Topic.title,
            Topic.lang,
            Topic.post_count,
            Topic.last_number,
            Topic.pinned_at.is_not(None),
            Topic.closed_at.is_not(None),
            Topic.held_at.is_not(None),
            Topic.hidden_at.is_not(None),
            ReadMark.number,
        )
    )


def group_asking_anew(member_id: int, topic_public_id: str) -> str | None:
    """The slug of the joined group that keeps a topic closed until its changed consent text is agreed to."""
    wanted = (
        sa.select(Group.slug)
        .join(Topic, Topic.group_id == Group.id)
        .join(Membership, sa.and_(Membership.group_id == Group.id, Membership.member_id == member_id))
        .where(Topic.public_id == topic_public_id, Membership.consent_version < Group.consent_version)
    )
    return db.session.scalar(wanted)


@prepared
def _latest(member: Person | None, from_cursor: bool) -> AnySelect:
    topics = _lines(member).where(Topic.group_id == sa.bindparam("group"))
    return _newest_first(_after(topics) if from_cursor else topics)


@prepared
def _pinned(member: Person | None) -> AnySelect:
    topics = _lines(member).where(Topic.group_id == sa.bindparam("group"), Topic.pinned_at.is_not(None))
    return topics.order_by(Topic.pinned_at.desc()).limit(5)


@prepared
def _lively(member: Person | None) -> AnySelect:
    """The groups joined, the most active first: no topic among the latest N is of a group beyond the first N."""
    mine = sa.select(Group.id).join(Membership, Membership.group_id == Group.id)
    mine = mine.where(Membership.member_id == AnyReader.id, Group.topic_count > 0)
    return mine.order_by(Group.active_at.desc(), Group.id).limit(sa.bindparam("number"))


@prepared
def _news(member: Person | None, groups: int) -> AnySelect:
    """The latest of each group's latest: each is the head of an index, however many topics a group has."""
    heads = [_newest_first(_open_topics(sa.bindparam(f"group_{place}"))).subquery() for place in range(groups)]
    latest = sa.union_all(*(sa.select(head.c.id) for head in heads))
    return _newest_first(_lines(member).where(Topic.id.in_(latest)))


def _open_topics(group_id: sa.BindParameter[int]) -> AnySelect:
    return sa.select(Topic.id).where(Topic.group_id == group_id, Topic.held_at.is_(None), Topic.hidden_at.is_(None))


def _newest_first(topics: AnySelect) -> AnySelect:
    return topics.order_by(Topic.last_post_at.desc(), Topic.id.desc()).limit(sa.bindparam("number"))


def _lines(member: Person | None) -> AnySelect:
    mark = sa.and_(ReadMark.topic_id == Topic.id, ReadMark.member_id == AnyReader.id)
    return (
        with_last_author(visible_topics(member))
        .outerjoin(ReadMark, mark)
        .with_only_columns(
            Topic.public_id,
            Topic.title,
            Topic.lang,
            Topic.post_count,
            Topic.last_post_at,
            sa.and_(Topic.external_id.is_not(None), Topic.last_author_id.is_(None)),
            LastAuthor.display_name,
            LastAuthor.erased_at,
            LastMembership.id,
            Topic.group_id,
            Topic.last_number,
            ReadMark.number,
            Topic.pinned_at,
            Topic.closed_at,
            Topic.held_at,
            Topic.hidden_at,
        )
    )


def _line(found: Any) -> TopicRow:
    public_id, title, lang, post_count, last_post_at, archived, *author, last, read = found[:-4]
    name, erased_at, membership, group_id = author
    alias = shown_name(name, erased_at is not None, membership is not None or group_id is None)
    return TopicRow(
        public_id,
        title,
        lang,
        post_count,
        last_post_at,
        str(ARCHIVE) if archived else alias,
        None if read is None else max(0, last - read),
        *(mark is not None for mark in found[-4:]),
    )


def _position(cursor: str) -> dict[str, Any] | None:
    """The place a cursor names; None for none and for one nobody gave out."""
    micros, _dash, public_id = cursor.partition("-")
    try:
        return {"moment": _EPOCH + timedelta(microseconds=int(micros, 16)), "topic": public_id}
    except (ValueError, OverflowError):
        return None


def _after(topics: AnySelect) -> AnySelect:
    moment = sa.bindparam("moment", type_=UtcDateTime())
    same = sa.select(Topic.id).where(Topic.public_id == sa.bindparam("topic")).scalar_subquery()
    earlier = sa.or_(Topic.last_post_at < moment, sa.and_(Topic.last_post_at == moment, Topic.id < same))
    return topics.where(Topic.last_post_at <= moment, earlier)
