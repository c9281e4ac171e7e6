"""Closed-loop clients that cost next to nothing beside the server: ready-made bytes out, a status line back."""

from __future__ import annotations

import threading
import time
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from urllib.parse import urlencode

from flask import Flask

from portal.accounts.models import Member
from portal.cli.bench.load import Connection, Request, cpu_seconds, family
from tests.browser_client import Browser
from tests.servers import Server


@dataclass(frozen=True, slots=True)
class Identity:
    """A signed-in member as a client sends it: the cookie and the CSRF token that belongs to it."""

    cookie: str
    csrf_token: str


def identity(app: Flask, member: Member) -> Identity:
    """Signs a member in on a new device, without a page."""
    browser = app.test_client()
    assert isinstance(browser, Browser)
    browser.sign_in_as(member)
    return Identity(f"{app.config['SESSION_COOKIE_NAME']}={browser.session_cookie}", browser.csrf_token)


@dataclass(frozen=True, slots=True)
class Attempt:
    """One form sent by someone, as htmx sends it."""

    who: Identity
    path: str
    fields: Mapping[str, str]
    headers: Mapping[str, str] = field(default_factory=dict)

    def encoded(self) -> bytes:
        body = urlencode({"csrf_token": self.who.csrf_token, **self.fields})
        headers = {
            "Cookie": self.who.cookie,
            "HX-Request": "true",
            "Content-Type": "application/x-www-form-urlencoded",
            **self.headers,
        }
        return Request("POST", self.path, headers, lambda: body).encoded()


@dataclass(slots=True)
class Outcome:
    """What came back, how fast, and the processor time the server and the clients spent on it."""

    statuses: Counter[int] = field(default_factory=Counter)
    times: list[float] = field(default_factory=list)
    seconds: float = 0.0
    server_cpu: float = 0.0
    clients_cpu: float = 0.0

    @property
    def per_second(self) -> float:
        return len(self.times) / self.seconds

    def __str__(self) -> str:
        count = len(self.times)
        p99 = sorted(self.times)[int(count * 0.99)] * 1000
        server, clients = self.server_cpu * 1000 / count, self.clients_cpu * 1000 / count
        return (
            f"{count} requests, {self.per_second:.0f}/s, p99 {p99:.0f} ms, {dict(self.statuses)}, "
            f"CPU ms a request: server {server:.2f}, clients {clients:.2f}"
        )


def wait_until_calm(server: Server, seconds: float = 60) -> None:
    """Waits until every worker has started: the first one answers while the others still load."""
    until = time.monotonic() + seconds
    before, now = -1.0, cpu_seconds(family(server.pid))
    while now - before > 0.05 and time.monotonic() < until:
        time.sleep(0.5)
        before, now = now, cpu_seconds(family(server.pid))


def storm(server: Server, attempts: Sequence[Attempt], clients: int = 32) -> Outcome:
    """Sends every attempt once, all clients starting together, each waiting for its answer."""
    assert server.port is not None
    queue = iter([attempt.encoded() for attempt in attempts])
    lock = threading.Lock()
    together = threading.Barrier(clients + 1)
    outcome = Outcome()

    def run(connection: Connection) -> None:
        together.wait()
        while True:
            with lock:
                request = next(queue, None)
            if request is None:
                break
            begun = time.perf_counter()
            status = connection.send(request).status
            with lock:
                outcome.times.append(time.perf_counter() - begun)
                outcome.statuses[status] += 1
        connection.close()

    threads = [threading.Thread(target=run, args=(Connection(server.port),)) for _client in range(clients)]
    for thread in threads:
        thread.start()
    wait_until_calm(server)
    processes = family(server.pid)
    server_before, clients_before, begun = cpu_seconds(processes), time.process_time(), time.perf_counter()
    together.wait()
    for thread in threads:
        thread.join()
    outcome.seconds = time.perf_counter() - begun
    outcome.server_cpu = cpu_seconds(processes) - server_before
    outcome.clients_cpu = time.process_time() - clients_before
    return outcome
