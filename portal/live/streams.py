"""Numbers what happens in a session: contiguous in each stream, written in the verb's own transaction."""

from __future__ import annotations

import sqlalchemy as sa

from portal.core.bus import announce
from portal.core.db import db, locked
from portal.core.errors import NotFound
from portal.events import LiveStreamMoved
from portal.live.models import AUDIENCE, LiveEvent, LiveSession


def lock_session(session_id: int) -> LiveSession:
    """The session, locked until the transaction ends: whoever numbers an event holds it. Raises NotFound."""
    session = db.session.scalar(locked(sa.select(LiveSession).where(LiveSession.id == session_id)))
    if session is None:
        raise NotFound()
    return session


def record(session: LiveSession, stream: str, kind: str, question_id: int | None = None) -> int:
    """Adds an event to a stream and returns its number; the caller holds the session's lock."""
    seq = session.head(stream) + 1
    if stream == AUDIENCE:
        session.audience_seq = seq
    else:
        session.hosts_seq = seq
    db.session.add(LiveEvent(session_id=session.id, stream=stream, seq=seq, kind=kind, question_id=question_id))
    db.session.flush()
    announce(LiveStreamMoved(session.id, stream, seq))
    return seq
