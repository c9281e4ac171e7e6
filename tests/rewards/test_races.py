"""Many hands at once: real threads on the database of the run."""

from __future__ import annotations

from functools import partial

import sqlalchemy as sa
from flask import Flask

from portal import events
from portal.accounts.models import Member
from portal.core import clock
from portal.core.bus import announce
from portal.core.db import db, transaction
from portal.rewards.actions.redemptions import SoldOut, hand_over, redeem, undo_redemption
from portal.rewards.ledger import NotEnoughPoints
from portal.rewards.models import Redemption
from tests.factories import make_member
from tests.rewards.shop import at_once, books_are_clean, entries_of, give_points, make_item, points_of, stock_of


def test_thirty_buyers_of_five_cups_get_five_cups(app: Flask) -> None:
    buyers = [make_member() for _ in range(30)]
    for buyer in buyers:
        give_points(buyer, 30)
    item = make_item("cup", stock=5)
    results = at_once(app, *[partial(redeem, "cup", "key", by=buyer.id) for buyer in buyers])
    won = [result for result in results if isinstance(result, Redemption)]
    assert len(won) == 5 and sum(isinstance(result, SoldOut) for result in results) == 25
    assert stock_of(item) == 0 and sum(points_of(buyer) for buyer in buyers) == 25 * 30
    assert books_are_clean()


def test_a_double_click_has_one_effect(app: Flask, ben: Member) -> None:
    give_points(ben, 100)
    item = make_item("cup")
    results = at_once(app, *[partial(redeem, "cup", "key", by=ben.id)] * 12)
    assert len({result.public_id for result in results}) == 1
    assert (points_of(ben), stock_of(item)) == (70, 4) and books_are_clean()


def test_points_for_one_cup_buy_one_cup(app: Flask, ben: Member) -> None:
    give_points(ben, 30)
    make_item("cup", stock=None, kind="virtual")
    results = at_once(app, *[partial(redeem, "cup", f"key{number}", by=ben.id) for number in range(12)])
    assert sum(isinstance(result, Redemption) for result in results) == 1
    assert sum(isinstance(result, NotEnoughPoints) for result in results) == 11
    assert points_of(ben) == 0 and books_are_clean()


def test_undoing_at_once_gives_back_once(app: Flask, ben: Member) -> None:
    give_points(ben, 100)
    item = make_item("cup")
    redemption = redeem("cup", "key", by=ben.id)
    at_once(app, *[partial(undo_redemption, redemption.public_id, by=ben.id)] * 8)
    assert (points_of(ben), stock_of(item), len(entries_of(ben))) == (100, 5, 3) and books_are_clean()


def test_either_the_undo_wins_or_the_desk(app: Flask, ben: Member, mia: Member) -> None:
    give_points(ben, 1000)
    make_item("cup", cost=10, stock=100)
    for number in range(8):
        redemption = redeem("cup", f"key{number}", by=ben.id)
        undo = partial(undo_redemption, redemption.public_id, by=ben.id)
        give = partial(hand_over, redemption.public_id, by=mia.id)
        at_once(app, *([undo, give] if number % 2 else [give, undo]) * 3)
        kept = db.session.scalars(sa.select(Redemption).where(Redemption.id == redemption.id)).one()
        assert (kept.undone_at is None) != (kept.handed_over_at is None)
    assert books_are_clean()


def test_an_event_heard_at_once_by_many_pays_once(app: Flask) -> None:
    members = [make_member() for _ in range(3)]

    def hear(member_id: int) -> None:
        with transaction():
            announce(events.CheckedIn(member_id, 1, member_id, member_id, clock.local_date("Asia/Shanghai")))

    at_once(app, *[partial(hear, member.id) for member in members for _ in range(20)])
    assert [len(entries_of(member)) for member in members] == [1, 1, 1]
    assert books_are_clean()
