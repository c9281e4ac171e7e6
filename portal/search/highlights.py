"""Mark what was asked for inside what was written; everything else is escaped first."""

from collections.abc import Collection, Iterator
from itertools import islice

from markupsafe import Markup, escape

from portal.search import analysis

_LONGEST = 20_000
Span = tuple[int, int]


def mark(text: str, terms: Collection[str]) -> Markup:
    """Return `text` escaped, with its words among `terms` in <mark>; 頭暈 marks 头晕 as it stands."""
    return _marked(text, _spans(text, terms), 0, len(text))


def excerpt(text: str, terms: Collection[str], length: int = 120) -> Markup:
    """Return the `length` characters with the most different words among `terms`, marked; the beginning if none."""
    text = " ".join(text[:_LONGEST].split())
    spans = _spans(text, terms)
    start = _best_start(text, spans, length)
    end = min(len(text), start + length)
    before, after = "…" if start else "", "…" if end < len(text) else ""
    return Markup(before) + _marked(text, spans, start, end) + Markup(after)


def _spans(text: str, terms: Collection[str]) -> list[Span]:
    """Return where the words are, in order, overlapping ones joined."""
    joined: list[Span] = []
    for token in analysis.tokenize(text):
        if token.text in terms:
            if joined and token.start < joined[-1][1]:
                joined[-1] = (min(joined[-1][0], token.start), max(joined[-1][1], token.end))
            else:
                joined.append((token.start, token.end))
    return joined


def _best_start(text: str, spans: list[Span], length: int) -> int:
    """Begin a little before the span from which the most different words fit in."""

    def different(place: int) -> int:
        inside = (span for span in islice(spans, place, None) if span[1] <= spans[place][0] + length)
        return len({analysis.fold(text[start:end]) for start, end in inside})

    if not spans or spans[0][0] < length // 3:
        first = 0
    else:
        first = max(range(min(len(spans), 50)), key=lambda place: (different(place), -place))
        first = spans[first][0] - length // 6
    return max(0, min(first, len(text) - length))


def _marked(text: str, spans: list[Span], start: int, end: int) -> Markup:
    return Markup("").join(_pieces(text, spans, start, end))


def _pieces(text: str, spans: list[Span], start: int, end: int) -> Iterator[Markup]:
    for left, right in spans:
        if left >= start and right <= end:
            yield escape(text[start:left])
            yield Markup("<mark>") + escape(text[left:right]) + Markup("</mark>")
            start = right
    yield escape(text[start:end])
