"""The scaled portal under the process tests: PostgreSQL, a Redis of its own, and live processes that hold sockets."""

from __future__ import annotations

import os
import shutil
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
import socketio as client
import sqlalchemy as sa
from flask import Flask

from portal import create_app
from portal.accounts.models import Member
from portal.config import Settings, load_settings
from portal.core import migrations
from portal.core.db import db
from portal.core.realtime import socketio
from tests.browser_client import Browser

SERVER = os.environ.get("PORTAL_TEST_DATABASE_URL") or "postgresql+psycopg:///postgres"
COMMAND = "import sys; from portal.cli import main; main(sys.argv[1:], prog_name='portal')"
ROOT = Path(__file__).resolve().parents[2]
START_WITHIN = 60.0


@dataclass
class Scaled:
    """The running processes, and an app on the same database and Redis that acts as a pages process would."""

    app: Flask
    settings: Settings
    environment: dict[str, str]
    redis: subprocess.Popen[bytes]
    processes: dict[int, subprocess.Popen[bytes]] = field(default_factory=dict)

    def restart_redis(self) -> None:
        self.redis = start_redis(sa.make_url(self.settings.redis_url).port or 0, self.settings.data_dir)

    def start_live(self, port: int | None = None) -> int:
        """Starts a live process, by default on a free port, and returns the port once it answers."""
        port = port or free_port()
        command = [sys.executable, "-c", COMMAND, "serve", "--role", "live", "--port", str(port)]
        log = self.settings.data_dir / f"live-{port}.log"
        with log.open("ab") as output:
            process = subprocess.Popen(command, env=self.environment, stdout=output, stderr=output, cwd=ROOT)
        self.processes[port] = process
        wait_until(lambda: answers(port), f"live process: {log.read_text()[-2000:]}", START_WITHIN)
        return port

    def kill(self, port: int) -> None:
        """Kills a live process and its worker as a crash would."""
        process = self.processes.pop(port)
        children = Path(f"/proc/{process.pid}/task/{process.pid}/children").read_text().split()
        for pid in (process.pid, *map(int, children)):
            os.kill(pid, signal.SIGKILL)
        process.wait()

    def cookie(self, member: Member) -> str:
        browser = self.app.test_client()
        assert isinstance(browser, Browser)
        browser.sign_in_as(member)
        name = self.app.config["SESSION_COOKIE_NAME"]
        cookie = browser.get_cookie(name)
        assert cookie is not None
        return f"{name}={cookie.value}"

    def listen(self, port: int, cookie: str, origin: str | None = None) -> Listener:
        return Listener(f"http://127.0.0.1:{port}", cookie, origin or self.settings.base_url)


class Listener:
    """A socket of a member's browser; remembers what it heard and when it was closed."""

    def __init__(self, url: str, cookie: str, origin: str) -> None:
        self.heard: list[dict[str, Any]] = []
        self.heads: list[dict[str, Any]] = []
        self.closed_at = 0.0
        self._client = client.Client(reconnection=False, websocket_extra_options={"origin": origin})
        self._client.on("live", self.heard.append)
        self._client.on("head", self.heads.append)
        self._client.on("disconnect", self._closed)
        self._client.connect(url, headers={"Cookie": cookie}, transports=["websocket"], wait_timeout=10)

    def _closed(self, *_reason: object) -> None:
        self.closed_at = time.monotonic()

    @property
    def is_open(self) -> bool:
        return not self.closed_at

    def join(self, slug: str, stream: str = "audience") -> Any:
        return self._client.call("join", {"slug": slug, "stream": stream}, timeout=10)

    def close(self) -> None:
        self._client.disconnect()


@contextmanager
def scaled_portal(data_dir: Path) -> Iterator[Scaled]:
    """A database and a Redis of this run, without any live process yet; skips where one of them is missing."""
    if not shutil.which("redis-server"):
        pytest.skip("redis-server is missing")
    try:
        server = sa.create_engine(SERVER, isolation_level="AUTOCOMMIT")
        name = f"portal_live_{os.getpid()}"
        with server.connect() as connection:
            connection.exec_driver_sql(f"CREATE DATABASE {name}")
    except sa.exc.OperationalError:
        pytest.skip("PostgreSQL is missing")
    redis_port = free_port()
    redis = start_redis(redis_port, data_dir)
    kept = dict(vars(socketio))
    settings = load_settings(
        data_dir=data_dir,
        database_url=str(sa.make_url(SERVER).set(database=name).render_as_string(hide_password=False)),
        redis_url=f"redis://127.0.0.1:{redis_port}/0",
        base_url="http://127.0.0.1:8000",
        role="pages",
        rate_limits=False,
        log_level="critical",
    )
    environment = {key: value for key, value in os.environ.items() if not key.startswith("PORTAL_")}
    environment |= {
        "PYTHONPATH": str(ROOT),
        "PORTAL_DATA_DIR": str(data_dir),
        "PORTAL_DATABASE_URL": settings.database_url,
        "PORTAL_REDIS_URL": settings.redis_url,
        "PORTAL_BASE_URL": settings.base_url,
    }
    app = create_app(settings)
    app.test_client_class = Browser
    scaled = Scaled(app, settings, environment, redis)
    try:
        with app.app_context():
            migrations.upgrade()
            yield scaled
    finally:
        for port in list(scaled.processes):
            scaled.kill(port)
        with app.app_context():
            db.engine.dispose()
        scaled.redis.kill()
        scaled.redis.wait()
        vars(socketio).clear()
        vars(socketio).update(kept)
        with server.connect() as connection:
            connection.exec_driver_sql(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)")
        server.dispose()


def start_redis(port: int, directory: Path) -> subprocess.Popen[bytes]:
    options = ["--port", str(port), "--save", "", "--appendonly", "no", "--dir", str(directory)]
    process = subprocess.Popen(["redis-server", *options], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    wait_until(lambda: is_listening(port), "redis-server", 10)
    return process


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def is_listening(port: int) -> bool:
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0


def answers(port: int) -> bool:
    try:
        with urllib.request.urlopen(f"http://127.0.0.1:{port}/healthz", timeout=2) as answer:
            return bool(answer.status == 200)
    except OSError:
        return False


def wait_until(done: Any, what: str, seconds: float) -> float:
    """How long it took until something was so; fails when it takes longer than allowed."""
    begun = time.monotonic()
    while not done():
        assert time.monotonic() - begun < seconds, f"not within {seconds} s: {what}"
        time.sleep(0.01)
    return time.monotonic() - begun
