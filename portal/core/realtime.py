"""Sockets as hints: rooms, broadcasts, and the order to drop a person's sockets on every process.

The database is the truth; whoever missed a hint reads it there. Revocations travel over Redis when there are several
processes, so a sign-out closes sockets everywhere within a second.
"""

from __future__ import annotations

import json
from typing import Any, Protocol

from flask import Flask, current_app
from flask_socketio import SocketIO

socketio = SocketIO()


class CompactJson:
    """Packets in UTF-8 as it is: a Chinese character takes three bytes instead of six."""

    loads = staticmethod(json.loads)

    @staticmethod
    def dumps(value: Any, **options: Any) -> str:
        return json.dumps(value, ensure_ascii=False, **options)


class ControlLink(Protocol):
    """Carries the order to close a room's sockets to every process."""

    def send(self, room: str) -> None: ...


def member_room(member_id: int) -> str:
    """The room of all sockets of one member."""
    return f"member:{member_id}"


def session_room(session_id: int) -> str:
    """The room of all sockets of one device session."""
    return f"session:{session_id}"


def broadcast(room: str, event: str, payload: dict[str, Any]) -> None:
    """Sends a hint to everyone in a room, on every process."""
    socketio.emit(event, payload, to=room)


def disconnect(room: str) -> None:
    """Closes every socket in a room, on every process."""
    link: ControlLink | None = current_app.extensions["control_link"]
    if link is None:
        close_here(room)
    else:
        link.send(room)


def close_here(room: str) -> None:
    manager = socketio.server.manager
    for sid, _engine_id in list(manager.get_participants("/", room)):
        socketio.server.disconnect(sid)


def init_realtime(app: Flask, *, redis_url: str, origins: list[str], role: str) -> None:
    """Binds the socket server; pages-only processes can broadcast but hold no sockets."""
    holds_sockets = role in {"all", "live"}
    socketio.init_app(
        app,
        async_mode="gevent" if role == "live" else "threading",
        message_queue=redis_url or None,
        channel="portal:rooms",
        cors_allowed_origins=origins,
        max_http_buffer_size=64 * 1024,
        manage_session=False,
        json=CompactJson,
        allow_upgrades=True,
        ping_interval=20,
        ping_timeout=20,
    )
    app.extensions["control_link"] = None
    if redis_url:
        from portal.core.control import RedisControlLink

        app.extensions["control_link"] = RedisControlLink(redis_url, close_here if holds_sockets else None)
