"""Joining and checking in: once a day, for oneself or for family, with care where it is needed."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest
import sqlalchemy as sa
import time_machine
from flask import Flask

from portal import events
from portal.accounts.models import Member, Proxy
from portal.challenges.actions.taking_part import NotJoined, NotRunning, check_in, join_challenge
from portal.challenges.models import Enrolment
from portal.challenges.queries import personal_panel
from portal.community.models import Group, Membership
from portal.core import clock
from portal.core.bus import Reactions
from portal.core.db import db, transaction
from portal.core.errors import Invalid, NotAllowed, NotFound
from portal.rewards.earning import CHECKED_IN
from tests.challenges.arena import check_ins_of, enrol, make_challenge, today
from tests.rewards.shop import books_are_clean, points_of


@pytest.fixture
def heard(app: Flask) -> Iterator[list[object]]:
    """Everything announced during the test."""
    told: list[object] = []
    table = app.extensions["reactions"]
    app.extensions["reactions"] = {
        event: Reactions((told.append, *known.inside), known.after) for event, known in table.items()
    }
    yield told
    app.extensions["reactions"] = table


def of(kind: type, heard: list[object]) -> list[object]:
    return [event for event in heard if isinstance(event, kind)]


def test_a_check_in_is_one_row_a_day_and_one_credit(ben: Member, heard: list[object]) -> None:
    challenge = make_challenge()
    enrol(challenge, ben)
    first = check_in(challenge.id, ben.id, by=ben.id)
    again = check_in(challenge.id, ben.id, by=ben.id)
    assert first.is_new and not again.is_new and len(check_ins_of(ben)) == 1
    assert len(of(events.CheckedIn, heard)) == 1 and points_of(ben) == CHECKED_IN.points
    with time_machine.travel(clock.now() + timedelta(days=1)):
        assert check_in(challenge.id, ben.id, by=ben.id).is_new
    assert points_of(ben) == 2 * CHECKED_IN.points and books_are_clean()


def test_the_day_is_the_one_of_the_zone_on_joining_even_after_moving(ben: Member) -> None:
    with time_machine.travel(datetime(2026, 5, 4, 15, 30, tzinfo=UTC), tick=False) as journey:
        challenge = make_challenge()
        enrol(challenge, ben)
        with transaction():
            db.session.get(Member, ben.id).timezone = "America/Los_Angeles"  # type: ignore[union-attr]
        check_in(challenge.id, ben.id, by=ben.id)
        journey.shift(timedelta(hours=1))
        check_in(challenge.id, ben.id, by=ben.id)
    assert [str(row.local_date) for row in check_ins_of(ben)] == ["2026-05-04", "2026-05-05"]


def test_a_clock_that_jumps_back_makes_no_second_check_in(ben: Member) -> None:
    challenge = make_challenge()
    enrol(challenge, ben)
    noon = datetime.combine(today(), datetime.min.time(), UTC) + timedelta(hours=4)
    with time_machine.travel(noon + timedelta(hours=2)):
        check_in(challenge.id, ben.id, by=ben.id)
    with time_machine.travel(noon):
        assert not check_in(challenge.id, ben.id, by=ben.id).is_new
    assert points_of(ben) == CHECKED_IN.points


def test_joining_twice_is_one_enrolment(ben: Member, heard: list[object]) -> None:
    challenge = make_challenge()
    enrol(challenge, ben, ben)
    assert db.session.scalar(sa.select(sa.func.count(Enrolment.id))) == 1
    assert len(of(events.ChallengeJoined, heard)) == 1


def test_only_running_challenges_take_check_ins_and_ended_ones_no_members(ben: Member, ana: Member) -> None:
    upcoming = make_challenge(starts_on=today() + timedelta(days=2))
    running = make_challenge()
    ended = make_challenge(starts_on=today() - timedelta(days=60))
    enrol(upcoming, ben)
    with pytest.raises(NotRunning):
        check_in(upcoming.id, ben.id, by=ben.id)
    with pytest.raises(NotRunning):
        join_challenge(ended.id, by=ana.id)
    with pytest.raises(NotJoined):
        check_in(running.id, ben.id, by=ben.id)
    assert check_ins_of(ben) == [] and points_of(ben) == 0


def test_a_challenge_of_a_group_is_for_those_who_may_read_it(
    ana: Member, ben: Member, sam: Member, group: Group
) -> None:
    challenge = make_challenge(group_id=group.id)
    with pytest.raises(NotFound):
        join_challenge(challenge.id, by=ben.id)
    with pytest.raises(NotAllowed):
        join_challenge(challenge.id, by=sam.id)
    enrol(challenge, ana)
    check_in(challenge.id, ana.id, by=ana.id)
    with transaction():
        db.session.execute(sa.delete(Membership).where(Membership.member_id == ana.id))
    with pytest.raises(NotFound):
        check_in(challenge.id, ana.id, by=ana.id)


def test_family_checks_in_for_the_patient_and_it_says_so(ana: Member, fei: Member, group: Group) -> None:
    challenge = make_challenge(group_id=group.id)
    enrol(challenge, ana)
    done = check_in(challenge.id, ana.id, by=fei.id).check_in
    assert done.is_by_family and done.by_member_id == fei.id
    assert points_of(ana) == CHECKED_IN.points and points_of(fei) == 0
    assert not check_in(challenge.id, ana.id, by=ana.id).is_new


@pytest.mark.parametrize(
    "change",
    [{"scopes": "read,post"}, {"revoked_at": "now"}, {"until": "now"}, {"accepted_at": None}],
    ids=["other scope", "revoked", "run out", "not accepted"],
)
def test_a_proxy_without_force_or_scope_does_nothing(ana: Member, fei: Member, change: dict[str, object]) -> None:
    challenge = make_challenge()
    enrol(challenge, ana)
    values = {name: clock.now() if value == "now" else value for name, value in change.items()}
    with transaction():
        db.session.execute(sa.update(Proxy).values(**values))
    with pytest.raises(NotAllowed):
        check_in(challenge.id, ana.id, by=fei.id)
    assert check_ins_of(ana) == []


def test_a_stranger_and_the_patient_of_a_proxy_may_not(ana: Member, fei: Member, ben: Member) -> None:
    challenge = make_challenge()
    enrol(challenge, ana, fei)
    with pytest.raises(NotAllowed):
        check_in(challenge.id, ana.id, by=ben.id)
    with pytest.raises(NotAllowed):
        check_in(challenge.id, fei.id, by=ana.id)


def test_a_second_time_adds_what_was_missing_but_family_never_rewrites_the_patient(ana: Member, fei: Member) -> None:
    challenge = make_challenge(measure="glucose")
    enrol(challenge, ana)
    check_in(challenge.id, ana.id, by=ana.id)
    check_in(challenge.id, ana.id, by=ana.id, value=6.1, note="before breakfast")
    check_in(challenge.id, ana.id, by=ana.id)
    check_in(challenge.id, ana.id, by=fei.id, value=9.9, note="no")
    (done,) = check_ins_of(ana)
    assert (done.value, done.note, done.is_by_family) == (6.1, "before breakfast", False)


@pytest.mark.parametrize(
    ("measure", "numbers", "advice"),
    [
        ("pressure", (190, 115), "high_pressure"),
        ("pressure", (180, 80), "high_pressure"),
        ("pressure", (150, 110), "high_pressure"),
        ("pressure", (179, 109), None),
        ("glucose", (3.9, None), "low_glucose"),
        ("glucose", (4.0, None), None),
        ("steps", (0, None), None),
    ],
)
def test_a_dangerous_number_is_saved_and_answered_with_advice(
    ben: Member, measure: str, numbers: tuple[float, float | None], advice: str | None
) -> None:
    challenge = make_challenge(measure=measure)
    enrol(challenge, ben)
    recorded = check_in(challenge.id, ben.id, by=ben.id, value=numbers[0], second_value=numbers[1])
    assert recorded.advice == advice and recorded.check_in.value == numbers[0]
    panel = personal_panel(challenge, ben.id, today(), can_read=True)
    assert panel.advice == advice


@pytest.mark.parametrize(
    ("measure", "first", "second", "field"),
    [
        ("glucose", 0.1, None, "value"),
        ("glucose", float("nan"), None, "value"),
        ("glucose", float("inf"), None, "value"),
        ("pressure", 120, None, "second_value"),
        ("pressure", None, 80, "value"),
        ("pressure", 80, 120, "second_value"),
        ("pressure", 120, 10, "second_value"),
        ("steps", 200_000, None, "value"),
    ],
)
def test_an_impossible_number_is_refused_beside_its_field(
    ben: Member, measure: str, first: float | None, second: float | None, field: str
) -> None:
    challenge = make_challenge(measure=measure)
    enrol(challenge, ben)
    with pytest.raises(Invalid) as refusal:
        check_in(challenge.id, ben.id, by=ben.id, value=first, second_value=second)
    assert refusal.value.field == field and check_ins_of(ben) == []


@pytest.mark.parametrize(("note", "lang"), [("我不想活了", "zh-Hans"), ("I want to kill myself", "en")])
def test_words_of_despair_bring_help_and_staff_and_are_kept(
    ben: Member, heard: list[object], note: str, lang: str
) -> None:
    challenge = make_challenge()
    enrol(challenge, ben)
    recorded = check_in(challenge.id, ben.id, by=ben.id, note=note, lang=lang)
    assert recorded.care == "crisis" and recorded.check_in.note == note
    (noticed,) = of(events.CrisisNoticed, heard)
    assert isinstance(noticed, events.CrisisNoticed)
    assert (noticed.member_id, noticed.subject, noticed.subject_id) == (ben.id, "checkin", recorded.check_in.public_id)


def test_a_long_note_is_refused_and_symptoms_bring_the_emergency_panel(ben: Member) -> None:
    challenge = make_challenge()
    enrol(challenge, ben)
    with pytest.raises(Invalid):
        check_in(challenge.id, ben.id, by=ben.id, note="x" * 301)
    assert check_in(challenge.id, ben.id, by=ben.id, note="胸痛 出冷汗", lang="zh-Hans").care == "emergency"
