"""Keep documents and find them; the only door to the search engine.

A document is found only by its audience. Public documents and all others live in separate fields, and every statistic
that scores a hit is taken from the public fields: what a reader may not see cannot move what they see.
"""

import os
import threading
import time
import zlib
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import astuple, dataclass
from pathlib import Path
from typing import Any

from portal.search import analysis
from portal.search.codec import (
    TOC,
    FileIndex,
    FileStorage,
    PackedCodec,
    PostingsInMemory,
    SegmentReader,
    Terms,
    fields,
)
from portal.search.scoring import Wanted, rank
from portal.search.segments import PUBLIC, Segment

MAX_SEGMENTS = 10
REFRESH_SECONDS = 0.5
_WRITER_WAIT_SECONDS = 10.0
_NAME = f"v{analysis.VERSION}"
_STORED = {"row", "han"}
_UNSCORED = {"key", "facet"}


@dataclass(frozen=True, slots=True)
class Document:
    """One row as the index keeps it. `audience` is "public" or names who else may find it, as "group:12"."""

    key: str
    kind: str
    audience: str
    title: str
    body: str
    lang: str = ""
    condition: str = ""
    group: str = ""
    reviewed: bool = False
    updated: float = 0.0

    @property
    def fingerprint(self) -> int:
        """A number that changes with everything a search could notice."""
        return zlib.crc32("\x1f".join(map(str, astuple(self))).encode(errors="replace"))

    def facets(self) -> Iterator[str]:
        yield f"audience:{self.audience}"
        yield f"kind:{self.kind}"
        if self.group:
            yield f"group:{self.group}"
        if self.condition:
            yield f"condition:{self.condition}"
        if self.reviewed:
            yield "reviewed"


@dataclass(frozen=True, slots=True)
class Hit:
    key: str
    kind: str


@dataclass(frozen=True, slots=True)
class Hits:
    """One page of hits, how many there are in all, and where the next page begins (None at the end)."""

    hits: list[Hit]
    total: int
    after: int | None


class Index:
    """The documents of one directory. Reading is safe in every thread; writing takes the directory's lock."""

    def __init__(self, storage: FileStorage, schema: fields.Schema) -> None:
        self._files = storage
        self._index = FileIndex(storage, schema, _NAME)
        self._schema = schema
        self._lock = threading.Lock()
        self._generation = -1
        self._checked = 0.0
        self._segments: list[Segment] = []

    @classmethod
    def open(cls, directory: Path | str) -> "Index":
        """Open the index in `directory`, an empty one if there is none; only its owner may read the directory."""
        os.makedirs(directory, mode=0o700, exist_ok=True)
        os.chmod(directory, 0o700)
        schema = fields.Schema(
            key=Terms(scored=False),
            facet=Terms(scored=False),
            title=Terms(scored=True),
            body=Terms(scored=True),
            ptitle=Terms(scored=True),
            pbody=Terms(scored=True),
            row=fields.STORED(),
            han=fields.STORED(),
        )
        storage = FileStorage(str(directory))
        if not storage.index_exists(_NAME):
            FileIndex.create(storage, schema, _NAME)
        return cls(storage, schema)

    def apply(self, upserts: Iterable[Document] = (), deletes: Iterable[str] = ()) -> None:
        """Replace and remove documents in one commit; raises `LockError` when another writer stays."""
        documents = {document.key: document for document in upserts}
        writer = self._index.writer(timeout=_WRITER_WAIT_SECONDS, codec=PackedCodec())
        writer.pool = PostingsInMemory()
        try:
            self._forget(writer, {*documents, *deletes})
            for document in documents.values():
                writer.add_document(**_fields(document))
        except BaseException:
            writer.cancel()
            raise
        if len(writer.segments) >= MAX_SEGMENTS:
            writer.commit(mergetype=_merge_smallest)
        else:
            writer.commit(merge=False)
        self._checked = 0.0

    def tidy(self) -> None:
        """Write anew every segment with deleted documents, so that nothing of them stays on the disk."""
        writer = self._index.writer(timeout=_WRITER_WAIT_SECONDS, codec=PackedCodec())
        writer.pool = PostingsInMemory()
        if any(segment.has_deletions() for segment in writer.segments):
            writer.commit(mergetype=_rewrite_where_deleted)
            self._checked = 0.0
        else:
            writer.cancel()

    def search(
        self,
        terms: Sequence[str],
        *,
        text: str = "",
        audiences: Collection[str] = (PUBLIC,),
        kinds: Collection[str] = (),
        group: str = "",
        reviewed_only: bool = False,
        synonyms: Collection[Sequence[str]] = (),
        limit: int = 10,
        after: int = 0,
    ) -> Hits:
        """Return the best documents for `terms` among `audiences`; `text` (the query as typed) refines their order.

        `synonyms` are other names of what is asked for, each as its terms; they count less than the words asked.
        """
        facets: list[list[str]] = [[f"kind:{kind}" for kind in kinds]] if kinds else []
        facets += [[f"group:{group}"]] if group else []
        facets += [["reviewed"]] if reviewed_only else []
        terms = list(dict.fromkeys(terms))[: analysis.MAX_QUERY_TERMS]
        wanted = Wanted(terms, analysis.query_bigrams(text), frozenset(audiences), facets, synonyms)
        with self._lock:
            ranked, total = rank(self._current(), wanted, after + limit)
        page = [Hit(found.row["key"], found.row["kind"]) for found in ranked[after : after + limit]]
        return Hits(page, total, after + limit if total > after + limit else None)

    def count(self) -> int:
        """Return how many documents can be found by someone."""
        with self._lock:
            return sum(segment.alive for segment in self._current())

    def fingerprints(self) -> dict[str, int]:
        """Return the fingerprint of every document by its key."""
        with self._lock:
            return {row["key"]: row["fingerprint"] for segment in self._current() for row in segment.rows()}

    def _current(self) -> list[Segment]:
        """Return the segments of the newest commit, looked for at most every half second; unchanged ones are kept."""
        now = time.monotonic()
        if now - self._checked < REFRESH_SECONDS and self._generation >= 0:
            return self._segments
        for attempt in range(10):
            try:
                toc = TOC.read(self._files, _NAME, schema=self._schema)
                if toc.generation != self._generation:
                    kept = {segment.name: segment for segment in self._segments}
                    fresh = [kept.get(info.segment_id()) or Segment(self._files, info) for info in toc.segments]
                    for segment, info in zip(fresh, toc.segments, strict=True):
                        segment.see_deletions(info)
                    self._segments, self._generation = fresh, toc.generation
                break
            except OSError:  # a commit removed the files between listing and opening them
                if attempt == 9:
                    raise
                time.sleep(0.02)
        self._checked = now
        return self._segments

    def _forget(self, writer: Any, keys: Collection[str]) -> None:
        base = 0
        with self._lock:
            self._checked = 0.0
            for segment in self._current():
                for document in segment.find(keys):
                    writer.delete_document(base + document)
                base += segment.size


def _fields(document: Document) -> dict[str, Any]:
    hidden = "" if document.audience == PUBLIC else "p"
    return {
        "key": [document.key],
        "facet": document.facets(),
        f"{hidden}title": analysis.index_terms(document.title),
        f"{hidden}body": analysis.index_terms(document.body),
        "row": {
            "key": document.key,
            "kind": document.kind,
            "fingerprint": document.fingerprint,
            "reviewed": document.reviewed,
            "updated": document.updated,
        },
        "han": analysis.han_text(f"{document.title}\n{document.body}"),
    }


def _merge_smallest(writer: Any, segments: list[Any]) -> list[Any]:
    """Join the smallest segments, and each next one that is at most twice all before it: few copies per document."""
    by_size = sorted(segments, key=lambda segment: segment.doc_count())
    joined, documents = 0, 0
    while joined < len(by_size) and (joined < 2 or by_size[joined].doc_count() <= 2 * documents):
        documents += by_size[joined].doc_count()
        joined += 1
    _take_over(writer, by_size[:joined])
    return by_size[joined:]


def _rewrite_where_deleted(writer: Any, segments: list[Any]) -> list[Any]:
    _take_over(writer, [segment for segment in segments if segment.has_deletions()])
    return [segment for segment in segments if not segment.has_deletions()]


def _take_over(writer: Any, segments: list[Any]) -> None:
    """Copy the living documents of `segments` into the one being written, terms as whole arrays."""
    for info in segments:
        if info.doc_count():
            segment, first = Segment(writer.storage, info), writer.docnum
            kept = [name for name in writer.schema.names() if name in _STORED or segment.has(name)]
            reader = SegmentReader(writer.storage, writer.schema, info)
            moved = writer.write_per_doc([name for name in kept if name not in _UNSCORED], reader)
            reader.close()
            number = [moved.get(old, -1) if moved is not None else first + old for old in range(info.doc_count_all())]
            writer.pool.extend(segment.terms(), number)
            writer._added = True  # as its own add_reader() does; there is no public way
