"""The reward pages: with htmx and without, refusals that keep their place, who may open what."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest

from portal.accounts.models import Member
from portal.rewards.actions.redemptions import redeem
from portal.rewards.earning import RULES
from portal.rewards.queries import LINES_A_PAGE, latest_redemptions
from tests.browser_client import Browser
from tests.rewards.shop import give_points, make_item, points_of

Open = Callable[..., Browser]


def test_a_patient_redeems_without_javascript(browser: Open, ben: Member) -> None:
    give_points(ben, 100)
    make_item("cup", names=("水杯", "水杯", "Blue cup"))
    ben_browser = browser(ben)
    page = ben_browser.get("/rewards").get_data(as_text=True)
    assert "Blue cup" in page and ">100<" in page
    key = re.search(r'name="request_key" value="(\w+)"', page)
    assert key is not None
    for _click in range(2):
        answer = ben_browser.submit("/rewards/items/cup/redemptions", request_key=key.group(1))
        assert answer.status_code == 303 and answer.location == "/rewards"
    assert points_of(ben) == 70
    after = ben_browser.get("/rewards").get_data(as_text=True)
    assert "Done. It is yours." in after and ">70<" in after and "Waiting for you at the desk" in after


def test_htmx_gets_the_item_alone_and_a_hint_that_the_balance_moved(browser: Open, ben: Member) -> None:
    give_points(ben, 100)
    make_item("cup")
    answer = browser(ben).submit("/rewards/items/cup/redemptions", htmx=True, request_key="k1")
    body = answer.get_data(as_text=True)
    assert answer.status_code == 200 and body.strip().startswith('<li id="item-cup"') and "<html" not in body
    assert answer.headers["HX-Trigger"] == "balance-changed" and "/reversal" in body
    assert ">70<" in browser(ben).fragment("/rewards/balance").get_data(as_text=True)


@pytest.mark.parametrize("htmx", [True, False])
def test_a_refusal_stands_in_the_item_and_says_why(browser: Open, ben: Member, htmx: bool) -> None:
    give_points(ben, 29)
    make_item("cup", cost=30)
    answer = browser(ben).submit("/rewards/items/cup/redemptions", htmx=htmx, request_key="k1")
    body = answer.get_data(as_text=True)
    assert answer.status_code == 409 and 'id="item-cup"' in body and "You do not have enough points" in body
    assert ("<html" in body) is not htmx


def test_one_key_for_two_items_is_unprocessable(browser: Open, ben: Member) -> None:
    give_points(ben, 100)
    make_item("cup")
    make_item("towel")
    ben_browser = browser(ben)
    ben_browser.submit("/rewards/items/cup/redemptions", request_key="k1")
    answer = ben_browser.submit("/rewards/items/towel/redemptions", request_key="k1")
    assert answer.status_code == 422 and points_of(ben) == 70


@pytest.mark.parametrize("key", ["", "K!", "x" * 41])
def test_a_bad_key_is_unprocessable_and_an_unknown_item_missing(browser: Open, ben: Member, key: str) -> None:
    give_points(ben, 100)
    make_item("cup")
    assert browser(ben).submit("/rewards/items/cup/redemptions", request_key=key).status_code == 422
    assert browser(ben).submit("/rewards/items/nothing/redemptions", request_key="k1").status_code == 404
    assert points_of(ben) == 100


def test_undoing_from_the_page(browser: Open, ben: Member, ana: Member) -> None:
    give_points(ben, 100)
    make_item("cup")
    redemption = redeem("cup", "k1", by=ben.id)
    url = f"/rewards/redemptions/{redemption.public_id}/reversal"
    assert browser(ana).submit(url).status_code == 404
    assert browser(ben).submit(url).status_code == 303 and points_of(ben) == 100


def test_the_desk_is_for_staff_and_shows_only_things_to_hand_over(
    browser: Open, ben: Member, ana: Member, mia: Member
) -> None:
    give_points(ben, 100)
    make_item("cup", names=("水杯", "水杯", "Blue cup"))
    make_item("song", names=("歌", "歌", "Soft song"), kind="virtual")
    redemption = redeem("cup", "k1", by=ben.id)
    redeem("song", "k2", by=ben.id)
    url = f"/staff/redemptions/{redemption.public_id}/handover"
    assert browser(ana).get("/staff/redemptions").status_code == 404
    assert browser(ana).submit(url).status_code == 404
    desk = browser(mia).get("/staff/redemptions").get_data(as_text=True)
    assert "Blue cup" in desk and "Ben" in desk and "Soft song" not in desk
    assert browser(mia).submit(url).status_code == 303
    assert "Blue cup" not in browser(mia).get("/staff/redemptions").get_data(as_text=True).split("<main")[1].replace(
        "Handed over: Blue cup.", ""
    )
    assert browser(mia).submit(url).status_code == 409
    assert [kept.handed_over_by for kept in latest_redemptions(ben.id) if kept.item.slug == "cup"] == [mia.id]


def test_the_history_tells_every_movement_in_words_and_has_a_next_page(browser: Open, ben: Member) -> None:
    for _number in range(LINES_A_PAGE + 2):
        give_points(ben, 3)
    make_item("cup")
    redeem("cup", "k1", by=ben.id)
    first = browser(ben).get("/rewards/history").get_data(as_text=True)
    assert "Swapped for a reward" in first and "−30" in first and first.count("Daily check-in") == LINES_A_PAGE - 1
    following = re.search(r'href="(/rewards/history\?before=\w+)"', first)
    assert following is not None
    second = browser(ben).get(following.group(1)).get_data(as_text=True)
    assert second.count("Daily check-in") == 3 and 'rel="next"' not in second


def test_another_members_history_is_not_a_starting_point(browser: Open, ben: Member, ana: Member) -> None:
    give_points(ben, 3)
    give_points(ana, 7)
    assert "+7" not in browser(ben).get("/rewards/history").get_data(as_text=True)


def test_how_points_work_is_open_to_all_and_names_every_rule(browser: Open) -> None:
    page = browser().get("/rewards/points").get_data(as_text=True)
    for rule in RULES:
        assert f"+{rule.points}" in page
