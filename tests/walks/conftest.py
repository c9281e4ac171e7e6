"""The canary: a word that stands only where outsiders must not read it."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta

import pytest
from flask import Flask

from portal.accounts.models import Member
from portal.challenges.models import Challenge
from portal.community.actions.posts import open_topic, publish_reply
from portal.community.models import Post
from portal.core import clock
from portal.core.db import db, transaction
from portal.live.actions.questions import ask_question
from portal.live.actions.sessions import schedule_session
from portal.live.models import LiveSession
from portal.search import engine
from tests.content.articles import in_review
from tests.factories import join, make_group, make_member

CANARY = "Zugunruhe"
ADVERT = f"加微信 tangyou8866 特效药 {CANARY}，前十名半价，包治百病"
SCRIPTS = ("zh_hans", "zh_hant", "en")


@dataclass(frozen=True, slots=True)
class Secrets:
    """The addresses of all that holds the canary or is around it; of the people, only the insider may see all of it.

    `sessions` are one of the hidden group, where all is secret, and one of a public group with a waiting question.
    """

    slugs: list[str]
    public_ids: list[str]
    sessions: tuple[LiveSession, LiveSession]
    hidden_group_id: int
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
    join(public, chen, label="clinician")
    topic = open_topic(hidden.id, f"{CANARY} at nightfall", f"About {CANARY} and nightfall", by=insider.id)
    breakfast = open_topic(public.id, "Breakfast", "Oats.", by=insider.id)
    advert = publish_reply(db.session.get_one(Post, breakfast.post_id).topic_id, ADVERT, by=insider.id)
    offer = open_topic(public.id, f"{CANARY} at nightfall", ADVERT, by=insider.id)
    assert advert.held and offer.held, "the canary must be held"
    article = in_review(eli, title=f"{CANARY} explained", body=f"What {CANARY} is, at nightfall.")
    live = schedule_session(hidden.id, f"Ask about {CANARY}", clock.now() + timedelta(days=1), by=chen.id)
    talk = schedule_session(public.id, "Sleeping well", clock.now() + timedelta(days=1), by=chen.id)
    asked = [ask_question(session.id, f"Is {CANARY} normal at nightfall?", by=insider.id) for session in (live, talk)]
    today = clock.local_date("Asia/Shanghai")
    with transaction():
        texts = {f"{field}_{script}": CANARY for field in ("name", "about", "safety") for script in SCRIPTS}
        days = {"starts_on": today, "ends_on": today + timedelta(days=9), "goal_days": 5}
        db.session.add(Challenge(slug="walk-canary", group_id=hidden.id, **texts, **days))
    deliver()
    slugs = [hidden.slug, article.slug, live.slug, "walk-canary", public.slug, talk.slug]
    public_ids = [topic.topic_public_id, topic.public_id, advert.public_id, offer.topic_public_id, offer.public_id]
    public_ids += [article.public_id, *(question.public_id for question in asked)]
    return Secrets(slugs, public_ids, (live, talk), hidden.id, insider)
