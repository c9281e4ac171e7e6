"""The reader of a page: one light, immutable object per request, made of one joined row and the grants."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar

import sqlalchemy as sa
from flask_login import AnonymousUserMixin

from portal.accounts.models import DeviceSession, Member, RoleGrant
from portal.accounts.sessions import is_live
from portal.core import clock
from portal.core.db import db


@dataclass(frozen=True, slots=True)
class Viewer:
    """A signed-in member as pages and policies see one: the same predicates as `Member`, no lazy loading."""

    id: int
    public_id: str
    name: str
    locale: str | None
    timezone: str
    theme: str
    text_step: int
    elder: bool
    suspended_until: datetime | None
    verified_at: datetime | None
    session_id: int
    session_seen_at: datetime
    token: str
    roles: frozenset[tuple[str, int | None]]

    is_authenticated: ClassVar[bool] = True
    is_active: ClassVar[bool] = True
    is_anonymous: ClassVar[bool] = False

    def get_id(self) -> str:
        return f"{self.id}:{self.token}"

    @property
    def is_suspended(self) -> bool:
        return self.suspended_until is not None and self.suspended_until > clock.now()

    @property
    def is_staff(self) -> bool:
        return bool(self.roles) and not self.is_suspended

    def has_role(self, role: str, group_id: int | None = None) -> bool:
        """Whether a grant covers the role: everywhere, or in the group named; admins hold every role."""
        held = self.roles if not self.is_suspended else frozenset()
        return ("admin", None) in held or (role, None) in held or (group_id is not None and (role, group_id) in held)

    def has_role_somewhere(self, role: str) -> bool:
        """Whether any grant, of whatever group, is of the role."""
        return self.has_role(role) or (not self.is_suspended and any(held == role for held, _group in self.roles))


class SignedOut(AnonymousUserMixin):  # type: ignore[call-arg]
    """Nobody in particular: no roles, no preferences."""

    id = None
    public_id = None
    locale = None
    timezone = None
    is_staff = False
    is_suspended = False

    def has_role(self, role: str, group_id: int | None = None) -> bool:
        return False

    def has_role_somewhere(self, role: str) -> bool:
        return False


def load_viewer(token: str, token_digest: str) -> Viewer | None:
    """The member behind a live device session; None when it ended, expired, or the member was erased."""
    wanted = (
        sa.select(
            Member.id,
            Member.public_id,
            Member.display_name,
            Member.locale,
            Member.timezone,
            Member.theme,
            Member.text_step,
            Member.elder,
            Member.suspended_until,
            Member.verified_at,
            DeviceSession.id,
            DeviceSession.seen_at,
        )
        .join(DeviceSession, DeviceSession.member_id == Member.id)
        .where(DeviceSession.token_digest == token_digest, is_live())
        .where(Member.erased_at.is_(None))
    )
    row = db.session.execute(wanted).one_or_none()
    if row is None:
        return None
    grants = sa.select(RoleGrant.role, RoleGrant.group_id).where(
        RoleGrant.member_id == row[0], sa.or_(RoleGrant.until.is_(None), RoleGrant.until > clock.now())
    )
    roles = frozenset((role, group_id) for role, group_id in db.session.execute(grants))
    return Viewer(*row, token=token, roles=roles)  # type: ignore[call-arg]
