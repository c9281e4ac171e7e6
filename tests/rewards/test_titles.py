"""Honor titles: earned by doing, bought for points, worn by choice, silent about illness."""

from __future__ import annotations

from datetime import date

import pytest
from flask import Flask

from portal import events
from portal.accounts.models import Member
from portal.community.models import Group
from portal.core.bus import announce
from portal.core.db import db, transaction
from portal.core.errors import Invalid, NotFound
from portal.rewards.actions.redemptions import AlreadyYours, redeem, undo_redemption
from portal.rewards.actions.titles import define_title, wear_title
from portal.rewards.models import HonorTitle
from portal.rewards.queries import held_titles, titles_to_earn
from portal.rewards.titles import TitleNames
from tests.rewards.shop import give_points, make_item, points_of


def make_title(slug: str = "steady", **values: object) -> HonorTitle:
    return define_title(slug, zh_hans="持之以恒", zh_hant="持之以恆", en="Steady", **values)  # type: ignore[arg-type]


def worn_by(member: Member) -> str | None:
    db.session.expire_all()
    kept = db.session.get(Member, member.id)
    return kept.honor_title if kept else None


def test_a_title_comes_when_its_rule_is_met_and_only_then(ben: Member) -> None:
    make_title(rule_reason="checked_in", rule_count=3)
    for number, held in [(1, []), (2, []), (3, ["steady"]), (3, ["steady"])]:
        with transaction():
            announce(events.CheckedIn(number, 1, ben.id, ben.id, date(2026, 5, 4)))
        assert [title.slug for title in held_titles(ben.id)] == held
    assert titles_to_earn(ben.id) == []


def test_a_bought_title_is_worn_and_goes_with_the_undo(ben: Member) -> None:
    give_points(ben, 100)
    make_item("title-steady", kind="title", stock=None, title_id=make_title().id, cost=40)
    redemption = redeem("title-steady", "key1", by=ben.id)
    wear_title("steady", by=ben.id)
    assert worn_by(ben) == "steady"
    with pytest.raises(AlreadyYours):
        redeem("title-steady", "key2", by=ben.id)
    undo_redemption(redemption.public_id, by=ben.id)
    assert worn_by(ben) is None and held_titles(ben.id) == [] and points_of(ben) == 100


def test_nobody_wears_what_they_do_not_hold(ben: Member) -> None:
    make_title()
    with pytest.raises(NotFound):
        wear_title("steady", by=ben.id)
    with pytest.raises(NotFound):
        wear_title("nothing", by=ben.id)


def test_a_title_can_be_taken_off(ben: Member) -> None:
    give_points(ben, 100)
    make_item("title-steady", kind="title", stock=None, title_id=make_title().id)
    redeem("title-steady", "key1", by=ben.id)
    wear_title("steady", by=ben.id)
    wear_title(None, by=ben.id)
    assert worn_by(ben) is None


@pytest.mark.parametrize(
    "names",
    [("糖尿病之星", "x", "x"), ("x", "糖尿病之星", "x"), ("x", "x", "diabetes hero"), ("x", "x", "Star of DIABETES")],
)
def test_a_title_never_names_a_disease(group: Group, names: tuple[str, str, str]) -> None:
    with pytest.raises(Invalid):
        define_title("bad", zh_hans=names[0], zh_hant=names[1], en=names[2])


def test_title_names_follow_the_locale_and_new_titles_are_found(app: Flask) -> None:
    names = TitleNames()
    assert names.name("steady", "en") is None and names.name(None, "en") is None
    make_title()
    assert [names.name("steady", locale) for locale in ("zh_Hans", "zh_Hant", "en")] == [
        "持之以恒",
        "持之以恆",
        "Steady",
    ]
