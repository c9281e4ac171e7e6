"""Who counts as whom: the acting member of a verb, and whom a family member may act for."""

from __future__ import annotations

from typing import Protocol

import sqlalchemy as sa
from sqlalchemy.orm import joinedload

from portal.accounts.models import Member, Proxy
from portal.core.db import db
from portal.core.errors import NotAllowed
from portal.core.i18n import lazy

_WITH_GRANTS = sa.select(Member).where(Member.id == sa.bindparam("member")).options(joinedload(Member.grants))


class Person(Protocol):
    """What policies ask of whoever acts or reads: satisfied by `Member` and `Viewer`."""

    @property
    def id(self) -> int: ...

    @property
    def is_suspended(self) -> bool: ...

    @property
    def is_staff(self) -> bool: ...

    @property
    def roles(self) -> frozenset[tuple[str, int | None]]: ...

    def has_role(self, role: str, group_id: int | None = None) -> bool: ...


def acting_member(by: int) -> Member:
    """The member a verb acts as, read under the verb's lock.

    Raises NotAllowed when the account is missing, erased, suspended or not verified.
    """
    member = db.session.scalars(_WITH_GRANTS, {"member": by}).unique().one_or_none()
    if member is None or member.erased_at is not None:
        raise NotAllowed()
    if member.is_suspended:
        raise NotAllowed(lazy("Your account is suspended for now. You can still read and export your data."))
    if member.verified_at is None:
        raise NotAllowed(lazy("Please confirm your phone number or e-mail address first."))
    return member


def acting_for(by: int, subject_id: int, scope: str) -> Member:
    """The member someone acts for: oneself, or the subject of a proxy with the scope. Raises NotAllowed."""
    actor = acting_member(by)
    if subject_id == by:
        return actor
    proxies = db.session.scalars(sa.select(Proxy).where(Proxy.proxy_id == by, Proxy.subject_id == subject_id))
    subject = db.session.get(Member, subject_id)
    if subject is None or subject.erased_at is not None or not any(proxy.allows(scope) for proxy in proxies):
        raise NotAllowed(lazy("You may not do this for them. They can allow it in their settings."))
    return subject
