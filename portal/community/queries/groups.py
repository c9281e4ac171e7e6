"""Groups as a reader meets them: what they are, and how the reader stands to them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from portal.accounts.models import Consent, Member
from portal.accounts.policy import Person
from portal.accounts.readers import prepared
from portal.community.models import Group, Invitation, JoinRequest, Membership
from portal.community.policy import moderates, readable_group_ids, visible_groups
from portal.community.wording import LABELS, VISIBILITIES
from portal.core import clock
from portal.core.db import AnySelect, db
from portal.core.errors import NotFound

GROUPS_A_PAGE = 30


@dataclass(frozen=True, slots=True)
class GroupRow:
    """A group with its name in the reader's locale, and the reader's own standing in it."""

    is_moderated: bool
    id: int
    slug: str
    name: str
    about: str
    visibility: str
    condition_id: int | None
    consent_version: int
    member_count: int
    topic_count: int
    active_at: datetime
    is_readable: bool
    label: str | None
    joined_at: datetime | None
    agreed_version: int | None
    silenced_until: datetime | None
    request_id: int | None
    invitation_id: int | None

    @property
    def needs_consent(self) -> bool:
        return self.condition_id is not None

    @property
    def is_joined(self) -> bool:
        return self.label is not None

    @property
    def asks_anew(self) -> bool:
        """Whether the reader joined, but has not agreed to the consent text the group asks today."""
        return self.is_joined and self.needs_consent and (self.agreed_version or 0) < self.consent_version

    @property
    def is_silenced(self) -> bool:
        return self.silenced_until is not None and self.silenced_until > clock.now()

    @property
    def can_write(self) -> bool:
        inside = self.is_joined and not self.asks_anew and not self.is_silenced
        return inside or (self.is_moderated and not self.is_joined)

    @property
    def visibility_text(self) -> str:
        return str(VISIBILITIES[self.visibility])

    @property
    def label_text(self) -> str:
        return str(LABELS[self.label]) if self.label else ""


@dataclass(frozen=True, slots=True)
class RequestRow:
    """Someone who asks to join, as the moderators see them."""

    public_id: str
    name: str
    label: str
    note: str
    created_at: datetime

    @property
    def label_text(self) -> str:
        return str(LABELS[self.label])


def group_or_404(member: Person | None, slug: str, locale: str) -> GroupRow:
    """A group whose existence the reader may know of. Raises NotFound."""
    return _found(_visible(member, locale, slug=slug).first(), member)


def own_group_or_404(member: Person, slug: str, locale: str) -> GroupRow:
    """A group the reader has joined or asked to join, whatever else they may see. Raises NotFound."""
    mine = sa.or_(Membership.id.is_not(None), JoinRequest.id.is_not(None))
    row = db.session.execute(_rows(sa.select(Group), member, locale).where(Group.slug == slug, mine)).first()
    return _found(row, member)


def my_groups(member: Person, locale: str) -> list[GroupRow]:
    """The groups someone joined or is invited to, the most active first."""
    return [_row(found, member) for found in _mine(member, locale)]


def other_groups(member: Person | None, locale: str, page: int) -> tuple[list[GroupRow], bool]:
    """A page of the groups someone could join, the most active first, and whether more follow."""
    rows = _others(member, locale, skipped=(page - 1) * GROUPS_A_PAGE).all()
    return [_row(found, member) for found in rows[:GROUPS_A_PAGE]], len(rows) > GROUPS_A_PAGE


@prepared
def _visible(member: Person | None, locale: str) -> AnySelect:
    return _rows(visible_groups(member), member, locale).where(Group.slug == sa.bindparam("slug"))


@prepared
def _mine(member: Person | None, locale: str) -> AnySelect:
    mine = sa.or_(Membership.id.is_not(None), Invitation.id.is_not(None))
    wanted = _rows(visible_groups(member), member, locale).where(mine)
    return wanted.order_by(Group.active_at.desc(), Group.id).limit(100)


@prepared
def _others(member: Person | None, locale: str) -> AnySelect:
    wanted = _rows(visible_groups(member), member, locale).order_by(Group.active_at.desc(), Group.id)
    if member is not None:
        wanted = wanted.where(Membership.id.is_(None), Invitation.id.is_(None))
    return wanted.limit(GROUPS_A_PAGE + 1).offset(sa.bindparam("skipped"))


def join_requests(group_id: int) -> list[RequestRow]:
    """Who waits to be let in, the longest waiting first."""
    wanted = (
        sa.select(Member.public_id, Member.display_name, JoinRequest.label, JoinRequest.note, JoinRequest.created_at)
        .join(Member, Member.id == JoinRequest.member_id)
        .where(JoinRequest.group_id == group_id)
        .order_by(JoinRequest.created_at, JoinRequest.id)
        .limit(100)
    )
    return [RequestRow(*found) for found in db.session.execute(wanted)]


def asker_id(group_id: int, public_id: str) -> int:
    """The member behind a join request. Raises NotFound."""
    wanted = (
        sa.select(Member.id)
        .join(JoinRequest, JoinRequest.member_id == Member.id)
        .where(JoinRequest.group_id == group_id, Member.public_id == public_id)
    )
    found = db.session.scalar(wanted)
    if found is None:
        raise NotFound()
    return found


def consent_given(member_id: int, group_id: int) -> Consent | None:
    """The newest consent of a member for a group that still stands."""
    standing = sa.select(Consent).where(
        Consent.member_id == member_id, Consent.group_id == group_id, Consent.withdrawn_at.is_(None)
    )
    return db.session.scalar(standing.order_by(Consent.id.desc()).limit(1))


def local_name(locale: str, field: str = "name") -> sa.ColumnElement[str]:
    """A group's name (or `about`) in a locale; another script's where that is empty."""
    wanted = getattr(Group, f"{field}_{locale.lower()}")
    hans, english = getattr(Group, f"{field}_zh_hans"), getattr(Group, f"{field}_en")
    return sa.func.coalesce(sa.func.nullif(wanted, ""), sa.func.nullif(hans, ""), english)


def _rows(groups: AnySelect, member: Person | None, locale: str) -> AnySelect:
    reader = member.id if member is not None else 0
    for table in (Membership, JoinRequest, Invitation):
        groups = groups.outerjoin(table, sa.and_(table.group_id == Group.id, table.member_id == reader))
    return groups.with_only_columns(
        Group.id,
        Group.slug,
        local_name(locale),
        local_name(locale, "about"),
        Group.visibility,
        Group.condition_id,
        Group.consent_version,
        Group.member_count,
        Group.topic_count,
        Group.active_at,
        sa.case((readable_group_ids(member), sa.true()), else_=sa.false()),
        Membership.label,
        Membership.joined_at,
        Membership.consent_version,
        Membership.silenced_until,
        JoinRequest.id,
        Invitation.id,
    )


def _row(found: Any, member: Person | None) -> GroupRow:
    return GroupRow(moderates(member, found[0]), *found)


def _found(row: Any, member: Person | None) -> GroupRow:
    if row is None:
        raise NotFound()
    return _row(row, member)
