"""`transaction()`: nesting, doom, after-commit isolation, fresh reads."""

from __future__ import annotations

import threading
import time

import pytest
import sqlalchemy as sa
from flask import Flask

from portal.accounts.models import Member
from portal.community.models import Invitation
from portal.core.db import TransactionDoomed, after_commit, db, insert_once, transaction
from tests.factories import make_group, make_member


def names() -> set[str]:
    return set(db.session.scalars(sa.select(Member.display_name)))


def test_an_error_rolls_everything_back(app: Flask) -> None:
    with pytest.raises(ZeroDivisionError), transaction():
        make_member("inner")
        1 / 0  # noqa: B018
    assert names() == set()


def test_a_swallowed_inner_failure_dooms_the_outer_transaction(app: Flask) -> None:
    with pytest.raises(TransactionDoomed), transaction():
        make_member("kept?")
        try:
            with transaction():
                raise ValueError
        except ValueError:
            pass
    assert names() == set()


def test_after_commit_callbacks_run_once_committed_and_each_on_its_own(app: Flask) -> None:
    seen: list[str] = []
    with transaction():
        after_commit(lambda: seen.append("first"))
        after_commit(lambda: 1 / 0)  # type: ignore[arg-type, return-value]
        with transaction():
            after_commit(lambda: seen.append(",".join(names())))
            make_member("Ana")
        assert seen == []
    assert seen == ["first", "Ana"]


def test_after_commit_callbacks_do_not_run_after_a_rollback(app: Flask) -> None:
    seen: list[str] = []
    with pytest.raises(ZeroDivisionError), transaction():
        after_commit(lambda: seen.append("never"))
        1 / 0  # noqa: B018
    assert seen == []


def test_a_verb_sees_rows_as_they_are_under_its_lock(app: Flask) -> None:
    member = make_member("old")
    assert db.session.get(Member, member.id).display_name == "old"
    with db.engine.connect() as other:
        other.execute(sa.update(Member).values(display_name="new"))
    with transaction():
        assert db.session.get(Member, member.id).display_name == "new"


def test_writers_queue_and_none_is_lost(app: Flask) -> None:
    member = make_member("counter", text_step=0)

    def add_one() -> None:
        with app.app_context(), transaction():
            row = db.session.scalar(sa.select(Member).where(Member.id == member.id).with_for_update())
            row.text_step += 1

    threads = [threading.Thread(target=add_one) for _ in range(20)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    db.session.expire_all()
    assert db.session.get(Member, member.id).text_step == 20


def test_insert_once_gives_the_number_of_what_it_inserted(app: Flask) -> None:
    member, group = make_member(), make_group()
    values = {"group_id": group.id, "member_id": member.id, "invited_by": member.id, "created_at": member.created_at}
    with transaction():
        first, second = (insert_once(Invitation, **values) for _ in range(2))
    assert first == db.session.scalars(sa.select(Invitation.id)).one()
    assert second is None


def test_writers_that_wait_hold_no_connection(app: Flask) -> None:
    """Else a crowd of waiting writers empties the pool, and the one inside the gate never gets to begin."""
    if db.engine.dialect.name != "sqlite":
        pytest.skip("only SQLite's writers wait at a gate")
    reading = threading.Barrier(9)

    def read_then_write() -> None:
        with app.app_context():
            names()
            reading.wait()
            with transaction():
                pass

    threads = [threading.Thread(target=read_then_write) for _writer in range(8)]
    with transaction():
        for thread in threads:
            thread.start()
        reading.wait()
        until = time.monotonic() + 2
        while db.engine.pool.checkedout() > 1 and time.monotonic() < until:
            time.sleep(0.01)
        held = db.engine.pool.checkedout()
    for thread in threads:
        thread.join()
    assert held <= 1
