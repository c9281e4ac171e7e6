"""What admins decide about people: roles, and clinicians' checked licenses."""

from __future__ import annotations

from datetime import date, datetime

import sqlalchemy as sa

from portal.accounts.models import ROLES, ClinicianCredential, Member, RoleGrant
from portal.accounts.policy import acting_member
from portal.core import clock
from portal.core.bus import announce
from portal.core.db import db, locked, transaction
from portal.core.errors import Conflict, Invalid, NotAllowed, NotFound
from portal.core.i18n import lazy
from portal.events import AccessChanged, CredentialChecked, RoleGranted, RoleRevoked

SCOPED = ("doctor", "moderator")


def grant_role(
    member_id: int, role: str, *, by: int | None, group_id: int | None = None, until: datetime | None = None
) -> None:
    """Gives a role, everywhere or in one group, for good or until a moment; the same role again only moves its end.

    `by` is None for the operator at the command line. Raises NotAllowed, NotFound, Invalid.
    """
    with transaction():
        _require_admin(by)
        member = _locked_member(member_id)
        if role not in ROLES or (group_id is not None and role not in SCOPED):
            raise Invalid(lazy("Only doctors and moderators can be limited to one group."), "group")
        if until is not None and until <= clock.now():
            raise Invalid(lazy("Choose a day in the future."), "until")
        grant = _grant_of(member.id, role, group_id)
        if grant is None:
            grant = RoleGrant(member_id=member.id, role=role, group_id=group_id)
            db.session.add(grant)
        elif grant.role == "admin" and until is not None:
            _keep_an_admin(grant)
        grant.until, grant.granted_by = until, by
        db.session.flush()
        announce(RoleGranted(member.id, role, group_id, by))
        announce(AccessChanged(member.id, "role"))


def revoke_role(member_id: int, role: str, *, by: int | None, group_id: int | None = None) -> None:
    """Takes a role back at once. Raises NotFound, NotAllowed, and Conflict for the last admin."""
    with transaction():
        _require_admin(by)
        grant = _grant_of(member_id, role, group_id)
        if grant is None:
            raise NotFound()
        if role == "admin":
            _keep_an_admin(grant)
        db.session.delete(grant)
        db.session.flush()
        announce(RoleRevoked(member_id, role, group_id, by))
        announce(AccessChanged(member_id, "role"))


def record_credential(
    member_id: int, *, by: int, license_number: str, hospital: str, department: str, title: str, expires_on: date
) -> None:
    """Keeps a checked license, replacing an earlier one, and shows its badge until it ends. Raises NotAllowed."""
    with transaction():
        _require_admin(by)
        member = _locked_member(member_id)
        held = db.session.scalar(sa.select(ClinicianCredential).where(ClinicianCredential.member_id == member.id))
        credential = held or ClinicianCredential(member_id=member.id)
        credential.license_number, credential.hospital = license_number, hospital
        credential.department, credential.title, credential.expires_on = department, title, expires_on
        credential.checked_by, credential.checked_at = by, clock.now()
        db.session.add(credential)
        member.clinician_title = f"{department} · {title}"[:80]
        member.clinician_until = expires_on
        db.session.flush()
        announce(CredentialChecked(member.id, by, expires_on))


def _require_admin(by: int | None) -> None:
    if by is not None and not acting_member(by).has_role("admin"):
        raise NotAllowed()


def _grant_of(member_id: int, role: str, group_id: int | None) -> RoleGrant | None:
    there = RoleGrant.group_id.is_not_distinct_from(group_id)
    return db.session.scalar(
        sa.select(RoleGrant).where(RoleGrant.member_id == member_id, RoleGrant.role == role, there)
    )


def _locked_member(member_id: int) -> Member:
    member = db.session.scalar(locked(sa.select(Member).where(Member.id == member_id, Member.erased_at.is_(None))))
    if member is None:
        raise NotFound()
    return member


def _keep_an_admin(leaving: RoleGrant) -> None:
    """Locks the admins' grants and refuses to lose the last one that does not run out."""
    admins = db.session.scalars(locked(sa.select(RoleGrant).where(RoleGrant.role == "admin").order_by(RoleGrant.id)))
    if not any(grant.until is None and grant.id != leaving.id for grant in admins):
        raise Conflict(lazy("Someone has to stay admin. Give the role to another person first."))
