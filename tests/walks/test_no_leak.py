"""G2: what is private does not exist for an outsider: no page, fragment, search, suggestion or outbox row shows it."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import product

import pytest
import sqlalchemy as sa
from flask import Flask
from werkzeug.routing import Rule

from portal.accounts.models import Member
from portal.community.models import Group
from portal.core.db import db
from portal.core.outbox import OutboxRow
from tests.browser_client import Browser, OpenBrowser
from tests.factories import grant
from tests.walks.conftest import CANARY, Secrets

OWN = {"eli": {"content.edit", "content.staff", "home.staff"}}
"""Where the article that nobody else may read shows up for who wrote it."""


def addresses(app: Flask, secrets: Secrets) -> Iterator[tuple[Rule, str]]:
    """Every GET route, with each secret's address in the place of each of its arguments."""
    sessions = [session.slug for session in secrets.sessions]
    bound = app.url_map.bind("127.0.0.1")
    for rule in app.url_map.iter_rules():
        if "GET" in (rule.methods or ()) and rule.endpoint != "assets.file":
            slugs = sessions if len(rule.arguments) > 1 else secrets.slugs
            values = {"slug": slugs, "public_id": secrets.public_ids}
            choices = [values[name] for name in sorted(rule.arguments)]
            for chosen in product(*choices):
                yield rule, bound.build(rule.endpoint, dict(zip(sorted(rule.arguments), chosen, strict=True)))
            if rule.endpoint == "search.index":
                for kind in ("all", "articles", "talk", "live"):
                    yield rule, f"/search?q=nightfall&kind={kind}"
            if rule.endpoint == "search.suggestions":
                yield rule, f"/search/suggestions?q={CANARY[:4]}"


def shows(browser: Browser, url: str) -> bool:
    """Whether any answer holds the canary, an address the reader already typed aside."""
    for headers in ({}, {"HX-Request": "true"}):
        text = browser.get(url, headers=headers).get_data(as_text=True).lower()
        for part in url.split("/"):
            text = text.replace(part, "") if CANARY.lower() in part else text
        if CANARY.lower() in text:
            return True
    return False


@pytest.mark.parametrize("role", ["signed out", "ben", "ana", "fei", "moe", "mia", "eli", "sam"])
def test_no_outsider_sees_the_canary_anywhere(
    app: Flask, browser: OpenBrowser, secrets: Secrets, request: pytest.FixtureRequest, role: str
) -> None:
    reader = browser(None if role == "signed out" else request.getfixturevalue(role))
    pages = [(rule.endpoint, url) for rule, url in addresses(app, secrets) if rule.endpoint not in OWN.get(role, ())]
    leaks = [f"{endpoint} {url}" for endpoint, url in pages if shows(reader, url)]
    assert leaks == []


def test_the_crawl_would_see_a_leak(app: Flask, browser: OpenBrowser, secrets: Secrets) -> None:
    """The insider and the moderator of everything do see it: the crawl is not blind."""
    seen = {rule.endpoint for rule, url in addresses(app, secrets) if shows(browser(secrets.insider), url)}
    assert {"home.group", "community.topic", "community.topics", "live.session", "home.index", "search.index"} <= seen


def test_what_leaves_the_process_carries_no_words_of_anyone(secrets: Secrets) -> None:
    payloads = db.session.scalars(sa.select(OutboxRow.payload)).all()
    assert payloads and not any(CANARY in payload for payload in payloads)


def test_hidden_things_answer_like_missing_ones(
    app: Flask, browser: OpenBrowser, secrets: Secrets, ben: Member, group: Group
) -> None:
    reader = browser(ben)
    missing = {name: reader.get(f"/{name}/zzzzzzzzzzzz").data for name in ("groups", "topics", "articles", "live")}
    hidden = zip(("groups", "articles", "live"), secrets.slugs, strict=False)
    for name, slug in (*hidden, ("topics", secrets.public_ids[0])):
        answer = reader.get(f"/{name}/{slug}")
        assert answer.status_code == 404
        assert without_address(answer.data, slug) == without_address(missing[name], "zzzzzzzzzzzz"), name


def without_address(page: bytes, address: str) -> bytes:
    return page.replace(address.encode(), b"")


def test_a_grant_opens_what_was_closed(browser: OpenBrowser, secrets: Secrets, ben: Member) -> None:
    grant(ben, "moderator")
    assert browser(ben).get(f"/topics/{secrets.public_ids[0]}").status_code == 200
