"""Rooms over real processes: events reach every process, revocations close sockets on every process, at once."""

from __future__ import annotations

import urllib.error
import urllib.request
from collections.abc import Iterator
from datetime import timedelta

import pytest
import socketio.exceptions
import sqlalchemy as sa
import websocket

from portal.accounts.models import DeviceSession, Member
from portal.accounts.sessions import end_session
from portal.core import clock
from portal.core.bus import announce
from portal.core.db import db, transaction
from portal.events import AccessChanged
from portal.live.actions.questions import approve_question, ask_question
from portal.live.actions.sessions import open_session, schedule_session
from portal.live.models import LiveSession, Question
from tests.factories import grant, join, make_group, make_member
from tests.live.scaled import Listener, Scaled, scaled_portal
from tests.servers import wait_until

pytestmark = pytest.mark.services
AT_ONCE = 1.0


@pytest.fixture(scope="module")
def scaled(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Scaled]:
    with scaled_portal(tmp_path_factory.mktemp("scaled")) as running:
        yield running


@pytest.fixture(scope="module")
def ports(scaled: Scaled) -> list[int]:
    return [scaled.start_live() for _process in range(2)]


@pytest.fixture
def live(scaled: Scaled) -> LiveSession:
    group = make_group()
    doctor = make_member(clinician_title="Doctor", clinician_until=clock.now().date() + timedelta(days=30))
    join(group, doctor, label="clinician")
    grant(doctor, "doctor")
    session = schedule_session(group.id, "Shoes", clock.now() + timedelta(hours=1), by=doctor.id)
    return open_session(session.id, by=doctor.id)


def patient(live: LiveSession) -> Member:
    member = make_member()
    join(live.group, member)
    return member


def shown_question(live: LiveSession, by: Member) -> None:
    asked = ask_question(live.id, "Which shoes?", by=by.id, locale="en")
    question = db.session.scalars(sa.select(Question).where(Question.public_id == asked.public_id)).one()
    approve_question(question.id, by=live.host_id)


def joined(scaled: Scaled, ports: list[int], member: Member, live: LiveSession) -> list[Listener]:
    cookie = scaled.cookie(member)
    listeners = [scaled.listen(port, cookie) for port in ports]
    assert all(listener.join(live.slug)["ok"] for listener in listeners)
    return listeners


def test_an_event_reaches_the_sockets_of_every_process_in_order(
    scaled: Scaled, ports: list[int], live: LiveSession
) -> None:
    ana = patient(live)
    listeners = joined(scaled, ports, ana, live)
    for _number in range(4):
        shown_question(live, ana)
    for listener in listeners:
        wait_until(lambda listener=listener: len(listener.heard) == 4, "four events", 5)
        assert [event["seq"] for event in listener.heard] == [2, 3, 4, 5]
        listener.close()


@pytest.mark.parametrize("why", ["signed out", "access changed"])
def test_a_revocation_closes_the_sockets_on_every_process_within_a_second(
    why: str, scaled: Scaled, ports: list[int], live: LiveSession
) -> None:
    for _round in range(5):
        ana, ben = patient(live), patient(live)
        mine, others = joined(scaled, ports, ana, live), joined(scaled, ports, ben, live)
        if why == "signed out":
            (session_id,) = db.session.scalars(sa.select(DeviceSession.id).where(DeviceSession.member_id == ana.id))
            end_session(session_id, by=ana.id)
        else:
            with transaction():
                announce(AccessChanged(ana.id, "suspended"))
        for listener in mine:
            wait_until(lambda listener=listener: not listener.is_open, "closed", AT_ONCE)
        before = [len(listener.heard) for listener in mine]
        shown_question(live, ben)
        for listener in others:
            wait_until(lambda listener=listener: listener.heard, "an event for the others", 5)
            assert listener.is_open
            listener.close()
        assert [len(listener.heard) for listener in mine] == before


def test_a_foreign_origin_gets_no_socket(scaled: Scaled, ports: list[int], live: LiveSession) -> None:
    cookie = scaled.cookie(patient(live))
    for origin in ("http://evil.example", "null", "http://sub.127.0.0.1:8000"):
        with pytest.raises(socketio.exceptions.ConnectionError):
            scaled.listen(ports[0], cookie, origin=origin)
        request = urllib.request.Request(
            f"http://127.0.0.1:{ports[0]}/socket.io/?EIO=4&transport=polling", headers={"Origin": origin}
        )
        with pytest.raises(urllib.error.HTTPError, check=lambda problem: problem.code == 400):
            urllib.request.urlopen(request, timeout=5)


def test_nobody_gets_a_socket_without_signing_in(scaled: Scaled, ports: list[int]) -> None:
    with pytest.raises(socketio.exceptions.ConnectionError):
        scaled.listen(ports[0], "")


def test_after_a_crash_of_its_process_a_page_misses_nothing(scaled: Scaled, live: LiveSession) -> None:
    ana = patient(live)
    port = scaled.start_live()
    (listener,) = joined(scaled, [port], ana, live)
    shown_question(live, ana)
    wait_until(lambda: listener.heard, "the first event", 5)
    known = listener.heard[-1]["seq"]
    scaled.live[port].kill()
    wait_until(lambda: not listener.is_open, "closed by the crash", 5)
    for _number in range(3):
        shown_question(live, ana)
    scaled.start_live(port)
    again = scaled.listen(port, scaled.cookie(ana))
    assert again.join(live.slug) == {"ok": True, "head": known + 3}
    browser = scaled.app.test_client().sign_in_as(ana)  # type: ignore[attr-defined]
    missed = browser.get(f"/live/{live.slug}/events?after={known}").json
    assert [event["seq"] for event in missed["events"]] == [known + 1, known + 2, known + 3]
    wait_until(lambda: again.heads, "a heartbeat", 5)
    assert again.heads[-1] == {"stream": "audience", "head": known + 3}
    again.close()


def test_while_redis_is_away_the_heartbeat_shows_every_gap(scaled: Scaled, ports: list[int], live: LiveSession) -> None:
    ana = patient(live)
    (listener,) = joined(scaled, ports[:1], ana, live)
    scaled.redis.kill()
    for _number in range(2):
        shown_question(live, ana)
    current = {"stream": "audience", "head": 3}
    wait_until(lambda: current in listener.heads, "a heartbeat with the newest number", 5)
    assert listener.is_open and listener.heard == []
    scaled.redis.start()
    wait_until(lambda: close_again(ana, listener), "closed by an order once Redis is back", 10)


def close_again(member: Member, listener: Listener) -> bool:
    with transaction():
        announce(AccessChanged(member.id, "suspended"))
    return not listener.is_open


@pytest.mark.parametrize(
    "packet",
    [
        *(
            '42["join"]',
            '42["join",[]]',
            '42[["join"],{}]',
            '42[{"join":1}]',
            "42[]",
            "42{}",
            "42",
            "4",
            "9",
            "42[null]",
        ),
        *(
            "42[null]",
            '421["join",{"slug":{"$gt":""}}]',
            '451-["join",{"_placeholder":true,"num":0}]',
            "41",
            '40/other,{"x":1}',
        ),
        '42["join",' + "[" * 3000 + "]" * 3000 + "]",
        '42["join","' + "x" * 60_000 + '"]',
        "42" + "9" * 400 + '["join",{}]',
    ],
)
def test_no_packet_brings_a_process_down(packet: str, scaled: Scaled, ports: list[int], live: LiveSession) -> None:
    ana = patient(live)
    raw = websocket.create_connection(
        f"ws://127.0.0.1:{ports[1]}/socket.io/?EIO=4&transport=websocket",
        cookie=scaled.cookie(ana),
        origin=scaled.settings.base_url,
        timeout=5,
    )
    raw.send("40")
    raw.send(packet)
    raw.close()
    (listener,) = joined(scaled, ports[1:], ana, live)
    listener.close()
