"""Addresses for templates, which ask for the same few routes hundreds of times a page."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Any

from flask import Flask, current_app, request, url_for

_PLAIN = re.compile(r"[A-Za-z0-9_-]{1,100}\Z")
_MARK, _MARKED_NUMBER = "x9Pz{}q", 918_273_640


def address(endpoint: str, **values: Any) -> str:
    """`url_for` by an absolute endpoint name, from a pattern made once wherever the values need no quoting."""
    kinds = tuple((name, type(value)) for name, value in values.items())
    if not all(_is_plain(value) for value in values.values()):
        return url_for(endpoint, **values)
    app: Flask = current_app._get_current_object()  # type: ignore[attr-defined]
    return _pattern(app, request.root_path, endpoint, kinds).format(*values.values())


def _is_plain(value: Any) -> bool:
    return (type(value) is str and _PLAIN.match(value) is not None) or (type(value) is int and value >= 0)


@lru_cache(maxsize=1_000)
def _pattern(_app: Flask, _root: str, endpoint: str, kinds: tuple[tuple[str, type], ...]) -> str:
    marks: dict[str, Any] = {
        name: _MARK.format(place) if kind is str else _MARKED_NUMBER + place for place, (name, kind) in enumerate(kinds)
    }
    pattern = url_for(endpoint, **marks).replace("{", "{{").replace("}", "}}")
    for place, name in enumerate(marks):
        pattern = pattern.replace(str(marks[name]), f"{{{place}}}")
    return pattern
