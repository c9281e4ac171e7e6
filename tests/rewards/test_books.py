"""Whatever happens in whatever order, the books close: Σ = 0, no balance below zero, nothing drifts."""

from __future__ import annotations

import contextlib
from typing import Any

import sqlalchemy as sa
from flask import Flask
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule, run_state_machine_as_test

from portal.core.db import db, transaction
from portal.core.errors import DomainError
from portal.rewards import ledger
from portal.rewards.actions.redemptions import hand_over, redeem, undo_redemption
from portal.rewards.models import Balance, LedgerEntry, Redemption, StoreItem
from portal.rewards.reconciliation import reconcile
from tests.factories import grant, make_member
from tests.rewards.shop import make_item

WHO = st.integers(0, 2)
NUMBER = st.integers(0, 7)


class Books(RuleBasedStateMachine):
    """Three members, a cup with little stock and a song without limit; every act may be refused, none may unbalance."""

    def __init__(self) -> None:
        super().__init__()
        self.members = [make_member().id for _ in range(3)]
        desk = make_member()
        grant(desk, "admin")
        self.desk = desk.id
        self.items = [make_item(cost=7, stock=3).slug, make_item(cost=4, stock=None, kind="virtual").slug]
        self.expected = dict.fromkeys(self.members, 20)
        for member_id in self.members:
            with transaction():
                ledger.credit(member_id, 20, reason="live_attended", source="live:1")
        self.stock = 3

    @rule(who=WHO, points=st.integers(1, 12), number=NUMBER)
    def earn(self, who: int, points: int, number: int) -> None:
        with transaction():
            entry = ledger.credit(self.members[who], points, reason="post_published", source=f"post:{number}")
        if entry is not None:
            self.expected[self.members[who]] += points

    @rule(who=WHO, number=NUMBER)
    def take_back_or_give_back(self, who: int, number: int) -> None:
        with transaction():
            entry = ledger.last_word(self.members[who], "post_published", f"post:{number}")
            back = ledger.reverse(entry.transfer_id, reason="taken_back") if entry else None
        if back is not None:
            self.expected[self.members[who]] += back.amount

    @rule(who=WHO, item=st.integers(0, 1), key=NUMBER)
    def take(self, who: int, item: int, key: int) -> None:
        before = self._redemptions()
        with contextlib.suppress(DomainError):
            redemption = redeem(self.items[item], f"key{key}", by=self.members[who])
            if redemption.id not in before:
                self.expected[self.members[who]] -= redemption.cost
                self.stock -= item == 0

    @rule(which=NUMBER, twice=st.booleans())
    def undo(self, which: int, twice: bool) -> None:
        found = self._redemptions()
        if not found:
            return
        redemption = found[sorted(found)[which % len(found)]]
        was_open = redemption.undone_at is None and redemption.handed_over_at is None
        for _time in range(1 + twice):
            with contextlib.suppress(DomainError):
                undo_redemption(redemption.public_id, by=redemption.member_id)
        if was_open:
            self.expected[redemption.member_id] += redemption.cost
            self.stock += redemption.item.slug == self.items[0]

    @rule(which=NUMBER)
    def hand_over(self, which: int) -> None:
        found = self._redemptions()
        if found:
            with contextlib.suppress(DomainError):
                hand_over(found[sorted(found)[which % len(found)]].public_id, by=self.desk)

    @invariant()
    def the_books_close(self) -> None:
        db.session.expire_all()
        balances = dict(db.session.execute(sa.select(Balance.member_id, Balance.points)).all())
        assert all(points >= 0 for points in balances.values())
        assert {member: balances.get(member, 0) for member in self.members} == self.expected
        assert db.session.scalar(sa.select(sa.func.coalesce(sa.func.sum(LedgerEntry.amount), 0))) == 0
        assert db.session.scalar(sa.select(StoreItem.stock).where(StoreItem.slug == self.items[0])) == self.stock
        assert reconcile().is_clean

    def _redemptions(self) -> dict[int, Redemption]:
        mine = sa.select(Redemption).where(Redemption.member_id.in_(self.members))
        return {redemption.id: redemption for redemption in db.session.scalars(mine)}


def test_the_books_close_whatever_happens(app: Flask) -> None:
    checks: Any = [HealthCheck.too_slow, HealthCheck.function_scoped_fixture]
    short = settings(
        max_examples=50, stateful_step_count=15, deadline=None, suppress_health_check=checks, database=None
    )
    run_state_machine_as_test(Books, settings=short)
