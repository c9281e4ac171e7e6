"""Defining challenges, and settling them when they are over."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import sqlalchemy as sa

from portal.challenges.measures import MEASURES
from portal.challenges.models import Challenge, CheckIn, Enrolment
from portal.core import clock
from portal.core.bus import announce
from portal.core.db import db, locked, transaction
from portal.core.errors import Conflict, Invalid
from portal.core.i18n import lazy
from portal.events import ChallengeFinished

EVERYWHERE_OVER = timedelta(days=2)
TERMS = ("starts_on", "ends_on", "measure", "goal_days", "finish_points", "group_id")


class TermsFixed(Conflict):
    message = lazy("The challenge has begun. Its days, goal and points can no longer change.")


def define_challenge(
    slug: str,
    *,
    names: tuple[str, str, str],
    about: tuple[str, str, str],
    safety: tuple[str, str, str],
    starts_on: date,
    ends_on: date,
    goal_days: int,
    finish_points: int = 0,
    measure: str | None = None,
    group_id: int | None = None,
) -> Challenge:
    """Creates or changes a challenge; texts come as zh-Hans, zh-Hant, en.

    Raises Invalid, and TermsFixed when its terms would change after it began.
    """
    if measure is not None and measure not in MEASURES:
        raise Invalid(field="measure")
    if not starts_on <= ends_on or not 1 <= goal_days <= (ends_on - starts_on).days + 1:
        raise Invalid(lazy("The goal must fit into the days of the challenge."), field="goal_days")
    terms = dict(zip(TERMS, (starts_on, ends_on, measure, goal_days, finish_points, group_id), strict=True))
    with transaction():
        challenge = db.session.scalar(locked(sa.select(Challenge).where(Challenge.slug == slug)))
        if challenge is None:
            challenge = Challenge(slug=slug)
            db.session.add(challenge)
        elif challenge.starts_on <= _first_today() and _differs(challenge, terms):
            raise TermsFixed()
        for name, value in terms.items():
            setattr(challenge, name, value)
        for prefix, texts in {"name": names, "about": about, "safety": safety}.items():
            for script, text in zip(("zh_hans", "zh_hant", "en"), texts, strict=True):
                setattr(challenge, f"{prefix}_{script}", text)
        db.session.flush()
        return challenge


def _first_today() -> date:
    """The civil day where days begin first, so that terms are fixed before anyone can have started."""
    return clock.local_date("Pacific/Kiritimati")


def _differs(challenge: Challenge, terms: dict[str, Any]) -> bool:
    return any(getattr(challenge, name) != value for name, value in terms.items())


def settle_finished() -> int:
    """Pays every goal reached in challenges that are over everywhere, each challenge once; returns how many settled."""
    over = clock.local_date("UTC") - EVERYWHERE_OVER
    due = sa.select(Challenge.id).where(Challenge.settled_at.is_(None), Challenge.ends_on <= over)
    return sum(_settle(challenge_id) for challenge_id in db.session.scalars(due.order_by(Challenge.id)).all())


def _settle(challenge_id: int) -> bool:
    with transaction():
        challenge = db.session.scalars(locked(sa.select(Challenge).where(Challenge.id == challenge_id))).one()
        if challenge.settled_at is not None:
            return False
        challenge.settled_at = clock.now()
        reached = (
            sa.select(Enrolment.member_id)
            .join(CheckIn, CheckIn.enrolment_id == Enrolment.id)
            .where(Enrolment.challenge_id == challenge_id)
            .group_by(Enrolment.member_id)
            .having(sa.func.count() >= challenge.goal_days)
        )
        for member_id in db.session.scalars(reached.order_by(Enrolment.member_id)).all():
            announce(ChallengeFinished(challenge_id, member_id, challenge.finish_points))
        return True
