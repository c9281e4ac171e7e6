"""Random public ids: what URLs, HTML, sockets and exports show in place of row numbers."""

from __future__ import annotations

import secrets

ALPHABET = "23456789abcdefghjkmnpqrstuvwxyz"
LENGTH = 12


_COUNT = len(ALPHABET) ** LENGTH


def new_id() -> str:
    """Twelve characters from an alphabet without look-alikes; 59 bits from the system's generator."""
    number, characters = secrets.randbelow(_COUNT), []
    for _place in range(LENGTH):
        number, digit = divmod(number, len(ALPHABET))
        characters.append(ALPHABET[digit])
    return "".join(characters)
