"""Background work: Huey wakes the outbox drain after a commit, a tick every half second catches what no one woke.

One process holds the jobs lease and works; when it dies, the next one that asks takes over at once.
"""

from __future__ import annotations

import json
import threading
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import structlog
from flask import Flask, current_app
from huey import MemoryHuey, RedisHuey
from huey.api import Huey
from huey.registry import Message
from huey.serializer import Serializer

from portal.core.lease import Lease

log = structlog.get_logger()

TICK = 0.5
GATHER = 0.5
"""How long a woken worker waits for more: the search index takes fifty posts in the time of a few."""


@dataclass(frozen=True, slots=True)
class Scheduled:
    """A function to run about every `seconds` while this process holds the lease."""

    name: str
    seconds: float
    run: Callable[[], Any]


class PlainSerializer(Serializer):  # type: ignore[misc]
    """Queue messages as JSON: whoever can write to Redis still cannot run code here, as pickle would let them."""

    def _serialize(self, data: Message) -> bytes:
        return json.dumps([data.id, data.name]).encode()

    def _deserialize(self, data: bytes) -> Message:
        task_id, name = json.loads(data)
        return Message(str(task_id), str(name), retries=0, retry_delay=0, args=(), kwargs={})


class Jobs:
    """The queue of one app and, once `start()`ed, its worker threads."""

    def __init__(self, app: Flask, redis_url: str, lease: Lease, drain: Callable[[], int]) -> None:
        self._app = app
        self._lease = lease
        self._drain = drain
        self._working = threading.Lock()
        self._stop = threading.Event()
        self._threads: list[threading.Thread] = []
        self._due: dict[str, float] = {}
        self.schedule: Sequence[Scheduled] = ()
        self.holds_lease = False
        options = {"results": False, "serializer": PlainSerializer()}
        self.huey: Huey = (
            RedisHuey("portal", url=redis_url, **options) if redis_url else MemoryHuey("portal", **options)
        )
        self._shared = bool(redis_url)
        self._wake = self.huey.task()(self.work)

    def wake(self) -> None:
        """Asks the worker to drain soon; silent when there is none here, because the tick will."""
        if self._shared or self.holds_lease:
            self._wake()

    def start(self) -> None:
        """Starts the Huey consumer and the tick in threads of this process."""
        self._threads = [threading.Thread(target=target, daemon=True) for target in (self._consume, self._tick)]
        for thread in self._threads:
            thread.start()

    def stop(self) -> None:
        """Ends the threads after the delivery in hand and frees the lease."""
        self._stop.set()
        for thread in self._threads:
            thread.join(timeout=5)
        self._lease.release()

    def work(self) -> None:
        """Drains until nothing is due, then runs what the schedule asks for; does nothing without the lease."""
        with self._app.app_context(), self._working:
            self.holds_lease = self._lease.acquire()
            if not self.holds_lease:
                return
            while self._drain() and not self._stop.is_set():
                pass
            for item in self.schedule:
                if self._due.get(item.name, 0) <= time.monotonic():
                    self._due[item.name] = time.monotonic() + item.seconds
                    self._run(item)

    def _run(self, item: Scheduled) -> None:
        try:
            item.run()
        except Exception as problem:
            log.error("schedule", job=item.name, problem=type(problem).__name__, exc_info=problem)

    def _consume(self) -> None:
        while not self._stop.is_set():
            try:
                if self.huey.dequeue() is None:
                    self._stop.wait(0.05)
                else:
                    self._stop.wait(GATHER)
                    self.huey.flush()  # one drain answers every call that has come by now
                    self.work()
            except Exception as problem:
                log.warning("queue", problem=type(problem).__name__)
                self._stop.wait(1)

    def _tick(self) -> None:
        while not self._stop.wait(TICK):
            try:
                self.work()
            except Exception as problem:
                log.error("tick", problem=type(problem).__name__, exc_info=problem)


def jobs() -> Jobs:
    found: Jobs = current_app.extensions["jobs"]
    return found


def wake() -> None:
    jobs().wake()
