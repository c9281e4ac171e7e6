"""The challenge pages: one tap, with htmx and without; who sees whose days."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
import sqlalchemy as sa

from portal.accounts.models import Member, Proxy
from portal.community.models import Group
from portal.core import clock
from portal.core.db import db, transaction
from tests.browser_client import Browser
from tests.challenges.arena import check_ins_of, enrol, make_challenge, today
from tests.queries import count_queries

Open = Callable[..., Browser]


def test_joining_and_checking_in_take_two_taps_without_javascript(browser: Open, ben: Member) -> None:
    make_challenge("walk")
    ben_browser = browser(ben)
    assert "Join the challenge" in ben_browser.get("/challenges/walk").get_data(as_text=True)
    assert ben_browser.submit("/challenges/walk/enrolments").status_code == 303
    assert "Check in for today" in ben_browser.get("/challenges/walk").get_data(as_text=True)
    answer = ben_browser.submit("/challenges/walk/check-ins")
    assert answer.status_code == 303 and answer.location == "/challenges/walk"
    page = ben_browser.get("/challenges/walk").get_data(as_text=True)
    assert "Done for today" in page and "Check in for today" not in page and len(check_ins_of(ben)) == 1


def test_htmx_gets_the_panel_or_the_row_it_came_from(browser: Open, ben: Member) -> None:
    enrol(make_challenge("walk"), ben)
    enrol(make_challenge("drink"), ben)
    panel = browser(ben).submit("/challenges/walk/check-ins", htmx=True).get_data(as_text=True)
    assert panel.strip().startswith('<section id="panel"') and "<html" not in panel
    row = browser(ben).submit("/challenges/drink/check-ins", htmx=True, row="1").get_data(as_text=True)
    assert row.strip().startswith('<li id="today-drink"') and "Done for today" in row


def test_a_refused_number_keeps_what_was_typed_beside_its_message(browser: Open, ben: Member) -> None:
    enrol(make_challenge("sugar", measure="glucose"), ben)
    answer = browser(ben).submit("/challenges/sugar/check-ins", value="700", note="after lunch")
    page = answer.get_data(as_text=True)
    assert answer.status_code == 422 and "Please check this number" in page
    assert 'value="700' in page and "after lunch" in page and "<details" in page and check_ins_of(ben) == []
    assert browser(ben).submit("/challenges/sugar/check-ins", value="abc").status_code == 422


def test_a_dangerous_number_shows_advice_and_stays_all_day(browser: Open, ben: Member) -> None:
    enrol(make_challenge("pressure", measure="pressure"), ben)
    browser(ben).submit("/challenges/pressure/check-ins", value="190", second_value="115")
    assert "This blood pressure is very high" in browser(ben).get("/challenges/pressure").get_data(as_text=True)


@pytest.mark.parametrize("htmx", [True, False])
def test_words_of_despair_show_help_in_the_same_answer(browser: Open, ben: Member, htmx: bool) -> None:
    enrol(make_challenge("walk"), ben)
    answer = browser(ben).submit("/challenges/walk/check-ins", htmx=htmx, note="I want to kill myself")
    page = answer.get_data(as_text=True)
    assert answer.status_code == 200 and "tel:12356" in page and "tel:120" in page and len(check_ins_of(ben)) == 1


def test_family_chooses_for_whom_and_the_calendar_says_so(
    browser: Open, ana: Member, fei: Member, group: Group
) -> None:
    enrol(make_challenge("walk", group_id=group.id), ana)
    fei_browser = browser(fei)
    page = fei_browser.get("/challenges/walk").get_data(as_text=True)
    assert "Checking in for Ana" in page and "Join the challenge" not in page
    answer = fei_browser.submit("/challenges/walk/check-ins", subject=ana.public_id)
    assert answer.status_code == 303 and answer.location == f"/challenges/walk?for={ana.public_id}"
    seen_by_ana = browser(ana).get("/challenges/walk").get_data(as_text=True)
    assert "Checked in by family" in seen_by_ana and "calendar__day--family" in seen_by_ana


def test_family_checks_in_with_one_tap_from_the_list(browser: Open, ana: Member, fei: Member, group: Group) -> None:
    enrol(make_challenge("walk", group_id=group.id), ana)
    rows = browser(fei).get("/challenges").get_data(as_text=True)
    assert f'id="today-walk-{ana.public_id}"' in rows and "Check in for Ana" in rows
    row = browser(fei).submit("/challenges/walk/check-ins", htmx=True, row="1", subject=ana.public_id)
    assert f'id="today-walk-{ana.public_id}"' in row.get_data(as_text=True) and "Done for today" in row.text
    assert [done.by_member_id for done in check_ins_of(ana)] == [fei.id]


def test_family_without_read_sees_the_button_and_not_the_days(browser: Open, ana: Member, fei: Member) -> None:
    enrol(make_challenge("sugar", measure="glucose"), ana)
    browser(ana).submit("/challenges/sugar/check-ins", value="3.1", note="dizzy")
    with transaction():
        db.session.execute(sa.update(Proxy).values(scopes="checkin"))
    page = browser(fei).get(f"/challenges/sugar?for={ana.public_id}").get_data(as_text=True)
    assert "Checking in for Ana" in page
    assert not [word for word in ("dizzy", "3.1", "calendar__day", "blood sugar is low") if word in page]


def test_after_revocation_the_next_request_is_refused(
    browser: Open, ana: Member, fei: Member, ben: Member, group: Group
) -> None:
    enrol(make_challenge("walk"), ana)
    enrol(make_challenge("ours", group_id=group.id), ana)
    with transaction():
        db.session.execute(sa.update(Proxy).values(revoked_at=clock.now()))
    for url in (f"/challenges/walk?for={ana.public_id}",):
        assert browser(fei).get(url).status_code == 403
        assert (
            browser(ben).get(url).status_code
            == browser(ben).get("/challenges/walk?for=nobody234567").status_code
            == 404
        )
    assert browser(fei).submit("/challenges/walk/check-ins", subject=ana.public_id).status_code == 403
    assert browser(fei).submit("/challenges/walk/check-ins", subject=ana.public_id, value="x").status_code == 403
    assert browser(fei).get("/challenges/ours").status_code == 404
    assert check_ins_of(ana) == []


def test_a_groups_challenge_is_missing_for_outsiders_on_every_page(
    browser: Open, ana: Member, ben: Member, group: Group
) -> None:
    make_challenge("secret", group_id=group.id, names=("CANARY",) * 3)
    for who in (None, ben):
        outsider = browser(who)
        assert "CANARY" not in outsider.get("/challenges").get_data(as_text=True)
        for url in ("/challenges/secret", "/challenges/missing"):
            assert outsider.get(url).status_code == 404
    assert browser(ben).submit("/challenges/secret/enrolments").status_code == 404
    assert browser(ben).submit("/challenges/secret/check-ins").status_code == 404
    assert "CANARY" in browser(ana).get("/challenges").get_data(as_text=True)


def test_signed_out_people_read_an_open_challenge_and_are_asked_to_sign_in(browser: Open) -> None:
    make_challenge("walk")
    page = browser().get("/challenges/walk", headers={"Accept-Language": "en"}).get_data(as_text=True)
    assert "Sign in to join" in page and "Walk a little every day" in page and "Check in for today" not in page


def test_nobody_sees_another_members_days(browser: Open, ana: Member, ben: Member) -> None:
    enrol(make_challenge("walk"), ana, ben)
    browser(ana).submit("/challenges/walk/check-ins", note="my secret note")
    page = browser(ben).get("/challenges/walk").get_data(as_text=True)
    assert "Ana" not in page and "my secret note" not in page and "calendar__day--done" not in page


def test_the_calendar_is_a_table_with_named_columns_and_other_months(browser: Open, ben: Member) -> None:
    enrol(make_challenge("walk", starts_on=today() - timedelta(days=40), ends_on=today() + timedelta(days=40)), ben)
    page = browser(ben).get("/challenges/walk").get_data(as_text=True)
    assert page.count('scope="col"') == 7 and "<caption>" in page and 'abbr="Monday"' in page
    earlier = (today().replace(day=1) - timedelta(days=1)).strftime("%Y-%m")
    assert f"?month={earlier}" in page
    for month in (earlier, "nonsense", "0001-01", "9999-12", "2026-13"):
        assert browser(ben).get(f"/challenges/walk?month={month}").status_code == 200


def test_the_pages_ask_the_same_number_of_questions_however_much_there_is(browser: Open, ben: Member) -> None:
    ben_browser = browser(ben)

    def questions(url: str) -> int:
        with count_queries() as seen:
            assert ben_browser.get(url).status_code == 200
        return len(seen)

    enrol(make_challenge("walk"), ben)
    before = [questions("/challenges"), questions("/challenges/walk")]
    for _number in range(5):
        enrol(make_challenge(), ben)
        make_challenge()
    browser(ben).submit("/challenges/walk/check-ins")
    assert [questions("/challenges"), questions("/challenges/walk")] == before
    assert max(before) <= 12
