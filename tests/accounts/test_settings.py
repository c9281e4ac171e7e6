"""Settings: what one may change about oneself, and what no form may."""

from __future__ import annotations

import pytest

from portal.accounts.models import Member
from portal.core.db import db
from tests.browser_client import OpenBrowser

READING = {"locale": "zh_Hant", "timezone": "Asia/Taipei", "theme": "dark", "text_step": "2", "elder": "y"}


def fresh(member: Member) -> Member:
    db.session.expire_all()
    return db.session.get_one(Member, member.id)


def test_reading_settings_are_kept_and_shown_at_once(browser: OpenBrowser, ana: Member) -> None:
    client = browser(ana)
    assert client.submit("/me/settings/reading", **READING).status_code == 303
    member = fresh(ana)
    kept = (member.locale, member.timezone, member.theme, member.text_step, member.elder)
    assert kept == ("zh_Hant", "Asia/Taipei", "dark", 2, True)
    page = client.get("/me/settings").text
    assert 'lang="zh-Hant"' in page and 'data-theme="dark"' in page and 'data-text-step="2"' in page
    assert "data-elder" in page


@pytest.mark.parametrize(
    "wrong", [{"timezone": "Mars/Base"}, {"theme": "neon"}, {"text_step": "9"}, {"locale": "fr"}, {"text_step": "x"}]
)
def test_what_is_not_offered_is_refused(browser: OpenBrowser, ana: Member, wrong: dict[str, str]) -> None:
    assert browser(ana).submit("/me/settings/reading", **{**READING, **wrong}).status_code == 422
    assert fresh(ana).locale == "en"


def test_a_nickname_is_changed_or_refused(browser: OpenBrowser, ana: Member) -> None:
    client = browser(ana)
    assert client.submit("/me/settings/name", display_name="晨光小溪").status_code == 303
    refused = client.submit("/me/settings/name", display_name="张三13800138000")
    assert refused.status_code == 422 and "display_name-error" in refused.text and "张三13800138000" in refused.text
    assert fresh(ana).display_name == "晨光小溪"


def test_no_form_makes_anyone_staff_or_a_doctor(browser: OpenBrowser, ana: Member) -> None:
    client = browser(ana)
    extra = {
        "role": "admin",
        "roles": "admin",
        "clinician_title": "Chief",
        "clinician_until": "2099-01-01",
        "suspended_until": "",
        "honor_title": "Sage",
        "password_hash": "x",
        "points": "9",
        "member_id": "1",
    }
    client.submit("/me/settings/reading", **READING, **extra)
    client.submit("/me/settings/name", display_name="晨光小溪", **extra)
    client.submit("/preferences", theme="dark", **extra)
    member = fresh(ana)
    assert member.roles == frozenset() and not member.has_badge
    assert (member.clinician_title, member.honor_title, member.password_hash) == (None, None, None)


def test_anyone_may_choose_how_pages_look_one_thing_at_a_time(browser: OpenBrowser) -> None:
    client = browser()
    assert client.submit("/preferences", locale="zh_Hant", next="/sign-up").location == "/sign-up"
    client.submit("/preferences", text_step="3")
    client.submit("/preferences", elder="1")
    page = client.get("/sign-in").text
    assert 'lang="zh-Hant"' in page and 'data-text-step="3"' in page and "data-elder" in page
    client.submit("/preferences", elder="0")
    assert "data-elder" not in client.get("/sign-in").text


def test_a_members_choice_stays_with_the_member(browser: OpenBrowser, ana: Member, sam: Member) -> None:
    for member in (ana, sam):
        browser(member).submit("/preferences", locale="zh_Hans", theme="dark")
        assert (fresh(member).locale, fresh(member).theme) == ("zh_Hans", "dark")


@pytest.mark.parametrize("wrong", [{"locale": "../etc"}, {"theme": "x"}, {"text_step": "-1"}, {"elder": "maybe"}])
def test_a_choice_that_is_not_offered_is_refused(browser: OpenBrowser, wrong: dict[str, str]) -> None:
    answer = browser().submit("/preferences", **wrong)
    assert answer.status_code == 422 and "Set-Cookie" not in answer.headers


def test_htmx_is_told_where_to_go(browser: OpenBrowser) -> None:
    answer = browser().submit("/preferences", htmx=True, theme="dark", next="/groups")
    assert answer.status_code == 204 and answer.headers["HX-Redirect"] == "/groups"
