"""Device sessions: listed, ended one by one or all, expired, and told to the sockets when they end."""

from __future__ import annotations

from datetime import timedelta

import pytest
import sqlalchemy as sa
import time_machine

from portal.accounts.devices import device_name
from portal.accounts.models import DeviceSession, Member
from portal.accounts.sessions import end_all_sessions, end_expired_sessions
from portal.core import clock, realtime
from portal.core.db import db
from tests.browser_client import OpenBrowser


def sessions_of(member: Member) -> list[DeviceSession]:
    wanted = sa.select(DeviceSession).where(DeviceSession.member_id == member.id).order_by(DeviceSession.id)
    return list(db.session.scalars(wanted))


def test_the_list_shows_my_devices_and_no_ones_else(browser: OpenBrowser, ana: Member, ben: Member) -> None:
    browser(ben)
    first, second = browser(ana), browser(ana)
    page = second.get("/me/devices").text
    mine, theirs = sessions_of(ana), sessions_of(ben)
    assert mine[0].public_id in page and theirs[0].public_id not in page
    assert page.count("This device") == 1
    assert first.get("/me/devices").status_code == 200


def test_ending_one_device_signs_it_out_at_once_and_drops_its_sockets(
    browser: OpenBrowser, ana: Member, closed_rooms: list[str]
) -> None:
    lost, mine = browser(ana), browser(ana)
    gone = sessions_of(ana)[0]
    assert mine.submit(f"/me/devices/{gone.public_id}/end").status_code == 303
    assert lost.get("/me/settings").status_code == 303
    assert mine.get("/me/settings").status_code == 200
    assert closed_rooms == [realtime.session_room(gone.id)]


def test_no_one_ends_anothers_device(browser: OpenBrowser, ana: Member, ben: Member) -> None:
    anas = browser(ana)
    browser(ben).submit(f"/me/devices/{sessions_of(ana)[0].public_id}/end")
    assert anas.get("/me/settings").status_code == 200


def test_all_the_others_end_in_one_tap(browser: OpenBrowser, ana: Member, closed_rooms: list[str]) -> None:
    others, mine = [browser(ana), browser(ana)], browser(ana)
    mine.submit("/me/devices/end")
    assert [other.get("/me/settings").status_code for other in others] == [303, 303]
    assert mine.get("/me/settings").status_code == 200
    assert len(closed_rooms) == 2


def test_signing_out_drops_the_sockets_of_that_device(
    browser: OpenBrowser, ana: Member, closed_rooms: list[str]
) -> None:
    client = browser(ana)
    room = realtime.session_room(sessions_of(ana)[0].id)
    client.submit("/sign-out")
    assert closed_rooms == [room]


def test_suspension_can_end_every_session(browser: OpenBrowser, ana: Member, closed_rooms: list[str]) -> None:
    clients = [browser(ana), browser(ana)]
    end_all_sessions(ana.id)
    assert [client.get("/me/settings").status_code for client in clients] == [303, 303]
    assert len(closed_rooms) == 2


@pytest.mark.parametrize("idle", [timedelta(days=14, minutes=1), timedelta(days=31)])
def test_a_session_ends_when_it_is_long_unused(
    browser: OpenBrowser, ana: Member, idle: timedelta, closed_rooms: list[str]
) -> None:
    client = browser(ana)
    with time_machine.travel(clock.now() + idle):
        assert client.get("/me/settings").status_code == 303
        end_expired_sessions()
    assert sessions_of(ana) == [] and len(closed_rooms) == 1


def test_a_session_in_use_ends_after_thirty_days(browser: OpenBrowser, ana: Member) -> None:
    client, start = browser(ana), clock.now()
    for days in range(0, 30, 7):
        with time_machine.travel(start + timedelta(days=days)):
            client.get("/me/settings").close()
    with time_machine.travel(start + timedelta(days=29)):
        assert client.get("/me/settings").status_code == 200
    with time_machine.travel(start + timedelta(days=30, minutes=1)):
        assert client.get("/me/settings").status_code == 303


def test_use_is_noted_hourly_and_only_once_the_answer_is_out(browser: OpenBrowser, ana: Member) -> None:
    client, start = browser(ana), clock.now()
    with time_machine.travel(start + timedelta(minutes=50)):
        client.get("/me/settings").close()
    assert sessions_of(ana)[0].seen_at < start + timedelta(minutes=1)
    with time_machine.travel(start + timedelta(minutes=61)):
        answer = client.get("/me/settings")
        assert sessions_of(ana)[0].seen_at < start + timedelta(minutes=1)
        answer.close()
    db.session.expire_all()
    assert sessions_of(ana)[0].seen_at > start + timedelta(minutes=60)


def test_a_new_password_needs_the_present_one_and_signs_the_others_out(browser: OpenBrowser) -> None:
    from tests.accounts.entrance import PASSWORD, make_account, sign_in

    member = make_account()
    other, mine = browser(member), browser(member)
    wrong = mine.submit("/me/password", current="wrong words", password="nine slow clouds")
    assert wrong.status_code == 422 and other.get("/me/settings").status_code == 200
    assert mine.submit("/me/password", current=PASSWORD, password="nine slow clouds").status_code == 303
    assert other.get("/me/settings").status_code == 303 and mine.get("/me/settings").status_code == 200
    assert sign_in(browser(), password="nine slow clouds").status_code == 303


WECHAT = "Mozilla/5.0 (iPhone; CPU iPhone OS 17_5 like Mac OS X) AppleWebKit/605.1.15 Mobile/15E148 MicroMessenger/8.0"
EDGE = "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 Chrome/125.0 Safari/537.36 Edg/125.0"


@pytest.mark.parametrize(("agent", "name"), [(WECHAT, "WeChat, iPhone"), (EDGE, "Edge, Windows"), ("curl/8", "")])
def test_a_device_is_named_in_words_its_owner_knows(agent: str, name: str) -> None:
    assert device_name(agent) == name
