"""Telling members things, and members having read them."""

from __future__ import annotations

from collections.abc import Iterable

import sqlalchemy as sa

from portal.core import clock
from portal.core.bus import announce
from portal.core.db import db, insert_once, transaction
from portal.core.ids import new_id
from portal.events import NoticePosted
from portal.notifications.kinds import KINDS
from portal.notifications.models import Notice


def notify(member_id: int, kind: str, *, source: str, target: str | None = None) -> None:
    """Tells a member something once: the same source again changes nothing. Raises KeyError for an unknown kind."""
    assert kind in KINDS, kind
    with transaction():
        new = insert_once(
            Notice,
            public_id=new_id(),
            member_id=member_id,
            kind=kind,
            target=target,
            source=source,
            created_at=clock.now(),
        )
        if new is not None:
            announce(NoticePosted(new, member_id))


def notify_all(member_ids: Iterable[int], kind: str, *, source: str, target: str | None = None) -> None:
    for member_id in sorted(set(member_ids)):
        notify(member_id, kind, source=source, target=target)


def mark_read(public_id: str, *, by: int) -> Notice | None:
    """Marks one of the member's notices as read and returns it; None when it is not theirs."""
    with transaction():
        notice = db.session.scalar(sa.select(Notice).where(Notice.public_id == public_id, Notice.member_id == by))
        if notice is not None and notice.read_at is None:
            notice.read_at = clock.now()
        return notice


def mark_all_read(*, by: int) -> None:
    with transaction():
        unread = sa.update(Notice).where(Notice.member_id == by, Notice.read_at.is_(None))
        db.session.execute(unread.values(read_at=clock.now()))
