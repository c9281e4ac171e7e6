"""The schema's state: upgrading it, whether it is current, and the triggers that keep some tables append-only."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import command
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from flask import current_app

from portal.core.db import db

APPEND_ONLY: list[str] = []


def append_only(table: str) -> str:
    """Marks a table whose rows may be neither changed nor deleted, in the database itself; returns its name."""
    APPEND_ONLY.append(table)
    return table


def _config():  # type: ignore[no-untyped-def]
    return current_app.extensions["migrate"].migrate.get_config()


def upgrade() -> None:
    """Migrates to the newest revision, then recreates every append-only trigger (a batch alter drops them)."""
    command.upgrade(_config(), "head")
    with db.engine.begin() as connection:
        create_triggers(connection)


def is_current() -> bool:
    """Whether the database stands at the newest revision and every append-only trigger is in place."""
    with db.engine.connect() as connection:
        return at_head(connection) and not missing_triggers(connection)


def at_head(connection: sa.Connection) -> bool:
    head = ScriptDirectory.from_config(_config()).get_current_head()
    return bool(MigrationContext.configure(connection).get_current_revision() == head)


def missing_triggers(connection: sa.Connection) -> list[str]:
    """The append-only tables that lack a guard."""
    source = "sqlite_master WHERE type = 'trigger'" if connection.dialect.name == "sqlite" else "pg_trigger WHERE true"
    column = "name" if connection.dialect.name == "sqlite" else "tgname"
    present = set(connection.execute(sa.text(f"SELECT {column} FROM {source}")).scalars())
    return [table for table in APPEND_ONLY if not {f"{table}_no_update", f"{table}_no_delete"} <= present]


def create_triggers(connection: sa.Connection) -> None:
    for table in APPEND_ONLY:
        for verb in ("update", "delete"):
            for statement in _trigger(table, verb, connection.dialect.name):
                connection.exec_driver_sql(statement)


def _trigger(table: str, verb: str, dialect: str) -> list[str]:
    name = f"{table}_no_{verb}"
    if dialect == "sqlite":
        body = f"BEGIN SELECT RAISE(ABORT, '{table} is append-only'); END"
        return [f"DROP TRIGGER IF EXISTS {name}", f"CREATE TRIGGER {name} BEFORE {verb.upper()} ON {table} {body}"]
    function = (
        "CREATE OR REPLACE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS "
        "$$ BEGIN RAISE EXCEPTION USING MESSAGE = TG_TABLE_NAME || ' is append-only'; END $$"
    )
    create = f"CREATE TRIGGER {name} BEFORE {verb.upper()} ON {table} FOR EACH ROW EXECUTE FUNCTION refuse_change()"
    truncate = (
        f"CREATE TRIGGER {table}_no_truncate BEFORE TRUNCATE ON {table} "
        "FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()"
    )
    statements = [function, f"DROP TRIGGER IF EXISTS {name} ON {table}", create]
    if verb == "delete":
        statements += [f"DROP TRIGGER IF EXISTS {table}_no_truncate ON {table}", truncate]
    return statements
