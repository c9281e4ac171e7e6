"""What a socket may do: join a session's stream and leave it. It only listens; every write is an HTTP post.

A join is allowed by the page's own policy. Sign-out, suspension and lost access close the socket at once.
"""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from flask import current_app, request
from flask_login import current_user
from flask_socketio import disconnect, join_room, leave_room
from limits import RateLimitItemPerMinute
from limits.storage import MemoryStorage
from limits.strategies import FixedWindowRateLimiter

from portal.core.db import db
from portal.core.i18n import current_locale
from portal.core.realtime import member_room, session_room, socketio
from portal.live.broadcasts import rooms
from portal.live.models import STREAMS, LiveSession
from portal.live.policy import visible_sessions
from portal.live.seats import Seat, keep_pulse, may_follow, seats

SOCKETS_AT_MOST = 448
A_MEMBER = 8
A_SOCKET = 4
JOINS = RateLimitItemPerMinute(30)
joins = FixedWindowRateLimiter(MemoryStorage())


def init_sockets() -> None:
    """Binds the handlers to the socket server of the app just made."""
    for name, handler in (("connect", connect), ("disconnect", leave_seat), ("join", join), ("leave", leave)):
        socketio.on_event(name, handler)


def connect(_auth: object = None) -> bool:
    """Takes a seat for a signed-in member; refuses others, and everyone when the house is full."""
    if not current_user.is_authenticated or current_user.is_suspended:
        return False
    others = sum(seat.member_id == current_user.id for seat in list(seats.values()))
    if len(seats) >= current_app.config.get("SOCKETS_AT_MOST", SOCKETS_AT_MOST) or others >= A_MEMBER:
        return False
    seat = Seat(current_user.id, current_user.token)
    seats[request.sid] = seat  # type: ignore[attr-defined]
    join_room(member_room(current_user.id))
    join_room(session_room(current_user.session_id))
    if seat.reader() is None:  # ended between the look and the room that would have told
        seats.pop(request.sid, None)  # type: ignore[attr-defined]
        return False
    keep_pulse(current_app._get_current_object())  # type: ignore[attr-defined]
    return True


def leave_seat(_reason: object = None) -> None:
    seats.pop(request.sid, None)  # type: ignore[attr-defined]


def join(*payload: object) -> dict[str, Any]:
    """Follows a stream of a session and answers with its head, or `ok: false` for what is not theirs to see."""
    seat = seats.get(request.sid)  # type: ignore[attr-defined]
    wanted = _wanted(payload)
    if seat is None or wanted is None or not joins.hit(JOINS, f"join:{seat.member_id}"):
        return {"ok": False}
    reader = seat.reader()
    if reader is None:
        disconnect()
        return {"ok": False}
    slug, stream = wanted
    session = db.session.scalar(visible_sessions(reader).where(LiveSession.slug == slug))
    if session is None or not may_follow(reader, session.id, stream) or len(seat.following) >= A_SOCKET:
        return {"ok": False}
    room = rooms(session.id, stream)[current_locale()]
    join_room(room)
    seat.following[session.id, stream] = room
    if not may_follow(seat.reader(), session.id, stream):  # lost between the look and the room
        leave_room(room)
        seat.following.pop((session.id, stream), None)
        return {"ok": False}
    return {"ok": True, "head": session.head(stream)}


def leave(*payload: object) -> None:
    """Stops following a stream; something never followed is no error."""
    seat, wanted = seats.get(request.sid), _wanted(payload)  # type: ignore[attr-defined]
    if seat is not None and wanted is not None:
        session_id = db.session.scalar(sa.select(LiveSession.id).where(LiveSession.slug == wanted[0]))
        room = seat.following.pop((session_id or 0, wanted[1]), None)
        if room is not None:
            leave_room(room)


def _wanted(payload: tuple[object, ...]) -> tuple[str, str] | None:
    """The slug and stream that a client names; None for anything malformed."""
    if len(payload) != 1 or not isinstance(payload[0], dict):
        return None
    slug, stream = payload[0].get("slug"), payload[0].get("stream", "audience")
    if not isinstance(slug, str) or not isinstance(stream, str) or stream not in STREAMS or len(slug) > 60:
        return None
    return slug, stream
