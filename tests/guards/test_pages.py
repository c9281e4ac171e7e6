"""Every page of the URL map, opened by whom it is for: well-formed, labelled, safe, and in the reader's language."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from itertools import cycle

import pytest
import sqlalchemy as sa
from flask import Flask

from portal.accounts.models import Member
from portal.core.db import db, transaction
from portal.core.i18n import LOCALES, lang_tag
from tests.browser_client import Browser
from tests.page import Page
from tests.world import World, build_world, unknown_routes, visits


@pytest.fixture
def world(app: Flask) -> World:
    return build_world()


def open_all(app: Flask, world: World, browser: Callable[..., Browser], locales: Sequence[str]) -> list[Page]:
    """Every visit once, in the locales by turns."""
    pages = []
    for visit, locale in zip(visits(app, world), cycle(locales), strict=False):
        with transaction():
            db.session.execute(sa.update(Member).values(locale=locale))
        client = browser(world.member(visit.person))
        client.set_cookie("portal_locale", locale)
        client.remember(**visit.session)
        answer = client.get(visit.url)
        assert answer.status_code == 200, f"{visit.name} answers {answer.status_code}, to {answer.location}"
        pages.append(Page(answer, lang_tag(locale)))
    return pages


def test_the_world_knows_an_object_for_every_address(app: Flask, world: World) -> None:
    unknown = unknown_routes(app, world)
    assert not unknown, f"give these arguments a value in tests/world: {unknown}"


def test_every_page_keeps_the_rules_of_all_pages(app, world, browser) -> None:
    pages = open_all(app, world, browser, list(LOCALES))
    problems = [f"{page.url}: {problem}" for page in pages for problem in page.problems()]
    assert pages and not problems, "\n".join(problems)


@pytest.mark.parametrize("locale", LOCALES)
def test_every_page_speaks_its_readers_language(app, world, browser, locale: str) -> None:
    pages = open_all(app, world, browser, [locale])
    foreign = {f"{page.url}: {text}" for page in pages for text in page.foreign_words(world.own_words)}
    assert not foreign, "\n".join(sorted(foreign))


def test_a_refused_form_keeps_the_rules_too(browser: Callable[..., Browser]) -> None:
    client = browser()
    client.set_cookie("portal_locale", "en")
    page = Page(client.submit("/sign-up", contact=""), "en")
    assert page.status == 422
    assert page.title.startswith("Error: ")
    assert page.problems() == []


def test_each_rule_is_noticed_when_broken(browser: Callable[..., Browser]) -> None:
    client = browser()
    client.set_cookie("portal_locale", "en")
    answer = client.get("/sign-in")
    good = answer.get_data(as_text=True)
    plants = {
        "has 2 h1": "<h1>Second</h1>",
        "repeats the id": '<p id="main"></p>',
        "has no label": '<input name="x">',
        "carries no CSRF": '<form method="post" action="/x"></form>',
        "a form goes to ''": "<form></form>",
        "is inline": '<p style="color:red">a</p>',
        "points at nothing": '<a href="#gone">a</a>',
        "has no name": '<a href="/"></a>',
        "has no alt": '<img src="/x.png">',
        "skips a heading": "<h1>a</h1><h4>a</h4>",
        "raw template": "<p>%(name)s</p>",
        "does not parse": "</b>",
        "more than milliseconds": '<time datetime="2026-11-22T05:57:05.177460+00:00">now</time>',
    }
    assert Page(answer, "en").problems() == []
    for expected, planted in plants.items():
        answer.set_data(good.replace("</main>", f"{planted}</main>"))
        assert any(expected in problem for problem in Page(answer, "en").problems()), expected


def test_words_in_another_language_are_noticed_unless_they_say_so(browser: Callable[..., Browser]) -> None:
    answer = browser().get("/healthz")
    answer.set_data("<!doctype html><p>血糖 was high<p lang=zh-Hans>血糖高<p>Nobody translated this.")
    assert list(Page(answer, "en").foreign_words()) == ["speaks Chinese: '血糖 was high'"]
    assert list(Page(answer, "zh-Hant").foreign_words()) == ["speaks English: 'Nobody translated this.'"]
