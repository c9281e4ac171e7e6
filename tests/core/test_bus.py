"""The bus: inside reactions belong to the verb, after reactions cannot hurt it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import pytest
import sqlalchemy as sa
from flask import Flask

from portal.accounts.models import Member
from portal.core import bus
from portal.core.bus import Reactions, announce
from portal.core.db import db, transaction
from tests.factories import make_member


@dataclass(frozen=True)
class Rang:
    times: int


@pytest.fixture
def table(app: Flask) -> Iterator[dict[type, Reactions]]:
    before = app.extensions["reactions"]
    mine: dict[type, Reactions] = {}
    bus.install(app, mine)
    yield mine
    bus.install(app, before)


def test_inside_reactions_run_in_order_and_share_the_fate_of_the_verb(table: dict[type, Reactions]) -> None:
    def write(event: Rang) -> None:
        make_member("from a reaction")

    def fail(event: Rang) -> None:
        raise ValueError

    table[Rang] = Reactions(inside=(write, fail))
    with pytest.raises(ValueError), transaction():
        announce(Rang(1))
    assert db.session.scalars(sa.select(Member)).all() == []


def test_after_reactions_are_isolated_from_the_verb_and_from_each_other(table: dict[type, Reactions]) -> None:
    heard: list[int] = []

    def fail(event: Rang) -> None:
        raise ValueError

    table[Rang] = Reactions(after=(fail, lambda event: heard.append(event.times)))
    with transaction():
        announce(Rang(3))
        assert heard == []
    assert heard == [3]


def test_an_event_outside_a_transaction_or_the_table_is_refused(table: dict[type, Reactions]) -> None:
    with pytest.raises(RuntimeError):
        announce(Rang(1))
    with pytest.raises(KeyError), transaction():
        announce(Rang(1))
