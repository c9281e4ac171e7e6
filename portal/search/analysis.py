"""Turn text into the tokens that documents and queries are matched by; every token knows its place in the text."""

import re
import unicodedata
from collections.abc import Iterator
from functools import lru_cache
from typing import Any, NamedTuple

VERSION = 1
"""Raise it whenever the same text would give other tokens: the index is then rebuilt under a new name."""

MAX_QUERY_TERMS = 32
_HAN = "\u3007\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U000323af"
_RUNS = re.compile(f"(?P<han>[{_HAN}]+)|[^\\W_{_HAN}]+(?:['\u2019](?=[a-z])[a-z]+)?")
_HAN_RUN = re.compile(f"[{_HAN}]+")
_POSSESSIVE = re.compile("['\u2019]s?$")

_STOP_HAN = """
的 了 是 在 我 有 和 就 不 都 也 很 要 你 会 着 没有 看 好 自己 这 那 吗 呢 吧 啊 呀 什么 怎么 怎么办 请问
您好 你好 谢谢 医生 我们 他 她 它 们 与 及 或 而 但 被 把 让 给 对 从 到 为 以 之 其 该 应该 可以 一个 一下
因为 所以 请 问 能 怎样 如何 哪些 多少 为什么 怎么样 情况 咨询 现在 这个 这样 一直 还是 已经 进行 一般 还 又
来 去 说 最近 知道 是否 还有 就是 如果 由于 以及 的话 做 个 几 更 最 再 才 只 那么 哪 啥
"""
_STOP_LATIN = """
a an and are as at be by can do does for from has have how i if in is it its me my not of on or our so than
that the their them there these this those to us was we were what when where which who why will with would you
your
"""
_STOP = frozenset((_STOP_HAN + _STOP_LATIN).split())


class Token(NamedTuple):
    text: str
    start: int
    end: int
    position: int


def tokenize(text: str) -> Iterator[Token]:
    """Yield the searchable tokens of `text`; `text[token.start:token.end]` is what the reader wrote."""
    import rjieba

    position = 0
    folded = fold(text)
    for run in _RUNS.finditer(folded):
        offset = run.start()
        if run.lastgroup:
            # Without the guessing of unknown words a name is always cut the same way, in the text and in the query.
            for word, start, end in rjieba.tokenize(run.group(), "search", False):
                if word not in _STOP:
                    yield Token(word, offset + start, offset + end, position)
                position += 1
        else:
            word = run.group()
            if not word.isalnum():
                word = _POSSESSIVE.sub("", word)
            if word not in _STOP:
                yield Token(_stem(word), offset, run.end(), position)
            position += 1


def index_terms(text: str) -> list[str]:
    """Return the tokens of a document's text without their places."""
    return [token.text for token in tokenize(text)]


def query_terms(text: str) -> list[str]:
    """Return at most 32 different tokens of a query, with those of its mainland wording (愛滋病 also asks 艾滋病)."""
    terms = dict.fromkeys(index_terms(text))
    if _HAN_RUN.search(text):
        terms |= dict.fromkeys(index_terms(_converter("tw2sp").convert(text)))
    return list(terms)[:MAX_QUERY_TERMS]


def spellings(text: str) -> list[str]:
    """Return `text` as written, in Simplified and in Traditional characters: what stored text may begin with."""
    return list(dict.fromkeys((text, *(_converter(way).convert(text) for way in ("t2s", "s2t", "s2tw")))))


def query_bigrams(text: str) -> set[str]:
    """Return the pairs of neighboring Han characters in a query's mainland wording, folded."""
    runs = _HAN_RUN.findall(fold(_converter("tw2sp").convert(text))) if _HAN_RUN.search(text) else []
    return {run[i : i + 2] for run in runs for i in range(len(run) - 1)}


def han_text(text: str) -> str:
    """Return the folded Han runs of `text`, one blank between them: what bigrams are looked up in."""
    return " ".join(_HAN_RUN.findall(fold(text)))


def fold(text: str) -> str:
    """Return `text` in lower case, half width and Simplified characters, of exactly the same length."""
    return text.translate(_fold_table())


@lru_cache(maxsize=1)
def _fold_table() -> dict[int, str]:
    table = {}
    for code in (*range(0x2000), *range(0xFF01, 0xFF5F)):
        plain = unicodedata.normalize("NFKD", chr(code))[:1].lower()
        if len(plain) == 1 and plain != chr(code) and plain.isprintable():
            table[code] = plain
    table[0x3000] = " "
    return table | _simplified_table()


def _simplified_table() -> dict[int, str]:
    """Return OpenCC's one-to-one Traditional to Simplified characters."""
    import opencc

    to_simplified = opencc.OpenCC("t2s").convert
    table = {}
    for block in (range(0x3400, 0xA000), range(0xF900, 0xFB00), range(0x20000, 0x323B0)):
        for start in range(block.start, block.stop, 1024):  # small pieces: the memory is never given back
            han = "\n".join(map(chr, range(start, min(start + 1024, block.stop))))
            pairs = zip(han.split("\n"), to_simplified(han).split("\n"), strict=True)
            table.update({ord(old): new for old, new in pairs if old != new and len(new) == 1})
    return table


@lru_cache(maxsize=4)
def _converter(way: str) -> Any:
    """Reading the dictionaries of one takes tens of milliseconds, so each is kept."""
    import opencc

    return opencc.OpenCC(way)


@lru_cache(maxsize=50_000)
def _stem(word: str) -> str:
    if not word.isascii() or word.isdigit():
        return word
    from whoosh.lang.porter import stem

    return str(stem(word))
