"""The posts of a topic page, and one post as the same row."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

import sqlalchemy as sa

from portal.accounts.models import Member
from portal.accounts.policy import Person
from portal.community.models import POSTS_A_PAGE, Draft, Membership, Post, Reaction, Topic
from portal.community.policy import shown_posts, visible_posts
from portal.community.queries.authors import shown_name
from portal.community.wording import ARCHIVED, HELD, HELD_KINDLY, HIDDEN, HIDDEN_PLAINLY, LABELS
from portal.core import clock
from portal.core.db import db
from portal.core.errors import NotFound

_AUTHOR_HERE = sa.and_(Membership.group_id == Topic.group_id, Membership.member_id == Post.author_id)
_MY_SUPPORT = sa.and_(Reaction.post_id == Post.id, Reaction.member_id == sa.bindparam("reader"))
# Made once: building a select of this size costs more than SQLite takes to answer it.
_ROWS = (
    sa.select(
        Post.id,
        Post.public_id,
        Topic.public_id.label("topic_public_id"),
        Post.number,
        Post.html,
        Post.lang,
        Post.support_count,
        Post.created_at,
        Post.edited_at,
        Post.held_reason,
        Post.hidden_reason,
        Post.held_at,
        Post.hidden_at,
        Post.author_id,
        Post.author_label,
        Topic.group_id,
        Reaction.id.label("reaction_id"),
        Membership.id.label("membership_id"),
        Member.public_id.label("author_public_id"),
        Member.display_name,
        Member.erased_at,
        Member.honor_title,
        Member.clinician_title,
        Member.clinician_until,
        Member.timezone,
    )
    .join(Topic, Topic.id == Post.topic_id)
    .outerjoin(Member, Member.id == Post.author_id)
    .outerjoin(Membership, _AUTHOR_HERE)
    .outerjoin(Reaction, _MY_SUPPORT)
)


@dataclass(frozen=True, slots=True)
class PostRow:
    """A post with its author as readers see them, and the reader's own support."""

    id: int
    public_id: str
    topic_public_id: str
    number: int
    html: str
    lang: str
    support_count: int
    created_at: datetime
    edited_at: datetime | None
    held_reason: str | None
    hidden_reason: str | None
    is_held: bool
    is_hidden: bool
    is_mine: bool
    is_supported: bool
    seed: str
    name: str
    label: str | None
    honor: str | None
    doctor: str | None

    @property
    def is_open(self) -> bool:
        return not (self.is_held or self.is_hidden)

    @property
    def label_text(self) -> str:
        return str(LABELS[self.label]) if self.label else ""

    @property
    def held_text(self) -> str:
        return str(HELD.get(self.held_reason or "", HELD_KINDLY))

    @property
    def hidden_text(self) -> str:
        return str(HIDDEN.get(self.hidden_reason or "", HIDDEN_PLAINLY))


@dataclass(frozen=True, slots=True)
class PostPage:
    """The posts from a number on; `after` values of the neighbor pages, None at the ends."""

    posts: list[PostRow]
    next_after: int | None
    previous_after: int | None


def post_page(member: Person | None, topic_id: int, group_id: int | None, after: int) -> PostPage:
    """Up to twenty posts of a topic the reader may open, those numbered above `after`."""
    wanted = _ROWS.where(Post.topic_id == topic_id, Post.number > after, shown_posts(member, group_id))
    found = db.session.execute(wanted.order_by(Post.number).limit(POSTS_A_PAGE + 1), _reader(member)).all()
    posts = [_row(row, member) for row in found[:POSTS_A_PAGE]]
    return PostPage(
        posts,
        posts[-1].number if len(found) > POSTS_A_PAGE else None,
        max(0, after - POSTS_A_PAGE) if after > 0 else None,
    )


def post_row_or_404(member: Person | None, public_id: str) -> PostRow:
    """One post the reader may read. Raises NotFound."""
    readable = visible_posts(member).with_only_columns(Post.id)
    wanted = _ROWS.where(Post.public_id == public_id, Post.id.in_(readable))
    found = db.session.execute(wanted, _reader(member)).first()
    if found is None:
        raise NotFound()
    return _row(found, member)


def draft_of(member_id: int, place: str) -> Draft | None:
    return db.session.scalar(sa.select(Draft).where(Draft.member_id == member_id, Draft.place == place))


def _reader(member: Person | None) -> dict[str, int]:
    return {"reader": member.id if member is not None else 0}


def _row(found: Any, member: Person | None) -> PostRow:
    is_mine = member is not None and found.author_id == member.id
    is_inside = found.group_id is None or found.membership_id is not None or found.author_label == "staff"
    archived = ARCHIVED.get(found.author_label or "")
    is_shown = is_inside and found.author_id is not None and found.erased_at is None
    return PostRow(
        found.id,
        found.public_id,
        found.topic_public_id,
        found.number,
        found.html,
        found.lang,
        found.support_count,
        found.created_at,
        found.edited_at,
        found.held_reason,
        found.hidden_reason,
        found.held_at is not None,
        found.hidden_at is not None,
        is_mine,
        found.reaction_id is not None,
        found.author_public_id if is_shown else found.public_id,
        str(archived) if archived else shown_name(found.display_name, found.erased_at is not None, is_inside),
        None if archived else found.author_label,
        found.honor_title if is_shown else None,
        _badge(found.clinician_title, found.clinician_until, found.timezone) if is_shown else None,
    )


def _badge(title: str | None, until: date | None, timezone: str) -> str | None:
    """The doctor's badge, only while the checked license is valid."""
    if title is None or until is None or until < clock.local_date(timezone):
        return None
    return title
