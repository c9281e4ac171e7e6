"""`portal i18n extract|update|compile|check`: the catalogs of the three locales, made from the sources."""

from __future__ import annotations

import io
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import click
from babel.messages.catalog import Catalog
from babel.messages.extract import DEFAULT_KEYWORDS, extract_from_dir
from babel.messages.pofile import read_po, write_po

from portal.cli.catalog_rules import RULES, is_translated, messages
from portal.cli.operator import OperatorCommand, json_option, print_json
from portal.config import ConfigurationError
from portal.core.catalogs import compile_catalogs
from portal.core.i18n import LOCALES

SOURCE_LOCALE = "en"
METHODS = [("**.py", "python"), ("templates/**.html", "jinja2"), ("templates/**.txt", "jinja2")]
KEYWORDS = {**DEFAULT_KEYWORDS, "lazy": None}
CHURNING = (
    "Project-Id",
    "Report-Msgid",
    "POT-Creation",
    "PO-Revision",
    "Last-Translator",
    "Language-Team",
    "Generated",
)

root_option = click.option(
    "--root",
    type=click.Path(path_type=Path, exists=True, file_okay=False),
    default=Path(),
    help="The checkout; the current directory when left out.",
)


class Problem(NamedTuple):
    locale: str
    line: int | None
    problem: str
    message: str

    def __str__(self) -> str:
        return f"{_path(Path(), self.locale)}:{self.line or ''}: {self.problem}: {self.message}"


@click.group()
def i18n() -> None:
    """Extracts, updates, compiles and checks the translations."""


@i18n.command(cls=OperatorCommand)
@root_option
def extract(root: Path) -> None:
    """Writes translations/messages.pot from the sources."""
    template = extracted(root)
    _write(root / "translations" / "messages.pot", template)
    click.echo(f"{len(template)} messages extracted.")


@i18n.command(cls=OperatorCommand)
@root_option
def update(root: Path) -> None:
    """Brings each catalog up to the sources: new messages empty, unused ones removed, English filled in."""
    template = extracted(root)
    for locale in LOCALES:
        catalog = _read(root, locale)
        catalog.update(template, no_fuzzy_matching=True)
        catalog.obsolete.clear()
        if locale == SOURCE_LOCALE:
            for message in messages(catalog):
                message.string = message.id
        _write(_path(root, locale), catalog)
        missing = sum(1 for message in messages(catalog) if not is_translated(message))
        click.echo(f"{locale}: {len(catalog)} messages, {missing} to translate.")


@i18n.command("compile", cls=OperatorCommand)
@root_option
def compile_command(root: Path) -> None:
    """Compiles the catalogs for this checkout."""
    click.echo(f"{compile_catalogs(root / 'translations', only_stale=False)} catalogs compiled.")


@i18n.command(cls=OperatorCommand)
@root_option
@json_option
def check(root: Path, as_json: bool) -> None:
    """Fails on a message that is missing, fuzzy, unused, in the wrong language or script, or lost a placeholder."""
    found = [problem for locale in LOCALES for problem in problems(root, locale)]
    if as_json:
        print_json([problem._asdict() for problem in found])
    for problem in [] if as_json else found:
        click.echo(problem)
    if not as_json:
        click.echo(f"{len(LOCALES)} catalogs, {len(found)} problems.")
    if found:
        raise SystemExit(1)


def extracted(root: Path) -> Catalog:
    """Every message of the Python modules and templates, without line numbers."""
    package = root / "portal"
    if not package.is_dir():
        raise ConfigurationError("There is no portal/ here; run this in the checkout or name it with --root.")
    template = Catalog(charset="utf-8")
    found = extract_from_dir(package, METHODS, keywords=KEYWORDS, comment_tags=("TRANSLATORS:",))
    for file, _line, text, comments, _context in sorted(found, key=lambda item: (item[0], item[1])):
        template.add(text, locations=[(f"portal/{file}", 0)], auto_comments=comments)
    return template


def problems(root: Path, locale: str) -> Iterator[Problem]:
    """Everything a reader of the locale would stumble over."""
    catalog, template = _read(root, locale), extracted(root)
    for what, rule in RULES.items():
        for found in rule(catalog, template):
            yield Problem(locale, found.line, what, found.text)


def _path(root: Path, locale: str) -> Path:
    return root / "translations" / locale / "LC_MESSAGES" / "messages.po"


def _read(root: Path, locale: str) -> Catalog:
    path = _path(root, locale)
    if not path.exists():
        return Catalog(locale=locale, charset="utf-8")
    with path.open("rb") as file:
        return read_po(file, locale=locale)


def _write(path: Path, catalog: Catalog) -> None:
    """Writes without line numbers, dates and names, so that only real changes show in a diff."""
    catalog.header_comment = ""
    catalog.fuzzy = False
    buffer = io.BytesIO()
    write_po(buffer, catalog, width=120, sort_by_file=True, include_lineno=False)
    churning = tuple(f'"{name}'.encode() for name in CHURNING)
    kept = [line for line in buffer.getvalue().splitlines(keepends=True) if not line.startswith(churning)]
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(b"".join(kept))
