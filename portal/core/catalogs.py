"""Compiling message catalogs; imports nothing of the portal, because the build step loads it by path."""

from __future__ import annotations

import os
from pathlib import Path

from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po


def compile_catalogs(directory: Path, *, only_stale: bool = True) -> int:
    """Compiles each `messages.po` into `messages.mo`; returns how many were written."""
    written = 0
    for source in sorted(directory.glob("*/LC_MESSAGES/messages.po")):
        target = source.with_suffix(".mo")
        if only_stale and target.exists() and target.stat().st_mtime >= source.stat().st_mtime:
            continue
        with source.open("rb") as text:
            catalog = read_po(text, locale=source.parents[1].name)
        partial = target.with_suffix(f".mo.{os.getpid()}")
        with partial.open("wb") as binary:
            write_mo(binary, catalog)
        partial.replace(target)
        written += 1
    return written
