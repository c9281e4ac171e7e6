"""G2: what is private does not exist for an outsider: no page, fragment, search, suggestion or outbox row shows it."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import timedelta
from itertools import product

import pytest
import sqlalchemy as sa
from flask import Flask
from werkzeug.routing import Rule

from portal.accounts.models import Member
from portal.challenges.models import Challenge
from portal.community.actions.posts import open_topic, publish_reply
from portal.community.models import Group, Post
from portal.core import clock
from portal.core.db import db, transaction
from portal.core.outbox import OutboxRow
from portal.live.actions.questions import ask_question
from portal.live.actions.sessions import schedule_session
from portal.live.models import Question
from portal.search import engine
from tests.browser_client import Browser, OpenBrowser
from tests.content.articles import in_review
from tests.factories import grant, join, make_group, make_member

CANARY = "Zugunruhe"
ADVERT = f"加微信 tangyou8866 特效药 {CANARY}，前十名半价，包治百病"
SCRIPTS = ("zh_hans", "zh_hant", "en")


@dataclass(frozen=True, slots=True)
class Secrets:
    """The addresses of everything that holds the canary, and the one member who may see the hidden group."""

    slugs: list[str]
    public_ids: list[str]
    insider: Member


@pytest.fixture
def secrets(
    app: Flask, chen: Member, eli: Member, deliver: Callable[[], None], monkeypatch: pytest.MonkeyPatch
) -> Secrets:
    """The canary in a hidden group, a held post, an unpublished article and a question nobody has approved."""
    monkeypatch.setattr(engine, "REFRESH_SECONDS", 0)
    shutil.rmtree(app.extensions["settings"].data_dir / "search", ignore_errors=True)
    names = {f"name_{script}": f"{CANARY} {script}" for script in SCRIPTS}
    hidden = make_group("hidden-canary", visibility="hidden", condition=None, **names)
    public = make_group("open-house", visibility="public", condition=None)
    insider = make_member("Inga")
    join(hidden, insider)
    join(hidden, chen, label="clinician")
    join(public, insider)
    topic = open_topic(hidden.id, f"{CANARY} at nightfall", f"About {CANARY} and nightfall", by=insider.id)
    held = open_topic(public.id, "Breakfast", "Oats.", by=insider.id)
    topic_id = db.session.get_one(Post, held.post_id).topic_id
    advert = publish_reply(topic_id, ADVERT, by=insider.id)
    assert advert.held, "the canary must be held"
    article = in_review(eli, title=f"{CANARY} explained", body=f"What {CANARY} is, at nightfall.")
    live = schedule_session(hidden.id, f"Ask about {CANARY}", clock.now() + timedelta(days=1), by=chen.id)
    ask_question(live.id, f"Is {CANARY} normal at nightfall?", by=insider.id)
    question = db.session.scalars(sa.select(Question.public_id)).one()
    today = clock.local_date("Asia/Shanghai")
    with transaction():
        texts = {f"{field}_{script}": CANARY for field in ("name", "about", "safety") for script in SCRIPTS}
        days = {"starts_on": today, "ends_on": today + timedelta(days=9), "goal_days": 5}
        db.session.add(Challenge(slug="walk-canary", group_id=hidden.id, **texts, **days))
    deliver()
    slugs = [hidden.slug, article.slug, live.slug, "walk-canary"]
    public_ids = [topic.topic_public_id, topic.public_id, advert.public_id, article.public_id, question]
    return Secrets(slugs, public_ids, insider)


def addresses(app: Flask, secrets: Secrets) -> Iterator[tuple[Rule, str]]:
    """Every GET route, with each secret's address in the place of each of its arguments."""
    values = {"slug": secrets.slugs, "public_id": secrets.public_ids}
    bound = app.url_map.bind("127.0.0.1")
    for rule in app.url_map.iter_rules():
        if "GET" in (rule.methods or ()) and rule.endpoint != "assets.file":
            choices = [values.get(name, [1]) for name in sorted(rule.arguments)]
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


@pytest.mark.parametrize("role", ["signed out", "ben", "ana", "fei", "moe", "mia", "sam"])
def test_no_outsider_sees_the_canary_anywhere(
    app: Flask, browser: OpenBrowser, secrets: Secrets, request: pytest.FixtureRequest, role: str
) -> None:
    reader = browser(None if role == "signed out" else request.getfixturevalue(role))
    leaks = [f"{rule.endpoint} {url}" for rule, url in addresses(app, secrets) if shows(reader, url)]
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
