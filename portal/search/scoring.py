"""Order documents: BM25F over title and body, a second look at the best, reviewed articles before peers' words.

The constants were chosen on half of the queries of three judged sets and held on the other half.
"""

import heapq
import math
from collections import Counter
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from itertools import chain
from typing import Any

from portal.search.codec import byte_to_length
from portal.search.segments import PUBLIC, Segment

TITLE_WEIGHT = 8.0
SECOND_LOOK = 200
REVIEWED_LOOK = 20
FEW_HITS = 3
_K1 = 0.9
_B = 0.75
_PHRASE_WEIGHT = 3.0
_PHRASE_POWER = 1.5
_REVIEWED_COVERAGE = 0.75
_KINDS = {"article": 0, "topic": 1, "answer": 2, "post": 3}


@dataclass(frozen=True, slots=True)
class Wanted:
    """What to look for. Each set in `facets` means "one of these"; `synonyms` are terms a document must have all of."""

    terms: Sequence[str]
    phrases: Collection[str]
    audiences: frozenset[str]
    facets: Sequence[Collection[str]]
    synonyms: Collection[Sequence[str]]


@dataclass(slots=True)
class Candidate:
    segment: Segment
    document: int
    score: float
    row: dict[str, Any]
    han: str

    @property
    def order(self) -> tuple[float, int, float]:
        return -self.score, _KINDS.get(self.row["kind"], len(_KINDS)), -self.row["updated"]


def rank(segments: Sequence[Segment], wanted: Wanted, depth: int) -> tuple[list[Candidate], int]:
    """Return the best `depth` documents in order, and how many match at all."""
    usual = _Statistics(segments)
    scored = [(segment, _score(segment, wanted, usual)) for segment in segments]
    hits = sum(map(len, (scores for _, scores in scored)))
    if wanted.synonyms:
        for segment, scores in scored:
            _add_synonyms(segment, wanted, usual, 0.8 if hits < FEW_HITS else 0.4, scores)
    best = _best(scored, max(SECOND_LOOK, depth))
    first = [*best[:SECOND_LOOK], *_best_reviewed(scored, best[:SECOND_LOOK])]
    _look_for_phrases(first, wanted.phrases)
    _put_reviewed_first(first, wanted.terms, usual)
    chosen = {(candidate.segment.name, candidate.document) for candidate in first}
    rest = [candidate for candidate in best if (candidate.segment.name, candidate.document) not in chosen]
    return sorted(first, key=lambda candidate: candidate.order) + rest, sum(len(scores) for _, scores in scored)


class _Statistics:
    """What is usual in the public documents: how many there are, how long they are, how many have a term."""

    def __init__(self, segments: Sequence[Segment]) -> None:
        self._segments = segments
        self._count = max(1, sum(len(segment.public) for segment in segments))
        self.title = self._shares("title", TITLE_WEIGHT)
        self.body = self._shares("body", 1.0)

    def idf(self, term: str) -> float:
        having = sum(segment.frequency(term) for segment in self._segments)
        return math.log(self._count / (having + 1)) + 1

    def _shares(self, field: str, weight: float) -> list[float]:
        """Return what one occurrence counts in a field, by the field's length as the index rounds it."""
        average = sum(segment.public_length(field) for segment in self._segments) / self._count or 1.0
        return [weight / (1 - _B + _B * byte_to_length(byte) / average) for byte in range(256)]


def _score(segment: Segment, wanted: Wanted, usual: _Statistics) -> dict[int, float]:
    scores = _add_terms(segment, "", wanted.terms, usual) if PUBLIC in wanted.audiences else {}
    scores |= _add_terms(segment, "p", wanted.terms, usual)
    return _allowed(segment, wanted, scores)


def _add_terms(segment: Segment, prefix: str, terms: Sequence[str], usual: _Statistics) -> dict[int, float]:
    """Return BM25F scores of the public ("") or the other ("p") documents, deleted ones too."""
    scores: dict[int, float] = {}
    if not segment.has(f"{prefix}body") and not segment.has(f"{prefix}title"):
        return scores
    known = scores.get
    in_title, in_body = segment.lengths(f"{prefix}title"), segment.lengths(f"{prefix}body")
    title, body = usual.title, usual.body
    for term in terms:
        idf = usual.idf(term) * (_K1 + 1)
        titles = {
            document: count * title[in_title[document]]
            for document, count in zip(*segment.postings(f"{prefix}title", term), strict=True)
        }
        for document, count in zip(*segment.postings(f"{prefix}body", term), strict=True):
            share = count * body[in_body[document]]
            if document in titles:
                share += titles.pop(document)
            scores[document] = known(document, 0.0) + idf * share / (share + _K1)
        for document, share in titles.items():
            scores[document] = known(document, 0.0) + idf * share / (share + _K1)
    return scores


def _allowed(segment: Segment, wanted: Wanted, scores: dict[int, float]) -> dict[int, float]:
    """Drop what the reader may not find, what the filters leave out and what has been deleted."""
    kept = set(scores) - segment.deleted
    hidden = kept - segment.public
    if hidden:
        others = wanted.audiences - {PUBLIC}
        kept -= hidden - segment.matching([f"audience:{audience}" for audience in others])
    for facets in wanted.facets:
        kept &= segment.matching(facets)
    return scores if len(kept) == len(scores) else {document: scores[document] for document in kept}


def _add_synonyms(
    segment: Segment, wanted: Wanted, usual: _Statistics, weight: float, scores: dict[int, float]
) -> None:
    for terms in wanted.synonyms:
        whole = set.intersection(*(_with(segment, term) for term in terms)) if terms else set()
        more = _score(segment, Wanted(terms, (), wanted.audiences, wanted.facets, ()), usual) if whole else {}
        for document in whole & more.keys():
            scores[document] = scores.get(document, 0.0) + weight * more[document] / len(terms)


def _with(segment: Segment, term: str) -> set[int]:
    return set(chain.from_iterable(segment.postings(field, term)[0] for field in ("title", "body", "ptitle", "pbody")))


def _best(scored: Sequence[tuple[Segment, dict[int, float]]], depth: int) -> list[Candidate]:
    every = ((score, place, document) for place, (_, found) in enumerate(scored) for document, score in found.items())
    return [_candidate(scored[place][0], document, score) for score, place, document in heapq.nlargest(depth, every)]


def _best_reviewed(
    scored: Sequence[tuple[Segment, dict[int, float]]], already: Sequence[Candidate]
) -> Iterator[Candidate]:
    """Yield the best reviewed articles that many better scored posts kept out of the second look."""
    seen = {(candidate.segment.name, candidate.document) for candidate in already}
    if len(seen) < SECOND_LOOK:
        return
    reviewed = [
        (segment, {document: found[document] for document in found.keys() & segment.having("facet", "reviewed")})
        for segment, found in scored
    ]
    for candidate in _best(reviewed, REVIEWED_LOOK):
        if (candidate.segment.name, candidate.document) not in seen:
            yield candidate


def _candidate(segment: Segment, document: int, score: float) -> Candidate:
    stored = segment.stored(document)
    return Candidate(segment, document, score, stored["row"], stored["han"])


def _look_for_phrases(candidates: Sequence[Candidate], phrases: Collection[str]) -> None:
    """Raise each score up to fourfold by how much of the query's Han bigrams the document has."""
    having = [{phrase for phrase in phrases if phrase in candidate.han} for candidate in candidates]
    frequency = Counter(chain.from_iterable(having))
    worth = {phrase: math.log(1 + len(candidates) / (1 + frequency[phrase])) ** _PHRASE_POWER for phrase in phrases}
    whole = sum(worth.values()) or 1.0
    for candidate, present in zip(candidates, having, strict=True):
        candidate.score *= 1 + _PHRASE_WEIGHT * sum(worth[phrase] for phrase in present) / whole


def _put_reviewed_first(candidates: Sequence[Candidate], terms: Sequence[str], usual: _Statistics) -> None:
    """Lower peers' words below every reviewed article that has nearly as much of the query as the best document."""
    reviewed = [candidate for candidate in candidates if candidate.row["reviewed"]]
    if not reviewed or len(reviewed) == len(candidates):
        return
    coverage = {id(candidate): 0.0 for candidate in candidates}
    segments = {candidate.segment.name: candidate.segment for candidate in candidates}
    for term in terms:
        idf = usual.idf(term)
        having = {name: _with(segment, term) for name, segment in segments.items()}
        for candidate in candidates:
            if candidate.document in having[candidate.segment.name]:
                coverage[id(candidate)] += idf
    enough = _REVIEWED_COVERAGE * max(coverage.values())
    floor = min((candidate.score for candidate in reviewed if coverage[id(candidate)] >= enough), default=math.inf)
    highest = max(candidate.score for candidate in candidates)
    for candidate in candidates:
        if not candidate.row["reviewed"] and candidate.score >= floor:
            candidate.score = floor * (1 - 1e-6 * (2 - candidate.score / highest))
