"""Sealed fields: unreadable at rest, open under rotated keys, two ciphers."""

from __future__ import annotations

import pytest
import sqlalchemy as sa
from cryptography.exceptions import InvalidTag
from flask import Flask

from portal.accounts.models import Contact
from portal.core.db import db, transaction
from portal.core.sealed import Keyring
from tests.factories import make_member

OLD, NEW = "old:" + "11" * 32, "new:" + "22" * 32


@pytest.mark.parametrize("cipher", ["aes", "sm4"])
def test_a_sealed_value_opens_only_unaltered(cipher: str) -> None:
    ring = Keyring.parse(OLD, cipher)
    sealed = ring.seal("13800138000")
    assert ring.open(sealed) == "13800138000" and "138" not in sealed
    broken = sealed[:-6] + ("AAAAAA" if sealed[-6:] != "AAAAAA" else "BBBBBB")
    with pytest.raises((InvalidTag, ValueError)):
        ring.open(broken)


def test_a_rotated_ring_opens_old_values_seals_with_the_new_key_and_finds_the_same_person() -> None:
    before, after = Keyring.parse(OLD, "aes"), Keyring.parse(f"{NEW},{OLD}", "sm4")
    assert after.open(before.seal("a@b.example")) == "a@b.example"
    assert after.seal("x").startswith("new.sm4.")
    assert after.lookup("a@b.example") == before.lookup("a@b.example")


def test_a_contact_is_unreadable_in_the_database(app: Flask) -> None:
    member = make_member()
    with transaction():
        db.session.add(Contact(member_id=member.id, kind="phone", value="+8613800138000", lookup="x"))
    raw = db.session.execute(sa.text("SELECT value FROM contacts")).scalar_one()
    assert "13800138000" not in raw
    db.session.expire_all()
    assert db.session.scalars(sa.select(Contact)).one().value == "+8613800138000"
