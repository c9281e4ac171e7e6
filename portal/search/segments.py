"""Read one immutable piece of the index: who has a term, how long each document is, what is kept of it."""

from array import array
from collections.abc import Collection, Iterable, Iterator
from functools import cached_property, lru_cache
from itertools import chain
from typing import Any

from portal.search.codec import LENGTHS_COLUMN, TermNotFound, byte_to_length

PUBLIC = "public"
_NOTHING: tuple["array[int]", bytes] = (array("I"), b"")


class Segment:
    """A segment as of one commit; numbers of documents are its own."""

    def __init__(self, files: Any, info: Any) -> None:
        self.name: str = info.segment_id()
        self.size: int = info.doc_count_all()
        storage = info.open_compound_file(files) if info.is_compound() else files
        self._codec = info.codec()
        self._terms = self._codec.terms_reader(storage, info)
        self._docs = self._codec.per_document_reader(storage, info)
        self._fields = frozenset(self._terms.indexed_field_names())
        self.postings = lru_cache(maxsize=512)(self._postings)
        self.lengths = lru_cache(maxsize=4)(self._lengths)
        self.see_deletions(info)

    def see_deletions(self, info: Any) -> None:
        """Take over the deletions of a later commit; the files themselves never change."""
        self.deleted = frozenset(info.deleted_docs())
        self.__dict__.pop("public", None)
        self.frequency = lru_cache(maxsize=4096)(self._frequency)
        self.public_length = lru_cache(maxsize=2)(self._public_length)

    @cached_property
    def public(self) -> set[int]:
        """The living documents that everyone may find."""
        return self.having("facet", f"audience:{PUBLIC}")

    @property
    def alive(self) -> int:
        return self.size - len(self.deleted)

    def find(self, keys: Iterable[str]) -> set[int]:
        """Return the living documents with one of these keys."""
        return set(chain.from_iterable(self.having("key", key) for key in keys))

    def matching(self, facets: Collection[str]) -> set[int]:
        """Return the living documents with at least one of `facets`."""
        return set(chain.from_iterable(self.having("facet", facet) for facet in facets))

    def having(self, field: str, term: str) -> set[int]:
        documents, _ = self.postings(field, term)
        return set(documents) - self.deleted

    def has(self, field: str) -> bool:
        return field in self._fields

    def stored(self, document: int) -> dict[str, Any]:
        kept: dict[str, Any] = self._docs.stored_fields(document)
        return kept

    def rows(self) -> Iterator[dict[str, Any]]:
        return (self.stored(document)["row"] for document in range(self.size) if document not in self.deleted)

    def terms(self) -> Iterator[tuple[str, bytes, "array[int]", bytes]]:
        """Yield every field's every term with its postings."""
        for (field, term), info in self._terms.items():
            found = self._codec.postings_reader(self._terms._postfile, info)
            yield field, term, found.documents, found.counts

    def _postings(self, field: str, term: str) -> tuple["array[int]", bytes]:
        """Return the documents that have `term` in `field`, deleted ones too, and how often each has it."""
        if field not in self._fields:
            return _NOTHING
        try:
            found = self._terms.matcher(field, term.encode(), None)
        except TermNotFound:
            return _NOTHING
        return found.documents, found.counts

    def _frequency(self, term: str) -> int:
        """Return how many living public documents have `term`."""
        return len(self.having("title", term) | self.having("body", term))

    def _lengths(self, field: str) -> bytes:
        """Return the number of terms of every document in `field`, rounded to one byte."""
        name = f"_{field}_len"
        if not self._docs.has_column(name):
            return bytes(self.size)
        column = self._docs.column_reader(name, LENGTHS_COLUMN)
        return bytes(column[document] for document in range(self.size))

    def _public_length(self, field: str) -> int:
        lengths = self.lengths(field)
        return sum(byte_to_length(lengths[document]) for document in self.public)
