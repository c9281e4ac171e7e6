from __future__ import annotations

import pytest

from portal.content.lint import find_problems


@pytest.mark.parametrize(
    ("text", "lang", "expected"),
    [
        ("第一行\n联系电话13800138000", "zh-Hans", [(2, "contact")]),
        ("加微信：yisheng888", "zh-Hans", [(1, "contact")]),
        ("见 https://detail.tmall.com/item 和 https://shop.example.com/a", "zh-Hans", [(1, "shop"), (1, "shop")]),
        ("write to someone@example.org", "en", [(1, "contact")]),
        ("join https://t.me/abc", "en", [(1, "contact")]),
        ("Call 1-888-463-6332 free of charge", "en", []),
        ("Read https://www.who.int/news-room/fact-sheets/13800138000", "en", []),
        ("高于 140/90 mmHg 拨打 120，心理援助 12356", "zh-Hans", []),
        ("https://bad℀.example", "en", [(1, "contact")]),
    ],
)
def test_contacts_and_shops_are_found_with_their_line(text: str, lang: str, expected: list[tuple[int, str]]) -> None:
    assert [(problem.line, problem.kind) for problem in find_problems(text, lang)] == expected
