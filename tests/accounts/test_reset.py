"""A forgotten password: the same three steps, the same silence, and every device signed out."""

from __future__ import annotations

import sqlalchemy as sa

from portal.accounts.models import DeviceSession
from portal.core.db import db
from tests.accounts.entrance import ANA, make_account, newest_code, outbox_size, same_for_all, sign_in, wrong_code
from tests.browser_client import Browser, OpenBrowser

FRESH = "nine slow clouds"


def reset(client: Browser, contact: str = ANA, password: str = FRESH):
    client.submit("/password-reset", contact=contact)
    client.submit("/password-reset/code", code=newest_code())
    return client.submit("/password-reset/password", password=password)


def test_a_code_sets_a_new_password_and_signs_out_everywhere(browser: OpenBrowser) -> None:
    member = make_account()
    elsewhere = browser(member)
    assert reset(browser()).location == "/sign-in"
    assert db.session.scalar(sa.select(sa.func.count()).select_from(DeviceSession)) == 0
    assert elsewhere.get("/me/settings").status_code == 303
    assert sign_in(browser()).status_code == 422
    assert sign_in(browser(), password=FRESH).status_code == 303


def test_a_locked_out_owner_gets_back_in(browser: OpenBrowser) -> None:
    make_account()
    for _try in range(6):
        sign_in(browser(), password="wrong words")
    reset(browser())
    assert sign_in(browser(), password=FRESH).status_code == 303


def test_a_weak_new_password_is_refused(browser: OpenBrowser) -> None:
    make_account()
    assert reset(browser(), password="password1").status_code == 422


def test_no_step_can_be_skipped(browser: OpenBrowser) -> None:
    make_account()
    client = browser()
    assert client.submit("/password-reset/password", password=FRESH).status_code == 409
    client.submit("/password-reset", contact=ANA)
    assert client.submit("/password-reset/password", password=FRESH).status_code == 409
    assert client.get("/password-reset/password").location == "/password-reset"
    client.submit("/password-reset/code", code=newest_code())
    proof = client.get_cookie("portal").value
    assert client.submit("/password-reset/password", password=FRESH).status_code == 303
    client.set_cookie("portal", proof)
    assert client.submit("/password-reset/password", password=FRESH).status_code == 409


def test_nothing_tells_a_stranger_who_has_an_account(browser: OpenBrowser) -> None:
    make_account()
    answers, sizes = [], []
    for contact in (ANA, "a@demo.example"):
        client, before = browser(), outbox_size()
        asked = client.submit("/password-reset", contact=contact)
        typed = wrong_code()
        wrong = client.submit("/password-reset/code", code=typed)
        answers.append([(r.status_code, r.location, same_for_all(r.text).replace(typed, "")) for r in (asked, wrong)])
        sizes.append(outbox_size() - before)
    assert answers[0] == answers[1] and sizes == [1, 1]


def test_a_contact_without_account_gets_no_further_with_any_code(browser: OpenBrowser) -> None:
    client = browser()
    client.submit("/password-reset", contact="nobody@demo.example")
    assert client.submit("/password-reset/code", code=newest_code()).status_code == 422
