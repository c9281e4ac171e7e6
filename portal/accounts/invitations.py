"""The short codes of family invitations: derived from the row under the field key, so none is stored."""

from __future__ import annotations

from portal.core.ids import ALPHABET
from portal.core.sealed import keyring

LENGTH = 8


def invitation_code(public_id: str) -> str:
    """Eight characters without look-alikes in two groups of four, 39 bits: `k7mq-w3xd`."""
    number = int(keyring().lookup(f"invitation:{public_id}"), 16)
    letters = []
    for _place in range(LENGTH):
        number, place = divmod(number, len(ALPHABET))
        letters.append(ALPHABET[place])
    return f"{''.join(letters[:4])}-{''.join(letters[4:])}"


def digest_of(typed: str) -> str:
    """The digest of a code however it was typed: capitals, spaces and dashes do not matter."""
    plain = "".join(letter for letter in typed.casefold() if letter in ALPHABET)
    return keyring().lookup(f"typed invitation:{plain}")
