"""Announcing, opening, closing and cancelling sessions."""

from __future__ import annotations

from datetime import datetime

import sqlalchemy as sa

from portal.accounts.models import Member
from portal.accounts.policy import acting_member
from portal.community.actions.screening import written_lang
from portal.community.models import Group
from portal.community.policy import moderates, readable_group_ids
from portal.core import clock
from portal.core.bus import announce
from portal.core.db import db, transaction
from portal.core.errors import Conflict, Invalid, NotAllowed, NotFound
from portal.core.i18n import lazy
from portal.core.ids import new_id
from portal.events import LiveScheduled, LiveStateChanged
from portal.live.models import STREAMS, LiveSession
from portal.live.policy import can_host, leads
from portal.live.streams import lock_session, record

MINUTES = range(10, 241)


def schedule_session(
    group_id: int,
    title: str,
    scheduled_at: datetime,
    *,
    by: int,
    minutes: int = 60,
    description: str = "",
    host_id: int | None = None,
    zone: str | None = None,
    slug: str | None = None,
    request_key: str | None = None,
) -> LiveSession:
    """Announces a session of a group; the same request key finds the first one.

    A doctor with a valid badge hosts it themself; an admin may name another doctor of the group. Raises Invalid,
    NotFound for a group that is not theirs, NotAllowed for who may not host.
    """
    title = " ".join(title.split())
    if not title:
        raise Invalid(lazy("Please give the session a title."), field="title")
    if scheduled_at <= clock.now():
        raise Invalid(lazy("Please choose a time that is still to come."), field="scheduled_at")
    if minutes not in MINUTES:
        raise Invalid(lazy("A session lasts 10 to 240 minutes."), field="minutes")
    with transaction():
        member = acting_member(by)
        earlier = _earlier(by, request_key)
        if earlier is not None:
            return earlier
        group = db.session.scalar(sa.select(Group).where(Group.id == group_id, readable_group_ids(member)))
        if group is None:
            raise NotFound()
        host = member if host_id in (None, by) else db.session.get(Member, host_id)
        if host is None or (host.id != by and not member.has_role("admin")) or not can_host(host, group.id):
            raise NotAllowed(lazy("Only a doctor of this group, with a license that is valid today, can host."))
        zone = zone or host.timezone
        session = LiveSession(
            slug=slug or f"{clock.local_date(zone, scheduled_at):%Y%m%d}-{new_id()[:6]}",
            title=title,
            description=description.strip(),
            lang=written_lang(title + description, member.locale or ""),
            group_id=group.id,
            host_id=host.id,
            scheduled_by=by,
            request_key=request_key or None,
            scheduled_at=scheduled_at,
            minutes=minutes,
            zone=zone,
        )
        db.session.add(session)
        db.session.flush()
        announce(LiveScheduled(session.id, by))
    return session


def open_session(session_id: int, *, by: int) -> LiveSession:
    """Begins a scheduled session. Raises NotFound for who does not lead it, Conflict unless it is scheduled."""
    return _move(session_id, "scheduled", "open", by)


def close_session(session_id: int, *, by: int) -> LiveSession:
    """Ends an open session; waiting questions stay and may still be answered. Raises as `open_session`."""
    return _move(session_id, "open", "closed", by)


def cancel_session(session_id: int, *, by: int) -> LiveSession:
    """Calls a scheduled session off. Raises as `open_session`."""
    return _move(session_id, "scheduled", "cancelled", by)


def _move(session_id: int, old: str, new: str, by: int) -> LiveSession:
    with transaction():
        member = acting_member(by)
        session = lock_session(session_id)
        if not leads(member, session):
            raise NotFound()
        if new == "open" and not (can_host(member, session.group_id) or moderates(member, session.group_id)):
            raise NotAllowed(lazy("Your license on file has run out. Please ask the team to renew it."))
        if session.state != old:
            raise Conflict()
        session.state = new
        if new == "open":
            session.opened_at = clock.now()
        else:
            session.closed_at = clock.now()
        for stream in STREAMS:
            record(session, stream, "state")
        announce(LiveStateChanged(session.id, new))
    return session


def _earlier(by: int, request_key: str | None) -> LiveSession | None:
    if not request_key:
        return None
    mine = sa.select(LiveSession).where(LiveSession.scheduled_by == by, LiveSession.request_key == request_key)
    return db.session.scalar(mine)
