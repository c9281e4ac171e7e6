"""`portal db upgrade|check`: the schema and its append-only triggers."""

from __future__ import annotations

import click
from flask import Flask

from portal.cli.operator import OperatorCommand, operator_app
from portal.config import ConfigurationError, Settings
from portal.core import migrations
from portal.core.db import db as database


@click.group()
def db() -> None:
    """Upgrades and checks the database."""


@db.command(cls=OperatorCommand)
def upgrade() -> None:
    """Migrates to the newest revision and recreates the append-only triggers."""
    with operator_app().app_context():
        migrations.upgrade()
    click.echo("The database is at the newest revision.")


@db.command(cls=OperatorCommand)
def check() -> None:
    """Fails unless the database stands at the newest revision with every append-only trigger."""
    require_current(operator_app())
    click.echo("The database is at the newest revision, every append-only trigger is in place.")


def require_current(app: Flask) -> None:
    """Raises ConfigurationError when the database is behind or lacks an append-only trigger."""
    with app.app_context():
        with database.engine.connect() as connection:
            behind = not migrations.at_head(connection)
            missing = migrations.missing_triggers(connection)
    if behind:
        raise ConfigurationError("The database is behind the code; run `portal db upgrade` first.")
    if missing:
        raise ConfigurationError(f"Append-only triggers are missing on {', '.join(missing)}; run `portal db upgrade`.")


def prepare(app: Flask) -> None:
    """Makes the database fit to serve: upgraded on SQLite, only checked on PostgreSQL. Raises ConfigurationError."""
    settings: Settings = app.extensions["settings"]
    with app.app_context():
        if settings.on_sqlite and not migrations.is_current():
            migrations.upgrade()
    require_current(app)
