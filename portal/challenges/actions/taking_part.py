"""Joining a challenge and checking in, once a civil day."""

from __future__ import annotations

from dataclasses import dataclass

import sqlalchemy as sa

from portal.accounts.policy import acting_for, acting_member
from portal.challenges.measures import advice_for, checked_values
from portal.challenges.models import NOTE_LENGTH, Challenge, CheckIn, Enrolment
from portal.challenges.policy import can_take_part
from portal.core import clock
from portal.core.bus import announce
from portal.core.db import db, insert_once, locked, transaction
from portal.core.errors import Conflict, Invalid, NotFound
from portal.core.i18n import lazy
from portal.events import ChallengeJoined, CheckedIn, CrisisNoticed
from portal.safety.screen import screen


class NotRunning(Conflict):
    message = lazy("This challenge is not running today.")


class NotJoined(Conflict):
    message = lazy("Please join the challenge first.")


@dataclass(frozen=True, slots=True)
class Recorded:
    """A check-in and what its writer needs to be told at once: `care` is empty, crisis or emergency."""

    check_in: CheckIn
    is_new: bool
    care: str
    advice: str | None


def join_challenge(challenge_id: int, *, by: int) -> Enrolment:
    """Enrols a member and fixes the time zone of their days; joining twice is no error. Raises NotFound, NotRunning."""
    with transaction():
        member = acting_member(by)
        challenge = db.session.get(Challenge, challenge_id)
        if challenge is None or not can_take_part(member, challenge_id):
            raise NotFound()
        if challenge.phase(clock.local_date(member.timezone)) == "ended":
            raise NotRunning()
        is_new = insert_once(
            Enrolment,
            challenge_id=challenge_id,
            member_id=member.id,
            timezone=member.timezone,
            created_at=clock.now(),
        )
        if is_new:
            announce(ChallengeJoined(challenge_id, member.id))
        return db.session.scalars(_enrolment(challenge_id, member.id)).one()


def check_in(
    challenge_id: int,
    subject_id: int,
    *,
    by: int,
    value: float | None = None,
    second_value: float | None = None,
    note: str = "",
    lang: str | None = None,
) -> Recorded:
    """Marks today as done for oneself or for someone one may act for; a second time adds what was missing.

    Whoever checked in, and the member, may correct the day's numbers and note. Raises NotAllowed, NotFound, NotJoined,
    NotRunning, or Invalid beside a field.
    """
    note = note.strip()
    if len(note) > NOTE_LENGTH:
        raise Invalid(lazy("Please keep the note under 300 characters."), field="note")
    screening = screen(note, lang)
    with transaction():
        subject = acting_for(by, subject_id, "checkin")
        challenge = db.session.get(Challenge, challenge_id)
        if challenge is None or not can_take_part(subject, challenge_id):
            raise NotFound()
        values = checked_values(challenge.measure, value, second_value)
        enrolment = db.session.scalar(locked(_enrolment(challenge_id, subject.id)))
        if enrolment is None:
            raise NotJoined()
        if challenge.phase(enrolment.today) != "running":
            raise NotRunning()
        done, is_new = _day_of(enrolment, by)
        if is_new or by in {done.by_member_id, subject.id}:
            _fill_in(done, values, note)
        if screening.crisis is not None:
            announce(CrisisNoticed(by, "checkin", done.public_id, challenge.group_id, screening.crisis.level))
        if is_new:
            announce(CheckedIn(done.id, challenge_id, subject.id, by, done.local_date))
    care = "crisis" if screening.crisis else "emergency" if screening.red_flag else ""
    return Recorded(done, is_new, care, advice_for(challenge.measure, values))


def _enrolment(challenge_id: int, member_id: int) -> sa.Select[Enrolment]:
    return sa.select(Enrolment).where(Enrolment.challenge_id == challenge_id, Enrolment.member_id == member_id)


def _day_of(enrolment: Enrolment, by: int) -> tuple[CheckIn, bool]:
    """Today's check-in, made if there is none; the caller holds the enrolment's lock."""
    today = enrolment.today
    wanted = sa.select(CheckIn).where(CheckIn.enrolment_id == enrolment.id, CheckIn.local_date == today)
    done = db.session.scalar(wanted)
    if done is not None:
        return done, False
    done = CheckIn(enrolment=enrolment, local_date=today, by_member_id=by)
    db.session.add(done)
    db.session.flush()
    return done, True


def _fill_in(done: CheckIn, values: tuple[float, ...], note: str) -> None:
    if values:
        done.value, done.second_value = values[0], values[1] if values[1:] else None
    if note:
        done.note = note
    db.session.flush()
