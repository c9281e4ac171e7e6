"""Signing up: contact, code, nickname and password; and what a stranger cannot learn or skip."""

from __future__ import annotations

from datetime import timedelta

import pytest
import sqlalchemy as sa
import time_machine

from portal.accounts.models import Contact, Member, VerificationCode
from portal.core import clock
from portal.core.db import db
from portal.core.outbox import OutboxRow
from tests.accounts.entrance import (
    ANA,
    NEW,
    PASSWORD,
    lift_limits,
    make_account,
    newest_code,
    outbox_size,
    same_for_all,
    sign_up_as_far_as_profile,
    wrong_code,
)
from tests.browser_client import OpenBrowser

PROFILE = {"display_name": "晨光小溪", "password": PASSWORD, "locale": "zh_Hans"}


def members() -> int:
    return db.session.scalar(sa.select(sa.func.count()).select_from(Member))


@pytest.mark.parametrize("contact", [NEW, "138 0013 8000"])
def test_three_steps_make_a_verified_member_and_sign_them_in(browser: OpenBrowser, contact: str) -> None:
    client = browser()
    assert client.submit("/sign-up", contact=contact, next="/groups").location == "/sign-up/code"
    client.submit("/sign-up/code", code=newest_code())
    answer = client.submit("/sign-up/profile", **PROFILE, elder="y")
    assert answer.status_code == 303 and answer.location == "/groups"
    member = db.session.scalars(sa.select(Member)).one()
    assert (member.display_name, member.locale, member.elder) == ("晨光小溪", "zh_Hans", True)
    assert member.verified_at is not None
    assert client.get("/me/settings").status_code == 200


def test_the_code_page_takes_a_pasted_code_and_offers_it_from_the_message(browser: OpenBrowser) -> None:
    client = browser()
    client.submit("/sign-up", contact=NEW)
    page = client.get("/sign-up/code").text
    assert 'autocomplete="one-time-code"' in page and 'inputmode="numeric"' in page
    code = newest_code()
    assert client.submit("/sign-up/code", code=f" {code[:3]} {code[3:]}\n").status_code == 303


def test_a_nickname_is_suggested(browser: OpenBrowser) -> None:
    client = browser()
    sign_up_as_far_as_profile(client)
    assert 'name="display_name"' in client.get("/sign-up/profile").text
    assert 'name="display_name" required type="text" value=""' not in client.get("/sign-up/profile").text


@pytest.mark.parametrize("name", ["张三13800138000", "王医生", "Dr House", "ana@demo.example", "х" * 30, "a\u202eb"])
def test_a_name_that_misleads_or_reveals_is_refused_beside_its_field(browser: OpenBrowser, name: str) -> None:
    client = browser()
    sign_up_as_far_as_profile(client)
    answer = client.submit("/sign-up/profile", **{**PROFILE, "display_name": name})
    assert answer.status_code == 422 and "display_name-error" in answer.text
    assert members() == 0


def test_a_weak_password_is_refused_and_the_rest_kept(browser: OpenBrowser) -> None:
    client = browser()
    sign_up_as_far_as_profile(client)
    answer = client.submit("/sign-up/profile", **{**PROFILE, "password": "12345678"})
    assert answer.status_code == 422 and "password-error" in answer.text and "晨光小溪" in answer.text
    assert "12345678" not in answer.text


def test_no_step_can_be_skipped(browser: OpenBrowser) -> None:
    client = browser()
    assert client.submit("/sign-up/code", code="123456").status_code == 409
    assert client.submit("/sign-up/codes").status_code == 409
    assert client.submit("/sign-up/profile", **PROFILE).status_code == 409
    client.submit("/sign-up", contact=NEW)
    assert client.submit("/sign-up/profile", **PROFILE).status_code == 409
    assert client.get("/sign-up/profile").location == "/sign-up"
    assert members() == 0


def test_a_proof_makes_one_account_only(browser: OpenBrowser) -> None:
    client = browser()
    sign_up_as_far_as_profile(client)
    cookie = client.get_cookie("portal").value
    assert client.submit("/sign-up/profile", **PROFILE).status_code == 303
    again = browser()
    again.set_cookie("portal", cookie)
    assert again.submit("/sign-up/profile", **PROFILE).status_code == 409
    assert members() == 1


def test_a_reset_code_does_not_sign_up(browser: OpenBrowser) -> None:
    make_account()
    client = browser()
    client.submit("/password-reset", contact=ANA)
    client.submit("/password-reset/code", code=newest_code())
    assert client.submit("/sign-up/profile", **PROFILE).status_code == 409


def test_five_wrong_codes_use_a_code_up(browser: OpenBrowser) -> None:
    client = browser()
    client.submit("/sign-up", contact=NEW)
    right, wrong = newest_code(), wrong_code()
    for _try in range(5):
        assert client.submit("/sign-up/code", code=wrong).status_code == 422
    assert client.submit("/sign-up/code", code=right).status_code == 422
    assert client.submit("/sign-up/profile", **PROFILE).status_code == 409


def test_a_code_works_for_ten_minutes(browser: OpenBrowser) -> None:
    client = browser()
    client.submit("/sign-up", contact=NEW)
    with time_machine.travel(clock.now() + timedelta(minutes=10, seconds=1), tick=False):
        assert client.submit("/sign-up/code", code=newest_code()).status_code == 422
    with time_machine.travel(clock.now() + timedelta(minutes=9), tick=False):
        assert client.submit("/sign-up/code", code=newest_code()).status_code == 303


def test_a_new_code_comes_at_most_once_a_minute_and_ends_nothing_typed(browser: OpenBrowser) -> None:
    client = browser()
    client.submit("/sign-up", contact=NEW)
    refused = client.submit("/sign-up", contact=NEW)
    assert refused.status_code == 429 and int(refused.headers["Retry-After"]) <= 60 and NEW in refused.text
    assert client.submit("/sign-up/codes").status_code == 429
    with time_machine.travel(clock.now() + timedelta(seconds=61)):
        assert client.submit("/sign-up/codes").location == "/sign-up/code"
        assert client.submit("/sign-up/code", code=newest_code()).status_code == 303


def test_ten_codes_a_day_are_enough_for_one_contact(browser: OpenBrowser) -> None:
    client, start = browser(), clock.now()
    for number in range(11):
        with time_machine.travel(start + timedelta(minutes=2 * number)):
            status = client.submit("/sign-up", contact=NEW).status_code
    assert status == 429


def test_nothing_tells_a_stranger_who_has_an_account(browser: OpenBrowser) -> None:
    make_account(ANA)
    answers, sizes = [], []
    for contact in (ANA, "a@demo.example"):
        client, before = browser(), outbox_size()
        asked = client.submit("/sign-up", contact=contact)
        page = client.get("/sign-up/code")
        typed = wrong_code()
        wrong = client.submit("/sign-up/code", code=typed)
        answers.append(
            [(r.status_code, r.location, same_for_all(r.text).replace(typed, "")) for r in (asked, page, wrong)]
        )
        sizes.append(outbox_size() - before)
    assert answers[0] == answers[1]
    assert sizes == [1, 1]


def test_no_code_opens_a_contact_that_has_an_account(browser: OpenBrowser) -> None:
    make_account(ANA)
    client = browser()
    client.submit("/sign-up", contact=ANA)
    assert client.submit("/sign-up/code", code=newest_code()).status_code == 422


def test_neither_code_nor_contact_is_readable_in_the_database(browser: OpenBrowser) -> None:
    client = browser()
    client.submit("/sign-up", contact=NEW)
    row = db.session.execute(sa.text("SELECT * FROM verification_codes")).one()
    payload = db.session.scalar(sa.select(OutboxRow.payload))
    for stored in (*row, payload):
        assert newest_code() not in str(stored) and NEW not in str(stored)


def test_extra_fields_give_nothing(browser: OpenBrowser) -> None:
    client = browser()
    sign_up_as_far_as_profile(client)
    extra = {"role": "admin", "is_staff": "1", "clinician_title": "Chief", "verified_at": "", "honor_title": "Sage"}
    client.submit("/sign-up/profile", **PROFILE, **extra)
    member = db.session.scalars(sa.select(Member)).one()
    assert member.roles == frozenset() and member.clinician_title is None and member.honor_title is None


def test_finishing_drops_the_codes_of_the_contact(browser: OpenBrowser) -> None:
    client = browser()
    sign_up_as_far_as_profile(client)
    client.submit("/sign-up/profile", **PROFILE)
    assert db.session.scalar(sa.select(sa.func.count()).select_from(VerificationCode)) == 0
    assert db.session.scalars(sa.select(Contact.kind)).all() == ["email"]


def test_two_who_proved_the_same_contact_get_one_account(browser: OpenBrowser) -> None:
    first, second = browser(), browser()
    sign_up_as_far_as_profile(first)
    lift_limits()
    sign_up_as_far_as_profile(second)
    assert first.submit("/sign-up/profile", **PROFILE).status_code == 303
    assert second.submit("/sign-up/profile", **PROFILE).status_code == 409
    assert members() == 1
