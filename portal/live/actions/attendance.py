"""Counting how long a member was there, from signs of life the page gives each minute."""

from __future__ import annotations

import sqlalchemy as sa

from portal.accounts.policy import acting_member
from portal.core import clock
from portal.core.bus import announce
from portal.core.db import db, insert_once, locked, transaction
from portal.core.errors import NotFound
from portal.events import LiveAttended
from portal.live.models import Attendance, LiveSession
from portal.live.policy import visible_sessions

LONGEST_GAP = 90
ENOUGH = 600


def note_presence(session_id: int, *, by: int) -> int:
    """Adds the seconds since the last sign of life, if it was recent, and returns the total.

    Several pages of one member add up to the time that really passed. Only an open session counts, and its host's
    own presence does not. Announces LiveAttended once, after ten minutes. Raises NotFound.
    """
    with transaction():
        member = acting_member(by)
        session = db.session.scalar(visible_sessions(member).where(LiveSession.id == session_id))
        if session is None:
            raise NotFound()
        if session.state != "open" or by == session.host_id:
            return 0
        now = clock.now()
        insert_once(Attendance, session_id=session_id, member_id=by, seconds=0, last_seen=now)
        mine = sa.select(Attendance).where(Attendance.session_id == session_id, Attendance.member_id == by)
        attendance = db.session.scalars(locked(mine)).one()
        passed = (now - attendance.last_seen).total_seconds()
        if 0 <= passed <= LONGEST_GAP:
            attendance.seconds += int(passed)
        attendance.last_seen = now
        if attendance.seconds >= ENOUGH and attendance.counted_at is None:
            attendance.counted_at = now
            db.session.flush()
            announce(LiveAttended(session_id, by))
        return attendance.seconds
