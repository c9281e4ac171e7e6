"""Terms that hold once a challenge began, and a settlement that pays once."""

from __future__ import annotations

from datetime import timedelta

import pytest
import time_machine

from portal.accounts.models import Member
from portal.challenges.actions.keeping import TermsFixed, settle_finished
from portal.challenges.actions.taking_part import check_in
from portal.core import clock
from portal.core.errors import Invalid
from portal.rewards.earning import CHECKED_IN
from tests.challenges.arena import enrol, make_challenge, today
from tests.rewards.shop import books_are_clean, points_of


@pytest.mark.parametrize("change", [{"goal_days": 6}, {"finish_points": 99}, {"measure": "steps"}])
def test_terms_are_fixed_once_it_began_but_texts_are_not(ben: Member, change: dict[str, object]) -> None:
    make_challenge("walk", starts_on=today())
    with pytest.raises(TermsFixed):
        make_challenge("walk", starts_on=today(), **change)
    make_challenge("walk", starts_on=today(), about=("新", "新", "New"))
    make_challenge("later", starts_on=today() + timedelta(days=3))
    make_challenge("later", starts_on=today() + timedelta(days=3), **change)


def test_a_goal_that_cannot_be_reached_is_refused(ben: Member) -> None:
    with pytest.raises(Invalid):
        make_challenge(goal_days=29)
    with pytest.raises(Invalid):
        make_challenge(measure="horoscope")


def test_settling_pays_each_goal_reached_once(ben: Member, ana: Member) -> None:
    challenge = make_challenge(starts_on=today(), ends_on=today() + timedelta(days=3), goal_days=2, finish_points=50)
    enrol(challenge, ben, ana)
    check_in(challenge.id, ana.id, by=ana.id)
    for days in range(2):
        with time_machine.travel(clock.now() + timedelta(days=days)):
            check_in(challenge.id, ben.id, by=ben.id)
    assert settle_finished() == 0
    with time_machine.travel(clock.now() + timedelta(days=7)):
        assert settle_finished() == 1 and settle_finished() == 0
    assert points_of(ben) == 2 * CHECKED_IN.points + 50 and points_of(ana) == CHECKED_IN.points
    assert books_are_clean()
