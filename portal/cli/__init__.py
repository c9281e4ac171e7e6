"""The `portal` console script. The same commands answer to `flask --app wsgi COMMAND`.

One module a noun, loaded when its command is named: what serves need not hold what seeds and measures. A command finds
its app by `operator_app()`, so both doors work.
May import: everything.
"""

from __future__ import annotations

from importlib import import_module

import click
from flask import Flask
from flask.cli import AppGroup

COMMANDS = {
    "demo": "demo",
    "serve": "serve",
    "worker": "serve",
    "db": "database",
    "create-admin": "people",
    "import": "imports",
    "reindex": "reindex",
    "routes": "routes",
    "reconcile": "reconcile",
    "outbox": "outbox",
    "doctor": "doctor",
    "settings": "settings",
    "i18n": "i18n",
    "check": "check",
    "bench": "bench",
}
"""The module that holds each command."""


class Commands(AppGroup):
    """The commands by their names, each imported when it is asked for."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return [*COMMANDS, *super().list_commands(ctx)]

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name not in COMMANDS:
            return super().get_command(ctx, cmd_name)
        module = import_module(f"portal.cli.{COMMANDS[cmd_name]}")
        found = (item for item in vars(module).values() if isinstance(item, click.Command) and item.name == cmd_name)
        return next(found)


@click.group(cls=Commands, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 110})
@click.version_option(package_name="portal")
def main() -> None:
    """Runs, fills and examines the patient community portal."""


def init_cli(app: Flask) -> None:
    app.cli = Commands()
