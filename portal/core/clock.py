"""The one place that knows what time it is."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import UTC, date, datetime, tzinfo
from functools import lru_cache
from zoneinfo import ZoneInfo

_pretended: ContextVar[datetime | None] = ContextVar("pretended", default=None)


def now() -> datetime:
    """The present moment, aware, in UTC; inside `pretend()` the one it names."""
    return _pretended.get() or datetime.now(UTC)


@contextmanager
def pretend(moment: datetime) -> Iterator[None]:
    """Lets verbs act at another moment, so that a demo has a past. Raises ValueError for a moment without a zone."""
    if moment.tzinfo is None:
        raise ValueError("a moment needs a zone")
    token = _pretended.set(moment.astimezone(UTC))
    try:
        yield
    finally:
        _pretended.reset(token)


@lru_cache(maxsize=600)
def zone(name: str) -> tzinfo:
    return ZoneInfo(name)


def local_date(zone_name: str, moment: datetime | None = None) -> date:
    """The civil day it is in a zone, at a moment or now."""
    return (moment or now()).astimezone(zone(zone_name)).date()
