"""`portal bench`: fills a database to a known size and measures what a page costs, beside a bare Flask route."""

from __future__ import annotations

import os
import tempfile
from dataclasses import asdict
from pathlib import Path

import click
from rich.console import Console
from rich.table import Table

from portal import create_app
from portal.cli.bench.fill import Size, fill
from portal.cli.bench.run import Row, measure_pages
from portal.cli.operator import command, json_option, print_json
from portal.cli.progress import progress
from portal.config import load_settings
from portal.core import migrations
from portal.search import indexing

SMALL = Size(groups=10, members=40, topics=100, posts=1_000)


@command()
@json_option
@click.option("--seconds", default=5.0, show_default=True, help="How long each page is asked for.")
@click.option("--clients", default=8, show_default=True, help="Connections, each waiting for its answer.")
@click.option("--small", is_flag=True, help="A fiftieth of the data, to try the command.")
def bench(as_json: bool, seconds: float, clients: int, small: bool) -> None:
    """Measures pages over HTTP against `portal serve`, on SQLite, in a directory of its own that is removed after.

    CPU is the user and system time of the server's processes divided by requests; server and load get a core each.
    """
    size = SMALL if small else Size()
    with tempfile.TemporaryDirectory(prefix="portal-bench-") as name:
        app = create_app(load_settings(data_dir=Path(name), database_url="", redis_url="", log_level="error"))
        with app.app_context():
            migrations.upgrade()
            with progress("Filling") as advance:
                done = 0
                for _table, written in fill(size):
                    done += written
                    advance(done, size.rows)
            with progress("Indexing") as advance:
                indexing.reindex(advance)
        rows, memory = measure_pages(app, Path(name), seconds=seconds, clients=clients)
    if as_json:
        print_json(
            {"cores": os.cpu_count(), "size": asdict(size), "memory_mb": memory, "pages": [asdict(row) for row in rows]}
        )
    else:
        _print(rows, memory)


def _print(rows: list[Row], memory: float) -> None:
    heads = ("page", "req/s", "p50 ms", "p99 ms", "CPU ms", "bare CPU ms", "engine CPU ms", "queries", "KB", "failed")
    table = Table(*heads, title=f"All in one process: {memory:.0f} MB of memory after the load")
    for row in rows:
        numbers = (row.per_second, row.p50, row.p99, row.cpu_ms, row.bare_cpu_ms, row.engine_cpu_ms)
        cells = [f"{number:.2f}" if number < 10 else f"{number:.0f}" for number in numbers]
        table.add_row(row.page, *cells, str(row.queries), f"{row.bytes / 1024:.1f}", str(row.failed))
    Console().print(table)
