"""Which cases a member may see and settle."""

from __future__ import annotations

import sqlalchemy as sa

from portal.accounts.models import Member
from portal.accounts.policy import Person
from portal.core.db import db
from portal.core.errors import NotAllowed, NotFound
from portal.moderation.models import Case


def visible_cases(member: Person) -> sa.Select[Case]:
    """The cases of the groups a member moderates (portal-wide moderators: all), never about their own words."""
    cases = sa.select(Case).where(sa.or_(Case.author_id.is_(None), Case.author_id != member.id))
    if member.has_role("moderator"):
        return cases
    groups = [] if member.is_suspended else [group for role, group in member.roles if role == "moderator" and group]
    return cases.where(Case.group_id.in_(groups))


def visible_case_or_404(member: Person, public_id: str) -> Case:
    case = db.session.scalar(visible_cases(member).where(Case.public_id == public_id))
    if case is None:
        raise NotFound()
    return case


def require_settling(member: Person, case: Case) -> None:
    """Raises NotAllowed unless the member may settle the case: they moderate its place and did not write it."""
    if case.author_id == member.id or not member.has_role("moderator", case.group_id):
        raise NotAllowed()


def sees_sanctions(by: Person, kind: str, group_id: int | None) -> bool:
    """Warnings and silences belong to the group's moderators, suspensions to portal-wide ones."""
    return by.has_role("moderator", None if kind == "suspend" else group_id)


def require_sanctioning(by: Person, member: Member, kind: str, group_id: int | None) -> None:
    """Raises NotAllowed for who does not see such sanctions and for one's own; staff's belong to admins only."""
    if by.id == member.id or not sees_sanctions(by, kind, group_id):
        raise NotAllowed()
    if member.is_staff and not by.has_role("admin"):
        raise NotAllowed()
