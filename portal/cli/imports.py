"""`portal import articles|threads`: taking in JSONL files, again and again without doubling anything.

An interrupted import goes on where it stopped when the same command is run again: rows whose id is already here are
passed over, and each batch is one transaction.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import click
import sqlalchemy as sa
from rich.console import Console
from rich.progress import BarColumn, Progress, TextColumn, TimeRemainingColumn

from portal.accounts.contacts import parse_contact
from portal.accounts.models import Contact, Member
from portal.cli.database import require_current
from portal.cli.import_kinds import Articles, Kind, Threads, second_id
from portal.cli.intake import Intake, Rejected, Report, Row, only_import
from portal.cli.operator import OperatorCommand, json_option, operator_app, print_json
from portal.community.models import Group
from portal.config import ConfigurationError, Settings
from portal.content.policy import may_review
from portal.core.db import db, transaction
from portal.core.errors import Invalid
from portal.core.jobs import jobs
from portal.search.actions import index_rows

BATCH = 500
QUIET_SECONDS = 5.0

Advance = Callable[[int, int], None]


@dataclass(slots=True)
class Outcome:
    added: int = 0
    known: int = 0
    seconds: float = 0.0
    index_seconds: float = 0.0


@click.group("import")
def imports() -> None:
    """Takes in articles and archived questions from JSONL files, plain or gzipped."""


def _shared(function: Any) -> Any:
    options = [
        click.argument("file", type=click.Path(path_type=Path, exists=True, dir_okay=False)),
        click.option("--dry-run", is_flag=True, help="Check every row and write nothing."),
        click.option("--index/--no-index", default=True, help="Whether to bring the search index up at the end."),
        json_option,
    ]
    for option in reversed(options):
        function = option(function)
    return function


@imports.command(cls=OperatorCommand)
@_shared
@click.option("--state", type=click.Choice(["draft", "published"]), default="draft", show_default=True)
@click.option("--reviewer", help="Who vouches for published articles: a clinician's name or contact.")
def articles(file: Path, dry_run: bool, index: bool, as_json: bool, state: str, reviewer: str | None) -> None:
    """Takes in articles: id, title, body, lang, source, source_url, condition, synonyms.

    Published ones need a reviewer with a valid license; without a source, or with contacts or shop links in the text,
    a row stays a draft.
    """
    if (state == "published") != bool(reviewer):
        raise ConfigurationError("Published articles need --reviewer, drafts have none.")
    with operator_app().app_context():
        reviewer_id = find_reviewer(reviewer) if reviewer else None
        _run(file, "articles", lambda: Articles(reviewer_id), dry_run, index, as_json)


@imports.command(cls=OperatorCommand)
@_shared
@click.option("--group", "slug", required=True, help="The group whose archive they become.")
def threads(file: Path, dry_run: bool, index: bool, as_json: bool, slug: str) -> None:
    """Takes in questions with their answers as topics of a group: id, title, body, answers, lang, department.

    They have no author and are shown as the archive's. Contacts in them are covered; what reads like an advert or
    like despair waits for a moderator.
    """
    with operator_app().app_context():
        group_id = db.session.scalar(sa.select(Group.id).where(Group.slug == slug))
        if group_id is None:
            raise ConfigurationError(f"There is no group {slug}.")
        _run(file, "threads", lambda: Threads(group_id), dry_run, index, as_json)


def find_reviewer(name_or_contact: str) -> int:
    """The clinician with a valid license who is meant. Raises ConfigurationError."""
    wanted = sa.select(Member).where(Member.display_name == name_or_contact, Member.erased_at.is_(None))
    try:
        lookup = parse_contact(name_or_contact).lookup
    except Invalid:
        pass
    else:
        wanted = sa.select(Member).join(Contact, Contact.member_id == Member.id).where(Contact.lookup == lookup)
    found = [member for member in db.session.scalars(wanted) if may_review(member)]
    if len(found) != 1:
        how_many = "more than one clinician is" if found else "no clinician with a valid license is"
        raise ConfigurationError(f"For --reviewer, {how_many} called {name_or_contact}.")
    return found[0].id


def take_in(intake: Intake, kind: Kind, *, dry_run: bool, advance: Advance) -> Outcome:
    """Imports a file in batches; `advance` hears how many bytes are read and how many rows are done."""
    outcome, started = Outcome(), time.monotonic()
    for entries in _batches(_entries(intake, kind)):
        known = kind.known([entry.external_id for entry in entries])
        fresh = [kind.finish(entry, intake.report) for entry in entries if entry.external_id not in known]
        if fresh and not dry_run:
            with transaction():
                ids = kind.store(fresh)
                index_rows(kind.index_as, ids)
            kind.stored()
            known_meanwhile = len(fresh) - len(ids)
        else:
            known_meanwhile = 0
        outcome.added += len(fresh) - known_meanwhile
        outcome.known += len(known) + known_meanwhile
        outcome.seconds = time.monotonic() - started
        advance(intake.position, outcome.added + outcome.known)
    return outcome


def _entries(intake: Intake, kind: Kind) -> Iterator[Any]:
    """Checked entries; of two texts under one id the later gets an id of its own, a repeated text is rejected."""
    seen: dict[str, str] = {}
    for row in intake.rows():
        try:
            entry = kind.read(row)
            if seen.get(entry.external_id, entry.title) != entry.title:
                entry = kind.read(Row(row.line, {**row.values, "id": second_id(entry.external_id, entry.title)}))
            if entry.external_id in seen:
                raise Rejected("the same id and title appear before")
        except Rejected as problem:
            intake.report.reject(row.line, str(problem))
        else:
            seen[entry.external_id] = entry.title
            yield entry


def _batches(entries: Iterator[Any]) -> Iterator[list[Any]]:
    batch: list[Any] = []
    for entry in entries:
        batch.append(entry)
        if len(batch) == BATCH:
            yield batch
            batch = []
    if batch:
        yield batch


def _run(file: Path, name: str, make: Callable[[], Kind], dry_run: bool, index: bool, as_json: bool) -> None:
    app = operator_app()
    require_current(app)
    settings: Settings = app.extensions["settings"]
    path = None if dry_run else settings.data_dir / "imports" / f"{name}-{file.name}.report.txt"
    report = Report(path)
    intake = Intake(file, report)
    with only_import(settings.data_dir):
        try:
            with _progress(intake, name) as advance:
                outcome = take_in(intake, make(), dry_run=dry_run, advance=advance)
        except KeyboardInterrupt:
            click.echo("Stopped; run the same command again to go on.", err=True)
            raise SystemExit(130) from None
        finally:
            report.close()
        if index and not dry_run:
            outcome.index_seconds = _bring_index_up()
    for entry in report.remarks:
        click.echo(entry, err=True)
    _tell(intake, outcome, dry_run, as_json)


def _bring_index_up() -> float:
    """Delivers what waits in the outbox, unless a running portal is already at it; returns the seconds it took."""
    started = time.monotonic()
    with Console(stderr=True).status("Bringing the search index up …"):
        jobs().work()
    return time.monotonic() - started


@contextmanager
def _progress(intake: Intake, name: str) -> Iterator[Advance]:
    console = Console(stderr=True)
    if not console.is_terminal:
        yield _plain_lines(intake, name)
        return
    columns = (
        *(TextColumn("{task.description}"), BarColumn(), TextColumn("{task.fields[rows]} rows")),
        *(TextColumn("{task.fields[rate]}/s"), TimeRemainingColumn()),
    )
    with Progress(*columns, console=console) as bar:
        task = bar.add_task(f"Importing {name}", total=intake.size, rows=0, rate=0)

        def advance(position: int, rows: int) -> None:
            rate = rows / max(time.monotonic() - intake.started, 0.001)
            bar.update(task, completed=position, rows=f"{rows:,}", rate=f"{rate:,.0f}")

        yield advance


def _plain_lines(intake: Intake, name: str) -> Advance:
    spoken = time.monotonic()

    def advance(position: int, rows: int) -> None:
        nonlocal spoken
        now = time.monotonic()
        if now - spoken < QUIET_SECONDS:
            return
        spoken, elapsed = now, now - intake.started
        left = elapsed * (intake.size - position) / max(position, 1)
        click.echo(f"{name}: {rows:,} rows, {rows / elapsed:,.0f}/s, about {left:.0f} s left", err=True)

    return advance


def _tell(intake: Intake, outcome: Outcome, dry_run: bool, as_json: bool) -> None:
    report = intake.report
    rate = (outcome.added + outcome.known) / max(outcome.seconds, 0.001)
    if as_json:
        print_json(
            {
                "file": str(intake.path),
                "lines": intake.lines,
                "added": outcome.added,
                "known": outcome.known,
                "rejected": report.rejected,
                "seconds": round(outcome.seconds, 2),
                "index_seconds": round(outcome.index_seconds, 2),
                "report": str(report.written) if report.written else None,
                "dry_run": dry_run,
            }
        )
        return
    verb = "would be added" if dry_run else "added"
    click.echo(
        f"{outcome.added:,} {verb}, {outcome.known:,} already here, {report.rejected:,} rejected "
        f"in {outcome.seconds:.1f} s ({rate:,.0f} rows/s), index {outcome.index_seconds:.1f} s."
    )
    if report.written:
        click.echo(f"What could not be taken as it is: {report.written}")
