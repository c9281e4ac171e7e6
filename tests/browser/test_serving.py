"""The server and the windows of the browser tests themselves."""

from __future__ import annotations

from collections.abc import Callable

from playwright.sync_api import Page, expect

from portal.accounts.models import Member
from tests.browser.windows import Windows
from tests.factories import make_member


def a_patient() -> Member:
    return make_member()


def test_a_window_opens_the_portal_in_the_language_asked_for(open_page: Callable[..., Page]) -> None:
    page = open_page(locale="zh_Hant")
    page.goto("/no-such-page")
    assert page.locator("html").get_attribute("lang") == "zh-Hant"


def test_a_window_is_signed_in_as_its_person(open_page: Callable[..., Page]) -> None:
    page = open_page(a_patient(), theme="dark", elder=True)
    answer = page.goto("/notices")
    assert answer is not None and answer.status == 200
    expect(page.locator("h1")).to_have_count(1)


def test_a_window_without_javascript_still_reads(open_page: Callable[..., Page]) -> None:
    page = open_page(a_patient(), javascript=False)
    page.goto("/notices")
    expect(page.locator("h1")).to_be_visible()


def test_a_third_party_request_and_a_console_error_are_noticed(windows: Windows) -> None:
    page = windows.open()
    page.goto("/no-such-page")
    page.evaluate("console.error('planted')")
    page.evaluate("fetch('https://elsewhere.example/').catch(() => 0)")
    found = "\n".join(windows.take_problems())
    assert "planted" in found
    assert "elsewhere.example" in found
