"""One migrated app for the whole run, an empty database for each test, on SQLite or on PostgreSQL."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from flask import Flask

from portal import create_app
from portal.config import load_settings
from portal.core import migrations
from portal.core.db import db
from portal.core.jobs import jobs
from tests.browser_client import Browser
from tests.databases import own_database

pytest_plugins = ["tests.cast", "tests.sockets"]

DATABASE_URL = os.environ.get("PORTAL_TEST_DATABASE_URL", "")


@pytest.fixture(scope="session")
def app(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Flask]:
    home = tmp_path_factory.mktemp("portal")
    name = f"portal_test_{os.environ.get('PYTEST_XDIST_WORKER', 'main')}_{os.getpid()}"
    with own_database(DATABASE_URL, name) as url:
        settings = load_settings(data_dir=home, database_url=url, redis_url="", rate_limits=False, log_level="critical")
        app = create_app(settings)
        app.config["TESTING"] = False
        app.test_client_class = Browser
        with app.app_context():
            migrations.upgrade()
            db.engine.dispose()
            if settings.on_sqlite:
                shutil.copy(home / "portal.db", home / "empty.db")
        yield app
        app.extensions["jobs"].stop()
        with app.app_context():
            db.engine.dispose()


@pytest.fixture(autouse=True)
def database(request: pytest.FixtureRequest) -> Iterator[None]:
    """An empty database and an app context for tests that use the app; nothing for pure ones."""
    if "app" not in request.fixturenames:
        yield
        return
    app: Flask = request.getfixturevalue("app")
    with app.app_context():
        empty_database(app.extensions["settings"].data_dir)
        yield
        db.session.remove()


def empty_database(home: Path) -> None:
    """Gives the app an empty migrated database again; needs an app context."""
    if db.engine.dialect.name == "sqlite":
        db.engine.dispose()
        for leftover in home.glob("portal.db*"):
            leftover.unlink()
        shutil.copy(home / "empty.db", home / "portal.db")
        return
    tables = [table.name for table in db.metadata.sorted_tables]
    filled = " UNION ALL ".join(f"SELECT '{name}' WHERE EXISTS (SELECT 1 FROM {name})" for name in tables)
    with db.engine.begin() as connection:
        names = connection.exec_driver_sql(filled).scalars().all()
        if names:
            connection.exec_driver_sql("SET session_replication_role = replica")
            connection.exec_driver_sql(f"TRUNCATE {', '.join(names)} RESTART IDENTITY CASCADE")
            connection.exec_driver_sql("SET session_replication_role = origin")


@pytest.fixture
def browser(app: Flask) -> Callable[..., Browser]:
    """Makes browsers: `browser()` signed out, `browser(member)` signed in as someone."""

    def open_browser(member: object | None = None) -> Browser:
        client = app.test_client()
        assert isinstance(client, Browser)
        if member is not None:
            client.sign_in_as(member)
        return client

    return open_browser


@pytest.fixture
def deliver(app: Flask) -> Callable[[], None]:
    """Runs the background work that is due, as the worker would."""
    return jobs().work
