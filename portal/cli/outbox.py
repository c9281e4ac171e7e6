"""`portal outbox`: what waits to leave the process, what could not, and another try for it."""

from __future__ import annotations

import click
import sqlalchemy as sa
from rich.console import Console
from rich.table import Table

from portal.cli.operator import command, json_option, operator_app, print_json
from portal.core import outbox as core
from portal.core.db import db


@command()
@json_option
@click.option("--limit", default=50, show_default=True, help="How many stuck rows to list.")
@click.option("--retry", type=int, metavar="ID", help="Make one dead row pending again.")
@click.option("--retry-all", is_flag=True, help="Make every dead row pending again.")
def outbox(as_json: bool, limit: int, retry: int | None, retry_all: bool) -> None:
    """Counts the outbox and lists what failed; exits 1 while dead rows remain."""
    with operator_app().app_context():
        if retry is not None or retry_all:
            click.echo(f"{core.revive(retry)} rows will be tried again.", err=True)
        counts, stuck = core.counts(), stuck_rows(limit)
    if as_json:
        print_json({"counts": counts, "stuck": stuck})
    else:
        _print(counts, stuck)
    if counts.get("dead"):
        raise SystemExit(1)


def stuck_rows(limit: int) -> list[dict[str, object]]:
    """Rows that failed at least once and are not delivered, dead ones first; never their payload."""
    row = core.OutboxRow
    columns = (row.id, row.kind, row.version, row.state, row.attempts, row.problem, row.due_at)
    failed = sa.select(*columns).where(row.state != "delivered", row.attempts > 0)
    found = db.session.execute(failed.order_by(row.state, row.id).limit(limit))
    return [dict(item) for item in found.mappings()]


def _print(counts: dict[str, int], stuck: list[dict[str, object]]) -> None:
    click.echo(", ".join(f"{count} {state}" for state, count in sorted(counts.items())) or "The outbox is empty.")
    if stuck:
        table = Table("id", "kind", "state", "attempts", "problem", "due")
        for row in stuck:
            names = ("id", "kind", "state", "attempts", "problem", "due_at")
            table.add_row(*(str(row[name]) for name in names))
        Console().print(table)
