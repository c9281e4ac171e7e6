"""Closed-loop clients: many threads, one keep-alive connection each, taking attempts from a shared list."""

from __future__ import annotations

import http.client
import threading
import time
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from urllib.parse import urlencode

from flask import Flask
from itsdangerous import URLSafeTimedSerializer

from portal.accounts.sessions import open_session
from tests.browser_client import CSRF


@dataclass(frozen=True, slots=True)
class Identity:
    """A signed-in member as a client sends it: the cookie and the CSRF token that belongs to it."""

    cookie: str
    csrf_token: str


@dataclass(frozen=True, slots=True)
class Attempt:
    """One POST by someone."""

    who: Identity
    path: str
    fields: dict[str, str]


@dataclass(slots=True)
class Outcome:
    statuses: Counter[int] = field(default_factory=Counter)
    bodies: Counter[bytes] = field(default_factory=Counter)
    times: list[float] = field(default_factory=list)
    seconds: float = 0.0

    @property
    def per_second(self) -> float:
        return len(self.times) / self.seconds

    def percentile(self, share: float) -> float:
        """The time in ms below which this share of the answers came."""
        return sorted(self.times)[int(len(self.times) * share)] * 1000


def identity(app: Flask, member_id: int) -> Identity:
    """Signs a member in on a new device, without a page."""
    token = open_session(member_id, "storm")
    session = {"_user_id": f"{member_id}:{token}", "_fresh": True, "_permanent": True, "csrf_token": CSRF}
    signer = app.session_interface.get_signing_serializer(app)  # type: ignore[attr-defined]
    csrf = URLSafeTimedSerializer(str(app.secret_key), salt="wtf-csrf-token").dumps(CSRF)
    return Identity(f"{app.config['SESSION_COOKIE_NAME']}={signer.dumps(session)}", str(csrf))


def storm(ports: Sequence[int], attempts: Sequence[Attempt], clients: int = 32, keep_bodies: bool = False) -> Outcome:
    """Sends every attempt once, all clients starting together; a broken connection counts as status 0."""
    queue = iter(attempts)
    lock = threading.Lock()
    together = threading.Barrier(clients)
    outcome = Outcome()

    def run(number: int) -> None:
        connection = http.client.HTTPConnection("127.0.0.1", ports[number % len(ports)], timeout=60)
        together.wait()
        while True:
            with lock:
                attempt = next(queue, None)
            if attempt is None:
                break
            begun = time.perf_counter()
            status, body = _send(connection, attempt)
            with lock:
                outcome.times.append(time.perf_counter() - begun)
                outcome.statuses[status] += 1
                if keep_bodies:
                    outcome.bodies[body] += 1
        connection.close()

    threads = [threading.Thread(target=run, args=(number,)) for number in range(clients)]
    begun = time.perf_counter()
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    outcome.seconds = time.perf_counter() - begun
    return outcome


def _send(connection: http.client.HTTPConnection, attempt: Attempt) -> tuple[int, bytes]:
    headers = {"Cookie": attempt.who.cookie, "Content-Type": "application/x-www-form-urlencoded"}
    body = urlencode({"csrf_token": attempt.who.csrf_token, **attempt.fields})
    try:
        connection.request("POST", attempt.path, body, headers)
        answer = connection.getresponse()
        return answer.status, answer.read()
    except (OSError, http.client.HTTPException):
        connection.close()
        return 0, b""
