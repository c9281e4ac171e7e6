"""The ledger: two sides, one lock, no way back but a reversal."""

from __future__ import annotations

import pytest
import sqlalchemy as sa
from flask import Flask
from sqlalchemy.exc import DatabaseError

from portal.accounts.models import Member
from portal.core.db import db, transaction
from portal.core.errors import Conflict
from portal.rewards import ledger
from portal.rewards.models import Balance, LedgerEntry
from portal.rewards.reconciliation import reconcile
from tests.rewards.shop import books_are_clean, entries_of, give_points, points_of


def test_every_movement_has_two_sides_that_sum_to_zero(ben: Member) -> None:
    with transaction():
        earned = ledger.credit(ben.id, 20, reason="checked_in", source="checkin:1")
        spent = ledger.debit(ben.id, 5, reason="redeemed", source="redemption:a")
    assert earned is not None
    for entry in (earned, spent):
        sides = db.session.scalars(sa.select(LedgerEntry).where(LedgerEntry.transfer_id == entry.transfer_id)).all()
        assert sorted(side.amount for side in sides) == [-abs(entry.amount), abs(entry.amount)]
    systems = db.session.execute(
        sa.select(LedgerEntry.system, sa.func.sum(LedgerEntry.amount)).group_by(LedgerEntry.system)
    )
    assert dict(systems.all()) == {None: 15, "issued": -20, "spent": 5}
    assert points_of(ben) == 15 and books_are_clean()


def test_points_move_only_inside_a_transaction(ben: Member) -> None:
    with pytest.raises(RuntimeError):
        ledger.credit(ben.id, 5, reason="checked_in", source="checkin:1")
    with pytest.raises(RuntimeError):
        ledger.debit(ben.id, 5, reason="redeemed", source="redemption:a")


@pytest.mark.parametrize("points", [0, -5])
def test_a_movement_of_nothing_or_less_is_refused(ben: Member, points: int) -> None:
    with pytest.raises(ValueError), transaction():
        ledger.credit(ben.id, points, reason="checked_in", source="checkin:1")
    with pytest.raises(ValueError), transaction():
        ledger.debit(ben.id, points, reason="redeemed", source="redemption:a")


def test_a_source_is_paid_once_and_charged_once(ben: Member) -> None:
    with transaction():
        assert ledger.credit(ben.id, 5, reason="checked_in", source="checkin:1") is not None
        assert ledger.credit(ben.id, 5, reason="checked_in", source="checkin:1") is None
        ledger.debit(ben.id, 2, reason="redeemed", source="redemption:a")
    with pytest.raises(Conflict), transaction():
        ledger.debit(ben.id, 2, reason="redeemed", source="redemption:a")
    assert points_of(ben) == 3


def test_nobody_spends_what_they_do_not_have(ben: Member) -> None:
    give_points(ben, 10)
    with pytest.raises(ledger.NotEnoughPoints), transaction():
        ledger.debit(ben.id, 11, reason="redeemed", source="redemption:a")
    assert points_of(ben) == 10 and len(entries_of(ben)) == 1


def test_the_database_itself_refuses_a_negative_balance(ben: Member) -> None:
    give_points(ben, 10)
    with pytest.raises(DatabaseError), transaction():
        db.session.execute(sa.update(Balance).values(points=-1))


def test_a_movement_is_reversed_once_and_keeps_its_lot(ben: Member) -> None:
    with transaction():
        entry = ledger.credit(ben.id, 5, reason="post_published", source="post:1")
    assert entry is not None
    with transaction():
        back = ledger.reverse(entry.transfer_id, reason="taken_back")
        assert ledger.reverse(entry.transfer_id, reason="taken_back") is None
    assert back is not None and (back.amount, back.reverses, back.lot) == (-5, entry.id, entry.transfer_id)
    assert points_of(ben) == 0 and books_are_clean()


def test_taking_back_spent_points_stops_at_zero(ben: Member) -> None:
    with transaction():
        entry = ledger.credit(ben.id, 20, reason="post_published", source="post:1")
        ledger.debit(ben.id, 15, reason="redeemed", source="redemption:a")
    assert entry is not None
    with transaction():
        ledger.reverse(entry.transfer_id, reason="taken_back")
    assert points_of(ben) == 0 and entries_of(ben)[-1].amount == -5 and books_are_clean()


@pytest.mark.parametrize("change", ["UPDATE ledger_entries SET amount = amount + 1", "DELETE FROM ledger_entries"])
def test_the_database_refuses_to_rewrite_the_ledger(ben: Member, change: str) -> None:
    give_points(ben, 10)
    with pytest.raises(DatabaseError, match="append-only"), transaction():
        db.session.execute(sa.text(change))
    assert [entry.amount for entry in entries_of(ben)] == [10]


def test_the_ledger_cannot_be_emptied_on_postgresql(app: Flask, ben: Member) -> None:
    if db.engine.dialect.name != "postgresql":
        pytest.skip("SQLite has no TRUNCATE")
    give_points(ben, 10)
    with pytest.raises(DatabaseError, match="append-only"), transaction():
        db.session.execute(sa.text("TRUNCATE ledger_entries CASCADE"))


def test_reconciling_finds_a_balance_that_drifted(ben: Member) -> None:
    give_points(ben, 10)
    assert reconcile().is_clean
    with transaction():
        db.session.execute(sa.update(Balance).values(points=11))
    found = reconcile()
    assert not found.is_clean
    assert [(drift.member_id, drift.balance, drift.entries) for drift in found.drifted] == [(ben.id, 11, 10)]


def test_reconciling_finds_a_movement_with_one_side(ben: Member) -> None:
    with transaction():
        db.session.add(LedgerEntry(transfer_id="lonely", system="issued", amount=5, reason="x", source="x"))
    found = reconcile()
    assert not found.is_clean and found.unbalanced == ["lonely"] and found.total == 5
