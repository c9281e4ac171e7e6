"""Reading a JSONL file for an import: row by row, with one line written for each row that cannot be taken."""

from __future__ import annotations

import fcntl
import gzip
import json
import time
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, BinaryIO, cast

from portal.config import ConfigurationError
from portal.core.i18n import lang_tag, match_tag

LONGEST_LINE = 4_000_000
GZIP_MAGIC = b"\x1f\x8b"


class Rejected(ValueError):
    """This row cannot be taken; the message says why in a few words."""


@dataclass(frozen=True, slots=True)
class Row:
    """One JSON object and its 1-based line."""

    line: int
    values: dict[str, Any]

    def text(self, name: str, longest: int, *, required: bool = True) -> str:
        """A field's text, trimmed. Raises Rejected when it is missing, no text, too long or cannot be stored."""
        value = self.values.get(name)
        if value is None:
            value = ""
        if not isinstance(value, str):
            raise Rejected(f"{name} is not text")
        value = value.strip()
        if required and not value:
            raise Rejected(f"{name} is missing")
        if len(value) > longest:
            raise Rejected(f"{name} is too long ({len(value)} characters, at most {longest} fit)")
        return storable(value, name)

    def texts(self, name: str, longest: int) -> list[str]:
        """A field's list of texts, empty ones left out. Raises Rejected."""
        values = self.values.get(name) or []
        if not isinstance(values, list) or not all(isinstance(value, str) for value in values):
            raise Rejected(f"{name} is not a list of texts")
        if any(len(value) > longest for value in values):
            raise Rejected(f"an entry of {name} is too long (at most {longest} characters fit)")
        return [storable(value.strip(), name) for value in values if value.strip()]

    def lang(self) -> str:
        """The language tag the portal uses. Raises Rejected for one it does not know."""
        written = self.values.get("lang")
        locale = match_tag(written) if isinstance(written, str) else None
        if locale is None:
            raise Rejected("lang is not zh-Hans, zh-Hant or en")
        return lang_tag(locale)


def storable(value: str, name: str) -> str:
    if "\0" in value:
        raise Rejected(f"{name} holds a NUL character")
    try:
        value.encode()
    except UnicodeEncodeError:
        raise Rejected(f"{name} holds half a character") from None
    return value


@dataclass(slots=True)
class Report:
    """Counts, and a line in a file for each row that was not taken as it is. Without a path it writes nothing."""

    path: Path | None
    rejected: int = 0
    remarks: list[str] = field(default_factory=list)
    _file: Any = None

    def reject(self, line: int, reason: str) -> None:
        self.rejected += 1
        self.remark(line, f"rejected: {reason}")

    def remark(self, line: int, text: str) -> None:
        entry = f"line {line}: {text}"
        if self.path is None:
            self.remarks.append(entry)
            return
        if self._file is None:
            self.path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
            self._file = self.path.open("w", encoding="utf-8", buffering=1)
        self._file.write(entry + "\n")

    @property
    def written(self) -> Path | None:
        return self.path if self._file is not None else None

    def close(self) -> None:
        """Ends the file; one left by an earlier run that found something goes when this run found nothing."""
        if self._file is not None:
            self._file.close()
        elif self.path is not None:
            self.path.unlink(missing_ok=True)


@dataclass(slots=True)
class Intake:
    """A file being read: `rows()` yields what is JSON, the rest goes to the report."""

    path: Path
    report: Report
    lines: int = 0
    started: float = field(default_factory=time.monotonic)
    _raw: BinaryIO | None = None

    @property
    def size(self) -> int:
        return self.path.stat().st_size

    @property
    def position(self) -> int:
        """How many bytes of the file have been read, compressed or not."""
        return self._raw.tell() if self._raw and not self._raw.closed else self.size

    def rows(self) -> Iterator[Row]:
        """Every row that is a JSON object. Raises ConfigurationError for a file that breaks off or cannot be read."""
        with self.path.open("rb") as raw:
            self._raw = raw
            packed = raw.read(2) == GZIP_MAGIC
            raw.seek(0)
            stream = cast(BinaryIO, gzip.GzipFile(fileobj=raw)) if packed else raw
            try:
                yield from self._parse(stream)
            except (EOFError, gzip.BadGzipFile, zlib.error) as problem:
                raise ConfigurationError(
                    f"{self.path.name} is damaged after line {self.lines}; the rows before it are kept."
                ) from problem

    def _parse(self, stream: BinaryIO) -> Iterator[Row]:
        while line := stream.readline(LONGEST_LINE):
            self.lines += 1
            if len(line) == LONGEST_LINE and not line.endswith(b"\n"):
                self.report.reject(self.lines, "the line is too long")
                while (rest := stream.readline(LONGEST_LINE)) and not rest.endswith(b"\n"):
                    pass
                continue
            if not line.strip():
                continue
            try:
                values = json.loads(line.removeprefix(b"\xef\xbb\xbf"))
            except UnicodeDecodeError:
                self.report.reject(self.lines, "not UTF-8")
            except (ValueError, RecursionError):
                self.report.reject(self.lines, "not JSON")
            else:
                if isinstance(values, dict):
                    yield Row(self.lines, values)
                else:
                    self.report.reject(self.lines, "not a JSON object")


@contextmanager
def only_import(data_dir: Path) -> Iterator[None]:
    """Lets one import run at a time in a data directory. Raises ConfigurationError while another does."""
    with (data_dir / "import.lock").open("w") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise ConfigurationError("Another import is running; wait for it to end.") from None
        yield
