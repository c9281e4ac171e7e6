"""A file that outgrows its kind holds two things; this says so before a reader has to."""

from __future__ import annotations

from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
LIMITS = [
    ("portal/**/*.py", 400),
    ("portal/templates/**/*.html", 200),
    ("portal/static/js/**/*.js", 300),
    ("portal/static/css/**/*.css", 400),
    ("tests/**/*.py", 500),
    ("tests/**/conftest.py", 200),
]
EMPTY_NAMES = {"util", "utils", "helper", "helpers", "common", "misc", "manager", "managers"}


@pytest.mark.parametrize(("pattern", "most"), LIMITS)
def test_no_file_passes_the_limit_of_its_kind(pattern: str, most: int) -> None:
    lengths = {path.relative_to(ROOT): len(path.read_text("utf-8").splitlines()) for path in ROOT.glob(pattern)}
    own = {path: length for path, length in lengths.items() if not {"vendor", "versions"} & set(path.parts)}
    assert own, f"no file matches {pattern}"
    assert {str(path): length for path, length in own.items() if length > most} == {}


def test_file_names_say_what_they_decide() -> None:
    files = [*ROOT.glob("portal/**/*.*"), *ROOT.glob("tests/**/*.py")]
    assert [str(path) for path in files if path.stem in EMPTY_NAMES] == []


def test_the_app_factory_reads_like_a_table_of_contents() -> None:
    assert len((ROOT / "portal/__init__.py").read_text().splitlines()) <= 100
