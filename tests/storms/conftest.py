"""A place of its own for each storm: a data directory, a database, an app to prepare rows with."""

from __future__ import annotations

import os
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from flask import Flask

from portal import create_app
from portal.config import load_settings
from portal.core import migrations
from portal.core.db import db
from tests.browser_client import Browser
from tests.databases import own_database
from tests.servers import Server, free_port


@dataclass(frozen=True, slots=True)
class Place:
    """Where a storm happens: real processes work on it, `app` prepares and inspects its rows."""

    app: Flask
    home: Path
    database_url: str

    def pages(self, workers: int, **environment: str) -> Server:
        """The pages, served by several processes."""
        arguments = ("serve", "--role", "pages", "--workers", str(workers))
        return Server(*arguments, data_dir=self.home, port=free_port(), **self._database, **environment)

    def worker(self, **environment: str) -> Server:
        return Server("worker", data_dir=self.home, **self._database, **environment)

    @property
    def _database(self) -> dict[str, str]:
        return {"PORTAL_DATABASE_URL": self.database_url} if self.database_url else {}


@pytest.fixture(scope="session")
def database_url() -> Iterator[str]:
    """PostgreSQL in a database of this run, or nothing: making and dropping one makes the whole server write."""
    with own_database(os.environ.get("PORTAL_TEST_DATABASE_URL", ""), f"portal_storm_{os.getpid()}") as url:
        yield url


@pytest.fixture
def place(tmp_path: Path, database_url: str) -> Iterator[Place]:
    """An empty, migrated portal on SQLite or, where the run is on PostgreSQL, there."""
    settings = load_settings(data_dir=tmp_path, database_url=database_url, rate_limits=False, log_level="critical")
    app = create_app(settings)
    app.test_client_class = Browser
    with app.app_context():
        if database_url:
            with db.engine.begin() as connection:
                connection.exec_driver_sql("DROP SCHEMA public CASCADE")
                connection.exec_driver_sql("CREATE SCHEMA public")
        migrations.upgrade()
        yield Place(app, tmp_path, database_url)
        app.extensions["jobs"].stop()
        db.session.remove()
        db.engine.dispose()
