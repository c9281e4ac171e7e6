"""What the world holds, by the names that addresses use."""

from __future__ import annotations

from dataclasses import dataclass, field

from portal.accounts.models import Member
from portal.core.db import db


@dataclass
class World:
    """Who and what there is.

    `values` names an object for an argument: `content:slug` for a blueprint, `home.group:slug` for one endpoint.
    `queries`, `sessions` and `visitors` of an endpoint say with which query strings, cookie and people it is opened.
    `own_words` are what people wrote in fields that carry no language.
    """

    people: dict[str, int] = field(default_factory=dict)
    values: dict[str, str] = field(default_factory=dict)
    queries: dict[str, list[dict[str, str]]] = field(default_factory=dict)
    sessions: dict[str, dict[str, str]] = field(default_factory=dict)
    visitors: dict[str, list[str | None]] = field(default_factory=dict)
    own_words: set[str] = field(default_factory=set)

    def member(self, name: str | None) -> Member | None:
        return db.session.get_one(Member, self.people[name]) if name else None
