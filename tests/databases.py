"""PostgreSQL databases of a test's own."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import sqlalchemy as sa


@contextmanager
def own_database(server_url: str, name: str) -> Iterator[str]:
    """The address of a database made anew on a server and dropped afterwards; with no server the empty address."""
    if not server_url:
        yield ""
        return
    server = sa.create_engine(server_url, isolation_level="AUTOCOMMIT")
    drop = f"DROP DATABASE IF EXISTS {name} WITH (FORCE)"
    with server.connect() as connection:
        connection.exec_driver_sql(drop)
        connection.exec_driver_sql(f"CREATE DATABASE {name}")
    try:
        yield sa.make_url(server_url).set(database=name).render_as_string(hide_password=False)
    finally:
        with server.connect() as connection:
            connection.exec_driver_sql(drop)
        server.dispose()
