"""Rows for challenge tests."""

from __future__ import annotations

from datetime import date, timedelta
from itertools import count
from typing import Any

import sqlalchemy as sa

from portal.accounts.models import Member
from portal.challenges.actions.keeping import define_challenge
from portal.challenges.actions.taking_part import join_challenge
from portal.challenges.models import Challenge, CheckIn, Enrolment
from portal.core import clock
from portal.core.db import db

_numbers = count(1)
TEXTS = ("每天走一走", "每天走一走", "Walk a little every day")


def today() -> date:
    return clock.local_date("Asia/Shanghai")


def make_challenge(slug: str | None = None, **values: Any) -> Challenge:
    """A challenge that began a week ago and runs three more."""
    slug = slug or f"challenge-{next(_numbers)}"
    start = values.pop("starts_on", today() - timedelta(days=7))
    defaults = {"names": TEXTS, "about": TEXTS, "safety": TEXTS, "goal_days": 5}
    return define_challenge(slug, **{**defaults, "starts_on": start, "ends_on": start + timedelta(days=27), **values})


def enrol(challenge: Challenge, *members: Member) -> None:
    for member in members:
        join_challenge(challenge.id, by=member.id)


def check_ins_of(member: Member) -> list[CheckIn]:
    mine = sa.select(CheckIn).join(CheckIn.enrolment).where(Enrolment.member_id == member.id)
    return list(db.session.scalars(mine.order_by(CheckIn.local_date)))
