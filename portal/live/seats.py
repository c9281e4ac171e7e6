"""The sockets this process holds: whose they are, what they follow, and what is said to them every few seconds.

A join is a lease: it is checked again each minute, and a socket whose session has ended is closed then at the latest.
"""

from __future__ import annotations

import threading
import time
from dataclasses import dataclass, field

import sqlalchemy as sa
import structlog
from flask import Flask

from portal.accounts.policy import Person
from portal.accounts.sessions import token_digest
from portal.accounts.viewer import Viewer, load_viewer
from portal.core.db import db
from portal.core.realtime import socketio
from portal.live.models import HOSTS, LiveSession
from portal.live.policy import leads, visible_sessions

log = structlog.get_logger()

HEARTBEAT = 3.0
LEASE = 60.0


@dataclass(slots=True)
class Seat:
    """A connected socket: whose it is and what it follows, as {(session, stream): room}."""

    member_id: int
    token: str
    following: dict[tuple[int, str], str] = field(default_factory=dict)
    checked_at: float = field(default_factory=time.monotonic)

    def reader(self) -> Viewer | None:
        """The member as they are now; None once signed out or suspended."""
        viewer = load_viewer(self.token, token_digest(self.token))
        return None if viewer is None or viewer.is_suspended else viewer


seats: dict[str, Seat] = {}
_pulse = threading.Lock()


def may_follow(reader: Person | None, session_id: int, stream: str) -> bool:
    """Whether a reader may see a stream now: the page's policy, read again."""
    if reader is None:
        return False
    db.session.expire_all()
    session = db.session.scalar(visible_sessions(reader).where(LiveSession.id == session_id))
    return session is not None and (stream != HOSTS or leads(reader, session))


def tell_heads() -> None:
    """Tells the sockets of this process how far the streams they follow are."""
    followed = {(*key, room) for seat in list(seats.values()) for key, room in list(seat.following.items())}
    ids = {session_id for session_id, _stream, _room in followed}
    sessions = db.session.scalars(sa.select(LiveSession).where(LiveSession.id.in_(ids))) if ids else ()
    found = {session.id: session for session in sessions}
    db.session.remove()
    for session_id, stream, room in followed:
        if session_id in found:
            told = {"stream": stream, "head": found[session_id].head(stream)}
            socketio.emit("head", told, to=room, ignore_queue=True)


def renew_leases(now: float | None = None) -> None:
    """Checks the seats whose minute is over: closes those of ended sessions, leaves rooms that are no longer open."""
    now = time.monotonic() if now is None else now
    for sid, seat in list(seats.items()):
        if now - seat.checked_at < LEASE:
            continue
        seat.checked_at = now
        reader = seat.reader()
        if reader is None:
            socketio.server.disconnect(sid)
            continue
        for (session_id, stream), room in list(seat.following.items()):
            if not may_follow(reader, session_id, stream):
                seat.following.pop((session_id, stream), None)
                socketio.server.leave_room(sid, room)
                socketio.emit("left", {"stream": stream}, to=sid, ignore_queue=True)


def keep_pulse(app: Flask) -> None:
    """Starts the heartbeat of this process unless it beats already; it ends with the last socket."""
    if _pulse.acquire(blocking=False):
        socketio.start_background_task(_beat, app)


def _beat(app: Flask) -> None:
    while seats:
        socketio.sleep(HEARTBEAT)
        try:
            with app.app_context():
                tell_heads()
                renew_leases()
        except Exception as problem:
            log.warning("pulse", problem=type(problem).__name__, exc_info=problem)
    _pulse.release()
    if seats:  # someone came in between
        keep_pulse(app)
