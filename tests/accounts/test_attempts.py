"""Counters: exact under a burst, over when their window is, unmoved by a clock set back."""

from __future__ import annotations

import threading
from datetime import timedelta

import pytest
import sqlalchemy as sa
import time_machine
from flask import Flask

from portal.accounts.attempts import address_key, count_attempt, forget_old_attempts
from portal.accounts.models import Attempt
from portal.core import clock
from portal.core.db import db
from portal.core.errors import TooOften

WINDOW = timedelta(minutes=15)


def is_let_through() -> bool:
    try:
        count_attempt("test", "key", limit=5, window=WINDOW)
    except TooOften:
        return False
    return True


def test_a_burst_lets_exactly_the_limit_through(app: Flask) -> None:
    passed: list[bool] = []

    def attempt() -> None:
        with app.app_context():
            passed.append(is_let_through())

    threads = [threading.Thread(target=attempt) for _number in range(16)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(passed) == [False] * 11 + [True] * 5


def test_the_wait_named_is_the_rest_of_the_window(app: Flask) -> None:
    start = clock.now()
    with time_machine.travel(start, tick=False):
        for _try in range(5):
            assert is_let_through()
    with time_machine.travel(start + timedelta(minutes=5), tick=False), pytest.raises(TooOften) as refused:
        count_attempt("test", "key", limit=5, window=WINDOW)
    assert refused.value.retry_after == 600
    with time_machine.travel(start + WINDOW, tick=False):
        assert is_let_through()


def test_a_clock_set_back_locks_no_one_out(app: Flask) -> None:
    with time_machine.travel(clock.now() + timedelta(days=400)):
        while is_let_through():
            pass
    assert is_let_through()


def test_old_counters_go_and_never_held_a_readable_address(app: Flask) -> None:
    count_attempt("test", address_key("203.0.113.9"), limit=5, window=WINDOW)
    assert "203.0.113.9" not in db.session.scalars(sa.select(Attempt.key)).one()
    with time_machine.travel(clock.now() + WINDOW):
        forget_old_attempts()
    assert db.session.scalar(sa.select(sa.func.count()).select_from(Attempt)) == 0
