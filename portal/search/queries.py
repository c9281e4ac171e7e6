"""Finding: what a query means, who asks, and each hit checked once more by the rule of its own feature."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass, field
from itertools import chain

import sqlalchemy as sa
from markupsafe import Markup

from portal.accounts.policy import Person
from portal.accounts.readers import prepared
from portal.community.models import Group
from portal.community.policy import readable_group_ids
from portal.core.db import AnySelect, db
from portal.search import analysis
from portal.search.documents import Shown, key_of
from portal.search.engine import PUBLIC, Hit
from portal.search.highlights import excerpt, mark
from portal.search.indexing import SOURCES
from portal.search.models import SearchMiss
from portal.search.shelf import shelf
from portal.search.synonyms import Names

PAGE = 10
DEEPEST = 500
LONGEST_QUERY = 200
KINDS: dict[str, tuple[str, ...]] = {
    "all": (),
    "articles": ("article",),
    "talk": ("topic", "post"),
    "live": ("answer",),
}
_ELDER = {
    *("长辈版", "亲情版", "关爱版", "关怀版", "老年版", "大字版", "长辈模式"),
    *("長輩版", "親情版", "關愛版", "關懷版", "長輩模式", "elder mode", "easy view"),
}
_names = Names()


@dataclass(frozen=True, slots=True)
class Choices:
    """What a reader narrows a search to."""

    kind: str = "all"
    group: str = ""
    reviewed_only: bool = False


@dataclass(frozen=True, slots=True)
class Result:
    """A visible row with the words of the query marked in it."""

    kind: str
    row: Shown
    title: Markup
    excerpt: Markup


@dataclass(frozen=True, slots=True)
class Results:
    results: list[Result] = field(default_factory=list)
    after: int | None = None


def find(query: str, viewer: Person | None, choices: Choices = Choices(), after: int = 0) -> Results:
    """One page of what the viewer may see of a query's hits; nothing for a query without words."""
    query = query[:LONGEST_QUERY]
    terms = analysis.query_terms(query)
    after = max(0, min(after, DEEPEST))
    if not terms:
        return Results()
    synonyms = _names.synonyms(query)
    hits = (
        shelf()
        .index()
        .search(
            terms,
            text=query,
            audiences=audiences_of(viewer),
            kinds=KINDS[choices.kind],
            group=choices.group,
            reviewed_only=choices.reviewed_only,
            synonyms=synonyms,
            limit=PAGE,
            after=after,
        )
    )
    return Results(_visible(viewer, hits.hits, {*terms, *chain(*synonyms)}), hits.after if after < DEEPEST else None)


def audiences_of(viewer: Person | None) -> frozenset[str]:
    """The audiences a viewer belongs to: everyone's, and the closed groups they may read."""
    if viewer is None:
        return frozenset({PUBLIC})
    return frozenset({PUBLIC, *(f"group:{group_id}" for (group_id,) in _closed_groups(viewer))})


@prepared
def _closed_groups(viewer: Person | None) -> AnySelect:
    return sa.select(Group.id).where(readable_group_ids(viewer), Group.visibility != "public")


def suggest(words: str, most: int = 8) -> list[str]:
    """Names of diseases and titles of public rows that begin like `words`, in any script."""
    words = " ".join(words[:LONGEST_QUERY].split())
    if not words:
        return []
    found = dict.fromkeys(_names.beginning_with(words, most))
    for source in SOURCES.values():
        if source.titles is not None and len(found) < most:
            found |= dict.fromkeys(source.titles(words, most))
    return list(found)[:most]


def asks_for_elder_mode(query: str) -> bool:
    """Whether someone looks for the larger, simpler view by one of its usual names."""
    return " ".join(query.lower().split()) in _ELDER


def misses(most: int = 200) -> list[SearchMiss]:
    """What people looked for in vain, the most wanted first."""
    wanted = sa.select(SearchMiss).order_by(SearchMiss.count.desc(), SearchMiss.last_at.desc()).limit(most)
    return list(db.session.scalars(wanted))


def _visible(viewer: Person | None, hits: Collection[Hit], terms: Collection[str]) -> list[Result]:
    ids = defaultdict(set)
    for hit in hits:
        ids[hit.kind].add(int(hit.key.rpartition(":")[2]))
    shown = {key_of(kind, row.id): row for kind, some in ids.items() for row in SOURCES[kind].show(viewer, some)}
    return [
        Result(hit.kind, row, mark(row.title, terms), excerpt(row.text, terms))
        for hit in hits
        if (row := shown.get(hit.key)) is not None
    ]
