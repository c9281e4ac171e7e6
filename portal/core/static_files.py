"""The files of `static/` as they are served and packed; free of portal imports, as the build step loads it by path."""

from __future__ import annotations

import mimetypes
from pathlib import Path

import brotli

BUNDLE = "css/app.css"
COMPRESSED = ".br"
TEXT_TYPES = ("text/", "image/svg+xml", "application/json", "application/manifest+json")


def style_sheets(static: Path) -> list[Path]:
    """The parts of the one style sheet in cascade order: tokens, base, layout, each component, then print."""
    css = static / "css"
    first = [css / "tokens.css", css / "base.css", css / "layout.css"]
    parts = [*first, *sorted((css / "components").glob("*.css")), css / "print.css"]
    return [part for part in parts if part.exists()]


def read_assets(static: Path) -> dict[str, bytes]:
    """Every public file by name, the joined style sheet in place of its parts."""
    found = {BUNDLE: b"\n".join(part.read_bytes() for part in style_sheets(static))}
    for path in sorted(static.rglob("*")):
        name = path.relative_to(static).as_posix()
        if path.is_file() and path.suffix not in {".css", COMPRESSED}:
            found[name] = path.read_bytes()
    return found


def compress_assets(static: Path) -> int:
    """Writes `NAME.br` beside every text asset, for the wheel; returns how many."""
    written = 0
    for name, body in read_assets(static).items():
        if type_of(name).startswith(TEXT_TYPES):
            target = static / f"{name}{COMPRESSED}"
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_bytes(brotli.compress(body, quality=11))
            written += 1
    return written


def type_of(name: str) -> str:
    if name.endswith(".webmanifest"):
        return "application/manifest+json"
    return mimetypes.guess_type(name)[0] or "application/octet-stream"
