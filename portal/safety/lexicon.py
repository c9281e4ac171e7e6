"""Read a reviewed list of phrases once and look for all of them in one linear pass.

A list holds one phrase a line, in the notation of `portal.safety.notation`. Lines starting with `#` are remarks.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import cache
from importlib.resources import files

from portal.safety.folding import Folded
from portal.safety.notation import compile_han, compile_latin

HAN_LOCALES = ("zh-Hans", "zh-Hant")
LATIN_LOCALE = "en"
_BLANK = "\0"


@dataclass(frozen=True)
class Match:
    phrase: str
    span: tuple[int, int]
    before: str


@dataclass(frozen=True)
class Phrases:
    """The Chinese phrases look at the joined shape of a text, the English ones at the shape with spaces."""

    han: re.Pattern[str]
    latin: re.Pattern[str]

    def first(self, folded: Folded, lang: str | None = None) -> Match | None:
        """The first match, looking through the writer's own script before the other."""
        return next(self.matches(folded, lang), None)

    def matches(self, folded: Folded, lang: str | None = None) -> Iterator[Match]:
        """Every match with its span in the original text and the folded words before it."""
        shapes = [(self.han, folded.joined, folded.joined_span), (self.latin, folded.text, folded.text_span)]
        for pattern, shape, to_original in reversed(shapes) if lang == LATIN_LOCALE else shapes:
            for found in pattern.finditer(shape):
                before = shape[max(0, found.start() - 24) : found.start()]
                yield Match(found[0], to_original(*found.span()), before)

    def blank(self, folded: Folded) -> Folded:
        """The same text with every match made unreadable; spans still lead to the original."""
        return replace(
            folded,
            text=self.latin.sub(_same_length, folded.text),
            joined=self.han.sub(_same_length, folded.joined),
        )


def _same_length(match: re.Match[str]) -> str:
    return _BLANK * len(match[0])


def lines(locale: str, name: str) -> tuple[str, ...]:
    """The phrases of one locale's list, as written."""
    written = files("portal.safety").joinpath("lexicons", locale, f"{name}.txt").read_text("utf-8")
    return tuple(line.strip() for line in written.splitlines() if line.strip() and not line.startswith("#"))


@cache
def phrases(name: str, kind: str = "") -> Phrases:
    """Compile one list of all locales; with `kind`, only its lines `kind: phrase`."""
    han = [line for locale in HAN_LOCALES for line in _of_kind(locale, name, kind)]
    return Phrases(compile_han(han), compile_latin(_of_kind(LATIN_LOCALE, name, kind)))


@cache
def kinds(name: str) -> tuple[str, ...]:
    """The kinds named in a list of `kind: phrase` lines, in order."""
    return tuple(dict.fromkeys(line.partition(": ")[0] for line in lines(LATIN_LOCALE, name)))


def _of_kind(locale: str, name: str, kind: str) -> list[str]:
    written = lines(locale, name)
    return [line.removeprefix(f"{kind}: ") for line in written if line.startswith(f"{kind}: ")] if kind else [*written]
