"""Who and what has been sown so far, by short names."""

from __future__ import annotations

import random
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from datetime import timedelta

from portal.core import clock


@dataclass(slots=True)
class Cast:
    """Ids by short name: `people["ana"]`, `groups["sugar"]`; chance is the same in every demo."""

    password: str
    people: dict[str, int] = field(default_factory=dict)
    groups: dict[str, int] = field(default_factory=dict)
    conditions: dict[str, int] = field(default_factory=dict)
    chance: random.Random = field(default_factory=lambda: random.Random(7))

    def ago(self, *, days: float = 0, hours: float = 0) -> AbstractContextManager[None]:
        """Verbs inside act that long ago."""
        return clock.pretend(clock.now() - timedelta(days=days, hours=hours))
