"""The check of the catalogs finds what a reader would stumble over."""

from __future__ import annotations

from pathlib import Path

import pytest
from click.testing import CliRunner

from portal.cli.i18n import i18n, problems


@pytest.fixture
def checkout(tmp_path: Path) -> Path:
    """A small source tree whose catalogs are complete."""
    package = tmp_path / "portal"
    (package / "templates").mkdir(parents=True)
    (package / "words.py").write_text('title = lazy("Hello %(name)s")\n')
    (package / "templates" / "index.html").write_text("{{ ngettext('%(num)s reply', '%(num)s replies', count) }}")
    assert CliRunner().invoke(i18n, ["update", "--root", str(tmp_path)]).exit_code == 0
    for locale in ("zh_Hans", "zh_Hant"):
        fill(tmp_path, locale, 'msgid "Hello %(name)s"\nmsgstr ""', 'msgid "Hello %(name)s"\nmsgstr "你好%(name)s"')
        fill(tmp_path, locale, 'msgstr[0] ""', 'msgstr[0] "%(num)s条回复"')
    return tmp_path


def fill(root: Path, locale: str, old: str, new: str) -> None:
    path = root / "translations" / locale / "LC_MESSAGES" / "messages.po"
    text = path.read_text("utf-8")
    assert old in text
    path.write_text(text.replace(old, new), "utf-8")


def found(root: Path, locale: str) -> list[str]:
    return [what.partition(" (")[0] for _locale, what, _text in problems(root, locale)]


def test_complete_catalogs_have_no_problem_and_english_is_complete_by_itself(checkout: Path) -> None:
    assert CliRunner().invoke(i18n, ["check", "--root", str(checkout)]).exit_code == 0


def test_a_missing_translation_fails(checkout: Path) -> None:
    fill(checkout, "zh_Hant", '"你好%(name)s"', '""')
    assert found(checkout, "zh_Hant") == ["missing"]
    assert CliRunner().invoke(i18n, ["check", "--root", str(checkout)]).exit_code == 1


def test_a_lost_placeholder_fails(checkout: Path) -> None:
    fill(checkout, "zh_Hans", '"你好%(name)s"', '"你好%(nom)s"')
    assert found(checkout, "zh_Hans") == ["other placeholders than the source"]


def test_a_fuzzy_translation_fails(checkout: Path) -> None:
    fill(checkout, "zh_Hans", '#, python-format\nmsgid "Hello', '#, fuzzy, python-format\nmsgid "Hello')
    assert found(checkout, "zh_Hans") == ["fuzzy"]


def test_a_new_and_a_removed_message_fail_until_the_catalogs_are_updated(checkout: Path) -> None:
    (checkout / "portal" / "words.py").write_text('title = lazy("Goodbye")\n')
    assert found(checkout, "zh_Hans") == ["not in the catalog", "no longer in the sources"]
    CliRunner().invoke(i18n, ["update", "--root", str(checkout)])
    assert found(checkout, "zh_Hans") == ["missing"]


def test_updating_twice_changes_nothing(checkout: Path) -> None:
    before = {path: path.read_bytes() for path in checkout.rglob("*.po")}
    CliRunner().invoke(i18n, ["update", "--root", str(checkout)])
    assert {path: path.read_bytes() for path in checkout.rglob("*.po")} == before
