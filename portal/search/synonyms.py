"""The names of diseases: which ones a query mentions, what else they are called, which begin like a word."""

from __future__ import annotations

import re
import threading
from collections import defaultdict
from collections.abc import Iterator

import sqlalchemy as sa

from portal.conditions.models import Condition, Synonym
from portal.core.db import db
from portal.search import analysis

MOST_SYNONYMS = 6
_LONGEST_HAN = 12
_LONGEST_LATIN = 6
_WORD = re.compile(r"[^\W_]+")


class Names:
    """Every name of every disease, folded; read again when names were added or removed."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._state: tuple[int, ...] = ()
        self._diseases: dict[str, set[int]] = {}
        self._names: dict[int, list[str]] = {}
        self._shown: dict[str, str] = {}

    def synonyms(self, query: str) -> list[list[str]]:
        """The terms of each other name of the diseases that a query mentions, the first six."""
        self._refresh()
        asked = set(analysis.query_terms(query))
        found: dict[tuple[str, ...], None] = {}
        for phrase in _phrases(analysis.fold(query)):
            for disease in sorted(self._diseases.get(phrase, ())):
                for name in self._names[disease]:
                    terms = tuple(dict.fromkeys(analysis.index_terms(name)))
                    if terms and not asked.issuperset(terms):
                        found[terms] = None
        return [list(terms) for terms in list(found)[:MOST_SYNONYMS]]

    def beginning_with(self, words: str, most: int) -> list[str]:
        """Names as written that begin like `words`, the shortest first."""
        self._refresh()
        start = analysis.fold(words)
        names = sorted((name for name in self._shown if name.startswith(start)), key=lambda name: (len(name), name))
        return [self._shown[name] for name in names[:most]]

    def _refresh(self) -> None:
        state = _state()
        with self._lock:
            if state == self._state:
                return
            diseases: dict[str, set[int]] = defaultdict(set)
            names: dict[int, list[str]] = defaultdict(list)
            shown: dict[str, str] = {}
            for disease, written in _all_names():
                folded = analysis.fold(" ".join(written.split()))
                if folded:
                    diseases[folded].add(disease)
                    names[disease].append(folded)
                    shown.setdefault(folded, written)
            self._diseases, self._names, self._shown, self._state = diseases, names, shown, state


def _state() -> tuple[int, ...]:
    wanted = sa.select(
        *(
            sa.select(value).scalar_subquery()
            for table in (Condition, Synonym)
            for value in (sa.func.count(table.id), sa.func.coalesce(sa.func.max(table.id), 0))
        )
    )
    return tuple(db.session.execute(wanted).one())


def _all_names() -> Iterator[tuple[int, str]]:
    names = sa.select(Condition.id, Condition.name_zh_hans, Condition.name_zh_hant, Condition.name_en)
    for disease, *written in db.session.execute(names):
        yield from ((disease, name) for name in dict.fromkeys(written) if name)
    yield from db.session.execute(sa.select(Synonym.condition_id, Synonym.word).order_by(Synonym.id))


def _phrases(folded: str) -> Iterator[str]:
    """Every piece of a query that could be a name: runs of Han characters, of words."""
    for run in re.findall(r"[\u3400-\u9fff]+", folded):
        for start in range(len(run)):
            for end in range(start + 1, min(len(run), start + _LONGEST_HAN) + 1):
                yield run[start:end]
    words = [word.group() for word in _WORD.finditer(folded)]
    for start in range(len(words)):
        for end in range(start + 1, min(len(words), start + _LONGEST_LATIN) + 1):
            yield " ".join(words[start:end])
