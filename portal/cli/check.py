"""`portal check`: everything that must hold before a change lands, in one command; CI runs the same one."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import asdict, dataclass, field
from pathlib import Path

import click
from rich.console import Console
from rich.table import Table

from portal.cli.operator import command, json_option, print_json
from portal.cli.prerequisites import find_postgres, find_redis, install_missing, service_problems
from portal.config import ConfigurationError


@dataclass(frozen=True, slots=True)
class Step:
    name: str
    arguments: list[str]
    environment: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Outcome:
    name: str
    result: str
    seconds: float = 0.0


@command()
@json_option
@click.option("--install", is_flag=True, help="First install missing Debian packages, or say what is missing.")
@click.option("--full", is_flag=True, help="Also run the long tests: full races, kill -9, the wheel.")
@click.option("-k", "only", help="Run only tests whose name matches, as pytest's -k does.")
def check(as_json: bool, install: bool, full: bool, only: str | None) -> None:
    """Checks style, types, imports, translations and all tests, on SQLite and on PostgreSQL with Redis.

    A missing service or package is skipped and counted; with CI=true it fails.
    """
    if not (Path("pyproject.toml").exists() and Path("tests").is_dir()):
        raise ConfigurationError("Run this in a checkout: there are no tests here.")
    strict = os.environ.get("CI") == "true"
    absent = install_missing() if install else []
    outcomes = [Outcome(problem, "failed" if strict else "skipped") for problem in absent]
    postgres, redis_url = find_postgres(), find_redis()
    for step in steps(postgres, redis_url, full, only):
        outcomes.append(_run(step, sys.stderr if as_json else sys.stdout))
    for problem in service_problems(postgres, redis_url):
        outcomes.append(Outcome(problem, "failed" if strict else "skipped"))
    if as_json:
        print_json([asdict(outcome) for outcome in outcomes])
    else:
        _print(outcomes)
    if any(outcome.result == "failed" for outcome in outcomes):
        raise SystemExit(1)


def steps(postgres: str | None, redis_url: str | None, full: bool, only: str | None) -> Iterator[Step]:
    """The checks in order, quick ones first; the second test run only with PostgreSQL and Redis."""
    python, tools = sys.executable, Path(sys.executable).parent
    yield Step("style", [python, "-m", "ruff", "check", "."])
    yield Step("format", [python, "-m", "ruff", "format", "--check", "."])
    yield Step("types", [python, "-m", "mypy"])
    yield Step("templates", [python, "-m", "djlint", "portal/templates", "--lint", "--quiet"])
    yield Step("imports", [str(tools / "lint-imports"), "--no-logo"])
    yield Step("translations", [python, "-m", "portal", "i18n", "check"])
    services = {"PORTAL_TEST_REDIS_URL": redis_url} if redis_url else {}
    slow = "" if full else "not slow"
    yield Step("tests on SQLite", _pytest(slow, only), {"PORTAL_TEST_DATABASE_URL": "", **services})
    if postgres and redis_url:
        marks = " and ".join(filter(None, (slow, "not browser")))
        yield Step("tests on PostgreSQL", _pytest(marks, only), {"PORTAL_TEST_DATABASE_URL": postgres, **services})


def _pytest(marks: str, only: str | None) -> list[str]:
    chosen = [*(["-m", marks] if marks else []), *(["-k", only] if only else [])]
    return [sys.executable, "-m", "pytest", "--no-header", "-n", "2", "--dist", "worksteal", *chosen]


def _run(step: Step, output: object) -> Outcome:
    click.echo(f"── {step.name}", file=output, nl=True)  # type: ignore[arg-type]
    started = time.monotonic()
    ended = subprocess.run(step.arguments, env={**os.environ, **step.environment}, stdout=output, check=False)  # type: ignore[call-overload]
    return Outcome(step.name, "failed" if ended.returncode else "passed", round(time.monotonic() - started, 1))


def _print(outcomes: list[Outcome]) -> None:
    colors = {"passed": "green", "failed": "red", "skipped": "yellow"}
    table = Table("check", "result", "seconds")
    for outcome in outcomes:
        table.add_row(outcome.name, f"[{colors[outcome.result]}]{outcome.result}[/]", f"{outcome.seconds:.1f}")
    Console().print(table)
    counts = {result: sum(outcome.result == result for outcome in outcomes) for result in colors}
    click.echo(f"checks: {', '.join(f'{count} {result}' for result, count in counts.items())}")
