"""Every page through the Nu HTML checker."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from tests.browser.audit.markup import check_markup, java
from tests.browser.serving import Served
from tests.browser_client import Browser
from tests.world import World, visits


@pytest.fixture(autouse=True)
def needs_java() -> None:
    if java() is None:
        reason = "java is missing: apt-get install default-jre-headless"
        if os.environ.get("CI") == "true":
            pytest.fail(reason)
        pytest.skip(reason)


def test_every_page_is_valid_html(portal: Served, world: World, tmp_path: Path) -> None:
    for number, visit in enumerate(visits(portal.app, world)):
        client = portal.app.test_client()
        assert isinstance(client, Browser)
        if visit.person:
            client.sign_in_as(world.member(visit.person))
        client.remember(**visit.session)
        body = client.get(visit.url).get_data()
        (tmp_path / f"{number:03d}-{visit.endpoint}.html").write_bytes(body)
    assert any(tmp_path.iterdir())
    assert check_markup(tmp_path) == []


def test_an_invalid_page_is_noticed(tmp_path: Path) -> None:
    (tmp_path / "bad.html").write_text("<!doctype html><html lang=en><title>t</title><p><div hx-get=/>x</div></p>")
    assert any("hx-get" in problem for problem in check_markup(tmp_path))
