"""Reading the inbox."""

from __future__ import annotations

import sqlalchemy as sa

from portal.core.db import db, execute
from portal.notifications.models import Notice

PAGE = 20
_UNREAD = sa.select(sa.func.count()).where(Notice.member_id == sa.bindparam("member"), Notice.read_at.is_(None))


def unread_count(member_id: int) -> int:
    return int(execute(_UNREAD, member=member_id).scalar_one())


def inbox(member_id: int, before: int | None = None) -> tuple[list[Notice], int | None]:
    """A page of notices, newest first, and the row number the next page begins before."""
    wanted = sa.select(Notice).where(Notice.member_id == member_id).order_by(Notice.id.desc()).limit(PAGE + 1)
    if before is not None:
        wanted = wanted.where(Notice.id < before)
    rows = list(db.session.scalars(wanted))
    return rows[:PAGE], rows[PAGE - 1].id if len(rows) > PAGE else None
