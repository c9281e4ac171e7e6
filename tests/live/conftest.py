"""A session of Ana's group with Dr Chen, and short ways to fill it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest

from portal.accounts.models import Member
from portal.community.models import Group
from portal.core import clock
from portal.core.db import db
from portal.live.actions.questions import ask_question
from portal.live.actions.sessions import open_session, schedule_session
from portal.live.models import LiveSession, Question


@pytest.fixture
def scheduled(group: Group, chen: Member) -> LiveSession:
    soon = clock.now() + timedelta(hours=1)
    return schedule_session(group.id, "Eating well at the festival", soon, by=chen.id, slug="festival")


@pytest.fixture
def live(scheduled: LiveSession, chen: Member) -> LiveSession:
    """The same session, open."""
    return open_session(scheduled.id, by=chen.id)


@pytest.fixture
def ask(live: LiveSession, ana: Member) -> Callable[..., Question]:
    """Asks as Ana in the open session."""

    def put(body: str = "May I eat moon cake?", by: Member = ana) -> Question:
        asked = ask_question(live.id, body, by=by.id, locale="en")
        return db.session.query(Question).filter_by(public_id=asked.public_id).one()

    return put
