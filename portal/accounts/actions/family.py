"""Family members who may act for someone: invited by a short code, limited to scopes, ended by either side."""

from __future__ import annotations

from datetime import timedelta

import sqlalchemy as sa

from portal.accounts.attempts import count_attempt
from portal.accounts.invitations import digest_of, invitation_code
from portal.accounts.models import SCOPES, Proxy
from portal.accounts.policy import acting_member
from portal.core import clock
from portal.core.bus import announce
from portal.core.db import db, locked, transaction
from portal.core.errors import Invalid, NotFound, TooOften
from portal.core.i18n import lazy
from portal.core.ids import new_id
from portal.events import AccessChanged, ProxyAccepted, ProxyRevoked

INVITE_LASTS = timedelta(days=7)
OPEN_INVITES = 5


def invite_family(scopes: list[str], *, by: int, days: int | None = None) -> str:
    """Makes an invitation to act for oneself within scopes, for some days or until it is ended; returns its code.

    Raises Invalid without a scope, TooOften with five invitations open.
    """
    chosen = [scope for scope in SCOPES if scope in scopes]
    if not chosen:
        raise Invalid(lazy("Choose at least one thing they may do for you."), "scopes")
    with transaction():
        subject = acting_member(by)
        now = clock.now()
        is_open = sa.and_(Proxy.accepted_at.is_(None), Proxy.revoked_at.is_(None), Proxy.invite_expires_at > now)
        waiting = sa.select(sa.func.count()).where(Proxy.subject_id == subject.id, is_open)
        if (db.session.scalar(waiting) or 0) >= OPEN_INVITES:
            raise TooOften(lazy("You have five open invitations. Please cancel one first."))
        public_id = new_id()
        code = invitation_code(public_id)
        proxy = Proxy(
            public_id=public_id,
            subject_id=subject.id,
            code_digest=digest_of(code),
            scopes=",".join(chosen),
            invite_expires_at=now + INVITE_LASTS,
            until=now + timedelta(days=days) if days else None,
        )
        db.session.add(proxy)
    return code


def accept_invitation(code: str, *, by: int) -> None:
    """Lets a member act for whoever gave them the code. Raises Invalid, always in the same words, TooOften."""
    count_attempt("invitation", str(by), limit=10, window=timedelta(hours=1))
    with transaction():
        member = acting_member(by)
        proxy = db.session.scalar(locked(sa.select(Proxy).where(Proxy.code_digest == digest_of(code))))
        is_open = (
            proxy is not None
            and proxy.accepted_at is None
            and proxy.revoked_at is None
            and proxy.invite_expires_at > clock.now()
            and proxy.subject_id != member.id
        )
        if proxy is None or not is_open:
            raise Invalid(lazy("This code does not work. Ask your family member for a new one."), "code")
        proxy.proxy_id, proxy.accepted_at = member.id, clock.now()
        db.session.flush()
        announce(ProxyAccepted(proxy.subject_id, member.id))


def end_proxy(public_id: str, *, by: int) -> None:
    """Ends a proxy or cancels its invitation at once; either side may, even suspended. Ending twice is no error."""
    with transaction():
        proxy = db.session.scalar(locked(sa.select(Proxy).where(Proxy.public_id == public_id)))
        if proxy is None or by not in {proxy.subject_id, proxy.proxy_id}:
            raise NotFound()
        if proxy.revoked_at is not None:
            return
        proxy.revoked_at = clock.now()
        db.session.flush()
        if proxy.proxy_id is not None:
            announce(ProxyRevoked(proxy.subject_id, proxy.proxy_id, by))
            announce(AccessChanged(proxy.proxy_id, "proxy"))
