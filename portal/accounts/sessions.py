"""Device sessions: a row per signed-in browser, so that ending one is deleting a row."""

from __future__ import annotations

import hashlib
import secrets
from datetime import timedelta
from typing import Any

import sqlalchemy as sa

from portal.accounts.models import DeviceSession
from portal.core import clock
from portal.core.bus import announce
from portal.core.db import db, transaction
from portal.events import SessionEnded

LIFETIME = timedelta(days=30)
IDLE = timedelta(days=14)
TOUCH_EVERY = timedelta(hours=1)


def token_digest(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()


def open_session(member_id: int, device: str = "") -> str:
    """Signs a browser in and returns its token, which is kept nowhere else."""
    token = secrets.token_urlsafe(32)
    with transaction():
        db.session.add(
            DeviceSession(
                member_id=member_id,
                token_digest=token_digest(token),
                device=device[:80],
                expires_at=clock.now() + LIFETIME,
            )
        )
    return token


def end_session(session_id: int, *, by: int) -> None:
    """Signs one of a member's own browsers out; an unknown or foreign session is no error."""
    with transaction():
        _end(sa.and_(DeviceSession.id == session_id, DeviceSession.member_id == by))


def end_device(public_id: str, *, by: int) -> None:
    """As `end_session`, by the id that pages show."""
    with transaction():
        _end(sa.and_(DeviceSession.public_id == public_id, DeviceSession.member_id == by))


def touch_session(session_id: int) -> None:
    """Notes that a session is in use, at most once an hour."""
    with transaction():
        stale = sa.and_(DeviceSession.id == session_id, DeviceSession.seen_at <= clock.now() - TOUCH_EVERY)
        db.session.execute(sa.update(DeviceSession).where(stale).values(seen_at=clock.now()))


def is_live(now: Any = None, seen_since: Any = None) -> sa.ColumnElement[bool]:
    """A condition on `DeviceSession`: neither expired nor long unused, now or at the moments a select binds."""
    now, seen_since = (clock.now(), clock.now() - IDLE) if now is None else (now, seen_since)
    return sa.and_(DeviceSession.expires_at > now, DeviceSession.seen_at > seen_since)


def end_all_sessions(member_id: int, *, but: int | None = None) -> None:
    """Signs a member out everywhere, except in one session."""
    with transaction():
        _end(sa.and_(DeviceSession.member_id == member_id, DeviceSession.id != (but or 0)))


def end_expired_sessions() -> None:
    with transaction():
        _end(sa.not_(is_live()))


def _end(which: sa.ColumnElement[bool]) -> None:
    ended = sa.delete(DeviceSession).where(which).returning(DeviceSession.id, DeviceSession.member_id)
    for session_id, member_id in db.session.execute(ended).all():
        announce(SessionEnded(session_id, member_id))
