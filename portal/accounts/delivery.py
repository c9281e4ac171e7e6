"""Sends the messages of the code outbox rows: the code, or word that the contact already has an account."""

from __future__ import annotations

from collections.abc import Sequence

import sqlalchemy as sa

from portal.accounts.codes import code_of
from portal.accounts.models import VerificationCode
from portal.accounts.preferences import site_name
from portal.core import clock
from portal.core.db import db
from portal.core.i18n import _, force_locale
from portal.core.mail import Message, public_url, send
from portal.core.outbox import Delivery, handles


@handles("accounts.code")
def send_code(deliveries: Sequence[Delivery]) -> None:
    """Tells the owner of a contact; says nothing for codes that ran out and contacts nobody registered."""
    for delivery in deliveries:
        wanted = sa.select(VerificationCode).where(VerificationCode.public_id == delivery.payload["code"])
        row = db.session.scalar(wanted)
        if row is None or row.purpose == "unknown" or row.expires_at <= clock.now():
            continue
        with force_locale(delivery.payload["locale"]):
            subject, text = _words(row)
            send(Message(row.kind, row.contact, subject, text, key=f"code-{delivery.id}"))


def _words(row: VerificationCode) -> tuple[str, str]:
    site = site_name()
    if row.purpose == "known":
        text = _(
            "Someone, perhaps you, tried to sign up with this contact. You already have an account.\n\n"
            "Sign in: %(sign_in)s\nNew password: %(reset)s\n\nIf it was not you, you need not do anything.",
            sign_in=public_url("accounts.sign_in"),
            reset=public_url("accounts.reset"),
        )
        return _("You already have an account at %(site)s", site=site), text
    text = _(
        "Your code is %(code)s\n\nIt works for 10 minutes. Tell it to no one; our staff will never ask for it.\n"
        "If you did not ask for it, you need not do anything.",
        code=code_of(row),
    )
    return _("Your code for %(site)s", site=site), text
