"""The posts of a topic page, and one post as the same row."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

import sqlalchemy as sa

from portal.accounts.models import Member
from portal.accounts.policy import Person
from portal.accounts.readers import AnyReader, prepared
from portal.community.models import POSTS_A_PAGE, Draft, Membership, Post, Reaction, Topic
from portal.community.policy import moderates, open_or_own_posts, visible_posts
from portal.community.queries.authors import shown_name
from portal.community.wording import ARCHIVED, HELD, HELD_KINDLY, HIDDEN, HIDDEN_PLAINLY, LABELS
from portal.core import clock
from portal.core.db import AnySelect, execute
from portal.core.errors import NotFound

_AUTHOR_HERE = sa.and_(Membership.group_id == Topic.group_id, Membership.member_id == Post.author_id)
_MY_SUPPORT = sa.and_(Reaction.post_id == Post.id, Reaction.member_id == AnyReader.id)
_MINE = sa.and_(Draft.member_id == sa.bindparam("member"), Draft.place == sa.bindparam("place"))
_DRAFT = sa.select(Draft.title, Draft.body).where(_MINE)
# Made once: building a select of this size costs more than SQLite takes to answer it.
_ROWS = (
    sa.select(
        Post.id,
        Post.public_id,
        Topic.public_id,
        Post.number,
        Post.html,
        Post.lang,
        Post.support_count,
        Post.created_at,
        Post.edited_at,
        Post.held_reason,
        Post.hidden_reason,
        Post.held_at.is_not(None),
        Post.hidden_at.is_not(None),
        Post.author_id,
        Post.author_label,
        Topic.group_id,
        Reaction.id,
        Membership.id,
        Member.public_id,
        Member.display_name,
        Member.erased_at.is_not(None),
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
    found = _page(member, moderates(member, group_id), topic=topic_id, after=after).all()
    posts = [_row(row, member) for row in found[:POSTS_A_PAGE]]
    return PostPage(
        posts,
        posts[-1].number if len(found) > POSTS_A_PAGE else None,
        max(0, after - POSTS_A_PAGE) if after > 0 else None,
    )


def post_row_or_404(member: Person | None, public_id: str) -> PostRow:
    """One post the reader may read. Raises NotFound."""
    found = _one(member, wanted=public_id).first()
    if found is None:
        raise NotFound()
    return _row(found, member)


def draft_of(member_id: int, place: str) -> sa.Row[tuple[str, str]] | None:
    """The title and body someone has begun to write at a place."""
    return execute(_DRAFT, member=member_id, place=place).first()


@prepared
def _page(member: Person | None, is_moderated: bool) -> AnySelect:
    page = _ROWS.where(Post.topic_id == sa.bindparam("topic"), Post.number > sa.bindparam("after"))
    if not is_moderated:
        page = page.where(open_or_own_posts(member))
    return page.order_by(Post.number).limit(POSTS_A_PAGE + 1)


@prepared
def _one(member: Person | None) -> AnySelect:
    readable = visible_posts(member).with_only_columns(Post.id)
    return _ROWS.where(Post.public_id == sa.bindparam("wanted"), Post.id.in_(readable))


def _row(found: Any, member: Person | None) -> PostRow:
    post: list[Any]
    *post, author_id, author_label, group_id, reaction_id, membership_id, seed, name, erased, honor = found[:-3]
    is_inside = group_id is None or membership_id is not None or author_label == "staff"
    is_shown = is_inside and author_id is not None and not erased
    archived = ARCHIVED.get(author_label) if author_label else None
    return PostRow(  # type: ignore[call-arg]  # how long a row is, types cannot say
        *post,
        member is not None and author_id == member.id,
        reaction_id is not None,
        seed if is_shown else post[1],
        str(archived) if archived else shown_name(name, erased, is_inside),
        None if archived else author_label,
        honor if is_shown else None,
        _badge(*found[-3:]) if is_shown else None,
    )


def _badge(title: str | None, until: date | None, timezone: str) -> str | None:
    """The doctor's badge, only while the checked license is valid."""
    if title is None or until is None or until < clock.local_date(timezone):
        return None
    return title
