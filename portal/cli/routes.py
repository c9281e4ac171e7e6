"""`portal routes`: every route with its methods and policy, as the reviewed file tests/guards/routes.txt keeps them."""

from __future__ import annotations

from pathlib import Path
from typing import NamedTuple

import click
from flask import Flask

from portal.cli.operator import command, json_option, operator_app, print_json
from portal.core.web import declared_policy

UNSPOKEN = {"HEAD", "OPTIONS"}


class Route(NamedTuple):
    rule: str
    methods: str
    policy: str
    endpoint: str


@command()
@json_option
@click.option("--write", type=click.Path(path_type=Path, dir_okay=False), help="Write the list into this file.")
def routes(as_json: bool, write: Path | None) -> None:
    """Lists every route with who may call it."""
    found = all_routes(operator_app())
    if write:
        write.write_text(as_text(found), encoding="utf-8")
        click.echo(f"{len(found)} routes written.")
    elif as_json:
        print_json([route._asdict() for route in found])
    else:
        click.echo(as_text(found), nl=False)


def all_routes(app: Flask) -> list[Route]:
    """The routes in the order of their addresses; a route without a policy shows `UNDECLARED` and answers 404."""
    return sorted(
        Route(
            rule.rule,
            ",".join(sorted((rule.methods or set()) - UNSPOKEN)),
            declared_policy(app, rule.endpoint) or "UNDECLARED",
            rule.endpoint,
        )
        for rule in app.url_map.iter_rules()
    )


def as_text(found: list[Route]) -> str:
    widths = [max((len(column) for column in columns), default=0) for columns in zip(*found, strict=True)]
    lines = ("  ".join(text.ljust(width) for text, width in zip(route, widths, strict=True)) for route in found)
    return "".join(f"{line.rstrip()}\n" for line in lines)
