"""`portal reconcile`: clean books exit 0, a point out of nowhere exits 1."""

from __future__ import annotations

import json

import sqlalchemy as sa
from flask import Flask

from portal.accounts.models import Member
from portal.core.db import db, transaction
from portal.rewards.actions.redemptions import redeem
from portal.rewards.models import Balance, Redemption
from tests.rewards.shop import give_points, make_item


def test_clean_books_exit_zero_and_drift_exits_one(app: Flask, ben: Member) -> None:
    give_points(ben, 10)
    runner = app.test_cli_runner()
    clean = runner.invoke(args=["reconcile", "--json"])
    assert clean.exit_code == 0 and json.loads(clean.stdout)["clean"] is True
    with transaction():
        db.session.execute(sa.update(Balance).values(points=11))
    found = runner.invoke(args=["reconcile", "--json"])
    assert found.exit_code == 1
    assert json.loads(found.stdout)["drifted"] == [{"member_id": ben.id, "balance": 11, "entries": 10}]
    assert runner.invoke(args=["reconcile"]).exit_code == 1


def test_a_redemption_whose_charge_was_forgotten_is_found(app: Flask, ben: Member) -> None:
    give_points(ben, 100)
    make_item("cup")
    redemption = redeem("cup", "k1", by=ben.id)
    with transaction():
        db.session.execute(sa.update(Redemption).values(cost=29))
    found = app.test_cli_runner().invoke(args=["reconcile", "--json"])
    assert found.exit_code == 1 and json.loads(found.stdout)["uncharged"] == [redemption.public_id]
