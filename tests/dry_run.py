"""Requests that show whether they would change anything, and never do."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import sqlalchemy as sa
from werkzeug.exceptions import HTTPException

from portal.core.db import db


class WouldChange(HTTPException):
    """Stands in the place of a commit: what the request has written so far is rolled back."""

    code = 299
    description = "This would have changed rows."


@contextmanager
def dry_run() -> Iterator[None]:
    """Inside the block a verb that has changed rows answers 299 when it would commit; one that has not goes on."""
    transaction = _Transaction()

    def refuse(session: Any) -> None:
        session.flush()
        if transaction.has_changed_rows():
            raise WouldChange()

    hooks = [
        (db.engine, "begin", transaction.begin),
        (db.engine, "after_cursor_execute", transaction.count),
        (db.session, "before_commit", refuse),
    ]
    for target, name, hook in hooks:
        sa.event.listen(target, name, hook)
    try:
        yield
    finally:
        for target, name, hook in hooks:
            sa.event.remove(target, name, hook)


def row_counts() -> list[int]:
    """How many rows each table holds, the bookkeeping of sessions and tries aside."""
    aside = {"device_sessions", "attempts", "alembic_version"}
    tables = [table for table in db.metadata.sorted_tables if table.name not in aside]
    counts = sa.select(*(sa.select(sa.func.count()).select_from(table).scalar_subquery() for table in tables))
    return list(db.session.execute(counts).one())


class _Transaction:
    """Counts changed rows: PostgreSQL says how many after each statement, a SQLite connection how many ever."""

    def __init__(self) -> None:
        self.rows = self.before = 0
        self.sqlite: Any = None

    def begin(self, connection: sa.Connection) -> None:
        self.rows = 0
        if connection.dialect.name == "sqlite":
            self.sqlite = connection.connection.dbapi_connection
            self.before = self.sqlite.total_changes

    def count(self, _connection: object, cursor: Any, statement: str, *_rest: object) -> None:
        if statement.startswith(("INSERT", "UPDATE", "DELETE")):
            self.rows += max(cursor.rowcount, 0)

    def has_changed_rows(self) -> bool:
        return bool(self.sqlite.total_changes > self.before if self.sqlite is not None else self.rows)
