"""The pages of a session work without scripts and sockets, for exactly those who may read it."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import timedelta

import pytest
import sqlalchemy as sa

from portal.accounts.models import Member
from portal.community.models import Group
from portal.core import clock
from portal.core.db import db
from portal.live.actions.questions import answer_question, approve_question, ask_question, reject_question
from portal.live.actions.sessions import close_session, schedule_session
from portal.live.models import LiveSession, Question
from tests.browser_client import Browser
from tests.factories import join, make_group, make_member
from tests.queries import count_queries

Open = Callable[..., Browser]
Ask = Callable[..., Question]
CANARY = "CANARYQUESTION"
PLACES = ("", "/events?after=0", "/mine", "/host", "/events?after=0&stream=hosts", ".ics")


@pytest.mark.parametrize("who", ["ben", "moe", "eli", "sam", None])
def test_a_session_of_a_closed_group_does_not_exist_for_outsiders(
    who: str | None, live: LiveSession, browser: Open, request: pytest.FixtureRequest
) -> None:
    client = browser(request.getfixturevalue(who) if who else None)
    for place in PLACES:
        there = client.get(f"/live/{live.slug}{place}")
        missing = client.get(f"/live/nothing{place}")
        assert there.status_code == missing.status_code
        assert live.title not in there.text
    assert live.title not in client.get("/live").text


@pytest.mark.parametrize("who", ["ana", "fei"])
def test_the_console_does_not_exist_for_the_audience(
    who: str, live: LiveSession, browser: Open, request: pytest.FixtureRequest
) -> None:
    client = browser(request.getfixturevalue(who))
    for place in ("/host", "/events?after=0&stream=hosts"):
        assert client.get(f"/live/{live.slug}{place}").status_code == 404
    assert client.submit(f"/live/{live.slug}/closure").status_code == 404


def test_members_read_ask_and_see_what_became_of_it(live: LiveSession, ana: Member, browser: Open) -> None:
    client = browser(ana)
    page = client.get(f"/live/{live.slug}")
    assert page.status_code == 200 and "For learning only" in page.text
    answer = client.submit(f"/live/{live.slug}/questions", body="May I eat moon cake?", request_key="abc")
    assert answer.status_code == 303
    page = client.get(f"/live/{live.slug}").text
    assert "May I eat moon cake?" in page and "With the doctor" in page


def test_an_empty_question_keeps_the_page_and_says_what_is_missing(
    live: LiveSession, ana: Member, browser: Open
) -> None:
    for htmx in (False, True):
        answer = browser(ana).submit(f"/live/{live.slug}/questions", htmx=htmx, body="  ")
        assert answer.status_code == 422 and "Please write your question first." in answer.text


def test_a_refused_question_keeps_what_was_typed(live: LiveSession, ana: Member, chen: Member, browser: Open) -> None:
    close_session(live.id, by=chen.id)
    answer = browser(ana).submit(f"/live/{live.slug}/questions", htmx=True, body="Is it too late?")
    assert answer.status_code == 409 and "Is it too late?" in answer.text


def test_words_of_despair_open_the_help_page_at_once(live: LiveSession, ana: Member, browser: Open) -> None:
    client = browser(ana)
    answer = client.submit(f"/live/{live.slug}/questions", body="I want to kill myself")
    assert answer.status_code == 303 and answer.location.endswith("/care")
    page = client.get(answer.location)
    assert "12356" in page.text and "120" in page.text


def test_only_the_asker_opens_the_help_page(live: LiveSession, ana: Member, chen: Member, browser: Open) -> None:
    asked = ask_question(live.id, "I want to kill myself", by=ana.id, locale="en")
    assert browser(chen).get(f"/live/{live.slug}/questions/{asked.public_id}/care").status_code == 404
    for place in ("approval", "rejection", "answer"):
        address = f"/live/{live.slug}/questions/{asked.public_id}/{place}"
        assert browser(chen).submit(address, answer="x").status_code == 404


def test_a_question_nobody_approved_is_nowhere_but_with_the_hosts_and_its_asker(
    ask: Ask, live: LiveSession, group: Group, chen: Member, fei: Member, ben: Member, browser: Open
) -> None:
    join(group, fei)
    ask(f"{CANARY} waiting")
    reject_question(ask(f"{CANARY} rejected").id, by=chen.id)
    ask(f"{CANARY} I want to kill myself")
    for reader in (fei, ben, None):
        client = browser(reader)
        for address in ("/live", *(f"/live/{live.slug}{place}" for place in PLACES)):
            assert CANARY not in client.get(address).text, (reader, address)
    console = browser(chen).get(f"/live/{live.slug}/host").text
    assert f"{CANARY} waiting" in console
    assert "rejected" not in console and "kill myself" not in console


def test_nobody_but_the_asker_learns_who_asked(
    ask: Ask, live: LiveSession, ana: Member, chen: Member, browser: Open
) -> None:
    approve_question(ask().id, by=chen.id)
    ask("Another one?")
    for place in ("", "/host", "/events?after=0", "/events?after=0&stream=hosts"):
        text = browser(chen).get(f"/live/{live.slug}{place}").text
        assert ana.display_name not in text and ana.public_id not in text


def test_a_doctor_leads_from_announcing_to_closing_without_scripts(
    group: Group, chen: Member, ana: Member, browser: Open
) -> None:
    doctor, patient = browser(chen), browser(ana)
    soon = (clock.now() + timedelta(days=1)).strftime("%Y-%m-%dT%H:%M")
    fields = {"group": group.slug, "title": "Feet", "scheduled_at": soon, "minutes": "45", "request_key": "k"}
    console = doctor.submit("/live/new", **fields).location
    place = console.removesuffix("/host")
    assert doctor.submit("/live/new", **fields).location == console
    assert doctor.submit(f"{place}/opening").status_code == 303
    patient.submit(f"{place}/questions", body="Which shoes?", request_key="q")
    question = db.session.scalars(sa.select(Question)).one()
    assert "Which shoes?" in doctor.get(console).text
    assert doctor.submit(f"{place}/questions/{question.public_id}/approval").status_code == 303
    assert patient.submit(f"{place}/questions/{question.public_id}/votes").status_code == 303
    empty = doctor.submit(f"{place}/questions/{question.public_id}/answer", answer="")
    assert empty.status_code == 422 and "Which shoes?" in empty.text
    doctor.submit(f"{place}/questions/{question.public_id}/answer", answer="**Soft** ones.")
    assert doctor.submit(f"{place}/closure").status_code == 303
    page = patient.get(place).text
    assert "<strong>Soft</strong> ones." in page and "1 person wants to know this too" in page
    assert "Ask the doctor" not in page
    assert "Feet" in patient.get("/live").text


def test_the_form_to_announce_says_what_is_wrong(group: Group, chen: Member, browser: Open) -> None:
    fields = {"group": group.slug, "title": "Feet", "scheduled_at": "2020-01-01T10:00", "minutes": "45"}
    answer = browser(chen).submit("/live/new", **fields)
    assert answer.status_code == 422 and "still to come" in answer.text and "Feet" in answer.text
    other = make_group("elsewhere")
    assert browser(chen).submit("/live/new", **{**fields, "group": other.slug}).status_code == 422


def test_a_public_group_is_read_along_without_signing_in(chen: Member, ana: Member, browser: Open) -> None:
    group = make_group("open", visibility="public", condition=None)
    join(group, chen, label="clinician")
    session = schedule_session(group.id, "Sleep", clock.now() + timedelta(hours=1), by=chen.id)
    assert browser().get(f"/live/{session.slug}").status_code == 200
    assert browser().get(f"/live/{session.slug}/events?after=0").json == {"head": 0, "events": []}
    assert browser(ana).submit(f"/live/{session.slug}/questions", body="Hello?").status_code == 403


def test_the_calendar_entry_is_the_same_moment_in_every_zone(live: LiveSession, ana: Member, browser: Open) -> None:
    text = browser(ana).get(f"/live/{live.slug}.ics").text
    local = re.search(r"DTSTART;TZID=Asia/Shanghai:(\d{8}T\d{6})", text)
    assert local and local[1] == f"{live.scheduled_at.astimezone(clock.zone('Asia/Shanghai')):%Y%m%dT%H%M%S}"
    assert "TZOFFSETTO:+0800" in text and text.endswith("END:VCALENDAR\r\n")
    assert max(len(line.encode()) for line in text.split("\r\n")) <= 75


def test_answers_come_newest_first_and_waiting_questions_in_order(
    ask: Ask, live: LiveSession, chen: Member, ana: Member, browser: Open
) -> None:
    asked = [ask(f"Number {number}?") for number in range(4)]
    for question in asked:
        approve_question(question.id, by=chen.id)
    for question in asked[:2]:
        answer_question(question.id, "Yes.", by=chen.id)
    order = re.findall(r'id="question-(\w+)"', browser(ana).get(f"/live/{live.slug}").text)
    assert order == [asked[number].public_id for number in (1, 0, 2, 3)]


def test_no_page_asks_the_database_more_often_when_there_are_more_questions(
    ask: Ask, live: LiveSession, group: Group, chen: Member, ana: Member, browser: Open
) -> None:
    def statements(client: Browser, address: str) -> int:
        client.get(address)
        with count_queries() as seen:
            assert client.get(address).status_code == 200
        return len(seen)

    addresses = [(ana, f"/live/{live.slug}"), (chen, f"/live/{live.slug}/host"), (ana, "/live")]
    addresses.append((ana, f"/live/{live.slug}/events?after=0"))
    answer_question(ask("First?").id, "Yes.", by=chen.id)
    few = [statements(browser(member), address) for member, address in addresses]
    for number in range(12):
        asker = make_member()
        join(group, asker)
        question = ask(f"Number {number}?", by=asker)
        if number % 3:
            approve_question(question.id, by=chen.id)
        if number % 3 == 2:
            answer_question(question.id, "Yes.", by=chen.id)
        schedule_session(group.id, f"Session {number}", clock.now() + timedelta(days=1), by=chen.id)
    many = [statements(browser(member), address) for member, address in addresses]
    assert max(many) <= 12, dict(zip([address for _member, address in addresses], many, strict=True))
    assert many == few
