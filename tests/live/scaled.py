"""The scaled portal under the process tests: PostgreSQL, a Redis of its own, and live processes that hold sockets."""

from __future__ import annotations

import os
import shutil
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
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
from tests.databases import own_database
from tests.servers import Process, Server, free_port

POSTGRES = os.environ.get("PORTAL_TEST_DATABASE_URL") or "postgresql+psycopg:///postgres"


@dataclass
class Scaled:
    """The running processes, and an app on the same database and Redis that acts as a pages process would."""

    app: Flask
    settings: Settings
    redis: Process
    live: dict[int, Server] = field(default_factory=dict)

    def start_live(self, port: int | None = None) -> int:
        """Starts a live process, by default on a free port, and returns the port once it answers."""
        port = port or free_port()
        shared = {
            "PORTAL_DATABASE_URL": self.settings.database_url,
            "PORTAL_REDIS_URL": self.settings.redis_url,
            "PORTAL_BASE_URL": self.settings.base_url,
        }
        self.live[port] = Server("serve", "--role", "live", data_dir=self.settings.data_dir, port=port, **shared)
        self.live[port].start()
        return port

    def cookie(self, member: Member) -> str:
        browser = self.app.test_client()
        assert isinstance(browser, Browser)
        return f"{self.app.config['SESSION_COOKIE_NAME']}={browser.sign_in_as(member).session_cookie}"

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
    with ExitStack() as running:
        try:
            database_url = running.enter_context(own_database(POSTGRES, f"portal_live_{os.getpid()}"))
        except sa.exc.OperationalError:
            pytest.skip("PostgreSQL is missing")
        redis = running.enter_context(redis_server(data_dir))
        kept = {**vars(socketio), "server_options": dict(socketio.server_options)}
        settings = load_settings(
            data_dir=data_dir,
            database_url=database_url,
            redis_url=f"redis://127.0.0.1:{redis.port}/0",
            base_url="http://127.0.0.1:8000",
            role="pages",
            rate_limits=False,
            log_level="critical",
        )
        app = create_app(settings)
        app.test_client_class = Browser
        scaled = Scaled(app, settings, redis)
        try:
            with app.app_context():
                migrations.upgrade()
                yield scaled
        finally:
            for server in scaled.live.values():
                server.kill()
            with app.app_context():
                db.engine.dispose()
            vars(socketio).clear()
            vars(socketio).update(kept)


def redis_server(directory: Path) -> Process:
    port = free_port()
    command = ["redis-server", "--port", str(port), "--save", "", "--appendonly", "no", "--dir", str(directory)]
    return Process(command, log=directory / "redis.log", port=port)
