"""Proving who one is with a password, and setting a new one with a code. Strangers learn nothing from the answers."""

from __future__ import annotations

from datetime import timedelta

import sqlalchemy as sa

from portal.accounts.attempts import address_key, count_attempt, forget_attempts, uncount_attempt
from portal.accounts.codes import forget_codes, proved_contact
from portal.accounts.contacts import parse_contact
from portal.accounts.models import Contact, Member
from portal.accounts.passwords import check_password, hash_password, verify_password
from portal.accounts.sessions import end_all_sessions
from portal.core.db import db, transaction
from portal.core.errors import Conflict, Invalid
from portal.core.i18n import lazy
from portal.core.sealed import keyring

WINDOW = timedelta(minutes=15)
WRONG_PER_ACCOUNT = 5
WRONG_PER_ADDRESS = 60


def authenticate(identifier: str, password: str, *, address: str) -> int:
    """The id of the member whose contact and password these are.

    Every try counts before it is judged, so that no burst slips through; a right one is taken back. Raises Invalid,
    always in the same words, and TooOften.
    """
    lookup = _lookup(identifier)
    origin = address_key(address)
    count_attempt("sign_in_address", origin, limit=WRONG_PER_ADDRESS, window=WINDOW)
    count_attempt("sign_in", lookup, limit=WRONG_PER_ACCOUNT, window=WINDOW)
    member = db.session.scalar(
        sa.select(Member)
        .join(Contact, Contact.member_id == Member.id)
        .where(Contact.lookup == lookup, Contact.verified_at.is_not(None), Member.erased_at.is_(None))
    )
    fits, renewed = verify_password(password, member.password_hash if member else None)
    if member is None or not fits:
        raise Invalid(lazy("The contact or the password is not right. Please check both and try again."))
    forget_attempts("sign_in", lookup)
    uncount_attempt("sign_in_address", origin)
    if renewed:
        _renew(member.id, renewed)
    return member.id


def reset_password(code_id: str | None, password: str) -> int:
    """Sets a new password for whoever proved a contact, and signs them out everywhere; returns the member's id.

    Raises Conflict without a proof, Invalid for a weak password.
    """
    point = proved_contact(code_id, "reset")
    check_password(password, near=(point.value.partition("@")[0],))
    password_hash = hash_password(password)
    with transaction():
        proved_contact(code_id, "reset")
        contact = db.session.scalar(sa.select(Contact).where(Contact.lookup == point.lookup))
        member = db.session.get(Member, contact.member_id) if contact else None
        if member is None or member.erased_at is not None:
            raise Conflict()
        member.password_hash = password_hash
        end_all_sessions(member.id)
        forget_codes(point.lookup)
        forget_attempts("sign_in", point.lookup)
    return member.id


def _lookup(identifier: str) -> str:
    """The look-up of a contact; unreadable ones are counted and refused like any other."""
    try:
        return parse_contact(identifier).lookup
    except Invalid:
        return keyring().lookup(f"unreadable:{identifier.strip().casefold()[:300]}")


def _renew(member_id: int, password_hash: str) -> None:
    with transaction():
        db.session.get_one(Member, member_id).password_hash = password_hash
