"""`portal reindex`: the search index built anew beside the old one, or compared with the rows and mended."""

from __future__ import annotations

import click
from flask import Flask

from portal.cli.database import require_current
from portal.cli.operator import command, json_option, operator_app, print_json
from portal.cli.progress import progress
from portal.search import indexing


@command()
@json_option
@click.option("--check", is_flag=True, help="Only compare; exits 1 when the index is out of step.")
@click.option("--repair", is_flag=True, help="Compare, and read again what is out of step.")
def reindex(as_json: bool, check: bool, repair: bool) -> None:
    """Builds the search index anew; the portal may go on serving meanwhile."""
    app = operator_app()
    require_current(app)
    with app.app_context():
        if check or repair:
            _compare(as_json, repair)
            return
        with progress("Indexing") as advance:
            documents = indexing.reindex(advance)
    print_json({"documents": documents}) if as_json else click.echo(f"{documents} documents indexed.")


def _compare(as_json: bool, repair: bool) -> None:
    drift = indexing.check()
    counts = {"missing": len(drift.missing), "stale": len(drift.stale), "extra": len(drift.extra)}
    if drift and repair:
        indexing.repair(drift)
    told = ", ".join(f"{count} {what}" for what, count in counts.items())
    print_json({**counts, "repaired": repair}) if as_json else click.echo(f"{told}{'; repaired' if repair else ''}.")
    if drift and not repair:
        raise SystemExit(1)


def index_in_step(app: Flask) -> str:
    """How the index stands, in a few words. Raises click.ClickException when it is out of step with the rows."""
    with app.app_context():
        drift = indexing.check()
    if drift:
        raise click.ClickException("The search index is out of step with the rows; run `portal reindex --repair`.")
    return "in step with the rows"
