"""How far members have read, written behind the answer: gathered in this process, at most once a minute per topic.

Losing the last few when a process ends is harmless: the next visit shows those posts as new once more.
"""

from __future__ import annotations

import threading
import time

import sqlalchemy as sa

from portal.accounts.models import Member
from portal.community.models import ReadMark, Topic
from portal.core import clock
from portal.core.db import db, insert_once, transaction

PAUSE = 60.0
GATHER = 1.0
_Key = tuple[str, str]


class ReadMarks:
    """Pending marks by (member, topic), both by public id, so that an old process never marks a newer row."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._pending: dict[_Key, int] = {}
        self._written: dict[_Key, float] = {}
        self._last_write = 0.0

    def pending(self, member: str, topic: str) -> int:
        return self._pending.get((member, topic), 0)

    def note(self, member: str, topic: str, number: int) -> None:
        """Remembers that a member has seen a post and writes what is due."""
        with self._lock:
            key = (member, topic)
            self._pending[key] = max(number, self._pending.get(key, 0))
            due = self._take_due(time.monotonic())
        if due:
            write_marks(due)

    def _take_due(self, now: float) -> dict[_Key, int]:
        if now - self._last_write < GATHER:
            return {}
        self._last_write = now
        self._written = {key: moment for key, moment in self._written.items() if now - moment < PAUSE}
        due = {key: number for key, number in self._pending.items() if key not in self._written}
        for key in due:
            del self._pending[key]
            self._written[key] = now
        return due


def write_marks(marks: dict[_Key, int]) -> None:
    """Moves marks forward, never back; members and topics that are gone are skipped."""
    members = _ids(Member, {member for member, _topic in marks})
    topics = _ids(Topic, {topic for _member, topic in marks})
    with transaction():
        for (member, topic), number in sorted(marks.items()):
            if member in members and topic in topics:
                _move(members[member], topics[topic], number)


def _ids(table: type[Member] | type[Topic], public_ids: set[str]) -> dict[str, int]:
    wanted = sa.select(table.public_id, table.id).where(table.public_id.in_(public_ids))
    return {row.public_id: row.id for row in db.session.execute(wanted)}


def _move(member_id: int, topic_id: int, number: int) -> None:
    mine = sa.and_(ReadMark.member_id == member_id, ReadMark.topic_id == topic_id)
    seen = {"number": number, "read_at": clock.now()}
    if not insert_once(ReadMark, member_id=member_id, topic_id=topic_id, **seen):
        db.session.execute(sa.update(ReadMark).where(mine, ReadMark.number < number).values(**seen))
