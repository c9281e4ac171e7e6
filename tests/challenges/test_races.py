"""Twenty taps at once are one check-in and one credit."""

from __future__ import annotations

from functools import partial

from flask import Flask

from portal.accounts.models import Member
from portal.challenges.actions.taking_part import check_in, join_challenge
from portal.rewards.earning import CHECKED_IN
from tests.challenges.arena import check_ins_of, enrol, make_challenge
from tests.factories import make_member
from tests.rewards.shop import at_once, books_are_clean, entries_of, points_of


def test_twenty_taps_of_three_members_are_three_check_ins(app: Flask) -> None:
    members = [make_member() for _ in range(3)]
    challenge = make_challenge()
    enrol(challenge, *members)
    taps = [partial(check_in, challenge.id, member.id, by=member.id) for member in members for _ in range(20)]
    results = at_once(app, *taps)
    assert sum(result.is_new for result in results) == 3
    for member in members:
        assert (len(check_ins_of(member)), len(entries_of(member))) == (1, 1)
        assert points_of(member) == CHECKED_IN.points
    assert books_are_clean()


def test_patient_and_family_at_once_are_one_check_in(app: Flask, ana: Member, fei: Member) -> None:
    challenge = make_challenge()
    enrol(challenge, ana)
    at_once(app, *[partial(check_in, challenge.id, ana.id, by=who.id) for who in (ana, fei) for _ in range(6)])
    assert (len(check_ins_of(ana)), points_of(ana)) == (1, CHECKED_IN.points)


def test_joining_at_once_is_one_enrolment(app: Flask, ben: Member) -> None:
    challenge = make_challenge()
    results = at_once(app, *[partial(join_challenge, challenge.id, by=ben.id)] * 8)
    assert len({result.id for result in results}) == 1
