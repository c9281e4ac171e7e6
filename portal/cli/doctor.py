"""`portal doctor`: configuration, database, queue, index, files and mail, each green or a sentence."""

from __future__ import annotations

import smtplib
from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass
from urllib.parse import urlsplit

import click
from flask import Flask
from rich.console import Console

from portal.cli.database import require_current
from portal.cli.operator import command, json_option, one_sentence, operator_app, print_json
from portal.cli.reindex import index_in_step
from portal.config import ConfigurationError, Settings
from portal.core import outbox
from portal.core.ids import new_id
from portal.core.security import LOOPBACK
from portal.core.storage import storage


@dataclass(frozen=True, slots=True)
class Finding:
    name: str
    healthy: bool
    sentence: str


@command()
@json_option
def doctor(as_json: bool) -> None:
    """Examines everything the portal needs; exits 1 when something is wrong."""
    app = operator_app()
    with app.app_context():
        findings = list(examine(app))
    if as_json:
        print_json([asdict(finding) for finding in findings])
    else:
        console = Console(highlight=False)
        for finding in findings:
            mark = "[green]ok  [/]" if finding.healthy else "[red]FAIL[/]"
            console.print(f"{mark}  {finding.name}: {finding.sentence}", soft_wrap=True)
    if not all(finding.healthy for finding in findings):
        raise SystemExit(1)


def examine(app: Flask) -> Iterator[Finding]:
    """One finding for each thing the portal needs, in the order to mend them."""
    settings: Settings = app.extensions["settings"]
    yield _tried("configuration", lambda: _configuration(settings))
    yield _tried("database", lambda: _database(app))
    yield _tried("outbox", _outbox)
    yield _tried("index", lambda: index_in_step(app))
    yield _tried("redis", lambda: _redis(settings))
    yield _tried("files", _files)
    yield _tried("mail", lambda: _mail(settings))


def _tried(name: str, look: Callable[[], str]) -> Finding:
    try:
        with one_sentence():
            return Finding(name, True, look())
    except click.ClickException as problem:
        return Finding(name, False, problem.message)
    except Exception as problem:
        return Finding(name, False, f"{type(problem).__name__}: {str(problem).strip().splitlines()[:1]}")


def _configuration(settings: Settings) -> str:
    if settings.host not in LOOPBACK and not settings.behind_tls:
        raise ConfigurationError("PORTAL_BASE_URL is public but not https://, so cookies would travel unprotected.")
    return f"served as {settings.base_url}, data in {settings.data_dir}"


def _database(app: Flask) -> str:
    require_current(app)
    settings: Settings = app.extensions["settings"]
    return f"{'SQLite' if settings.on_sqlite else 'PostgreSQL'} at the newest revision, append-only triggers in place"


def _outbox() -> str:
    counts = outbox.counts()
    if counts.get("dead"):
        raise ConfigurationError(f"{counts['dead']} deliveries failed for good; see `portal outbox`.")
    return f"{counts.get('pending', 0)} waiting, none dead"


def _redis(settings: Settings) -> str:
    if not settings.redis_url:
        return "not used; one process has its own queue and rooms"
    import redis

    try:
        redis.Redis.from_url(settings.redis_url, socket_timeout=3).ping()
    except redis.RedisError as problem:
        raise ConfigurationError(f"Redis does not answer: {problem}") from problem
    return "answers"


def _files() -> str:
    key = f"doctor/{new_id()}"
    storage().put(key, b"well")
    read = storage().get(key)
    storage().delete(key)
    if read != b"well":
        raise ConfigurationError("The file storage returned other bytes than were written.")
    return "written, read and deleted again"


def _mail(settings: Settings) -> str:
    parts = urlsplit(settings.mail_url)
    if parts.scheme == "console":
        return "printed to the console, nobody receives any"
    open_server = smtplib.SMTP_SSL if parts.scheme == "smtps" else smtplib.SMTP
    try:
        with open_server(parts.hostname or "", parts.port or 0, timeout=5) as server:
            server.noop()
    except (OSError, smtplib.SMTPException) as problem:
        raise ConfigurationError(f"The mail server {parts.hostname} does not answer: {problem}.") from problem
    return f"{parts.hostname} answers"
