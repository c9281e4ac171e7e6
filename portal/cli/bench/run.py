"""Starts the real server and the bare one, and asks each page of both."""

from __future__ import annotations

import hashlib
import os
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from urllib.error import URLError
from urllib.parse import quote, urlencode

import sqlalchemy as sa
from flask import Flask
from itsdangerous import URLSafeTimedSerializer

from portal.accounts.models import Member
from portal.accounts.sessions import open_session
from portal.cli.bench.load import Request, Result, family, measure, resident_mb
from portal.community.models import Topic
from portal.config import ConfigurationError
from portal.core.db import db
from portal.core.ids import new_id
from portal.search.analysis import query_terms
from portal.search.queries import PAGE, audiences_of
from portal.search.shelf import shelf

READER = 1
CSRF = hashlib.sha256(b"bench").hexdigest()


QUERY = "血糖"
WARM_UP = 3.0
"""Seconds before the measuring begins: the first post loads dictionaries that the thousandth does not."""


@dataclass(frozen=True, slots=True)
class Row:
    """One page's figures.

    `bare_cpu_ms` is what a Flask route without work needs for as many bytes, `engine_cpu_ms` what of `cpu_ms` is the
    search engine's own.
    """

    page: str
    per_second: float
    p50: float
    p99: float
    cpu_ms: float
    bare_cpu_ms: float
    engine_cpu_ms: float
    queries: int
    bytes: int
    failed: int


def measure_pages(app: Flask, home: Path, *, seconds: float, clients: int) -> tuple[list[Row], float]:
    """Measures every page; returns the rows and the server's resident MB at the end."""
    with app.app_context():
        pages = _pages(app)
        engine = {"search": _engine_cpu_ms()}
        queries = {name: _queries(app, page) for name, page in pages.items() if page.method == "GET"}
        db.session.remove()
        db.engine.dispose()
    _pin(os.getpid(), 1)
    results: dict[str, Result] = {}
    with _server([sys.executable, "-m", "portal", "serve"], home, "/readyz") as (port, pid):
        for name, page in pages.items():
            measure(port, page, [], seconds=WARM_UP, clients=clients)
            results[name] = measure(port, page, family(pid), seconds=seconds, clients=clients)
        memory = resident_mb(family(pid))
    gunicorn = [sys.executable, "-m", "gunicorn", "-k", "gthread", "--threads", "16", "portal.cli.bench.bare:app"]
    with _server(gunicorn, home, "/bare/1") as (port, pid):
        bare = {
            name: measure(port, Request("GET", f"/bare/{result.bytes}"), family(pid), seconds=1, clients=clients)
            for name, result in results.items()
        }
    return [
        _row(name, results[name], bare[name], engine.get(name, 0.0), queries.get(name, 0)) for name in pages
    ], memory


def _pages(app: Flask) -> dict[str, Request]:
    """The pages of performance.md as the signed-in reader asks for them, and a reply being sent."""
    token = open_session(READER, "bench")
    session = {"_user_id": f"{READER}:{token}", "_fresh": True, "_permanent": True, "csrf_token": CSRF}
    signer = app.session_interface.get_signing_serializer(app)  # type: ignore[attr-defined]
    csrf = str(URLSafeTimedSerializer(str(app.secret_key), salt="wtf-csrf-token").dumps(CSRF))
    cookie = {"Cookie": f"{app.config['SESSION_COOKIE_NAME']}={signer.dumps(session)}"}
    visitor = {"Cookie": f"{app.config['SESSION_COOKIE_NAME']}={signer.dumps({'csrf_token': CSRF})}"}
    form = {**cookie, "Content-Type": "application/x-www-form-urlencoded"}
    topic = db.session.scalars(sa.select(Topic.public_id).where(Topic.group_id == 1).limit(1)).one()

    def reply() -> str:
        return urlencode({"csrf_token": csrf, "request_key": new_id(), "body": "今天散步半小时，血糖平稳。"})

    return {
        "home": Request("GET", "/", cookie),
        "group home": Request("GET", "/groups/bench-1", cookie),
        "topic list": Request("GET", "/groups/bench-1/topics", cookie),
        "topic": Request("GET", f"/topics/{topic}", cookie),
        "topic, signed out": Request("GET", f"/topics/{_public_topic()}", visitor),
        "search": Request("GET", f"/search?q={quote(QUERY)}", cookie),
        "reply": Request("POST", f"/topics/{topic}/posts", form, reply, (200, 303)),
    }


def _public_topic() -> str:
    return db.session.scalars(sa.select(Topic.public_id).where(Topic.group_id == 2).limit(1)).one()


def _queries(app: Flask, page: Request) -> int:
    seen: list[str] = []

    def note(_connection: object, _cursor: object, statement: str, *_rest: object) -> None:
        seen.append(statement)

    engine = db.engine
    sa.event.listen(engine, "before_cursor_execute", note)
    try:
        with app.test_client(use_cookies=False) as client:
            client.get(page.path, headers=page.headers)
    finally:
        sa.event.remove(engine, "before_cursor_execute", note)
    return len(seen)


def _engine_cpu_ms(times: int = 40) -> float:
    """The engine alone, asked in this process for what the search page asks it."""
    audiences = audiences_of(db.session.get(Member, READER))
    ask = partial(shelf().index().search, query_terms(QUERY), text=QUERY, audiences=audiences, limit=PAGE)
    ask()
    begun = time.process_time()
    for _time in range(times):
        ask()
    return (time.process_time() - begun) * 1000 / times


def _row(name: str, result: Result, bare: Result, engine_cpu_ms: float, queries: int) -> Row:
    return Row(
        page=name,
        per_second=result.per_second,
        p50=result.p50,
        p99=result.p99,
        cpu_ms=result.cpu_ms,
        bare_cpu_ms=bare.cpu_ms,
        engine_cpu_ms=engine_cpu_ms,
        queries=queries,
        bytes=result.bytes,
        failed=result.failed,
    )


@contextmanager
def _server(command: list[str], home: Path, ready: str) -> Iterator[tuple[int, int]]:
    """Runs a server on a free loopback port and core 0; yields the port and the process."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = int(probe.getsockname()[1])
    address = ["--bind", f"127.0.0.1:{port}"] if "gunicorn" in command else ["--port", str(port)]
    environment = {name: value for name, value in os.environ.items() if not name.startswith("PORTAL_")}
    environment |= {
        "PORTAL_DATA_DIR": str(home),
        "PORTAL_BASE_URL": f"http://127.0.0.1:{port}",
        "PORTAL_RATE_LIMITS": "0",
        "PORTAL_LOG_LEVEL": "error",
    }
    process = subprocess.Popen(
        [*command, *address], env=environment, stderr=subprocess.DEVNULL, stdout=subprocess.DEVNULL
    )
    try:
        _pin(process.pid, 0)
        _wait(f"http://127.0.0.1:{port}{ready}")
        yield port, process.pid
    finally:
        process.terminate()
        process.wait(timeout=20)


def _wait(address: str) -> None:
    until = time.monotonic() + 30
    while time.monotonic() < until:
        try:
            with urllib.request.urlopen(address, timeout=2):
                return
        except (URLError, OSError):
            time.sleep(0.1)
    raise ConfigurationError("The server to measure did not start.")


def _pin(pid: int, core: int) -> None:
    """Keeps server and load apart, where there is more than one core; later threads and children follow."""
    if (os.cpu_count() or 1) > 1:
        os.sched_setaffinity(pid, {core})
