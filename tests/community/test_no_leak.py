"""What is inside a group shows on no page of this package to who is outside it."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from flask import Flask

from portal.accounts.models import Member
from portal.community.actions.posts import Written, open_topic, publish_reply
from portal.community.models import Group
from tests.browser_client import Browser
from tests.community.conftest import ADVERT, key
from tests.factories import grant, join, make_group, make_member

Open = Callable[..., Browser]
CANARY = "kanarienvogel"
MISSING = "22222222222a"


@pytest.fixture(params=["members", "approval", "hidden"])
def closed(request: pytest.FixtureRequest) -> Group:
    return make_group("closed", request.param, name_en=f"Closed{CANARY}" if request.param == "hidden" else "Closed")


@pytest.fixture
def secret(closed: Group, mia: Member) -> Written:
    ivy = make_member(f"Ivy{CANARY}")
    join(closed, ivy)
    written = open_topic(closed.id, f"About {CANARY}", f"It says {CANARY}", by=ivy.id, request_key=key())
    publish_reply(written.post_id, f"More {CANARY}", by=ivy.id, request_key=key())
    return written


def addresses(app: Flask, slug: str, topic: str, post: str) -> list[str]:
    """Every GET route of this package and of the group home, filled in."""
    found = []
    for rule in app.url_map.iter_rules():
        if rule.methods and "GET" in rule.methods and rule.endpoint.startswith(("community.", "home.group")):
            public_id = topic if "/topics/" in rule.rule else post
            found.append(rule.rule.replace("<slug>", slug).replace("<public_id>", public_id))
    assert len(found) >= 12
    return found


def test_no_get_route_shows_an_outsider_what_is_inside(
    app: Flask, browser: Open, closed: Group, secret: Written, ben: Member, moe: Member, eli: Member, sam: Member
) -> None:
    for person in (None, ben, moe, eli, sam):
        page = browser(person)
        for address in addresses(app, closed.slug, secret.topic_public_id, secret.public_id):
            for answer in (page.get(address), page.fragment(address)):
                assert CANARY not in answer.text, (address, person)
                assert answer.status_code < 500


def test_the_canary_is_there_for_members_so_the_crawl_can_fail(
    app: Flask, browser: Open, closed: Group, secret: Written
) -> None:
    member = make_member()
    join(closed, member)
    page = browser(member)
    seen = [
        address
        for address in addresses(app, closed.slug, secret.topic_public_id, secret.public_id)
        if CANARY in page.get(address).text
    ]
    assert {f"/groups/{closed.slug}", f"/topics/{secret.topic_public_id}"} <= set(seen)


def test_a_hidden_group_answers_exactly_like_a_missing_one(app: Flask, browser: Open, ben: Member) -> None:
    group = make_group("quiet", "hidden")
    inside = make_member()
    join(group, inside)
    written = open_topic(group.id, "T", "B", by=inside.id, request_key=key())
    there = addresses(app, "quiet", written.topic_public_id, written.public_id)
    gone = addresses(app, "quiex", MISSING, MISSING)
    for person in (None, ben):
        page = browser(person)
        for real, missing in zip(there, gone, strict=True):
            for read in (page.get, page.fragment):
                one, other = read(real), read(missing)
                assert one.status_code == other.status_code, real
                same = (one.text.replace(real, missing), other.text)
                assert same[0] == same[1] or "csrf" in one.text, real


def test_writing_to_a_hidden_group_answers_exactly_like_a_missing_one(browser: Open, ben: Member) -> None:
    group = make_group("quiet", "hidden")
    inside = make_member()
    join(group, inside)
    written = open_topic(group.id, "T", "B", by=inside.id, request_key=key())
    page = browser(ben)
    for address, missing in (
        ("/groups/quiet/join", "/groups/quiex/join"),
        ("/groups/quiet/memberships", "/groups/quiex/memberships"),
        ("/groups/quiet/withdrawal", "/groups/quiex/withdrawal"),
        ("/groups/quiet/topics", "/groups/quiex/topics"),
        (f"/topics/{written.topic_public_id}/posts", f"/topics/{MISSING}/posts"),
        (f"/topics/{written.topic_public_id}/pin", f"/topics/{MISSING}/pin"),
        (f"/posts/{written.public_id}/support", f"/posts/{MISSING}/support"),
        (f"/posts/{written.public_id}/edit", f"/posts/{MISSING}/edit"),
    ):
        for htmx in (False, True):
            form = {"body": "x", "title": "x", "label": "patient", "on": "1"}
            assert page.submit(address, htmx=htmx, **form).status_code == 404, address
            assert page.submit(missing, htmx=htmx, **form).status_code == 404, missing


def test_outsiders_of_a_closed_group_get_the_join_card_and_nothing_else(browser: Open, ben: Member) -> None:
    group = make_group("club", "members", name_en="Club")
    inside = make_member("Insider")
    join(group, inside)
    written = open_topic(group.id, f"T {CANARY}", "B", by=inside.id, request_key=key())
    for person in (ben, None):
        page = browser(person)
        home = page.get("/groups/club")
        assert home.status_code == 200 and 'id="join"' in home.text and CANARY not in home.text
        assert page.get("/groups/club/topics").status_code == 404
        assert page.get(f"/topics/{written.topic_public_id}").status_code == 404


def test_a_held_post_is_nowhere_for_other_members(
    app: Flask, browser: Open, group: Group, ana: Member, chen: Member
) -> None:
    held = open_topic(group.id, f"T {CANARY}", ADVERT, by=ana.id, request_key=key())
    page = browser(chen)
    for address in addresses(app, "sugar", held.topic_public_id, held.public_id):
        assert CANARY not in page.get(address).text


def test_a_moderator_of_another_group_sees_no_more_than_anyone(browser: Open, moe: Member, topic: object) -> None:
    grant(moe, "doctor")
    assert browser(moe).get("/groups/sugar/requests").status_code == 404
    assert browser(moe).get("/groups/sugar/topics").status_code == 404
