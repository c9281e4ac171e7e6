"""The database handle, column types, and `transaction()`: the one way anything is written."""

from __future__ import annotations

import fcntl
import sqlite3
import threading
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager, nullcontext
from contextvars import ContextVar
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from typing import Annotated, Any, TypeAlias, TypeVar

import sqlalchemy as sa
import structlog
from flask import Flask, current_app
from flask_migrate import Migrate
from flask_sqlalchemy import SQLAlchemy
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column
from sqlalchemy.types import TypeDecorator

from portal.core import clock
from portal.core.ids import LENGTH, new_id

log = structlog.get_logger()

NAMING = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s_%(referred_table_name)s",
    "pk": "pk_%(table_name)s",
}


class UtcDateTime(TypeDecorator[datetime]):
    """An aware UTC moment on every database (SQLite hands back naive values). Naive values are refused."""

    impl = sa.DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Any) -> datetime | None:
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("a moment without a zone cannot be stored")
        return value.astimezone(UTC)

    def process_result_value(self, value: datetime | None, dialect: Any) -> datetime | None:
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


RowId = Annotated[int, mapped_column(sa.BigInteger().with_variant(sa.Integer, "sqlite"), primary_key=True)]
PublicId = Annotated[str, mapped_column(sa.String(LENGTH), unique=True, default=new_id)]
Moment = Annotated[datetime, mapped_column(UtcDateTime)]
Created = Annotated[datetime, mapped_column(UtcDateTime, default=clock.now)]


class Base(DeclarativeBase):
    metadata = sa.MetaData(naming_convention=NAMING)
    id: Mapped[RowId]


@sa.event.listens_for(Base, "instrument_class", propagate=True)
def _never_reuse_row_numbers(mapper: Any, _class: Any) -> None:
    if mapper.local_table is not None:
        mapper.local_table.kwargs["sqlite_autoincrement"] = True


db = SQLAlchemy(model_class=Base, disable_autonaming=True, session_options={"expire_on_commit": False})
migrate = Migrate()


def init_db(app: Flask, url: str, data_dir: Path) -> None:
    on_sqlite = url.startswith("sqlite")
    options: dict[str, Any] = {"hide_parameters": True}
    if on_sqlite:
        options |= {
            "connect_args": {"isolation_level": None, "timeout": 5},
            "pool_size": 16,
            "max_overflow": 48,
            "pool_use_lifo": True,
        }
    else:
        options |= {"isolation_level": "AUTOCOMMIT", "pool_size": 10, "max_overflow": 20, "pool_pre_ping": True}
    app.config.update(SQLALCHEMY_DATABASE_URI=url, SQLALCHEMY_ENGINE_OPTIONS=options)
    app.extensions["write_gate"] = WriteGate(data_dir / "write.lock") if on_sqlite else nullcontext
    db.init_app(app)
    migrate.init_app(app, db, directory=str(Path(__file__).resolve().parents[1] / "migrations"), render_as_batch=True)
    if on_sqlite:
        with app.app_context():
            sa.event.listen(db.engine, "connect", _prepare_sqlite)


def _prepare_sqlite(connection: sqlite3.Connection, _record: Any) -> None:
    for pragma in ("journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON", "busy_timeout=5000", "secure_delete=ON"):
        connection.execute(f"PRAGMA {pragma}")


class WriteGate:
    """Lets SQLite's writers queue before BEGIN: threads on a lock, processes on a file lock the kernel frees."""

    def __init__(self, path: Path) -> None:
        self._lock = threading.Lock()
        self._path = path

    @contextmanager
    def __call__(self) -> Iterator[None]:
        with self._lock, self._path.open("w") as file:
            fcntl.flock(file, fcntl.LOCK_EX)
            yield


class TransactionDoomed(RuntimeError):
    """An inner verb failed and its caller swallowed the error; nothing of the outer verb is kept."""


@dataclass(slots=True)
class Transaction:
    doomed: bool = False
    after: list[Callable[[], None]] = field(default_factory=list)


_current: ContextVar[Transaction | None] = ContextVar("transaction", default=None)


def in_transaction() -> bool:
    return _current.get() is not None


def after_commit(callback: Callable[[], None]) -> None:
    """Runs a callback once the outermost transaction has committed; a failure there is logged and goes no further.

    Raises RuntimeError outside a transaction.
    """
    current = _current.get()
    if current is None:
        raise RuntimeError("after_commit() needs a transaction")
    current.after.append(callback)


@contextmanager
def transaction() -> Iterator[Transaction]:
    """One verb's unit of work: begins, commits at the outermost exit, rolls everything back on any error.

    Rows read before it are expired, so a verb always sees the rows as they are under its lock. Callbacks of
    `after_commit` run when the commit has succeeded, each on its own. Raises TransactionDoomed if an inner
    transaction failed and the error was swallowed.
    """
    outer = _current.get()
    if outer is not None:
        try:
            yield outer
        except BaseException:
            outer.doomed = True
            raise
        return
    mine = Transaction()
    db.session.rollback()  # gives the reading connection back: who waits for the gate must not keep the pool empty
    with current_app.extensions["write_gate"]():
        token = _current.set(mine)
        try:
            _begin()
            yield mine
            if mine.doomed:
                raise TransactionDoomed("an inner transaction failed")
            db.session.commit()
        except BaseException:
            db.session.rollback()
            raise
        finally:
            _current.reset(token)
    for callback in mine.after:
        try:
            callback()
        except Exception as problem:
            log.error("after_commit", problem=type(problem).__name__, exc_info=problem)


def _begin() -> None:
    db.session.expire_all()
    if db.engine.dialect.name == "sqlite":
        db.session.connection().exec_driver_sql("BEGIN IMMEDIATE")
    else:
        db.session.connection(execution_options={"isolation_level": "READ COMMITTED"})


AnySelect: TypeAlias = sa.Select[*tuple[Any, ...]]
Rows: TypeAlias = sa.CursorResult[*tuple[Any, ...]]
Query = TypeVar("Query", bound=AnySelect)


def locked(select: Query) -> Query:
    """The select with its rows, not those joined to them, locked until the transaction ends.

    SQLite's BEGIN IMMEDIATE already holds them.
    """
    entities = [column["entity"] for column in select.column_descriptions]
    return select.with_for_update(of=entities).execution_options(populate_existing=True)


def execute(statement: AnySelect | sa.Update | sa.Delete, **values: Any) -> Rows:
    """Runs a statement made beforehand, its parameters given by name; rows are plain, entities do not hear of it."""
    if in_transaction():
        db.session.flush()
    return db.session.connection().execute(statement, values)


def change_rows(statement: sa.Update | sa.Delete) -> int:
    """Runs an UPDATE or DELETE and says how many rows it found: the compare-and-set of every state change."""
    return int(db.session.execute(statement).rowcount)  # type: ignore[attr-defined]


def insert_once(model: type[Base], **values: Any) -> int | None:
    """Inserts a row unless a unique constraint already holds its like; returns its number, None if it was there.

    For tables with a unique key only; runs inside a transaction.
    """
    return execute(_insert_once(db.engine.dialect.name, model), **values).scalar()


@cache
def _insert_once(_dialect: str, model: type[Base]) -> Any:
    return _insert(model.__table__).on_conflict_do_nothing().returning(model.__table__.c.id)


def insert_all_once(model: type[Base], rows: Sequence[Mapping[str, Any]]) -> None:
    """Inserts many rows in one go, leaving out those a unique constraint already holds; runs inside a transaction."""
    if rows:
        db.session.connection().execute(_insert(model.__table__).on_conflict_do_nothing(), rows)


def _insert(table: Any) -> Any:
    if db.engine.dialect.name == "sqlite":
        from sqlalchemy.dialects.sqlite import insert
    else:
        from sqlalchemy.dialects.postgresql import insert  # type: ignore[assignment]
    return insert(table)
