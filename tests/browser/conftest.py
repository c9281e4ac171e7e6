"""A real server and a real Chromium for the tests in this folder.

`open_page(person, width=…, locale=…)` opens a window; a test fails if one of its windows logged an error, broke the
content security policy or asked a third party.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect, sync_playwright

from tests.browser.serving import Served, serve
from tests.browser.windows import ARGUMENTS, CHROMIUM, PATIENCE, Windows


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if Path(__file__).parent in item.path.parents:
            item.add_marker("browser")


@pytest.fixture(scope="session")
def portal(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """The portal, served on a loopback port for the whole run; tests make people and rows of their own in it."""
    with serve(tmp_path_factory.mktemp("served")) as served:
        yield served


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    if not Path(CHROMIUM).exists():
        reason = f"{CHROMIUM} is missing: apt-get install chromium fonts-noto-cjk"
        if os.environ.get("CI") == "true":
            pytest.fail(reason)
        pytest.skip(reason)
    expect.set_options(timeout=PATIENCE)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)
        yield browser
        browser.close()


@pytest.fixture(autouse=True)
def in_portal(chromium: Browser, portal: Served) -> Iterator[None]:
    """An app context on the served portal's data, so that a test may call verbs."""
    with portal.app.app_context():
        yield


@pytest.fixture
def windows(in_portal: None, chromium: Browser, portal: Served) -> Iterator[Windows]:
    opened = Windows(portal, chromium)
    yield opened
    opened.close()
    assert not opened.problems, "\n".join(opened.problems)


@pytest.fixture
def open_page(windows: Windows) -> Callable[..., Page]:
    return windows.open
