"""Counters in SQL that protect accounts: they hold across processes and restarts."""

from __future__ import annotations

from datetime import timedelta

import sqlalchemy as sa

from portal.accounts.models import Attempt
from portal.core import clock
from portal.core.db import db, insert_once, locked, transaction
from portal.core.errors import TooOften
from portal.core.sealed import keyring


def address_key(address: str) -> str:
    """A network address as a counter's key: a keyed digest, so that no addresses pile up in the database."""
    return keyring().lookup(f"address:{address}")


def count_attempt(kind: str, key: str, *, limit: int, window: timedelta) -> None:
    """Counts a try before it is made. Raises TooOften, with the count kept, when it is one too many."""
    with transaction():
        insert_once(Attempt, kind=kind, key=key, count=0, window_ends_at=clock.now() + window)
        row = db.session.scalars(locked(sa.select(Attempt).where(_this(kind, key)))).one()
        now = clock.now()  # under the lock: whoever waited for it must not take the others' window for a future one
        if not now < row.window_ends_at <= now + window:
            row.count, row.window_ends_at = 0, now + window
        row.count += 1
        over, wait = row.count > limit, row.window_ends_at - now
    if over:
        raise TooOften(retry_after=max(1, int(wait.total_seconds())))


def uncount_attempt(kind: str, key: str) -> None:
    """Takes one try back: it turned out to be legitimate."""
    with transaction():
        db.session.execute(
            sa.update(Attempt).where(_this(kind, key), Attempt.count > 0).values(count=Attempt.count - 1)
        )


def forget_attempts(kind: str, key: str) -> None:
    with transaction():
        db.session.execute(sa.delete(Attempt).where(_this(kind, key)))


def forget_old_attempts() -> None:
    with transaction():
        db.session.execute(sa.delete(Attempt).where(Attempt.window_ends_at <= clock.now()))


def _this(kind: str, key: str) -> sa.ColumnElement[bool]:
    return sa.and_(Attempt.kind == kind, Attempt.key == key)
