"""Passwords: argon2id, no composition rules, nothing that anyone would guess."""

from __future__ import annotations

import pytest
from flask import Flask
from pwdlib import PasswordHash
from pwdlib.hashers.argon2 import Argon2Hasher

from portal.accounts.passwords import check_password, hash_password, verify_password
from portal.core.errors import Invalid


@pytest.mark.parametrize(
    "password", ["password1", "12345678", "woaini1314", "aaaaaaaa", "Hospital2024", "Portal!!", "short", "x" * 257]
)
def test_guessable_passwords_are_refused(app: Flask, password: str) -> None:
    with pytest.raises(Invalid):
        check_password(password)


def test_ones_own_nickname_is_no_password(app: Flask) -> None:
    with pytest.raises(Invalid):
        check_password("morning-robin-7", near=("Morning Robin",))


@pytest.mark.parametrize(
    "password", ["portal-demo", "晨光里的小溪慢慢流", "correct horse", "a b c d e f", "é" * 4 + "zq" * 60]
)
def test_any_other_password_is_fine_without_special_signs(app: Flask, password: str) -> None:
    check_password(password)


def test_every_character_of_a_long_password_counts(app: Flask) -> None:
    stored = hash_password("x" * 99 + "a")
    assert verify_password("x" * 99 + "a", stored)[0]
    assert not verify_password("x" * 99 + "b", stored)[0]


def test_hashes_are_argon2id(app: Flask) -> None:
    assert hash_password("some words here").startswith("$argon2id$")


def test_a_hash_with_old_parameters_is_renewed(app: Flask) -> None:
    old = PasswordHash((Argon2Hasher(time_cost=1, memory_cost=1024),)).hash("some words here")
    fits, renewed = verify_password("some words here", old)
    assert fits and renewed is not None and renewed != old
    assert verify_password("some words here", renewed) == (True, None)


def test_nobody_has_the_dummy_password(app: Flask) -> None:
    assert verify_password("nobody has this password", None) == (False, None)
