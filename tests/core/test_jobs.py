"""Jobs: one holder works, a wake is quick, the queue cannot carry code."""

from __future__ import annotations

import threading
import time
from pathlib import Path

import pytest
from flask import Flask
from huey.registry import Message

from portal.core.jobs import Jobs, PlainSerializer, Scheduled
from portal.core.lease import Lease


def test_only_the_holder_of_the_lease_works_and_the_next_takes_over(app: Flask, tmp_path: Path) -> None:
    worked: list[str] = []

    def drain(name: str) -> int:
        worked.append(name)
        return 0

    first = Jobs(app, "", Lease("t", tmp_path), lambda: drain("first"))
    second = Jobs(app, "", Lease("t", tmp_path), lambda: drain("second"))
    first.work()
    second.work()
    assert worked == ["first"]
    first.stop()
    second.work()
    second.stop()
    assert worked == ["first", "second"]


def test_a_wake_is_answered_at_once_and_the_tick_needs_none(
    app: Flask, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    drained = threading.Event()
    jobs = Jobs(app, "", Lease("t", tmp_path), lambda: drained.set() or 0)  # type: ignore[func-returns-value]
    jobs.start()
    try:
        assert drained.wait(5), "the tick"
        monkeypatch.setattr("portal.core.jobs.TICK", 60)
        time.sleep(0.7)  # the tick that is under way ends; from here on only a wake can drain
        drained.clear()
        jobs.wake()
        assert drained.wait(5)
    finally:
        jobs.stop()


def test_scheduled_work_runs_when_due_and_a_failure_does_not_stop_the_rest(app: Flask, tmp_path: Path) -> None:
    ran: list[str] = []
    jobs = Jobs(app, "", Lease("t", tmp_path), lambda: 0)
    jobs.schedule = (
        Scheduled("broken", 60, lambda: 1 / 0),
        Scheduled("hourly", 3600, lambda: ran.append("hourly")),
        Scheduled("always", 0, lambda: ran.append("always")),
    )
    jobs.work()
    jobs.work()
    jobs.stop()
    assert ran == ["hourly", "always", "always"]


def test_a_pickle_in_the_queue_is_refused() -> None:
    import pickle

    serializer = PlainSerializer()
    assert serializer.deserialize(serializer.serialize(Message("1", "work"))).name == "work"
    with pytest.raises(ValueError):
        serializer.deserialize(pickle.dumps({"id": 1}))
