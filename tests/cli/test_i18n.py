"""The check of the catalogs finds what a reader would stumble over."""

from __future__ import annotations

import json
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
    for locale, replies in (("zh_Hans", "%(num)s条回复"), ("zh_Hant", "%(num)s則回覆")):
        fill(tmp_path, locale, 'msgid "Hello %(name)s"\nmsgstr ""', 'msgid "Hello %(name)s"\nmsgstr "你好%(name)s"')
        fill(tmp_path, locale, 'msgstr[0] ""', f'msgstr[0] "{replies}"')
    return tmp_path


def fill(root: Path, locale: str, old: str, new: str) -> None:
    path = root / "translations" / locale / "LC_MESSAGES" / "messages.po"
    text = path.read_text("utf-8")
    assert old in text
    path.write_text(text.replace(old, new), "utf-8")


def found(root: Path, locale: str) -> list[str]:
    return [problem.problem.partition(" (")[0] for problem in problems(root, locale)]


def test_complete_catalogs_have_no_problem_and_english_is_complete_by_itself(checkout: Path) -> None:
    assert CliRunner().invoke(i18n, ["check", "--root", str(checkout)]).exit_code == 0


def test_a_missing_translation_fails(checkout: Path) -> None:
    fill(checkout, "zh_Hant", '"你好%(name)s"', '""')
    assert found(checkout, "zh_Hant") == ["missing"]
    assert CliRunner().invoke(i18n, ["check", "--root", str(checkout)]).exit_code == 1


def test_a_lost_placeholder_fails(checkout: Path) -> None:
    fill(checkout, "zh_Hans", '"你好%(name)s"', '"你好%(nom)s"')
    assert found(checkout, "zh_Hans") == ["other placeholders than the source"]


def test_a_lost_number_placeholder_fails(checkout: Path) -> None:
    (checkout / "portal" / "words.py").write_text('title = lazy("At most %(high)g")\n')
    CliRunner().invoke(i18n, ["update", "--root", str(checkout)])
    fill(checkout, "zh_Hans", 'msgid "At most %(high)g"\nmsgstr ""', 'msgid "At most %(high)g"\nmsgstr "最多"')
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


@pytest.mark.parametrize("text", ["Hello %(name)s 你好", "Hello，%(name)s"])
def test_a_han_character_or_sign_in_an_english_text_fails(checkout: Path, text: str) -> None:
    fill(checkout, "en", 'msgstr "Hello %(name)s"', f'msgstr "{text}"')
    assert found(checkout, "en") == ["Chinese in an English text"]


@pytest.mark.parametrize("locale", ["zh_Hans", "zh_Hant"])
@pytest.mark.parametrize(
    "text", ["Hello %(name)s", "你好%(name)s。Please sign in.", "你好%(name)s，请 sign in", "OK %(name)s"]
)
def test_an_english_sentence_or_word_in_a_chinese_text_fails(checkout: Path, locale: str, text: str) -> None:
    fill(checkout, locale, '"你好%(name)s"', f'"{text}"')
    assert "Latin words in a Chinese text" in found(checkout, locale)


@pytest.mark.parametrize("text", ["AI助手%(name)s", "120 mmHg，5.6 mmol/L：%(name)s", "https://%(name)s", "%(name)s…"])
def test_an_allowed_name_or_unit_in_a_chinese_text_passes(checkout: Path, text: str) -> None:
    fill(checkout, "zh_Hans", '"你好%(name)s"', f'"{text}"')
    assert found(checkout, "zh_Hans") == []


@pytest.mark.parametrize("text", ["%(name)s，软體更新", "%(name)s的手机", "這是%(name)s寫的体會", "%(name)s并同意"])
def test_a_simplified_character_in_a_traditional_text_fails(checkout: Path, text: str) -> None:
    fill(checkout, "zh_Hant", '"你好%(name)s"', f'"{text}"')
    assert found(checkout, "zh_Hant") == ["Simplified characters in a Traditional text"]


@pytest.mark.parametrize(
    "text",
    [
        "三公里外的服務台，皇后和鄰里，茶几上只有若干麵包",
        "見面、征途、秋千、批准、占卜、姓范的朴素伙伴",
        "裏面，裡面；說話，説話；著急，着急；線上，綫上；群組，羣組；溫度，温度",
    ],
)
def test_a_character_of_both_scripts_or_of_hong_kong_or_taiwan_passes(checkout: Path, text: str) -> None:
    fill(checkout, "zh_Hant", '"你好%(name)s"', f'"{text}%(name)s"')
    assert found(checkout, "zh_Hant") == []


def test_simplified_characters_are_right_in_the_simplified_catalog(checkout: Path) -> None:
    fill(checkout, "zh_Hans", '"你好%(name)s"', '"%(name)s的手机软件"')
    assert found(checkout, "zh_Hans") == []


def test_a_problem_names_the_catalog_the_line_and_the_text(checkout: Path) -> None:
    fill(checkout, "zh_Hant", '"你好%(name)s"', '"%(name)s的手机软件"')
    catalog = checkout / "translations" / "zh_Hant" / "LC_MESSAGES" / "messages.po"
    line = catalog.read_text("utf-8").splitlines().index('msgid "Hello %(name)s"') + 1
    answer = CliRunner().invoke(i18n, ["check", "--root", str(checkout)])
    assert answer.output.splitlines() == [
        f"translations/zh_Hant/LC_MESSAGES/messages.po:{line}: Simplified characters in a Traditional text:"
        " 机 软 in “%(name)s的手机软件”",
        "3 catalogs, 1 problems.",
    ]
    as_json = CliRunner().invoke(i18n, ["check", "--json", "--root", str(checkout)])
    assert json.loads(as_json.output)[0]["line"] == line
