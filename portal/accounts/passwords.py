"""Passwords: hashed with argon2id, refused when anyone would guess them, never bent into composition rules."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import cache
from pathlib import Path

from flask import current_app
from pwdlib import PasswordHash
from pwdlib.hashers.argon2 import Argon2Hasher

from portal.core.errors import Invalid
from portal.core.i18n import lazy

SHORTEST, LONGEST = 8, 256
HOUSE_WORDS = ("portal", "hospital", "patient community")

_hasher = PasswordHash((Argon2Hasher(),))


def hash_password(password: str) -> str:
    return _hasher.hash(password)


def verify_password(password: str, stored: str | None) -> tuple[bool, str | None]:
    """Whether the password fits, and a new hash when the stored one's parameters are out of date.

    Without a stored hash the same work is done in vain, so that the answer takes as long.
    """
    dummy = _dummy_hash()
    fits, renewed = _hasher.verify_and_update(password[:LONGEST], stored or dummy)
    return (fits, renewed) if stored else (False, None)


def check_password(password: str, *, near: Iterable[str] = ()) -> None:
    """Refuses a password that is too short, common, one repeated character, the site's name or a word in `near`.

    Raises Invalid for the field `password`.
    """
    if len(password) < SHORTEST:
        raise Invalid(lazy("Use at least 8 characters. A few words you can remember are fine."), "password")
    if len(password) > LONGEST:
        raise Invalid(lazy("Use at most 256 characters."), "password")
    if _is_guessable(password, near):
        raise Invalid(lazy("Many people use this password, so it is easy to guess. Please choose another."), "password")


def _is_guessable(password: str, near: Iterable[str]) -> bool:
    plain = password.casefold()
    core = _letters(plain)
    close = {_letters(word.casefold()) for word in (*near, *HOUSE_WORDS, current_app.extensions["settings"].site_name)}
    return plain in _common() or len(set(plain)) < 3 or (bool(core) and core in close)


def _letters(text: str) -> str:
    return re.sub(r"[\W\d_]", "", text)


@cache
def _common() -> frozenset[str]:
    """The 3,000 commonest passwords of the zxcvbn project's list (MIT), and those common in Chinese."""
    return frozenset((Path(__file__).parent / "common_passwords.txt").read_text(encoding="utf-8").split())


@cache
def _dummy_hash() -> str:
    return hash_password("nobody has this password")
