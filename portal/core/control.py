"""Orders between processes over a Redis channel; a lost one is made good when the join lease is checked again."""

from __future__ import annotations

import threading
from collections.abc import Callable

import redis
import structlog

log = structlog.get_logger()

CHANNEL = "portal:control"


class RedisControlLink:
    """Publishes rooms to close and, where sockets are held, closes them with the given function."""

    def __init__(self, url: str, close: Callable[[str], None] | None) -> None:
        self._redis = redis.Redis.from_url(url, socket_timeout=5, socket_keepalive=True)
        self._close = close
        if close is not None:
            threading.Thread(target=self._listen, daemon=True).start()

    def send(self, room: str) -> None:
        self._redis.publish(CHANNEL, room)

    def _listen(self) -> None:
        pause = threading.Event()
        while True:
            try:
                self._follow()
            except (redis.RedisError, OSError) as problem:
                log.warning("control_link", problem=type(problem).__name__)
                pause.wait(1)

    def _follow(self) -> None:
        assert self._close is not None
        with self._redis.pubsub(ignore_subscribe_messages=True) as channel:
            channel.subscribe(CHANNEL)
            while True:
                message = channel.get_message(timeout=1)
                if message is not None:
                    self._close(message["data"].decode())
