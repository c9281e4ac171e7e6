"""Hands an event to the reactions that `portal.reactions` lists for it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from flask import Flask, current_app

from portal.core.db import after_commit, in_transaction

Reaction = Callable[[Any], None]


@dataclass(frozen=True, slots=True)
class Reactions:
    """What follows an event: `inside` the same transaction in order, `after` its commit each on its own."""

    inside: tuple[Reaction, ...] = ()
    after: tuple[Reaction, ...] = ()


Table = Mapping[type, Reactions]


def install(app: Flask, table: Table) -> None:
    app.extensions["reactions"] = table


def announce(event: object) -> None:
    """Runs the inside reactions now and the after reactions when the outermost transaction has committed.

    Raises RuntimeError outside a transaction and KeyError for an event the table does not name.
    """
    if not in_transaction():
        raise RuntimeError("announce() needs a transaction")
    table: Table = current_app.extensions["reactions"]
    reactions = table[type(event)]
    for react in reactions.inside:
        react(event)
    for react in reactions.after:
        after_commit(lambda react=react: react(event))  # type: ignore[misc]
