"""Who may listen, to what, and until when."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Any

import pytest
from flask import Flask
from flask_socketio import SocketIOTestClient

from portal.accounts.models import DeviceSession, Member
from portal.accounts.sessions import end_all_sessions
from portal.community.models import Membership
from portal.core import realtime
from portal.core.bus import announce
from portal.core.db import db, transaction
from portal.events import AccessChanged
from portal.live.actions.questions import approve_question, reject_question
from portal.live.models import LiveSession, Question
from portal.live.seats import LEASE, renew_leases, tell_heads
from tests.sockets import Listen, heard, join_stream, send

Ask = Callable[..., Question]


def join(client: SocketIOTestClient, live: LiveSession, stream: str = "audience") -> Any:
    return join_stream(client, live.slug, stream)


def test_nobody_and_the_suspended_get_no_socket(listen: Listen, sam: Member) -> None:
    assert not listen(None).is_connected()
    assert not listen(sam).is_connected()


def test_a_full_house_refuses(app: Flask, listen: Listen, ana: Member, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(app.config, "SOCKETS_AT_MOST", 1)
    assert listen(ana).is_connected()
    assert not listen(ana).is_connected()


@pytest.mark.parametrize(
    ("who", "stream", "may"),
    [
        ("ana", "audience", True),
        ("chen", "audience", True),
        ("mia", "audience", True),
        ("ben", "audience", False),
        ("fei", "audience", False),
        ("moe", "audience", False),
        ("eli", "audience", False),
        ("ana", "hosts", False),
        ("chen", "hosts", True),
        ("mia", "hosts", True),
        ("moe", "hosts", False),
        ("ada", "hosts", True),
    ],
)
def test_a_stream_is_joined_by_those_who_may_open_its_page(
    who: str,
    stream: str,
    may: bool,
    live: LiveSession,
    listen: Listen,
    ana: Member,
    fei: Member,
    request: pytest.FixtureRequest,
) -> None:
    assert join(listen(request.getfixturevalue(who)), live, stream)["ok"] is may


def test_the_audience_hears_what_is_approved_and_never_what_waits(
    ask: Ask, live: LiveSession, chen: Member, ana: Member, ben: Member, listen: Listen
) -> None:
    patient, doctor, outsider = listen(ana), listen(chen), listen(ben)
    for client, stream in ((patient, "audience"), (doctor, "hosts"), (outsider, "audience")):
        join(client, live, stream)
    question, other = ask("CANARY one?"), ask("CANARY two?")
    reject_question(other.id, by=chen.id)
    assert heard(patient) == []
    assert [item["how"] for item in heard(doctor)] == ["put", "put", "remove"]
    approve_question(question.id, by=chen.id)
    (fragment,) = heard(patient)
    assert "CANARY one?" in fragment["html"] and fragment["seq"] == 2
    assert not any("CANARY" in str(packet) for packet in outsider.get_received())


@pytest.mark.parametrize(
    "payload",
    [
        *((), (None,), (7,), ([],), ("festival",), ({},), ({"slug": ["festival"]},)),
        *(({"slug": "festival", "stream": {}},), ({"slug": "festival", "stream": "everything"},)),
        *(({"slug": "x" * 5000},), ({"slug": "festival"}, "more")),
    ],
)
def test_malformed_joins_are_refused_and_harm_nobody(
    payload: tuple[Any, ...], live: LiveSession, ana: Member, listen: Listen
) -> None:
    client = listen(ana)
    assert send(client, "join", *payload) == {"ok": False}
    send(client, "leave", *payload)
    assert join(client, live)["ok"]


def test_no_other_event_has_an_effect(ask: Ask, live: LiveSession, chen: Member, listen: Listen) -> None:
    client, question = listen(chen), ask()
    join(client, live, "hosts")
    for name in ("approve", "answer", "live", "head", "message"):
        send(client, name, {"question": question.public_id, "slug": live.slug})
    db.session.expire_all()
    assert db.session.get_one(Question, question.id).state == "pending"


def test_joins_are_limited(live: LiveSession, ana: Member, listen: Listen) -> None:
    client = listen(ana)
    answers = [join(client, live)["ok"] for _attempt in range(40)]
    assert answers[0] and not answers[-1]


def test_leaving_a_stream_ends_its_events(
    ask: Ask, live: LiveSession, chen: Member, ana: Member, listen: Listen
) -> None:
    client = listen(ana)
    join(client, live)
    send(client, "leave", {"slug": live.slug, "stream": "audience"})
    approve_question(ask().id, by=chen.id)
    assert heard(client) == []


def test_signing_out_closes_the_sockets_of_that_session_only(live: LiveSession, ana: Member, listen: Listen) -> None:
    first, second = listen(ana), listen(ana)
    kept = db.session.query(DeviceSession).filter_by(member_id=ana.id).order_by(DeviceSession.id.desc()).first()
    assert kept is not None
    end_all_sessions(ana.id, but=kept.id)
    assert not first.is_connected() and second.is_connected()


def test_lost_access_closes_every_socket_of_the_member(ana: Member, chen: Member, listen: Listen) -> None:
    mine, other = listen(ana), listen(chen)
    with transaction():
        announce(AccessChanged(ana.id, "suspended"))
    assert not mine.is_connected() and other.is_connected()


def test_the_lease_ends_what_no_order_has_ended(live: LiveSession, chen: Member, ana: Member, listen: Listen) -> None:
    left, signed_out = listen(ana), listen(chen)
    join(left, live)
    join(signed_out, live, "hosts")
    with transaction():
        db.session.query(Membership).filter_by(member_id=ana.id).delete()
        db.session.query(DeviceSession).filter_by(member_id=chen.id).delete()
    renew_leases(time.monotonic() + LEASE - 1)
    assert signed_out.is_connected() and heard(left, "left") == []
    renew_leases(time.monotonic() + LEASE)
    assert not signed_out.is_connected() and heard(left, "left") == [{"stream": "audience"}]
    realtime.broadcast(f"live:{live.id}:en", "live", {"seq": 9})
    assert heard(left) == []


def test_the_heartbeat_tells_each_stream_its_own_head(
    ask: Ask, live: LiveSession, chen: Member, ana: Member, listen: Listen
) -> None:
    patient, doctor = listen(ana), listen(chen)
    join(patient, live)
    join(doctor, live, "hosts")
    ask()
    tell_heads()
    assert heard(patient, "head") == [{"stream": "audience", "head": 1}]
    assert heard(doctor, "head") == [{"stream": "hosts", "head": 2}]
