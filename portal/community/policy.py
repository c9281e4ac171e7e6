"""Who may see, join, write and moderate what: predicates and the select filters every door uses."""

from __future__ import annotations

from typing import Any, TypeVar

import sqlalchemy as sa

from portal.accounts.policy import Person
from portal.community.models import Group, Invitation, Membership, Post, Topic
from portal.core import clock
from portal.core.db import db, execute
from portal.core.errors import NotAllowed, NotFound
from portal.core.i18n import lazy

Row = TypeVar("Row")


def moderates(member: Person | None, group_id: int | None) -> bool:
    """Whether a member moderates a group (or, for None, what stands outside every group)."""
    return member is not None and member.has_role("moderator", group_id)


_OF_MEMBER = sa.and_(Membership.member_id == sa.bindparam("member"), Membership.group_id == sa.bindparam("of_group"))
_MEMBERSHIP = sa.select(Membership).where(_OF_MEMBER)
_AGREED = sa.or_(Group.condition_id.is_(None), Membership.consent_version >= Group.consent_version)
_ENTERED = sa.select(Membership.id).join(Group, Group.id == Membership.group_id).where(_OF_MEMBER, _AGREED)
_STANDING = (
    sa.select(Membership.label, Membership.silenced_until, _AGREED)
    .join(Group, Group.id == Membership.group_id)
    .where(_OF_MEMBER)
)


def membership_of(member_id: int, group_id: int) -> Membership | None:
    return db.session.scalar(_MEMBERSHIP, {"member": member_id, "of_group": group_id})


def is_member(member: Person, group_id: int) -> bool:
    """Whether someone belongs to a group and has agreed to the consent text it asks today."""
    return execute(_ENTERED, member=member.id, of_group=group_id).first() is not None


def check_may_write(member: Person, group_id: int | None) -> str | None:
    """The label a member writes under in a group; `staff` for its moderators, None under an article.

    Raises NotAllowed for who has not joined, while silenced or until a changed consent text is agreed to.
    """
    if group_id is None:
        return None
    found: Any = execute(_STANDING, member=member.id, of_group=group_id).first()
    if found is None:
        if moderates(member, group_id):
            return "staff"
        raise NotAllowed(lazy("Please join the group first. Then you can write here."))
    label, silenced_until, has_agreed = found
    if silenced_until is not None and silenced_until > clock.now():
        raise NotAllowed(lazy("A moderator has paused your posting in this group for now. You can still read."))
    if not has_agreed:
        raise NotAllowed(lazy("Please read the group's consent text again first."))
    return str(label)


def _joined(member_id: int) -> sa.Select[int]:
    """The ids of the groups a member has entered with a consent that still stands."""
    return (
        sa.select(Membership.group_id)
        .join(Group, Group.id == Membership.group_id)
        .where(Membership.member_id == member_id, _AGREED)
        .correlate(None)
    )


def readable_group_ids(member: Person | None) -> sa.ColumnElement[bool]:
    """A condition on `Group`: its content is open to the member."""
    if member is None or member.is_suspended:
        return Group.visibility == "public"
    if member.has_role("moderator"):
        return sa.true()
    moderated = [group_id for role, group_id in member.roles if role == "moderator" and group_id is not None]
    return sa.or_(Group.visibility == "public", Group.id.in_(_joined(member.id)), Group.id.in_(moderated))


def visible_groups(member: Person | None) -> sa.Select[Group]:
    """The groups a member may know of: all but the hidden ones that they neither read, joined nor are invited to."""
    known = [Group.visibility != "hidden", readable_group_ids(member)]
    if member is not None and not member.is_suspended:
        known += [
            Group.id.in_(sa.select(table.group_id).where(table.member_id == member.id))
            for table in (Membership, Invitation)
        ]
    return sa.select(Group).where(sa.or_(*known))


def visible_topics(member: Person | None) -> sa.Select[Topic]:
    """The topics a member may open: in readable groups or under an article; held and hidden ones only for staff."""
    readable = sa.select(Group.id).where(readable_group_ids(member))
    place = sa.or_(Topic.group_id.in_(readable), sa.and_(Topic.group_id.is_(None), Topic.article_ref.is_not(None)))
    return sa.select(Topic).where(place, _open_or_mine(Topic, member))


def visible_posts(member: Person | None) -> sa.Select[Post]:
    """The posts a member may read: open ones in visible topics, their own held ones, everything where they moderate."""
    topics = visible_topics(member).with_only_columns(Topic.id)
    return (
        sa.select(Post)
        .join(Topic, Topic.id == Post.topic_id)
        .where(Post.topic_id.in_(topics), _open_or_mine(Post, member))
    )


def open_or_own_posts(member: Person | None) -> sa.ColumnElement[bool]:
    """A condition on `Post`: in a topic they may open but do not moderate, members see these."""
    is_open = sa.and_(Post.held_at.is_(None), Post.hidden_at.is_(None))
    if member is None or member.is_suspended:
        return is_open
    return sa.or_(is_open, Post.author_id == member.id)


def _open_or_mine(table: type[Topic] | type[Post], member: Person | None) -> sa.ColumnElement[bool]:
    is_open = sa.and_(table.held_at.is_(None), table.hidden_at.is_(None))
    if member is None or member.is_suspended:
        return is_open
    if member.has_role("moderator"):
        return sa.true()
    mine = table.author_id == member.id
    moderated = [group_id for role, group_id in member.roles if role == "moderator" and group_id is not None]
    return sa.or_(is_open, mine, Topic.group_id.in_(moderated)) if moderated else sa.or_(is_open, mine)


def visible_group_or_404(member: Person | None, slug: str) -> Group:
    return _found(db.session.scalar(visible_groups(member).where(Group.slug == slug)))


def readable_group_or_404(member: Person | None, slug: str) -> Group:
    """A group whose content is open to the member. Raises NotFound."""
    return _found(db.session.scalar(sa.select(Group).where(Group.slug == slug, readable_group_ids(member))))


def visible_topic_or_404(member: Person | None, public_id: str) -> Topic:
    return _found(db.session.scalar(visible_topics(member).where(Topic.public_id == public_id)))


def visible_post_or_404(member: Person | None, public_id: str) -> Post:
    return _found(db.session.scalar(visible_posts(member).where(Post.public_id == public_id)))


def _found(row: Row | None) -> Row:
    if row is None:
        raise NotFound()
    return row
