"""Rows for reward tests: points in hand, items in the store, many hands at once."""

from __future__ import annotations

import threading
from collections.abc import Callable
from itertools import count
from typing import Any

import sqlalchemy as sa
from flask import Flask

from portal.accounts.models import Member
from portal.core.db import db, transaction
from portal.core.errors import DomainError
from portal.rewards import ledger
from portal.rewards.actions.catalogue import define_item
from portal.rewards.models import Balance, LedgerEntry, StoreItem
from portal.rewards.reconciliation import reconcile

_numbers = count(1)


def give_points(member: Member, points: int) -> None:
    with transaction():
        ledger.credit(member.id, points, reason="checked_in", source=f"gift:{next(_numbers)}")


def make_item(slug: str | None = None, **values: Any) -> StoreItem:
    slug = slug or f"item-{next(_numbers)}"
    return define_item(slug, **{"names": ("水杯", "水杯", "Cup"), "cost": 30, "stock": 5, **values})


def points_of(member: Member) -> int:
    return db.session.scalar(sa.select(Balance.points).where(Balance.member_id == member.id)) or 0


def stock_of(item: StoreItem) -> int | None:
    return db.session.scalar(sa.select(StoreItem.stock).where(StoreItem.id == item.id))


def entries_of(member: Member) -> list[LedgerEntry]:
    mine = sa.select(LedgerEntry).where(LedgerEntry.member_id == member.id)
    return list(db.session.scalars(mine.order_by(LedgerEntry.id)))


def at_once(app: Flask, *acts: Callable[[], Any]) -> list[Any]:
    """Runs every act in a thread of its own, all released together; gives results, or the DomainError raised."""
    barrier = threading.Barrier(len(acts))
    results: list[Any] = [None] * len(acts)

    def run(index: int) -> None:
        with app.app_context():
            barrier.wait()
            try:
                results[index] = acts[index]()
            except DomainError as refusal:
                results[index] = refusal
            finally:
                db.session.remove()

    threads = [threading.Thread(target=run, args=(index,)) for index in range(len(acts))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    db.session.rollback()
    db.session.expire_all()
    return results


def books_are_clean() -> bool:
    return reconcile().is_clean
