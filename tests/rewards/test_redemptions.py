"""Redeeming, undoing and handing over."""

from __future__ import annotations

from datetime import timedelta

import pytest
import time_machine

from portal.accounts.models import Member
from portal.core import clock
from portal.core.db import db
from portal.core.errors import Conflict, Invalid, NotAllowed, NotFound
from portal.rewards.actions.redemptions import (
    LimitReached,
    NotOnOffer,
    SoldOut,
    TooLateToUndo,
    hand_over,
    redeem,
    undo_redemption,
)
from portal.rewards.ledger import NotEnoughPoints
from portal.rewards.models import Redemption
from tests.rewards.shop import books_are_clean, entries_of, give_points, make_item, points_of, stock_of


def test_redeeming_takes_points_and_stock_together(ben: Member) -> None:
    give_points(ben, 100)
    item = make_item("cup", cost=30, stock=5)
    redemption = redeem("cup", "key1", by=ben.id)
    assert (points_of(ben), stock_of(item), redemption.cost) == (70, 4, 30)
    assert books_are_clean()


def test_the_same_key_again_gives_the_first_redemption(ben: Member) -> None:
    give_points(ben, 100)
    item = make_item("cup")
    first, second = redeem("cup", "key1", by=ben.id), redeem("cup", "key1", by=ben.id)
    assert first.id == second.id and (points_of(ben), stock_of(item)) == (70, 4)


def test_the_same_key_for_another_item_is_refused(ben: Member) -> None:
    give_points(ben, 100)
    make_item("cup")
    make_item("towel")
    redeem("cup", "key1", by=ben.id)
    with pytest.raises(Invalid):
        redeem("towel", "key1", by=ben.id)
    assert points_of(ben) == 70


def test_two_members_may_use_the_same_key(ben: Member, ana: Member) -> None:
    make_item("cup")
    for member in (ben, ana):
        give_points(member, 30)
        redeem("cup", "key1", by=member.id)
    assert points_of(ben) == points_of(ana) == 0


def test_each_refusal_has_its_own_reason_and_changes_nothing(ben: Member) -> None:
    give_points(ben, 60)
    items = {
        NotEnoughPoints: make_item("dear", cost=61),
        SoldOut: make_item("gone", stock=0),
        NotOnOffer: make_item("over", closes_at=clock.now() - timedelta(days=1)),
        LimitReached: make_item("one-each", limit_each=0),
    }
    for refusal, item in items.items():
        with pytest.raises(refusal):
            redeem(item.slug, f"key-{item.slug}", by=ben.id)
    with pytest.raises(NotOnOffer):
        redeem(make_item("early", opens_at=clock.now() + timedelta(days=1)).slug, "key", by=ben.id)
    with pytest.raises(NotFound):
        redeem("nothing", "key", by=ben.id)
    with pytest.raises(Invalid):
        redeem("gone", "", by=ben.id)
    assert points_of(ben) == 60 and len(entries_of(ben)) == 1
    assert [stock_of(item) for item in items.values()] == [5, 0, 5, 5]
    assert len({str(refusal.message) for refusal in items}) == 4


def test_the_limit_counts_only_what_is_kept(ben: Member) -> None:
    give_points(ben, 100)
    make_item("cup", limit_each=1)
    undo_redemption(redeem("cup", "key1", by=ben.id).public_id, by=ben.id)
    redeem("cup", "key2", by=ben.id)
    with pytest.raises(LimitReached):
        redeem("cup", "key3", by=ben.id)


def test_an_item_without_stock_never_runs_out(ben: Member) -> None:
    give_points(ben, 60)
    item = make_item("song", kind="virtual", stock=None)
    redeem("song", "key1", by=ben.id)
    redeem("song", "key2", by=ben.id)
    assert stock_of(item) is None and points_of(ben) == 0


def test_undoing_gives_points_and_stock_back_once(ben: Member) -> None:
    give_points(ben, 100)
    item = make_item("cup")
    redemption = redeem("cup", "key1", by=ben.id)
    for _again in range(3):
        undo_redemption(redemption.public_id, by=ben.id)
    assert (points_of(ben), stock_of(item)) == (100, 5)
    assert [entry.amount for entry in entries_of(ben)] == [100, -30, 30] and books_are_clean()


def test_undo_ends_after_ten_minutes(ben: Member) -> None:
    give_points(ben, 100)
    make_item("cup")
    redemption = redeem("cup", "key1", by=ben.id)
    with time_machine.travel(redemption.created_at + timedelta(minutes=10, seconds=1)):
        with pytest.raises(TooLateToUndo):
            undo_redemption(redemption.public_id, by=ben.id)
    assert points_of(ben) == 70


def test_nobody_undoes_what_another_redeemed(ben: Member, ana: Member) -> None:
    give_points(ben, 100)
    make_item("cup")
    redemption = redeem("cup", "key1", by=ben.id)
    with pytest.raises(NotFound):
        undo_redemption(redemption.public_id, by=ana.id)


def test_handing_over_ends_the_undo(ben: Member, mia: Member) -> None:
    give_points(ben, 100)
    make_item("cup")
    redemption = redeem("cup", "key1", by=ben.id)
    hand_over(redemption.public_id, by=mia.id)
    with pytest.raises(TooLateToUndo):
        undo_redemption(redemption.public_id, by=ben.id)
    with pytest.raises(Conflict):
        hand_over(redemption.public_id, by=mia.id)
    kept = db.session.get(Redemption, redemption.id)
    assert kept is not None and kept.handed_over_by == mia.id and points_of(ben) == 70


def test_what_was_undone_is_not_handed_over(ben: Member, mia: Member) -> None:
    give_points(ben, 100)
    make_item("cup")
    redemption = redeem("cup", "key1", by=ben.id)
    undo_redemption(redemption.public_id, by=ben.id)
    with pytest.raises(Conflict):
        hand_over(redemption.public_id, by=mia.id)


def test_only_staff_hand_over_and_the_suspended_do_nothing(ben: Member, ana: Member, sam: Member) -> None:
    give_points(ben, 100)
    give_points(sam, 100)
    make_item("cup")
    redemption = redeem("cup", "key1", by=ben.id)
    with pytest.raises(NotAllowed):
        hand_over(redemption.public_id, by=ana.id)
    with pytest.raises(NotAllowed):
        redeem("cup", "key1", by=sam.id)
    assert points_of(sam) == 100
