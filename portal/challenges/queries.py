"""What the challenge pages and the home page show: today's rows, the lists, one person's panel."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

import sqlalchemy as sa
from sqlalchemy.orm import contains_eager, lazyload

from portal.accounts.policy import Person
from portal.accounts.readers import AnyReader, prepared_entities
from portal.challenges.measures import MEASURES, Measure, advice_for
from portal.challenges.models import Challenge, CheckIn, Enrolment
from portal.challenges.policy import Subject, cared_for_by, oneself, open_to, shared_with, visible_challenges
from portal.challenges.streaks import Month, current_streak, longest_streak, month_of
from portal.core.db import AnySelect, db

ENDED_SHOWN = 10


@dataclass(frozen=True, slots=True)
class Today:
    """One running challenge of a person, as a row with one button; `subject` is whose day it is."""

    slug: str
    name: str
    done: bool
    streak: int
    subject: Subject

    @property
    def key(self) -> str:
        return f"{self.slug}-{self.subject.public_id}" if self.subject.public_id else self.slug


@dataclass(frozen=True, slots=True)
class Overview:
    mine: list[Today]
    open: list[Challenge]
    ended: list[Challenge]


def todays(person: Person, locale: str, slug: str | None = None) -> list[Today]:
    """Running challenges of the member and of those they check in for, own ones first, with whether today is done."""
    cared_for = {subject.id: subject for subject in cared_for_by(person)}
    asked = ({"slug": slug} if slug else {}) | ({"subjects": list(cared_for)} if cared_for else {})
    enrolled = _enrolled(person, bool(cared_for), slug is not None, **asked).scalars()
    running = [row for row in enrolled if row.challenge.phase(row.today) == "running"]
    days = _days([row.id for row in running])
    rows = [
        Today(
            slug=row.challenge.slug,
            name=row.challenge.name_in(locale),
            done=row.today in days[row.id],
            streak=current_streak(days[row.id], row.today),
            subject=cared_for.get(row.member_id) or oneself(person),
        )
        for row in running
    ]
    return sorted(rows, key=lambda row: not row.subject.is_me)


@prepared_entities
def _enrolled(person: Person | None, with_family: bool, of_one: bool) -> AnySelect:
    mine = sa.and_(Enrolment.member_id == AnyReader.id, open_to(person))
    if with_family:
        subjects: sa.BindParameter[int] = sa.bindparam("subjects", expanding=True)
        mine = sa.or_(mine, sa.and_(Enrolment.member_id.in_(subjects), shared_with(subjects)))
    enrolled = sa.select(Enrolment).join(Enrolment.challenge).where(mine, Challenge.settled_at.is_(None))
    if of_one:
        enrolled = enrolled.where(Challenge.slug == sa.bindparam("slug"))
    ordered = enrolled.order_by(Challenge.ends_on, Challenge.id, Enrolment.id)
    return ordered.options(contains_eager(Enrolment.challenge))


def _days(enrolment_ids: Sequence[int]) -> dict[int, set[date]]:
    found: dict[int, set[date]] = {enrolment_id: set() for enrolment_id in enrolment_ids}
    if found:
        rows = sa.select(CheckIn.enrolment_id, CheckIn.local_date).where(CheckIn.enrolment_id.in_(enrolment_ids))
        for enrolment_id, day in db.session.execute(rows):
            found[enrolment_id].add(day)
    return found


def overview(person: Person | None, locale: str, today: date) -> Overview:
    """The member's own running challenges, those they could join, and those that are over, latest first."""
    mine = todays(person, locale) if person else []
    joined = {row.slug for row in mine if row.subject.is_me}
    visible = visible_challenges(person)
    current = db.session.scalars(visible.where(Challenge.ends_on >= today).order_by(Challenge.starts_on, Challenge.id))
    over = visible.where(Challenge.ends_on < today).order_by(Challenge.ends_on.desc(), Challenge.id.desc())
    return Overview(
        mine=mine,
        open=[challenge for challenge in current if challenge.slug not in joined],
        ended=list(db.session.scalars(over.limit(ENDED_SHOWN))),
    )


def challenges_of_group(group_id: int, today: date) -> list[Challenge]:
    """A group's challenges that run or are to come; the caller has checked that the group may be read."""
    current = sa.select(Challenge).where(Challenge.group_id == group_id, Challenge.ends_on >= today)
    return list(db.session.scalars(current.order_by(Challenge.starts_on, Challenge.id)))


@dataclass(frozen=True, slots=True)
class Panel:
    """One person's part in a challenge, for themselves or for their family.

    `month` and `check_in` are empty for family that may check in but not read.
    """

    joined: bool
    phase: str
    today: date
    done: bool
    by_family: bool
    streak: int
    longest: int
    total: int
    goal_days: int
    measure: Measure | None
    check_in: CheckIn | None
    month: Month | None
    advice: str | None


def personal_panel(
    challenge: Challenge, subject_id: int, today: date, *, can_read: bool, month: date | None = None
) -> Panel:
    """A person's panel; `today` is their civil day until an enrolment fixes its zone, `month` any day of the month."""
    taking_part = Enrolment.challenge_id == challenge.id, Enrolment.member_id == subject_id
    enrolment = db.session.scalar(sa.select(Enrolment).where(*taking_part))
    rows: Sequence[CheckIn] = ()
    if enrolment is not None:
        today = enrolment.today
        days = sa.select(CheckIn).where(CheckIn.enrolment_id == enrolment.id).options(lazyload(CheckIn.enrolment))
        rows = db.session.scalars(days.order_by(CheckIn.local_date)).all()
    done = {row.local_date: row.by_member_id != subject_id for row in rows}
    latest = rows[-1] if rows and rows[-1].local_date == today else None
    calendar = month_of(
        min(max(month or today, challenge.starts_on), challenge.ends_on),
        done=done,
        today=today,
        starts_on=challenge.starts_on,
        ends_on=challenge.ends_on,
    )
    return Panel(
        joined=enrolment is not None,
        phase=challenge.phase(today),
        today=today,
        done=today in done,
        by_family=done.get(today, False),
        streak=current_streak(done, today),
        longest=longest_streak(done),
        total=len(done),
        goal_days=challenge.goal_days,
        measure=MEASURES[challenge.measure] if challenge.measure else None,
        check_in=latest if can_read else None,
        month=calendar if can_read and enrolment is not None else None,
        advice=advice_for(challenge.measure, latest.values) if latest and can_read else None,
    )
