"""Short ways to write posts and to hear what was announced."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from itertools import count

import pytest
from flask import Flask

from portal import reactions
from portal.accounts.models import Member
from portal.community.actions.posts import Written, open_topic, publish_reply
from portal.community.models import Group, Topic
from portal.core.bus import Reactions
from portal.core.db import db

_keys = count(1)

SAD = "我真的不想活了，已经写好了遗书"
CHEST_PAIN = "突然胸痛，还出冷汗，怎么办？"
ADVERT = "加微信abc12345，特效药无效退款，祖传秘方包治糖尿病"


@pytest.fixture
def heard(app: Flask) -> Iterator[list[object]]:
    """What community announced during the test, in order."""
    events: list[object] = []
    ours = {
        kind: Reactions(inside=(events.append, *row.inside), after=row.after)
        for kind, row in reactions.TABLE.items()
        if kind.__name__.startswith(("Post", "Group", "Join", "Consent", "Access", "Crisis"))
    }
    app.extensions["reactions"] = {**reactions.TABLE, **ours}
    yield events
    app.extensions["reactions"] = reactions.TABLE


@pytest.fixture(autouse=True)
def no_pending_marks(app: Flask) -> None:
    """Each test begins as a new process would."""
    app.extensions.pop("read_marks", None)


@pytest.fixture
def topic(group: Group, ana: Member) -> Topic:
    """Opened by Ana."""
    return topic_of(open_topic(group.id, "Morning sugar", "Mine is high at six.", by=ana.id, request_key=key()))


@pytest.fixture
def reply(topic: Topic, chen: Member) -> Written:
    """Dr Chen's answer to Ana."""
    return publish_reply(topic.id, "Please measure at three once.", by=chen.id, request_key=key())


def key() -> str:
    return f"key{next(_keys)}"


def topic_of(written: Written) -> Topic:
    return db.session.query(Topic).filter_by(public_id=written.topic_public_id).one()


def fresh(row: object) -> object:
    db.session.refresh(row)
    return row


def kinds(events: list[object]) -> list[str]:
    return [type(event).__name__ for event in events]


Heard = list[object]
Open = Callable[..., Written]
