"""Bring the index up to the rows: the outbox handler, the rebuild beside, and the check."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa

from portal.community.models import Post, Topic
from portal.core.db import db
from portal.core.outbox import BATCH, Delivery, OutboxRow, handles
from portal.live.models import LiveSession, Question
from portal.search.actions import UPDATE
from portal.search.documents import Source, key_of
from portal.search.engine import Document, Index
from portal.search.shelf import shelf
from portal.search.sources.community import POSTS, TOPICS
from portal.search.sources.content import ARTICLES
from portal.search.sources.live import ANSWERS

SOURCES: dict[str, Source] = {source.kind: source for source in (ARTICLES, TOPICS, POSTS, ANSWERS)}
_CHUNK = 500
_REBUILD_CHUNK = 4000
_LATE_COMMITS = 200
"""Rows numbered before the newest may be committed after it; so many are read again."""

Ids = dict[str, set[int]]
Progress = Callable[[int, int], None]


@dataclass(frozen=True, slots=True)
class Drift:
    """Keys that the index lacks, has out of date, or should no longer have."""

    missing: list[str]
    stale: list[str]
    extra: list[str]

    def __bool__(self) -> bool:
        return bool(self.missing or self.stale or self.extra)


@handles(UPDATE, batch=BATCH)
def update(deliveries: Sequence[Delivery]) -> None:
    """Reads the named rows as they are now and brings the index in step, in one commit for most batches."""
    _apply(shelf().index(), _named(delivery.payload for delivery in deliveries))


def reindex(progress: Progress = lambda done, total: None) -> int:
    """Builds a new index beside the old one, catches up with what happened meanwhile, swaps; returns the documents."""
    directory = shelf().beside()
    fresh = Index.open(directory)
    seen = _newest_update()
    total, done = sum(_count(source) for source in SOURCES.values()), 0
    for source in SOURCES.values():
        for ids in _pages(source, _REBUILD_CHUNK):
            fresh.apply(source.read(ids))
            done += len(ids)
            progress(done, total)
    caught_up = _catch_up(fresh, seen)
    shelf().swap(directory)
    _catch_up(fresh, caught_up)
    return fresh.count()


def tidy() -> None:
    """Removes from the disk what has left the index; part of the schedule."""
    shelf().index().tidy()


def check() -> Drift:
    """Compares every document that should be found with what the index keeps."""
    kept = shelf().index().fingerprints()
    missing, stale = [], []
    for document in _documents():
        fingerprint = kept.pop(document.key, None)
        if fingerprint is None:
            missing.append(document.key)
        elif fingerprint != document.fingerprint:
            stale.append(document.key)
    return Drift(missing, stale, list(kept))


def repair(drift: Drift) -> None:
    """Reads again every row that `check` found out of step."""
    ids: Ids = defaultdict(set)
    for key in (*drift.missing, *drift.stale, *drift.extra):
        kind, _colon, row_id = key.partition(":")
        ids[kind].add(int(row_id))
    _apply(shelf().index(), ids)


def _apply(index: Index, ids: Ids) -> None:
    for chunk in _chunks(ids):
        documents = {document.key: document for kind, some in chunk for document in SOURCES[kind].read(some)}
        keys = {key_of(kind, row_id) for kind, some in chunk for row_id in some}
        index.apply(documents.values(), keys - documents.keys())


def _chunks(ids: Ids) -> Iterator[list[tuple[str, Collection[int]]]]:
    """All kinds together while they are few; a large change is taken in several commits."""
    if sum(map(len, ids.values())) <= _CHUNK:
        if ids:
            yield list(ids.items())
        return
    for kind, some in ids.items():
        every = sorted(some)
        for start in range(0, len(every), _CHUNK):
            yield [(kind, every[start : start + _CHUNK])]


def _named(payloads: Iterable[dict[str, Any]]) -> Ids:
    """The rows that payloads mean; threads and groups become everything in them."""
    ids: Ids = defaultdict(set)
    threads: set[int] = set()
    for payload in payloads:
        kind, row_ids = str(payload["kind"]), payload.get("ids") or [payload["id"]]
        if kind == "group":
            threads.update(db.session.scalars(sa.select(Topic.id).where(Topic.group_id.in_(row_ids))))
            answers = sa.select(Question.id).join(LiveSession, LiveSession.id == Question.session_id)
            ids["answer"].update(db.session.scalars(answers.where(LiveSession.group_id.in_(row_ids))))
        elif kind == "thread":
            threads.update(row_ids)
        elif kind in SOURCES:
            ids[kind].update(row_ids)
    if threads:
        ids["topic"] |= threads
        every = sorted(threads)
        for start in range(0, len(every), _CHUNK):
            some = every[start : start + _CHUNK]
            ids["post"].update(db.session.scalars(sa.select(Post.id).where(Post.topic_id.in_(some))))
    return ids


def _documents() -> Iterator[Document]:
    for source in SOURCES.values():
        for ids in _pages(source, _CHUNK):
            yield from source.read(ids)


def _pages(source: Source, size: int) -> Iterator[list[int]]:
    after = 0
    while ids := source.page(after, size):
        yield ids
        after = ids[-1]


def _count(source: Source) -> int:
    return sum(len(ids) for ids in _pages(source, 10_000))


def _newest_update() -> int:
    return db.session.scalar(sa.select(sa.func.max(OutboxRow.id)).where(OutboxRow.kind == UPDATE)) or 0


def _catch_up(index: Index, seen: int) -> int:
    """Applies the updates written since `seen`, whoever delivers them elsewhere; returns the newest."""
    since = seen - _LATE_COMMITS
    newer = sa.select(OutboxRow.id, OutboxRow.payload).where(OutboxRow.kind == UPDATE, OutboxRow.id > since)
    rows = db.session.execute(newer.order_by(OutboxRow.id)).all()
    _apply(index, _named(json.loads(payload) for _id, payload in rows))
    return rows[-1][0] if rows else seen
