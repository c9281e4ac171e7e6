"""G2 over sockets: whatever outsiders name and join, nothing secret reaches them while it is made and changed."""

from __future__ import annotations

import time
from itertools import product
from typing import Any

import pytest
from flask_socketio import SocketIOTestClient

from portal.accounts.models import Member
from portal.community.actions.moderating import hide_post
from portal.community.actions.posts import open_topic
from portal.core.db import db
from portal.live.actions.questions import answer_question, approve_question, ask_question, reject_question
from portal.live.actions.sessions import close_session, open_session
from portal.live.models import STREAMS, LiveSession, Question
from portal.live.seats import LEASE, renew_leases, tell_heads
from portal.live.sockets import joins
from tests.sockets import Listen, join_stream, send
from tests.walks.conftest import CANARY, Secrets

OUTSIDERS = ("ben", "ana", "fei", "moe", "mia", "eli")
OPEN_QUESTION = "How much sleep is enough?"


def name_everything(client: SocketIOTestClient, secrets: Secrets) -> None:
    """Tries to follow, catch up on and leave all that has an address, as every stream."""
    for address, stream in product([*secrets.slugs, *secrets.public_ids], [*STREAMS, "everything"]):
        joins.storage.reset()
        send(client, "leave", {"slug": address, "stream": stream})
        join_stream(client, address, stream)
        for event in ("live", "head", "events"):
            send(client, event, {"slug": address, "stream": stream, "after": 0})


def ask(session: LiveSession, body: str, by: Member) -> Question:
    public_id = ask_question(session.id, body, by=by.id).public_id
    return db.session.query(Question).filter_by(public_id=public_id).one()


def stir(secrets: Secrets, chen: Member, ada: Member) -> None:
    """All that can happen to what is secret, and at last a question that is open to everyone."""
    hidden, public = secrets.sessions
    for session in secrets.sessions:
        open_session(session.id, by=chen.id)
    inside = ask(hidden, f"Does {CANARY} pass?", by=secrets.insider)
    approve_question(inside.id, by=chen.id)
    answer_question(inside.id, f"{CANARY} passes.", by=chen.id)
    reject_question(ask(public, f"Does {CANARY} pass?", by=secrets.insider).id, by=chen.id)
    ask(public, f"Will {CANARY} wait?", by=secrets.insider)
    topic = open_topic(secrets.hidden_group_id, f"{CANARY} again", f"More {CANARY}.", by=secrets.insider.id)
    hide_post(topic.post_id, "other", by=ada.id)
    close_session(hidden.id, by=chen.id)
    approve_question(ask(public, OPEN_QUESTION, by=secrets.insider).id, by=chen.id)
    tell_heads()
    renew_leases(time.monotonic() + LEASE)


def test_no_outsider_hears_the_canary_and_the_insider_does(
    secrets: Secrets, listen: Listen, chen: Member, ada: Member, request: pytest.FixtureRequest
) -> None:
    sockets = {name: listen(request.getfixturevalue(name)) for name in OUTSIDERS}
    for client in sockets.values():
        name_everything(client, secrets)
    insider, host = listen(secrets.insider), listen(chen)
    joins.storage.reset()
    hidden, public = (session.slug for session in secrets.sessions)
    assert join_stream(insider, hidden)["ok"] and join_stream(host, public, "hosts")["ok"]
    stir(secrets, chen, ada)
    for name, client in sockets.items():
        packets: list[dict[str, Any]] = client.get_received()
        assert OPEN_QUESTION in str(packets), f"{name} does not follow the public session"
        assert not [packet for packet in packets if CANARY in str(packet)], name
    assert f"{CANARY} passes" in str(insider.get_received()), "the walk would not see a leak"
    assert f"{CANARY} wait" in str(host.get_received())
