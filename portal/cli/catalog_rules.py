"""Find what is wrong in a catalog of translations: one function for each rule, and one table of them."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from functools import cache
from typing import NamedTuple

from babel.messages.catalog import Catalog, Message

from portal.safety.folding import HAN, simplified

PLACEHOLDER = re.compile(r"%\((\w+)\)[a-z]")
HAN_OR_ITS_SIGNS = re.compile(f"[{HAN}\u3000-\u303f\uff00-\uffef]+")
LATIN_WORD = re.compile(r"[A-Za-z](?:[\w.:/@-]*\w)?", re.ASCII)

LATIN_IN_CHINESE = frozenset({
    "AI",
    "Markdown",
    "https",
    "living-with-diabetes",
    "mmHg",
    "mmol/L",
    "name@example.com",
})  # fmt: skip
"""Names, units and examples that a Chinese text may hold in Latin letters."""

IN_BOTH_SCRIPTS = frozenset(
    "丑丰么于云仆伙余佣准几凶划占厘吁后咨咸夸尸岩岳帘干征据斗晒朴杰棱沄涂涌游熏肴胜苧范荐蒏蔂虱蚝跖辟郁采里雇霉"
)
"""Simplified forms of one word that a Traditional text writes in another: 公里, 皇后, 茶几, 若干."""


class Found(NamedTuple):
    line: int | None
    """In the catalog; None for what it does not have."""
    text: str


Rule = Callable[[Catalog, Catalog], Iterator[Found]]


def absent(catalog: Catalog, template: Catalog) -> Iterator[Found]:
    present = {source(message) for message in messages(catalog)}
    wanted = {source(message) for message in messages(template)}
    yield from (Found(None, text) for text in sorted(wanted - present))


def unused(catalog: Catalog, template: Catalog) -> Iterator[Found]:
    wanted = {source(message) for message in messages(template)}
    yield from (_at(message) for message in messages(catalog) if source(message) not in wanted)
    yield from (_at(message) for message in catalog.obsolete.values())


def fuzzy(catalog: Catalog, _template: Catalog) -> Iterator[Found]:
    yield from (_at(message) for message in messages(catalog) if message.fuzzy)


def missing(catalog: Catalog, _template: Catalog) -> Iterator[Found]:
    yield from (_at(message) for message in messages(catalog) if not is_translated(message))


def other_placeholders(catalog: Catalog, _template: Catalog) -> Iterator[Found]:
    for message in filter(is_translated, messages(catalog)):
        allowed = [sorted(PLACEHOLDER.findall(form)) for form in _forms(message.id)]
        if any(sorted(PLACEHOLDER.findall(form)) not in allowed for form in _forms(message.string)):
            yield _at(message)


def han_in_english(catalog: Catalog, _template: Catalog) -> Iterator[Found]:
    if str(catalog.locale) == "en":
        yield from _marked(catalog, HAN_OR_ITS_SIGNS.findall)


def latin_in_chinese(catalog: Catalog, _template: Catalog) -> Iterator[Found]:
    if str(catalog.locale).startswith("zh"):
        yield from _marked(catalog, _foreign_words)


def simplified_in_traditional(catalog: Catalog, _template: Catalog) -> Iterator[Found]:
    if str(catalog.locale) == "zh_Hant":
        yield from _marked(catalog, lambda form: [character for character in form if character in simplified_only()])


RULES: dict[str, Rule] = {
    "not in the catalog (run `portal i18n update`)": absent,
    "no longer in the sources (run `portal i18n update`)": unused,
    "fuzzy": fuzzy,
    "missing": missing,
    "other placeholders than the source": other_placeholders,
    "Chinese in an English text": han_in_english,
    "Latin words in a Chinese text": latin_in_chinese,
    "Simplified characters in a Traditional text": simplified_in_traditional,
}


@cache
def simplified_only() -> frozenset[str]:
    """Characters that readers in Taiwan and in Hong Kong both write in another form."""
    from opencc import OpenCC

    short = sorted(set(simplified().values()))
    in_taiwan, in_hong_kong = (OpenCC(way).convert("\n".join(short)).split("\n") for way in ("s2tw", "s2hk"))
    forms = zip(short, in_taiwan, in_hong_kong, strict=True)
    return frozenset(character for character, *regional in forms if character not in regional) - IN_BOTH_SCRIPTS


def messages(catalog: Catalog) -> list[Message]:
    return [message for message in catalog if message.id]


def source(message: Message) -> str:
    return str(_forms(message.id)[0])


def is_translated(message: Message) -> bool:
    return all(_forms(message.string))


def _forms(text: str | list[str] | tuple[str, ...] | None) -> tuple[str, ...]:
    if not text:
        return ("",)
    return (text,) if isinstance(text, str) else tuple(text)


def _foreign_words(form: str) -> list[str]:
    return [word for word in LATIN_WORD.findall(PLACEHOLDER.sub(" ", form)) if word not in LATIN_IN_CHINESE]


def _marked(catalog: Catalog, offending: Callable[[str], list[str]]) -> Iterator[Found]:
    """Each translation with something offending in it, which is named before it."""
    for message in messages(catalog):
        for form in _forms(message.string):
            if words := offending(form):
                yield Found(message.lineno, f"{' '.join(words)} in “{form}”")


def _at(message: Message) -> Found:
    return Found(message.lineno, source(message))
