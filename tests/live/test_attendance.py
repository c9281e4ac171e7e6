"""Minutes there are counted in real time, over reconnects, once."""

from __future__ import annotations

from datetime import timedelta

import pytest
import sqlalchemy as sa
import time_machine

from portal.accounts.models import Member
from portal.core import clock
from portal.core.db import db
from portal.core.errors import NotFound
from portal.live.actions.attendance import note_presence
from portal.live.models import Attendance, LiveSession


def test_three_visits_of_twenty_minutes_in_all_are_one_attendance(live: LiveSession, ana: Member) -> None:
    start = clock.now()
    for visit, minutes in ((0, 8), (20, 7), (40, 5)):
        for minute in range(minutes + 1):
            with time_machine.travel(start + timedelta(minutes=visit + minute), tick=False):
                note_presence(live.id, by=ana.id)
    (attendance,) = db.session.scalars(sa.select(Attendance)).all()
    assert attendance.seconds == 20 * 60
    assert attendance.counted_at is not None


def test_two_pages_at_once_do_not_count_twice(live: LiveSession, ana: Member) -> None:
    start = clock.now()
    for step in range(0, 241, 30):
        with time_machine.travel(start + timedelta(seconds=step), tick=False):
            total = note_presence(live.id, by=ana.id)
    assert total == 240


def test_less_than_ten_minutes_do_not_count(live: LiveSession, ana: Member) -> None:
    start = clock.now()
    for minute in range(10):
        with time_machine.travel(start + timedelta(minutes=minute), tick=False):
            note_presence(live.id, by=ana.id)
    assert db.session.scalars(sa.select(Attendance.counted_at)).one() is None


def test_only_open_sessions_count_and_only_for_those_who_may_read(
    scheduled: LiveSession, ana: Member, ben: Member
) -> None:
    assert note_presence(scheduled.id, by=ana.id) == 0
    assert db.session.scalars(sa.select(Attendance)).all() == []
    with pytest.raises(NotFound):
        note_presence(scheduled.id, by=ben.id)
