"""Which locale a person reads."""

from __future__ import annotations

import pytest
from flask import Flask
from markupsafe import escape

from portal.core.i18n import lazy, match_tag


@pytest.mark.parametrize(
    ("tag", "locale"),
    [
        ("zh", "zh_Hans"),
        ("zh-CN", "zh_Hans"),
        ("zh-SG", "zh_Hans"),
        ("zh-Hans-HK", "zh_Hans"),
        ("zh-TW", "zh_Hant"),
        ("zh-HK", "zh_Hant"),
        ("zh-Hant", "zh_Hant"),
        ("zh_MO", "zh_Hant"),
        ("yue-HK", "zh_Hant"),
        ("en-GB", "en"),
        ("fr", None),
    ],
)
def test_language_tags_meet_the_three_locales(tag: str, locale: str | None) -> None:
    assert match_tag(tag) == locale


def test_a_lazy_text_is_escaped_in_html(app: Flask) -> None:
    assert escape(lazy("Welcome, %(name)s", name="<b>")) == "Welcome, &lt;b&gt;"
