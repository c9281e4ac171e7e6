"""Fold text so that disguised spellings compare equal, and lead a match back to the text as written."""

import re
import unicodedata
from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache, cached_property
from itertools import accumulate

_TABLE_LIMIT = 65_536  # an attacker who sends every code point must not grow the table for ever

_LOOKALIKES = {
    **dict(zip("абвгдеёзийкмнопрстухьіјѕһԁԛԝґ", "a6brdee3nnkmhonpctyxbijshdqwr", strict=True)),
    **dict(zip("αβγεζηικμνοπρςτυχω", "abyeznikuvonpctuxw", strict=True)),
    **dict(zip("ıɡɑʀᴀʙᴄᴅᴇɢʜɪᴊᴋʟᴍɴᴏᴘᴛᴜᴠᴡʏᴢøđłħ√∨", "igarabcdeghijklmnoptuvwyzodlhvv", strict=True)),
    **dict(zip("専薬毉嶶囻乄", "专药医微国又", strict=True)),
    "’": "'",
    "‘": "'",
    "➕": "+",
    "✚": "+",
}
_BLANK_LETTERS = frozenset("\u115f\u1160\u3164\uffa0\u2800")

HAN = "\u3400-\u9fff"
_SEPARATOR = r" .·・•*~=_|/\\^#&'\"`“”<>()\[\]{}\-–—"
_MARK = r"\n,，。、:：;；!！?？…" + _SEPARATOR + "\u2190-\u2bff\U0001f000-\U0001faff"
_REMOVED = re.compile(
    rf"(?<=[{HAN}])[{_SEPARATOR}]{{1,4}}(?=[{HAN}a-z0-9])"
    rf"|(?<=[a-z0-9])[{_SEPARATOR}]{{1,4}}(?=[{HAN}])"
    rf"|(?<=[{HAN}])[{_MARK}](?=[{HAN}][{_MARK}][{HAN}])"
    rf"|(?<=[{HAN}][{_MARK}][{HAN}])[{_MARK}](?=[{HAN}])"
)
_WECHAT = re.compile("[薇徽溦維v](?=信)")


@cache
def simplified() -> dict[str, str]:
    """Every Han character of the basic planes whose one-character Simplified form differs."""
    from opencc import OpenCC

    han = [chr(code) for code in range(0x3400, 0xA000)]
    converted = OpenCC("t2s").convert("\n".join(han)).split("\n")
    return {old: new for old, new in zip(han, converted, strict=True) if len(new) == 1 and new != old}


def _fold_character(character: str) -> str:
    if character == "\n":
        return character
    if character in _BLANK_LETTERS or character.isspace():
        return " "
    if unicodedata.category(character) in {"Cc", "Cf", "Mn", "Me", "Co", "Cs", "Cn"}:
        return ""
    decomposed = unicodedata.normalize("NFKD", unicodedata.normalize("NFKD", character).casefold())
    bare = "".join(part for part in decomposed if not unicodedata.combining(part))
    plain = unicodedata.normalize("NFC", bare)
    return "".join(_LOOKALIKES.get(part) or simplified().get(part, part) for part in plain)


class _Table(dict[int, str]):
    def __missing__(self, code: int) -> str:
        folded = _fold_character(chr(code))
        if len(self) < _TABLE_LIMIT:
            self[code] = folded
        return folded


_table = _Table()


@dataclass(frozen=True)
class Folded:
    """A text in two comparable shapes: `text` keeps its spaces, `joined` has no separators around Han characters."""

    original: str
    text: str
    joined: str

    def text_span(self, start: int, end: int) -> tuple[int, int]:
        """Lead a span of `text` back to the original."""
        return self._first(start), self._first(end - 1) + 1

    def joined_span(self, start: int, end: int) -> tuple[int, int]:
        """Lead a span of `joined` back to the original."""
        kept = self._kept
        return self.text_span(kept[start], kept[end - 1] + 1)

    def _first(self, position: int) -> int:
        return bisect_right(self._starts, position) - 1

    @cached_property
    def _starts(self) -> list[int]:
        widths = (len(_table[ord(character)]) for character in self.original)
        return [0, *accumulate(widths)][:-1]

    @cached_property
    def _kept(self) -> Sequence[int]:
        plain = self.original.translate(_table)  # `text` may have been blanked
        removed = {at for match in _REMOVED.finditer(plain) for at in range(*match.span())}
        return [at for at in range(len(plain)) if at not in removed] if removed else range(len(plain))


def fold(text: str) -> Folded:
    """Width, case, accents, Traditional forms, look-alikes and invisible characters no longer tell texts apart."""
    plain = text.translate(_table)
    joined = _WECHAT.sub("微", _REMOVED.sub("", plain))
    return Folded(original=text, text=plain, joined=joined)
