"""Contacts: one normal form however they are typed, sealed in the database, masked on pages."""

from __future__ import annotations

import pytest
import sqlalchemy as sa
from flask import Flask

from portal.accounts.contacts import parse_contact
from portal.core.db import db
from portal.core.errors import Invalid
from tests.accounts.entrance import make_account


@pytest.mark.parametrize(
    ("typed", "kind", "value"),
    [
        ("13800138000", "phone", "+8613800138000"),
        (" 138 0013 8000 ", "phone", "+8613800138000"),
        ("１３８００１３８０００", "phone", "+8613800138000"),
        ("+852 5123 4567", "phone", "+85251234567"),
        ("Ana@Demo.Example", "email", "Ana@demo.example"),
        ("ana＠demo.example", "email", "ana@demo.example"),
    ],
)
def test_a_contact_has_one_form(app: Flask, typed: str, kind: str, value: str) -> None:
    found = parse_contact(typed)
    assert (found.kind, found.value) == (kind, value)


@pytest.mark.parametrize("typed", ["", "12345", "ana@", "@demo.example", "ana@demo", "1" * 400, "a b@c.de", "120"])
def test_what_is_no_contact_is_refused(app: Flask, typed: str) -> None:
    with pytest.raises(Invalid):
        parse_contact(typed)


def test_capitals_in_an_address_make_no_second_person(app: Flask) -> None:
    assert parse_contact("ANA@demo.example").lookup == parse_contact("ana@DEMO.example").lookup


def test_a_mask_shows_too_little_to_write_to(app: Flask) -> None:
    assert parse_contact("ana.long@demo.example").masked == "a***@demo.example"
    assert "0013" not in parse_contact("13800138000").masked


def test_the_database_never_holds_a_readable_contact(app: Flask) -> None:
    make_account("13800138000")
    stored = db.session.execute(sa.text("SELECT value, lookup FROM contacts")).one()
    assert not any("13800138000" in column for column in stored)
