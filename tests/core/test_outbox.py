"""The outbox: written with the verb, delivered at least once, backing off, dead letters kept."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from datetime import timedelta

import pytest
import sqlalchemy as sa
import time_machine
from flask import Flask

from portal.core import clock, outbox
from portal.core.db import db, transaction
from portal.core.outbox import Delivery, OutboxRow, enqueue


@pytest.fixture
def delivered(app: Flask) -> Iterator[list[tuple[int, str]]]:
    """Registers a handler that records, and fails for the payload `{"word": "bad"}`."""
    seen: list[tuple[int, str]] = []

    def handle(deliveries: Sequence[Delivery]) -> None:
        for delivery in deliveries:
            if delivery.payload["word"] == "bad":
                raise ValueError("no")
            seen.append((delivery.id, delivery.payload["word"]))

    outbox.handles("test.word", batch=3)(handle)
    yield seen
    del outbox._handlers["test.word", 1]


def states() -> list[str]:
    db.session.expire_all()
    return list(db.session.scalars(sa.select(OutboxRow.state).order_by(OutboxRow.id)))


def test_a_rolled_back_verb_leaves_no_effect(delivered: list[tuple[int, str]], deliver: Callable[[], None]) -> None:
    with pytest.raises(ZeroDivisionError), transaction():
        enqueue("test.word", {"word": "gone"})
        1 / 0  # noqa: B018
    deliver()
    assert delivered == [] and states() == []


def test_due_rows_are_delivered_in_order_and_once(
    delivered: list[tuple[int, str]], deliver: Callable[[], None]
) -> None:
    with transaction():
        for word in "abcde":
            enqueue("test.word", {"word": word})
        enqueue("test.word", {"word": "later"}, due_at=clock.now() + timedelta(hours=1))
    deliver()
    deliver()
    assert [word for _id, word in delivered] == list("abcde")
    assert states() == ["delivered"] * 5 + ["pending"]


def test_a_dedupe_key_keeps_one_row(delivered: list[tuple[int, str]], deliver: Callable[[], None]) -> None:
    for _again in range(3):
        with transaction():
            enqueue("test.word", {"word": "once"}, dedupe="only-me")
    deliver()
    assert len(delivered) == 1


def test_a_failing_row_backs_off_then_dies_and_can_be_revived(
    delivered: list[tuple[int, str]], deliver: Callable[[], None]
) -> None:
    with transaction():
        enqueue("test.word", {"word": "bad"})
    with time_machine.travel(clock.now(), tick=False) as time:
        deliver()
        row = db.session.scalars(sa.select(OutboxRow)).one()
        assert row.attempts == 1 and row.due_at > clock.now()
        for _again in range(outbox.MAX_ATTEMPTS):
            time.shift(timedelta(hours=2))
            deliver()
        assert states() == ["dead"]
        assert outbox.counts() == {"dead": 1}
        assert outbox.revive() == 1
        assert states() == ["pending"]


def test_a_kind_nobody_handles_waits_instead_of_vanishing(app: Flask, deliver: Callable[[], None]) -> None:
    with transaction():
        enqueue("test.unknown", {})
    deliver()
    assert states() == ["pending"]
