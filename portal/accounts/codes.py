"""One-time codes that prove a contact: asked for, sent through the outbox, typed back.

What the asker sees is the same whether or not the contact has an account: the same answer, the same rows written.
"""

from __future__ import annotations

import hmac
from datetime import timedelta

import sqlalchemy as sa

from portal.accounts.attempts import address_key, count_attempt
from portal.accounts.contacts import ContactPoint, parse_contact
from portal.accounts.models import Contact, VerificationCode
from portal.core import clock
from portal.core.db import db, locked, transaction
from portal.core.errors import Conflict, Invalid
from portal.core.i18n import lazy
from portal.core.outbox import enqueue
from portal.core.sealed import keyring

VALID_FOR = timedelta(minutes=10)
PROOF_LASTS = timedelta(days=1)
TRIES = 5
SILENT_TWIN = {"sign_up": "known", "reset": "unknown"}


def code_of(code: VerificationCode) -> str:
    """The six digits of a code row."""
    return f"{int(keyring().lookup(f'code:{code.public_id}'), 16) % 10**6:06d}"


def request_code(contact: str, purpose: str, *, address: str, locale: str) -> str:
    """Makes a code for `sign_up` or `reset`, lets it leave, and returns the public id of its row.

    Raises Invalid for an unreadable contact and TooOften after one a minute or ten a day for it, or sixty an hour from
    one address.
    """
    point = parse_contact(contact, "contact")
    count_attempt("code_address", address_key(address), limit=60, window=timedelta(hours=1))
    count_attempt(f"code_{purpose}", point.lookup, limit=1, window=timedelta(minutes=1))
    count_attempt(f"day_{purpose}", point.lookup, limit=10, window=timedelta(days=1))
    with transaction():
        is_known = db.session.scalar(sa.select(Contact.id).where(Contact.lookup == point.lookup)) is not None
        fits = is_known == (purpose == "reset")
        row = VerificationCode(
            purpose=purpose if fits else SILENT_TWIN[purpose],
            kind=point.kind,
            contact=point.value,
            lookup=point.lookup,
            expires_at=clock.now() + VALID_FOR,
        )
        db.session.add(row)
        db.session.flush()
        enqueue("accounts.code", {"code": row.public_id, "locale": locale}, dedupe=f"accounts.code:{row.public_id}")
    return row.public_id


def request_code_again(public_id: str, purpose: str, *, address: str, locale: str) -> str:
    """A new code for the contact of an earlier one. Raises as `request_code`, and Conflict for an unknown row."""
    return request_code(_pending(public_id, purpose).contact, purpose, address=address, locale=locale)


def contact_of_code(public_id: str, purpose: str) -> ContactPoint:
    """The contact a code was sent to. Raises Conflict when there is no such code."""
    row = _pending(public_id, purpose)
    return ContactPoint(row.kind, row.contact)


def prove_code(public_id: str, typed: str, purpose: str) -> None:
    """Accepts the code typed in time and within five tries. Raises Invalid, with the try kept, or Conflict."""
    with transaction():
        row = db.session.scalar(locked(sa.select(VerificationCode).where(VerificationCode.public_id == public_id)))
        if row is None or row.purpose not in {purpose, SILENT_TWIN[purpose]}:
            raise Conflict()
        is_open = row.tries < TRIES and row.expires_at > clock.now()
        row.tries += 1
        is_right = hmac.compare_digest(code_of(row).encode(), typed.encode()) and row.purpose == purpose
        if is_open and is_right:
            row.proved_at = clock.now()
    if not is_open:
        raise Invalid(lazy("This code no longer works. Please ask for a new one."), "code")
    if not is_right:
        raise Invalid(lazy("This is not the code we sent. Please check it and try again."), "code")


def proved_contact(public_id: str | None, purpose: str) -> ContactPoint:
    """The contact a proved code stands for. Raises Conflict when nothing was proved, or too long ago."""
    row = db.session.scalar(sa.select(VerificationCode).where(VerificationCode.public_id == public_id))
    is_proved = row is not None and row.purpose == purpose and row.proved_at is not None
    if row is None or not is_proved or row.proved_at + PROOF_LASTS <= clock.now():  # type: ignore[operator]
        raise Conflict(lazy("Please start again with your e-mail address or phone number."))
    return ContactPoint(row.kind, row.contact)


def forget_codes(lookup: str) -> None:
    """Drops every code of a contact, so that a proof is used once."""
    with transaction():
        db.session.execute(sa.delete(VerificationCode).where(VerificationCode.lookup == lookup))


def forget_old_codes() -> None:
    with transaction():
        over = VerificationCode.created_at <= clock.now() - PROOF_LASTS - VALID_FOR
        db.session.execute(sa.delete(VerificationCode).where(over))


def _pending(public_id: str, purpose: str) -> VerificationCode:
    row = db.session.scalar(sa.select(VerificationCode).where(VerificationCode.public_id == public_id))
    if row is None or row.purpose not in {purpose, SILENT_TWIN[purpose]}:
        raise Conflict(lazy("Please start again with your e-mail address or phone number."))
    return row
