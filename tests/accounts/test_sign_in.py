"""Signing in: counted, silent about who exists, never redirecting away, always in a fresh session."""

from __future__ import annotations

import statistics
import time
from datetime import timedelta

import pytest
import sqlalchemy as sa
import time_machine
from pwdlib import PasswordHash
from pwdlib.hashers.argon2 import Argon2Hasher

from portal.accounts.actions import signing_in
from portal.accounts.models import DeviceSession, Member
from portal.accounts.passwords import hash_password
from portal.core import clock
from portal.core.db import db, transaction
from tests.accounts.entrance import ANA, PASSWORD, lift_limits, make_account, same_for_all, sign_in
from tests.browser_client import OpenBrowser
from tests.queries import count_queries


def test_the_right_password_signs_in_and_goes_where_one_wanted(browser: OpenBrowser) -> None:
    make_account()
    client = browser()
    assert sign_in(client, next="/groups").location == "/groups"
    assert client.get("/me/settings").status_code == 200


@pytest.mark.parametrize("identifier", ["138 0013 8000", "+8613800138000", "１３８００１３８０００"])
def test_a_phone_number_is_recognized_however_it_is_typed(browser: OpenBrowser, identifier: str) -> None:
    make_account("13800138000")
    assert sign_in(browser(), identifier).status_code == 303


def test_wrong_password_unknown_person_and_nonsense_read_the_same(browser: OpenBrowser) -> None:
    make_account()
    answers = set()
    for identifier, password in ((ANA, "wrong words"), ("ben@demo.example", PASSWORD), ("nonsense", PASSWORD)):
        answer = sign_in(browser(), identifier, password)
        answers.add((answer.status_code, same_for_all(answer.text).replace(identifier, "")))
    assert len(answers) == 1 and answers.pop()[0] == 422


def test_an_unknown_person_takes_as_long_as_a_wrong_password(browser: OpenBrowser) -> None:
    make_account()
    times: dict[str, list[float]] = {ANA: [], "ben@demo.example": []}
    for _round in range(8):
        for identifier, taken in times.items():
            lift_limits()
            start = time.perf_counter()
            sign_in(browser(), identifier, "wrong words")
            taken.append(time.perf_counter() - start)
    known, unknown = (statistics.median(taken) for taken in times.values())
    assert abs(known - unknown) < 0.6 * max(known, unknown)


def test_after_five_wrong_tries_even_the_right_password_waits(browser: OpenBrowser) -> None:
    make_account()
    for _try in range(5):
        assert sign_in(browser(), password="wrong words").status_code == 422
    waiting = sign_in(browser())
    assert waiting.status_code == 429 and int(waiting.headers["Retry-After"]) <= 900
    with time_machine.travel(clock.now() + timedelta(minutes=15, seconds=1)):
        assert sign_in(browser()).status_code == 303


def test_unknown_accounts_are_counted_the_same(browser: OpenBrowser) -> None:
    statuses = [sign_in(browser(), "nobody@demo.example").status_code for _try in range(6)]
    assert statuses == [422] * 5 + [429]


def test_the_wait_is_told_in_the_persons_language(browser: OpenBrowser) -> None:
    for _try in range(6):
        client = browser()
        client.set_cookie("portal_locale", "zh_Hant")
        answer = sign_in(client)
    assert answer.status_code == 429 and 'lang="zh-Hant"' in answer.text


def test_a_right_password_forgets_the_wrong_ones(browser: OpenBrowser) -> None:
    make_account()
    for _round in range(3):
        for _try in range(4):
            sign_in(browser(), password="wrong words")
        assert sign_in(browser()).status_code == 303


def test_one_address_cannot_try_many_accounts(browser: OpenBrowser, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(signing_in, "WRONG_PER_ADDRESS", 7)
    statuses = [sign_in(browser(), f"p{number}@demo.example").status_code for number in range(8)]
    assert statuses == [422] * 7 + [429]


def test_forwarded_addresses_are_ignored_without_a_trusted_proxy(
    browser: OpenBrowser, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(signing_in, "WRONG_PER_ADDRESS", 7)
    for number in range(8):
        client = browser()
        client.environ_base["HTTP_X_FORWARDED_FOR"] = f"10.0.0.{number}"
        status = sign_in(client, f"p{number}@demo.example").status_code
    assert status == 429


def test_signing_in_starts_a_new_session_that_no_one_planted(browser: OpenBrowser) -> None:
    make_account()
    attacker = browser()
    attacker.get("/sign-in")
    planted = attacker.get_cookie("portal").value
    victim = browser()
    victim.set_cookie("portal", planted)
    victim.csrf_token = attacker.csrf_token
    assert sign_in(victim).status_code == 303
    assert victim.get_cookie("portal").value != planted
    attacker.set_cookie("portal", planted)
    assert attacker.get("/me/settings").status_code == 303
    assert victim.submit("/me/devices/end").status_code == 400


def test_a_copied_cookie_is_worthless_after_signing_out(browser: OpenBrowser) -> None:
    make_account()
    client = browser()
    sign_in(client)
    stolen = client.get_cookie("portal").value
    token = client.get("/me/settings").text.split('name="csrf_token" value="')[1].split('"')[0]
    out = client.post("/sign-out", data={"csrf_token": token})
    assert out.status_code == 303 and "storage" in out.headers["Clear-Site-Data"]
    thief = browser()
    thief.set_cookie("portal", stolen)
    assert thief.get("/me/settings").location.startswith("/sign-in")


def test_signing_out_needs_a_post_with_a_token(browser: OpenBrowser, ana: Member) -> None:
    client = browser(ana)
    assert client.get("/sign-out").status_code == 405
    assert client.submit("/sign-out", csrf=False).status_code == 400
    assert client.get("/me/settings").status_code == 200


def test_signing_in_as_someone_else_ends_the_session_before(browser: OpenBrowser, ana: Member) -> None:
    make_account("b@demo.example", "Ben")
    client = browser(ana)
    sign_in(client, "b@demo.example")
    assert db.session.scalars(sa.select(DeviceSession.member_id)).all() != [ana.id]
    assert db.session.scalar(sa.select(sa.func.count()).where(DeviceSession.member_id == ana.id)) == 0


def test_an_erased_member_cannot_sign_in(browser: OpenBrowser) -> None:
    member = make_account()
    with transaction():
        db.session.get_one(Member, member.id).erased_at = clock.now()
    assert sign_in(browser()).status_code == 422


def test_a_suspended_member_may_sign_in_but_not_act(browser: OpenBrowser) -> None:
    member = make_account()
    with transaction():
        db.session.get_one(Member, member.id).suspended_until = clock.now() + timedelta(days=1)
    client = browser()
    assert sign_in(client).status_code == 303
    client = browser(member)
    assert client.get("/me/settings").status_code == 200
    assert client.submit("/me/settings/name", display_name="晨光小溪").status_code == 403


def test_an_outdated_hash_is_renewed_at_sign_in(browser: OpenBrowser) -> None:
    member = make_account()
    old = PasswordHash((Argon2Hasher(time_cost=1, memory_cost=1024),)).hash(PASSWORD)
    with transaction():
        db.session.get_one(Member, member.id).password_hash = old
    sign_in(browser())
    db.session.expire_all()
    renewed = db.session.get_one(Member, member.id).password_hash
    assert renewed != old and renewed.split("$")[3] == hash_password("x").split("$")[3]


def test_who_is_reading_costs_two_queries(browser: OpenBrowser, ana: Member) -> None:
    client = browser(ana)
    with count_queries() as seen:
        assert client.get("/sign-in").status_code == 303
    assert len(seen) <= 2
