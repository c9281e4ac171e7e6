"""G1 and G3: hundreds of buyers, too few items, four processes: exactly as many orders as items, and no point lost."""

from __future__ import annotations

import random

import pytest
import sqlalchemy as sa

from portal.core.db import db, transaction
from portal.core.ids import new_id
from portal.rewards.ledger import credit
from portal.rewards.models import Balance, LedgerEntry, Redemption, StoreItem
from portal.rewards.reconciliation import reconcile
from tests.factories import make_member
from tests.storms.clients import Attempt, Identity, identity, storm
from tests.storms.conftest import Place

FULL = pytest.param(500, 100, 10_000, id="full", marks=pytest.mark.slow)
SHORT = pytest.param(60, 20, 1_200, id="short")


def people(place: Place, count: int, points: int) -> list[Identity]:
    with transaction():
        members = [make_member(f"Buyer {number}") for number in range(count)]
        db.session.flush()
        for member in members:
            credit(member.id, points, reason="gift", source="storm")
    return [identity(place.app, member) for member in members]


def item(stock: int) -> StoreItem:
    with transaction():
        names = {"name_zh_hans": "水杯", "name_zh_hant": "水杯", "name_en": "Cup"}
        row = StoreItem(slug="cup", cost=10, stock=stock, kind="physical", **names)
        db.session.add(row)
    return row


@pytest.mark.parametrize(("members", "stock", "attempts"), [SHORT, FULL])
def test_a_rush_on_the_store_sells_exactly_the_stock(place: Place, members: int, stock: int, attempts: int) -> None:
    item(stock)
    buyers = people(place, members, points=30)
    dice = random.Random(5)
    path = "/rewards/items/cup/redemptions"
    rush = [Attempt(dice.choice(buyers), path, {"request_key": new_id()}) for _attempt in range(attempts)]
    with place.pages(workers=4) as server:
        outcome = storm(server, rush)
    print(f"\n{outcome}")
    assert set(outcome.statuses) <= {200, 303, 409}
    assert db.session.scalar(sa.select(sa.func.count()).select_from(Redemption)) == stock
    assert db.session.scalars(sa.select(StoreItem.stock)).one() == 0
    assert db.session.scalar(sa.select(sa.func.sum(LedgerEntry.amount))) == 0
    assert db.session.scalar(sa.select(sa.func.min(Balance.points))) >= 0
    assert reconcile().is_clean
    assert outcome.per_second >= 300 or attempts < 5_000


def test_one_request_key_sent_fifty_times_at_once_has_one_effect(place: Place) -> None:
    item(100)
    (buyer,) = people(place, 1, points=1_000)
    rush = [Attempt(buyer, "/rewards/items/cup/redemptions", {"request_key": "thesamekeyagain"})] * 50
    with place.pages(workers=4) as server:
        outcome = storm(server, rush, clients=25)
    assert set(outcome.statuses) <= {200, 303}
    assert db.session.scalar(sa.select(sa.func.count()).select_from(Redemption)) == 1
    assert db.session.scalars(sa.select(Balance.points)).one() == 990
