"""What every kind of row must offer to be found: its documents as it stands now, and its face in the results."""

from __future__ import annotations

import html
import re
from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from portal.accounts.policy import Person
from portal.core.trilingual import TrilingualName
from portal.search.engine import Document

_INLINE = re.compile(r"</?(?:a|code|em|mark|strong)\b[^>]*>")
_TAG = re.compile(r"<[^>]+>")


@dataclass(frozen=True, slots=True)
class Shown:
    """A found row that the reader may see: its words, and the endpoint of its page."""

    id: int
    title: str
    text: str
    lang: str
    updated: datetime
    endpoint: str
    arguments: dict[str, Any]
    place: TrilingualName | None = None
    reviewer: str = ""


@dataclass(frozen=True, slots=True)
class Source:
    """One kind. `read` returns the documents of those ids that someone may find now; `page` the next ids to read,
    `show` those rows a reader may see, `titles` public titles that begin like some words."""

    kind: str
    read: Callable[[Collection[int]], Iterable[Document]]
    page: Callable[[int, int], list[int]]
    show: Callable[[Person | None, Collection[int]], Iterable[Shown]]
    titles: Callable[[str, int], list[str]] | None = None


def key_of(kind: str, row_id: int) -> str:
    return f"{kind}:{row_id}"


def plain_text(safe_html: str) -> str:
    """Return the words of stored, already safe HTML; a mark inside a word does not part it."""
    return html.unescape(_TAG.sub(" ", _INLINE.sub("", safe_html))).strip()
