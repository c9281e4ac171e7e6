"""Which display names may stand beside a post, and gentle ones to offer."""

import random
import re
import unicodedata

from portal.safety.contacts import find_contacts
from portal.safety.folding import fold
from portal.safety.lexicon import HAN_LOCALES, LATIN_LOCALE, lines

SHORTEST, LONGEST = 2, 20
_PUNCTUATION = frozenset(" .-_·'~")
_INVISIBLE_LETTERS = frozenset("\u115f\u1160\u17b4\u17b5\u2800\u3164\uffa0")
_EMOJI_STYLE = "\ufe0f"
_LEET = str.maketrans("0134578@$!|+", "oieastbasilt")
_LONG_NUMBER = re.compile(r"\d(?:[ ._-]?\d){5}")
_SURNAMES = (
    "王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗梁宋郑谢韩唐冯于董萧程曹袁邓许傅沈曾彭吕苏卢蒋蔡贾丁魏薛阎余"
    "潘杜戴钟汪田姜范方石姚谭廖邹熊金陆郝孔崔康毛邱秦史顾侯邵孟龙段钱汤尹黎易武乔贺赖龚文"
)
_REAL_NAME = re.compile(rf"[{_SURNAMES}][\u3400-\u9fff]{{1,2}}\d{{3,}}|[a-z]{{2,12}} [a-z]{{2,12}} ?\d{{3,}}")
_DR_BEFORE_NAME = re.compile(r"(?:^|[^A-Za-z])D[Rr](?=[A-Z])")

_SUGGESTED = {
    "zh-Hans": (
        (
            "晨光",
            "安静",
            "温柔",
            "自在",
            "晴朗",
            "慢慢",
            "暖暖",
            "清晨",
            "微风",
            "向阳",
            "春日",
            "月下",
            "雨后",
            "山间",
            "海边",
        ),
        (
            "小溪",
            "青草",
            "白云",
            "小船",
            "向日葵",
            "蒲公英",
            "小鹿",
            "麻雀",
            "松果",
            "桂花",
            "星星",
            "石榴",
            "小茶壶",
            "竹叶",
            "灯塔",
        ),
    ),
    "zh-Hant": (
        (
            "晨光",
            "安靜",
            "溫柔",
            "自在",
            "晴朗",
            "慢慢",
            "暖暖",
            "清晨",
            "微風",
            "向陽",
            "春日",
            "月下",
            "雨後",
            "山間",
            "海邊",
        ),
        (
            "小溪",
            "青草",
            "白雲",
            "小船",
            "向日葵",
            "蒲公英",
            "小鹿",
            "麻雀",
            "松果",
            "桂花",
            "星星",
            "柚子",
            "小茶壺",
            "竹葉",
            "燈塔",
        ),
    ),
    "en": (
        (
            "Quiet",
            "Gentle",
            "Sunny",
            "Morning",
            "Silver",
            "Early",
            "Warm",
            "Brave",
            "Little",
            "Calm",
            "Bright",
            "Mossy",
        ),
        (
            "River",
            "Meadow",
            "Harbor",
            "Robin",
            "Willow",
            "Maple",
            "Pebble",
            "Teapot",
            "Lantern",
            "Clover",
            "Cloud",
            "Fern",
        ),
    ),
}


def check_name(name: str) -> str | None:
    """Why a display name cannot be used, or None.

    Codes: length, characters, mixed_scripts, contact, real_name, reserved.
    """
    if not SHORTEST <= len(name.replace(_EMOJI_STYLE, "")) <= LONGEST:
        return "length"
    if not _is_plain(name):
        return "characters"
    if _mixes_scripts(name):
        return "mixed_scripts"
    plain = fold(name)
    if find_contacts(plain) or _LONG_NUMBER.search(plain.text):
        return "contact"
    if _is_reserved(name):
        return "reserved"
    return "real_name" if _REAL_NAME.fullmatch(plain.joined) else None


def suggest_name(locale: str, rng: random.Random, *, numbered: bool = False) -> str:
    """A gentle name in the locale (`zh-Hans`, `zh-Hant`, otherwise English); numbered when the plain ones are taken."""
    firsts, seconds = _SUGGESTED.get(locale.replace("_", "-"), _SUGGESTED["en"])
    name = f"{rng.choice(firsts)}{rng.choice(seconds)}"
    return f"{name}{rng.randint(10, 99)}" if numbered else name


def _is_plain(name: str) -> bool:
    composed = unicodedata.normalize("NFC", name)
    if composed != composed.strip() or "  " in composed or _INVISIBLE_LETTERS & set(composed):
        return False
    before = ""
    for character in composed:
        category = unicodedata.category(character)
        styled = character == _EMOJI_STYLE and unicodedata.category(before or " ") == "So"
        if not (category[0] == "L" or category in {"Nd", "So", "Sk"} or character in _PUNCTUATION or styled):
            return False
        before = character
    return any(character.isalpha() for character in composed)


def _mixes_scripts(name: str) -> bool:
    scripts = {unicodedata.name(character, "").split(" ")[0] for character in name if character.isalpha()}
    return len(scripts & {"LATIN", "CYRILLIC", "GREEK", "ARMENIAN", "CHEROKEE", "COPTIC"}) > 1


def _is_reserved(name: str) -> bool:
    shape = fold(name).text
    spelled = shape.translate(_LEET)
    letters = "".join(part for part in shape if part.isalpha())
    spelled_letters = "".join(part for part in spelled if part.isalpha()).replace("badminton", "")
    if any(fold(word).text in letters for locale in HAN_LOCALES for word in lines(locale, "reserved_names")):
        return True
    words = {*re.findall(r"[a-z]+", shape), *re.findall(r"[a-z]+", spelled)}
    for word in lines(LATIN_LOCALE, "reserved_names"):
        anywhere = word.endswith("*")
        if (word.rstrip("*").replace(" ", "") in spelled_letters) if anywhere else set(word.split()) <= words:
            return True
    return _DR_BEFORE_NAME.search(unicodedata.normalize("NFKC", name)) is not None
