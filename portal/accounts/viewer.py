"""The reader of a page: one light, immutable object per request, made of one joined row and the grants."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, ClassVar

import sqlalchemy as sa
from flask_login import AnonymousUserMixin

from portal.accounts.models import DeviceSession, Member, RoleGrant
from portal.accounts.readers import RoleHolder
from portal.accounts.sessions import IDLE, is_live
from portal.core import clock
from portal.core.db import UtcDateTime, execute


@dataclass(frozen=True, slots=True)
class Viewer(RoleHolder):
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


_GRANTED = sa.or_(RoleGrant.until.is_(None), RoleGrant.until > sa.bindparam("now", type_=UtcDateTime()))
_WANTED = (
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
        RoleGrant.role,
        RoleGrant.group_id,
    )
    .join(DeviceSession, DeviceSession.member_id == Member.id)
    .outerjoin(RoleGrant, sa.and_(RoleGrant.member_id == Member.id, _GRANTED))
    .where(DeviceSession.token_digest == sa.bindparam("digest"), Member.erased_at.is_(None))
    .where(is_live(sa.bindparam("now", type_=UtcDateTime()), sa.bindparam("seen_since", type_=UtcDateTime())))
)


def load_viewer(token: str, token_digest: str) -> Viewer | None:
    """The member behind a live device session; None when it ended, expired, or the member was erased."""
    now = clock.now()
    rows: Sequence[Any] = execute(_WANTED, digest=token_digest, now=now, seen_since=now - IDLE).all()
    if not rows:
        return None
    roles = frozenset((role, group_id) for *_member, role, group_id in rows if role is not None)
    return Viewer(*rows[0][:-2], token, roles)  # type: ignore[call-arg]  # how long a row is, types cannot say
