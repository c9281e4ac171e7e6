"""Runs migrations on the app's own engine, foreign keys off while SQLite rebuilds tables, then checked."""

from __future__ import annotations

from typing import Literal

from alembic import context
from flask import current_app

import portal.migrations.tables  # noqa: F401  (every model, so that metadata is complete)
from portal.core.db import UtcDateTime, db
from portal.core.sealed import Sealed


def render_item(kind: str, item: object, _context: object) -> str | Literal[False]:
    """Writes own column types as the plain ones they store."""
    if kind == "type" and isinstance(item, UtcDateTime):
        return "sa.DateTime(timezone=True)"
    if kind == "type" and isinstance(item, Sealed):
        return "sa.Text()"
    return False


def run() -> None:
    engine = current_app.extensions["migrate"].db.engine
    on_sqlite = engine.dialect.name == "sqlite"
    with engine.connect() as connection:
        if on_sqlite:
            connection.exec_driver_sql("PRAGMA foreign_keys=OFF")
            connection.exec_driver_sql("BEGIN IMMEDIATE")
        else:
            connection = connection.execution_options(isolation_level="READ COMMITTED")
        context.configure(
            connection=connection, target_metadata=db.metadata, render_as_batch=True, render_item=render_item
        )
        with context.begin_transaction():
            context.run_migrations()
        if on_sqlite:
            broken = connection.exec_driver_sql("PRAGMA foreign_key_check").all()
            if broken:
                connection.rollback()
                raise RuntimeError(f"{len(broken)} rows point nowhere after the migration; nothing was changed")
            connection.commit()
            connection.exec_driver_sql("PRAGMA foreign_keys=ON")


run()
