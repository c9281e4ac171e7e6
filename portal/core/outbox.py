"""Durable side effects: a row written inside the transaction, delivered later by the process that holds the jobs lease.

Delivery is at least once, in order of `id` within a drain, with back-off after a failure; handlers are idempotent.
"""

from __future__ import annotations

import json
import random
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import groupby
from typing import Any

import sqlalchemy as sa
import structlog
from sqlalchemy.orm import Mapped, mapped_column

from portal.core import clock, jobs
from portal.core.db import Base, Created, Moment, UtcDateTime, after_commit, db, insert_once, transaction

log = structlog.get_logger()

MAX_ATTEMPTS = 12
BATCH = 200
LONGEST_WAIT = timedelta(hours=1)


class OutboxRow(Base):
    __tablename__ = "outbox"
    __table_args__ = (sa.Index("ix_outbox_state_due_at", "state", "due_at", "id"),)

    kind: Mapped[str] = mapped_column(sa.String(60))
    version: Mapped[int] = mapped_column(default=1)
    payload: Mapped[str] = mapped_column(sa.Text)
    dedupe: Mapped[str | None] = mapped_column(sa.String(120), unique=True)
    due_at: Mapped[Moment]
    state: Mapped[str] = mapped_column(sa.String(10), default="pending")
    attempts: Mapped[int] = mapped_column(default=0)
    problem: Mapped[str | None] = mapped_column(sa.String(200))
    created_at: Mapped[Created]
    delivered_at: Mapped[datetime | None] = mapped_column(UtcDateTime)


@dataclass(frozen=True, slots=True)
class Delivery:
    """What a handler gets: the row's stable id (a dedupe key for the outside) and the payload."""

    id: int
    payload: dict[str, Any]


Handler = Callable[[Sequence[Delivery]], None]
_handlers: dict[tuple[str, int], tuple[Handler, int]] = {}


def handles(kind: str, version: int = 1, batch: int = 1) -> Callable[[Handler], Handler]:
    """Registers the function that delivers rows of a kind and version, at most `batch` of them a call."""

    def register(function: Handler) -> Handler:
        _handlers[kind, version] = (function, batch)
        return function

    return register


def known_kinds() -> set[tuple[str, int]]:
    return set(_handlers)


def enqueue(
    kind: str, payload: dict[str, Any], *, version: int = 1, dedupe: str | None = None, due_at: datetime | None = None
) -> None:
    """Writes an outbox row in the running transaction; with a `dedupe` key already present it does nothing."""
    insert_once(
        OutboxRow,
        kind=kind,
        version=version,
        payload=json.dumps(payload, ensure_ascii=False, sort_keys=True),
        dedupe=dedupe,
        due_at=due_at or clock.now(),
        state="pending",
        attempts=0,
        created_at=clock.now(),
    )
    after_commit(jobs.wake)


def drain(limit: int = BATCH) -> int:
    """Delivers what is due and returns how many rows were settled; only the holder of the jobs lease calls it."""
    due = sa.select(OutboxRow).where(OutboxRow.state == "pending", OutboxRow.due_at <= clock.now())
    rows = db.session.scalars(due.order_by(OutboxRow.id).limit(limit)).all()
    for key, group in groupby(rows, key=lambda row: (row.kind, row.version)):
        together = list(group)
        handler, batch = _handlers.get(key, (None, 1))
        for start in range(0, len(together), batch):
            _deliver(handler, together[start : start + batch])
    return len(rows)


def _deliver(handler: Handler | None, rows: Sequence[OutboxRow]) -> None:
    ids = [row.id for row in rows]
    try:
        if handler is None:
            raise LookupError("no handler for this kind and version")
        handler([Delivery(row.id, json.loads(row.payload)) for row in rows])
    except Exception as problem:
        log.warning("outbox", ids=ids, problem=type(problem).__name__, exc_info=problem)
        _postpone(ids, type(problem).__name__)
    else:
        with transaction():
            settled = {"state": "delivered", "delivered_at": clock.now(), "problem": None}
            db.session.execute(sa.update(OutboxRow).where(OutboxRow.id.in_(ids)).values(settled))


def _postpone(ids: Sequence[int], problem: str) -> None:
    with transaction():
        for row in db.session.scalars(sa.select(OutboxRow).where(OutboxRow.id.in_(ids))):
            row.attempts += 1
            row.problem = problem[:200]
            if row.attempts >= MAX_ATTEMPTS:
                row.state = "dead"
                continue
            wait = min(timedelta(seconds=2**row.attempts), LONGEST_WAIT)
            row.due_at = clock.now() + wait * random.uniform(0.75, 1.25)


def revive(row_id: int | None = None) -> int:
    """Makes dead rows (all, or one) pending again; returns how many."""
    with transaction():
        dead = sa.update(OutboxRow).where(OutboxRow.state == "dead")
        if row_id is not None:
            dead = dead.where(OutboxRow.id == row_id)
        result = db.session.execute(dead.values(state="pending", attempts=0, due_at=clock.now()))
        after_commit(jobs.wake)
        return int(result.rowcount)  # type: ignore[attr-defined]


def counts() -> dict[str, int]:
    rows = db.session.execute(sa.select(OutboxRow.state, sa.func.count()).group_by(OutboxRow.state))
    return dict(rows.all())
