"""Random public ids: what URLs, HTML, sockets and exports show in place of row numbers."""

from __future__ import annotations

import secrets

ALPHABET = "23456789abcdefghjkmnpqrstuvwxyz"
LENGTH = 12


def new_id() -> str:
    """Twelve characters from an alphabet without look-alikes; 59 bits from the system's generator."""
    return "".join(secrets.choice(ALPHABET) for _ in range(LENGTH))
