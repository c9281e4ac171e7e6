"""Family: a code from the patient, scopes, an end by either side, and nothing beyond."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
import sqlalchemy as sa
import time_machine

from portal.accounts.actions.family import accept_invitation, end_proxy, invite_family
from portal.accounts.models import Member, Proxy
from portal.accounts.policy import acting_for
from portal.core import clock
from portal.core.db import db, transaction
from portal.core.errors import Invalid, NotAllowed, NotFound, TooOften
from tests.browser_client import OpenBrowser


def may(actor: Member, subject: Member, scope: str) -> bool:
    try:
        with transaction():
            acting_for(actor.id, subject.id, scope)
    except NotAllowed:
        return False
    return True


def only_proxy() -> Proxy:
    db.session.expire_all()
    return db.session.scalars(sa.select(Proxy)).one()


def test_a_code_lets_a_family_member_act_within_its_scopes(ana: Member, ben: Member) -> None:
    code = invite_family(["checkin"], by=ana.id)
    assert not may(ben, ana, "checkin")
    accept_invitation(code, by=ben.id)
    assert may(ben, ana, "checkin") and not may(ben, ana, "post") and not may(ben, ana, "read")
    assert not may(ana, ben, "checkin")


@pytest.mark.parametrize("spelled", [str.upper, lambda code: code.replace("-", " "), lambda code: f" {code} "])
def test_a_code_may_be_typed_loosely(ana: Member, ben: Member, spelled: Callable[[str], str]) -> None:
    accept_invitation(spelled(invite_family(["read"], by=ana.id)), by=ben.id)
    assert may(ben, ana, "read")


def test_a_code_works_once_for_seven_days_and_not_for_oneself(ana: Member, ben: Member, chen: Member) -> None:
    code = invite_family(["read"], by=ana.id)
    with pytest.raises(Invalid):
        accept_invitation(code, by=ana.id)
    with time_machine.travel(clock.now() + timedelta(days=7, seconds=1)), pytest.raises(Invalid):
        accept_invitation(code, by=ben.id)
    accept_invitation(code, by=ben.id)
    with pytest.raises(Invalid):
        accept_invitation(code, by=chen.id)


@pytest.mark.parametrize("side", ["ana", "ben"])
def test_either_side_ends_it_at_once(request: pytest.FixtureRequest, ana: Member, ben: Member, side: str) -> None:
    accept_invitation(invite_family(["read"], by=ana.id), by=ben.id)
    end_proxy(only_proxy().public_id, by=request.getfixturevalue(side).id)
    assert not may(ben, ana, "read")


def test_no_one_else_ends_it_or_learns_of_it(ana: Member, ben: Member, chen: Member) -> None:
    accept_invitation(invite_family(["read"], by=ana.id), by=ben.id)
    for public_id in (only_proxy().public_id, "missing"):
        with pytest.raises(NotFound):
            end_proxy(public_id, by=chen.id)
    assert may(ben, ana, "read")


def test_it_ends_by_itself_when_a_time_was_set(ana: Member, ben: Member) -> None:
    accept_invitation(invite_family(["read"], by=ana.id, days=90), by=ben.id)
    with time_machine.travel(clock.now() + timedelta(days=91)):
        assert not may(ben, ana, "read")


def test_a_cancelled_invitation_opens_nothing(ana: Member, ben: Member) -> None:
    code = invite_family(["read"], by=ana.id)
    end_proxy(only_proxy().public_id, by=ana.id)
    with pytest.raises(Invalid):
        accept_invitation(code, by=ben.id)


def test_codes_cannot_be_guessed_for_long(ben: Member) -> None:
    for _try in range(10):
        with pytest.raises(Invalid):
            accept_invitation("aaaa-bbbb", by=ben.id)
    with pytest.raises(TooOften):
        accept_invitation("aaaa-bbbb", by=ben.id)


def test_the_code_is_kept_as_a_digest_only(ana: Member) -> None:
    code = invite_family(["read"], by=ana.id)
    row = db.session.execute(sa.text("SELECT * FROM proxies")).one()
    assert not any(code in str(column) or code.replace("-", "") in str(column) for column in row)


def test_suspended_people_neither_invite_nor_help_but_may_end_it(ana: Member, sam: Member) -> None:
    with pytest.raises(NotAllowed):
        invite_family(["read"], by=sam.id)
    code = invite_family(["read"], by=ana.id)
    with pytest.raises(NotAllowed):
        accept_invitation(code, by=sam.id)
    with pytest.raises(Invalid):
        invite_family([], by=ana.id)


def test_the_page_shows_both_sides_what_they_agreed(browser: OpenBrowser, ana: Member, ben: Member) -> None:
    mine, theirs = browser(ana), browser(ben)
    mine.submit("/me/family/invitations", scopes=["read", "checkin"], days="365")
    page = mine.get("/me/family").text
    code = page.split('<span class="stat__value">')[1].split("<")[0]
    assert theirs.submit("/me/family", code=code).status_code == 303
    assert "Ben helps you" in mine.get("/me/family").text
    assert "You help Ana" in theirs.get("/me/family").text
    assert mine.submit(f"/me/family/{only_proxy().public_id}/end").status_code == 303
    assert "You help Ana" not in theirs.get("/me/family").text


def test_mistakes_on_the_page_are_told_and_kept(browser: OpenBrowser, ana: Member) -> None:
    client = browser(ana)
    wrong = client.submit("/me/family", code="aaaa-bbbb")
    assert wrong.status_code == 422 and "code-error" in wrong.text and "aaaa-bbbb" in wrong.text
    assert client.submit("/me/family/invitations", days="365").status_code == 422
    assert client.submit("/me/family/invitations", scopes=["everything"], days="365").status_code == 422
