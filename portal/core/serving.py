"""How a process serves: gunicorn set up from code, and two repairs that websockets need under it."""

from __future__ import annotations

import ctypes
import threading
from collections.abc import Callable, Iterable
from functools import wraps
from importlib.metadata import version
from typing import TYPE_CHECKING, Any

from flask import Flask
from gunicorn.app.base import BaseApplication

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

EXAMINED = "1.1.0"
M_ARENA_MAX = -8


class Gunicorn(BaseApplication):  # type: ignore[misc]
    """Gunicorn with options from code in place of its command line and files."""

    def __init__(self, make_app: Callable[[], Flask], **options: Any) -> None:
        self._make_app = make_app
        self._options = options
        super().__init__()

    def load_config(self) -> None:
        for name, value in self._options.items():
            self.cfg.set(name, value)

    def load(self) -> Flask:
        return self._make_app()


def without_extensions(wsgi: WSGIApplication) -> WSGIApplication:
    """Hides `Sec-WebSocket-Extensions`: deflate costs 92 KB a socket and doubles the time of a fan-out."""

    def serve(environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        environ.pop("HTTP_SEC_WEBSOCKET_EXTENSIONS", None)
        return wsgi(environ, start_response)

    return serve


def share_heaps() -> None:
    """Lets all threads allocate from two heaps: glibc gives hundreds of threads sixteen, each with holes of its own."""
    allocator = ctypes.CDLL(None)
    if hasattr(allocator, "mallopt"):
        allocator.mallopt(M_ARENA_MAX, 2)


class WholeSocket:
    """A socket whose `send` sends everything, one caller at a time: frames neither mix nor end halfway."""

    def __init__(self, sock: Any) -> None:
        self._sock = sock
        self._lock = threading.Lock()

    def send(self, data: bytes) -> int:
        with self._lock:
            self._sock.sendall(data)
        return len(data)

    def __getattr__(self, name: str) -> Any:
        return getattr(self._sock, name)


def send_whole_frames() -> None:
    """Repairs simple-websocket, which under gevent ignores that a full socket took only part of a frame.

    Raises RuntimeError for a version whose sending nobody has examined.
    """
    from simple_websocket import ws

    if version("simple-websocket") != EXAMINED:
        raise RuntimeError(f"simple-websocket is not {EXAMINED}: examine how it sends, then this repair")
    connect = ws.Base.__init__
    if hasattr(connect, "__wrapped__"):
        return

    @wraps(connect)
    def connect_whole(self: Any, sock: Any = None, *args: Any, **options: Any) -> None:
        connect(self, WholeSocket(sock), *args, **options)

    ws.Base.__init__ = connect_whole
