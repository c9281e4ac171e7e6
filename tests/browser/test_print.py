"""An article on paper: the text, who checked it and when, its sources with their addresses, and nothing to press."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

from playwright.sync_api import Page, expect

from portal.core import clock
from tests.content.articles import SOURCE, published
from tests.factories import grant, make_member


def test_a_printed_article_has_no_bars_and_no_buttons_and_writes_its_sources_out(
    open_page: Callable[..., Page],
) -> None:
    until = clock.local_date("Asia/Shanghai") + timedelta(days=30)
    editor, doctor = make_member(), make_member("Dr Lin", clinician_title="Endocrinology", clinician_until=until)
    grant(editor, "editor")
    grant(doctor, "doctor")
    article = published(editor, doctor, title="Measuring at home")
    page = open_page(make_member(), locale="en", theme="dark", width=1280)
    page.goto(f"/articles/{article.slug}")
    on_screen = (".tools", ".tab-bar", ".site-footer__links", "#useful", "#discussion", ".back")
    for part in on_screen:
        expect(page.locator(part)).to_be_visible()

    page.emulate_media(media="print")
    for part in on_screen:
        expect(page.locator(part)).to_be_hidden()
    assert page.locator("button:visible, .button:visible").count() == 0
    for text in ("Patient Community", "Measuring at home", "Dr Lin", "Last checked on", "In an emergency call 120"):
        expect(page.get_by_text(text).first).to_be_visible()
    written = "getComputedStyle(document.querySelector('.sources a'), '::after').content"
    assert page.evaluate(written) == f'" ({SOURCE.url})"'
    ground = page.locator("body").evaluate("(body) => getComputedStyle(body).backgroundColor")
    ink = page.locator(".prose p").first.evaluate("(text) => getComputedStyle(text).color")
    assert (ground, ink) == ("rgb(255, 255, 255)", "rgb(0, 0, 0)")
