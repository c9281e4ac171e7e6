"""Keep postings as packed arrays inside the engine's own files: written once per term, read back in one copy.

Every name of the engine comes in through here, so that its warning is filtered before its first import.
"""

import warnings
from array import array
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

# The engine is older than Python 3.8's warning about `is` with a number; its one such line is harmless.
warnings.filterwarnings("ignore", category=SyntaxWarning, module=r".*whoosh")

from whoosh import fields, formats  # noqa: E402
from whoosh.codec.whoosh3 import LENGTHS_COLUMN, W3Codec, W3FieldWriter, W3TermInfo  # noqa: E402
from whoosh.filedb.filestore import FileStorage  # noqa: E402
from whoosh.index import TOC, FileIndex, LockError  # noqa: E402
from whoosh.matching import ListMatcher  # noqa: E402
from whoosh.reading import SegmentReader, TermNotFound  # noqa: E402
from whoosh.util.numeric import byte_to_length  # noqa: E402

__all__ = [
    "LENGTHS_COLUMN",
    "TOC",
    "FileIndex",
    "FileStorage",
    "LockError",
    "PackedCodec",
    "PostingsInMemory",
    "SegmentReader",
    "TermNotFound",
    "Terms",
    "byte_to_length",
    "fields",
]

Posting = tuple[str, bytes, int, float, bytes]
TermPostings = tuple[str, bytes, "array[int]", bytearray]

_ENTRY_BYTES = array("I").itemsize + 1


class Terms(fields.FieldType):  # type: ignore[misc]
    """A field that is given its terms ready made; a scored one also keeps how many each document has."""

    def __init__(self, scored: bool) -> None:
        super().__init__(formats.Frequency(), None, scorable=scored)

    def index(self, value: Iterable[str], **_: Any) -> list[tuple[bytes, int, int, bytes]]:
        return [(term.encode(), count, count, b"") for term, count in Counter(value).items()]


class PostingsInMemory:
    """Collect a batch's postings by term; the engine adds documents in rising order, so nothing is sorted twice."""

    def __init__(self) -> None:
        self._terms: dict[tuple[str, bytes], tuple[array[int], bytearray]] = {}

    def add(self, posting: Posting) -> None:
        field, term, document, count, _ = posting
        kept = self._terms.get((field, term))
        if kept is None:
            kept = self._terms[field, term] = (array("I"), bytearray())
        kept[0].append(document)
        kept[1].append(min(int(count), 255))

    def extend(self, postings: Iterable[tuple[str, bytes, "array[int]", bytes]], number: Sequence[int]) -> None:
        """Take over another segment's postings; `number[document]` is its new number, -1 for one that is gone."""
        for field, term, documents, counts in postings:
            kept = self._terms.setdefault((field, term), (array("I"), bytearray()))
            for document, count in zip(documents, counts, strict=True):
                if number[document] >= 0:
                    kept[0].append(number[document])
                    kept[1].append(count)
            if not kept[0]:
                del self._terms[field, term]

    def iter_postings(self) -> Iterator[TermPostings]:
        for field, term in sorted(self._terms):
            yield field, term, *self._terms[field, term]

    def cleanup(self) -> None:
        self._terms.clear()


class PackedFieldWriter(W3FieldWriter):  # type: ignore[misc]
    """Write each term's document numbers, then its counts."""

    def add_postings(self, schema: Any, lengths: Any, items: Iterable[TermPostings]) -> None:
        current = None
        for field, term, documents, counts in items:
            if field != current:
                current = field
                self.start_field(field, schema[field])
            offset = self._postfile.tell()
            self._postfile.write(documents.tobytes())
            self._postfile.write(bytes(counts))
            info = W3TermInfo(df=len(documents), minid=documents[0], maxid=documents[-1])
            info.set_extent(offset, len(documents) * _ENTRY_BYTES)
            self._tindex.add(self._fieldid.to_bytes(2, "big") + term, info.to_bytes())


class PackedPostings(ListMatcher):  # type: ignore[misc]
    """The documents that have a term, and how often each has it."""

    def __init__(self, packed: bytes) -> None:
        split = len(packed) // _ENTRY_BYTES * (_ENTRY_BYTES - 1)
        self.documents = array("I", packed[:split])
        self.counts = packed[split:]
        super().__init__(self.documents, self.counts)


class PackedCodec(W3Codec):  # type: ignore[misc]
    """The engine's third format with packed postings."""

    def field_writer(self, storage: Any, segment: Any) -> PackedFieldWriter:
        return PackedFieldWriter(self, storage, segment)

    def postings_reader(self, dbfile: Any, terminfo: Any, *_: Any, **__: Any) -> PackedPostings:
        offset, (length,) = terminfo.extent()
        return PackedPostings(bytes(dbfile.get(offset, length)))
