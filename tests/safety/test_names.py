import random

import pytest

from portal.safety.names import check_name, suggest_name

REFUSED = {
    "length": ["", "a", "字" * 21, "a" * 100_000],
    "characters": [
        "\u202eabc",
        "a\u2066bc",
        "医\u200b生",
        "a\u0000b",
        "Zalgo\u0301\u0302\u0303x",
        "\u3164\u3164",
        "\u2800\u2800",
        "ab\ncd",
        " ab",
        "a  b",
        "😀😀",
        "<b>x",
        "..",
    ],
    "mixed_scripts": ["Dг Chen", "аdmin", "АDМІN", "dосtor"],
    "contact": [
        "张三13800138000",
        "qq12345678",
        "小溪123456",
        "a@b.cn".replace("@", "1380013800"),
        "一三八零零一三八零零零",
    ],
    "reserved": [
        "张医生",
        "張醫生",
        "医⽣小王",
        "王 主 任",
        "專家",
        "官.方",
        "護理師小陳",
        "Dr Chen",
        "Dr.Chen",
        "DrChen",
        "ｄｏｃｔｏｒ",
        "d0ctor",
        "Do-c-tor",
        "Adm1n",
        "sysadmin",
        "Moderator 2",
        "Nurse Li",
        "客服小美",
        "版主",
    ],
    "real_name": ["张三1990", "王小明2024", "John Smith 1980"],
}


@pytest.mark.parametrize(("reason", "name"), [(reason, name) for reason, names in REFUSED.items() for name in names])
def test_a_misleading_or_revealing_name_is_refused_with_its_reason(reason, name):
    assert check_name(name) == reason


@pytest.mark.parametrize(
    "name",
    [
        "晨光",
        "小溪2024",
        "向日葵❤️",
        "Ana",
        "José",
        "Andrea",
        "Drew",
        "badminton fan",
        "Иван",
        "老王头",
        "医者仁心",
        "Mary-Ann",
        "O'Neil",
    ],
)
def test_ordinary_names_are_accepted(name):
    assert check_name(name) is None


@pytest.mark.parametrize("locale", ["zh-Hans", "zh_Hant", "en"])
def test_every_suggested_name_may_be_used_and_there_are_enough(locale):
    rng = random.Random(7)
    plain = {suggest_name(locale, rng) for _ in range(2_000)}
    numbered = {suggest_name(locale, rng, numbered=True) for _ in range(200)}
    assert {check_name(name) for name in plain | numbered} == {None}
    assert len(plain) >= 100
    assert not any(character.isdigit() for name in plain for character in name)
