"""A lease only one process can hold and the system frees when that process dies: no clock, no clean-up."""

from __future__ import annotations

import fcntl
import zlib
from contextlib import suppress
from pathlib import Path
from typing import IO, Any

import sqlalchemy as sa

from portal.core.db import db


class Lease:
    """A named lease: a locked file beside a SQLite database, an advisory lock on PostgreSQL."""

    def __init__(self, name: str, data_dir: Path) -> None:
        self._name = name
        self._path = data_dir / f"{name}.lock"
        self._file: IO[str] | None = None
        self._connection: sa.Connection | None = None

    def acquire(self) -> bool:
        """Takes or confirms the lease; returns whether this process holds it now."""
        if db.engine.dialect.name == "sqlite":
            return self._file is not None or self._lock_file()
        return self._still_connected() or self._lock_advisory()

    def release(self) -> None:
        if self._file is not None:
            self._file.close()
            self._file = None
        if self._connection is not None:
            # Closing alone frees the lock only when the server notices, and the next holder may ask before that.
            with suppress(sa.exc.DBAPIError):
                self._connection.exec_driver_sql("SELECT pg_advisory_unlock_all()")
            self._connection.close()
            self._connection = None

    def _lock_file(self) -> bool:
        file = self._path.open("w")
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            file.close()
            return False
        self._file = file
        return True

    def _still_connected(self) -> bool:
        if self._connection is None:
            return False
        try:
            self._connection.exec_driver_sql("SELECT 1")
        except sa.exc.DBAPIError:
            self.release()
            return False
        return True

    def _lock_advisory(self) -> bool:
        connection = db.engine.connect()
        connection.detach()
        key: dict[str, Any] = {"key": zlib.crc32(self._name.encode())}
        if connection.execute(sa.text("SELECT pg_try_advisory_lock(:key)"), key).scalar():
            self._connection = connection
            return True
        connection.close()
        return False
