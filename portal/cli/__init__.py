"""The `portal` console script. The same commands answer to `flask --app wsgi COMMAND`.

One module a noun; each lists its commands below. A command finds its app by `operator_app()`, so both doors work.
May import: everything.
"""

from __future__ import annotations

import click
from flask import Flask

from portal.cli import (
    bench,
    check,
    database,
    demo,
    doctor,
    i18n,
    imports,
    outbox,
    people,
    reconcile,
    reindex,
    routes,
    serve,
    settings,
)

COMMANDS: list[click.Command] = [
    demo.demo,
    serve.serve,
    serve.worker,
    database.db,
    people.create_admin,
    imports.imports,
    reindex.reindex,
    routes.routes,
    reconcile.reconcile,
    outbox.outbox,
    doctor.doctor,
    settings.settings,
    i18n.i18n,
    check.check,
    bench.bench,
]


@click.group(context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 110})
@click.version_option(package_name="portal")
def main() -> None:
    """Runs, fills and examines the patient community portal."""


for _command in COMMANDS:
    main.add_command(_command)


def init_cli(app: Flask) -> None:
    for command in COMMANDS:
        app.cli.add_command(command)
