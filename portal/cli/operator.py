"""What every command shares: the app it works on, one clear sentence for what is wrong, JSON where asked."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any, TypeVar

import click
from flask import Flask, current_app, has_app_context
from sqlalchemy.exc import OperationalError

from portal.config import ConfigurationError, load_settings
from portal.core.errors import DomainError

SCALED = {"psycopg", "redis", "gevent"}
Function = TypeVar("Function", bound=Callable[..., Any])


@contextmanager
def one_sentence() -> Iterator[None]:
    """Turns what an operator can mend into a ClickException of one sentence."""
    try:
        yield
    except ConfigurationError as problem:
        raise click.ClickException(str(problem)) from problem
    except DomainError as problem:
        raise click.ClickException(_in_english(problem)) from problem
    except ModuleNotFoundError as problem:
        if problem.name not in SCALED:
            raise
        raise click.ClickException(f"{problem.name} is not installed: pip install 'portal[scaled]'.") from problem
    except OperationalError as problem:
        reason = str(problem.orig).strip().splitlines()[0].rstrip(".")
        raise click.ClickException(f"The database cannot be used: {reason}.") from problem


def _in_english(problem: DomainError) -> str:
    """The source text of a lazy message: operators read English, whatever the portal's default locale is."""
    message: Any = problem.message
    return message if isinstance(message, str) else str(message._args[0]) % message._kwargs


class OperatorCommand(click.Command):
    """A command that ends in one sentence, never in a traceback, for what an operator can mend."""

    def invoke(self, ctx: click.Context) -> Any:
        with one_sentence():
            return super().invoke(ctx)


def command(name: str | None = None, **options: Any) -> Callable[[Callable[..., Any]], OperatorCommand]:
    return click.command(name, cls=OperatorCommand, **options)


def json_option(function: Function) -> Function:
    return click.option("--json", "as_json", is_flag=True, help="Print one JSON document for programs.")(function)


def operator_app(**overrides: Any) -> Flask:
    """The app of the running `flask` command, or a new one from the environment. Raises ConfigurationError."""
    if has_app_context():
        return current_app._get_current_object()  # type: ignore[attr-defined, no-any-return]
    from portal import create_app

    return create_app(load_settings(**overrides))


def print_json(document: Any) -> None:
    click.echo(json.dumps(document, ensure_ascii=False, indent=2, default=str))
