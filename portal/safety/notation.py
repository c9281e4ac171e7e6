"""The notation of lexicon lines, compiled into one pattern that shares the phrases' beginnings.

`(a|b)` is a choice, `(a)?` may be absent, `…` is a short gap inside one sentence; nothing else is special, so no line
can make a search slow: there is no unbounded repetition.
"""

import re
from dataclasses import dataclass
from typing import Final

from portal.safety.folding import fold

GAP: Final = "…"
_SHARED_LETTERS = 2
_ITEM = re.compile(r"\(([^()]*)\)(\??)|…|[^()…]+")
_NOTHING = re.compile(r"(?!)")

Item = str | tuple[str, ...]
Phrase = tuple[Item, ...]


@dataclass(frozen=True)
class _Script:
    gap: str
    starts_word: bool

    def folded(self, written: str) -> str:
        plain = fold(written)
        return re.sub(r"\s+", " ", plain.text) if self.starts_word else plain.joined.replace(" ", "")

    def letter(self, letter: str) -> str:
        if self.starts_word and letter in " '":
            return r"[\W_]{1,3}" if letter == " " else "'?"
        return re.escape(letter)

    def render(self, phrase: Phrase) -> str:
        return "".join(self._render_item(item) for item in phrase)

    def _render_item(self, item: Item) -> str:
        if item == GAP:
            return self.gap
        if isinstance(item, str):
            return "".join(self.letter(letter) for letter in item)
        return "(?:" + "|".join(self._render_item(choice) for choice in item) + ")"


_HAN = _Script(gap=r"[^。!?\n]{0,6}?", starts_word=False)
_LATIN = _Script(gap=r"[^.!?\n]{0,24}?", starts_word=True)


def compile_han(lines: list[str]) -> re.Pattern[str]:
    """One pattern for Chinese phrases, to be run over text without separators."""
    return _compile(lines, _HAN)


def compile_latin(lines: list[str]) -> re.Pattern[str]:
    """One pattern for phrases of whole words, to be run over text with spaces."""
    return _compile(lines, _LATIN)


def _compile(lines: list[str], script: _Script) -> re.Pattern[str]:
    if not lines:
        return _NOTHING
    shared = _share([_parse(line, script) for line in lines], script, _SHARED_LETTERS + 1)
    return re.compile(shared + r"(?![a-z])" * script.starts_word)


def _parse(line: str, script: _Script) -> Phrase:
    if "(" in _ITEM.sub("", line) or ")" in _ITEM.sub("", line):
        raise ValueError(f"unbalanced or nested choice: {line}")
    items: list[Item] = []
    for found in _ITEM.finditer(line):
        if found[1] is None:
            items.append(found[0] if found[0] == GAP else script.folded(found[0]))
        else:
            items.append((*map(script.folded, found[1].split("|")), *([""] if found[2] else [])))
    return tuple(items)


def _share(phrases: list[Phrase], script: _Script, depth: int) -> str:
    """A pattern in which the first `depth` letters are tried once for all phrases that begin with them."""
    following: dict[str, list[Phrase]] = {}
    after_gap: list[Phrase] = []
    rests: dict[str, None] = {}
    for phrase in (variant for written in phrases for variant in _unfold(written)):
        if phrase and phrase[0] == GAP:
            after_gap.append(phrase[1:])
        elif depth and phrase:
            head, tail = str(phrase[0]), phrase[1:]
            following.setdefault(head[0], []).append((head[1:], *tail) if head[1:] else tail)
        else:
            rests[script.render(phrase)] = None
    first_letter = script.starts_word and depth > _SHARED_LETTERS
    branches = [
        script.letter(letter)
        + (rf"(?<![a-z]{re.escape(letter)})" if first_letter else "")
        + _share(tails, script, depth - 1)
        for letter, tails in following.items()
    ]
    if after_gap:
        branches.append(script.gap + _share(after_gap, script, max(depth, 1)))
    return "(?:" + "|".join([*branches, *sorted(rests, key=len, reverse=True)]) + ")"


def _unfold(phrase: Phrase) -> list[Phrase]:
    """The phrase once for each choice it may begin with, so that every variant begins with a letter or a gap."""
    if not phrase or (isinstance(phrase[0], str) and phrase[0]):
        return [phrase]
    first, rest = phrase[0], phrase[1:]
    if first == "":
        return _unfold(rest)
    return [variant for choice in first for variant in _unfold((choice, *rest) if choice else rest)]
