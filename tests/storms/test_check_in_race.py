"""G2: everyone taps the check-in button at once and again, in four processes: one check-in and one payment each."""

from __future__ import annotations

import random
from datetime import timedelta

import pytest
import sqlalchemy as sa

from portal.challenges.models import Challenge, CheckIn, Enrolment
from portal.core import clock
from portal.core.db import db, transaction
from portal.rewards.earning import CHECKED_IN
from portal.rewards.models import Balance
from portal.rewards.reconciliation import reconcile
from tests.factories import make_member
from tests.storms.clients import Attempt, identity, storm
from tests.storms.conftest import Place

SCRIPTS = ("zh_hans", "zh_hant", "en")


@pytest.mark.parametrize(
    ("members", "taps"), [pytest.param(40, 10, id="short"), pytest.param(1_000, 20, id="full", marks=pytest.mark.slow)]
)
def test_many_taps_are_one_check_in_each(place: Place, members: int, taps: int) -> None:
    today = clock.local_date("Asia/Shanghai")
    with transaction():
        texts = {f"{field}_{script}": "Walk" for field in ("name", "about", "safety") for script in SCRIPTS}
        days = {"starts_on": today - timedelta(days=1), "ends_on": today + timedelta(days=9), "goal_days": 5}
        challenge = Challenge(slug="walk", **texts, **days)
        people = [make_member(f"Walker {number}") for number in range(members)]
        db.session.add(challenge)
        db.session.flush()
        db.session.add_all(
            Enrolment(challenge_id=challenge.id, member_id=person.id, timezone=person.timezone) for person in people
        )
    walkers = [identity(place.app, person) for person in people]
    rush = [Attempt(walker, "/challenges/walk/check-ins", {"row": "1"}) for walker in walkers for _tap in range(taps)]
    random.Random(11).shuffle(rush)
    with place.pages(workers=4) as server:
        outcome = storm(server, rush)
    print(f"\n{outcome}")
    assert set(outcome.statuses) <= {200, 303, 409}
    assert db.session.scalar(sa.select(sa.func.count()).select_from(CheckIn)) == members
    assert set(db.session.scalars(sa.select(Balance.points))) == {CHECKED_IN.points}
    assert reconcile().is_clean
