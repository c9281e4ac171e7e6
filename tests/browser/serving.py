"""What the browser tests browse: a portal served in one process, and an app on its data to make rows with."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from flask import Flask

from portal import create_app
from portal.accounts.models import Member
from portal.config import load_settings
from tests.browser_client import Browser
from tests.servers import Server, free_port


@dataclass
class Served:
    server: Server
    app: Flask

    @property
    def url(self) -> str:
        return self.server.url

    def session_cookie(self, member: Member | None, **values: str) -> str:
        """What the browser's cookie holds once a member has signed in, with what earlier steps left there."""
        client = self.app.test_client()
        assert isinstance(client, Browser)
        if member is not None:
            client.sign_in_as(member)
        client.remember(**values)
        return client.session_cookie


@contextmanager
def serve(data_dir: Path) -> Iterator[Served]:
    """Runs `portal serve` on an empty directory."""
    with Server("serve", "--threads", "80", data_dir=data_dir, port=free_port()) as server:
        yield Served(server, app_beside(server, data_dir))


@contextmanager
def serve_demo(directory: Path) -> Iterator[Served]:
    """Runs `portal demo`, with its people and all they have written."""
    with Server("demo", data_dir=directory, port=free_port()) as server:
        yield Served(server, app_beside(server, directory / "demo"))


def app_beside(server: Server, data_dir: Path) -> Flask:
    place = {"data_dir": data_dir, "base_url": server.url, "database_url": "", "redis_url": ""}
    app = create_app(load_settings(**place, rate_limits=False, log_level="critical"))
    app.test_client_class = Browser
    return app
