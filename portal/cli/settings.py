"""`portal settings`: the table of every setting, as the README shows it."""

from __future__ import annotations

from dataclasses import fields
from pathlib import Path

import click

from portal.cli.operator import command
from portal.config import ConfigurationError, Settings

OPENS, CLOSES = "<!-- settings: made by `portal settings --write README.md` -->", "<!-- end of settings -->"


@command()
@click.option("--write", type=click.Path(path_type=Path, dir_okay=False, exists=True), help="Renew it in a file.")
def settings(write: Path | None) -> None:
    """Prints the table of settings, or renews it between its two marks in a file."""
    if write is None:
        click.echo(settings_table())
        return
    text = write.read_text("utf-8")
    if OPENS not in text or CLOSES not in text:
        raise ConfigurationError(f"{write} lacks the two marks around the table.")
    before, after = text.partition(OPENS)[0], text.partition(CLOSES)[2]
    write.write_text(f"{before}{OPENS}\n{settings_table()}\n{CLOSES}{after}", "utf-8")


def settings_table() -> str:
    """A Markdown table: environment name, default, meaning."""
    rows = [
        f"| `PORTAL_{item.name.upper()}` | {_default(item.default)} | {item.metadata['doc']} |"
        for item in fields(Settings)
    ]
    return "\n".join(["| Name | Default | Meaning |", "| --- | --- | --- |", *rows])


def _default(value: object) -> str:
    if value == "":
        return "—"
    return f"`{str(value).lower() if isinstance(value, bool) else value}`"
