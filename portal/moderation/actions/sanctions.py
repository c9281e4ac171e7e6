"""What follows for a member: a warning, a silence in one group, a suspension, all with an end."""

from __future__ import annotations

from datetime import datetime

import sqlalchemy as sa

from portal.accounts.models import Member
from portal.accounts.policy import acting_member
from portal.accounts.sessions import end_all_sessions
from portal.community.policy import membership_of
from portal.core import clock
from portal.core.bus import announce
from portal.core.db import db, locked, transaction
from portal.core.errors import Conflict, Invalid, NotFound
from portal.core.i18n import lazy
from portal.events import AccessChanged, MemberSanctioned
from portal.moderation.audit import record
from portal.moderation.models import REASONS, SANCTIONS, Sanction
from portal.moderation.policy import require_sanctioning, sees_sanctions


def sanction(
    member_public_id: str,
    kind: str,
    reason: str,
    *,
    by: int,
    group_id: int | None = None,
    until: datetime | None = None,
) -> Sanction:
    """Warns, silences (in a group) or suspends a member, at once on every device.

    Raises Invalid for an unknown kind or reason, a silence without a group or an end that is missing or past.
    """
    if kind not in SANCTIONS or reason not in REASONS:
        raise Invalid(lazy("Please choose what follows and why."), field="kind")
    if kind != "warn" and (until is None or until <= clock.now()):
        raise Invalid(lazy("Please choose a day in the future on which this ends."), field="until")
    with transaction():
        actor = acting_member(by)
        member = db.session.scalar(locked(sa.select(Member).where(Member.public_id == member_public_id)))
        if member is None:
            raise NotFound()
        require_sanctioning(actor, member, kind, group_id)
        if kind == "silence":
            _silence(member.id, group_id, until)
        elif kind == "suspend":
            member.suspended_until = until
            end_all_sessions(member.id)
        row = Sanction(member_id=member.id, kind=kind, group_id=group_id, reason=reason, until=until, imposed_by=by)
        db.session.add(row)
        db.session.flush()
        record(by, f"sanction.{kind}", "member", member.public_id, reason)
        announce(MemberSanctioned(row.id, member.id, kind, by))
        announce(AccessChanged(member.id, kind))
        return row


def lift(public_id: str, *, by: int) -> None:
    """Ends a sanction before its time. Raises NotFound for one of elsewhere, Conflict when it was lifted already."""
    with transaction():
        actor = acting_member(by)
        row = db.session.scalar(locked(sa.select(Sanction).where(Sanction.public_id == public_id)))
        if row is None or not sees_sanctions(actor, row.kind, row.group_id):
            raise NotFound()
        member = db.session.get_one(Member, row.member_id)
        require_sanctioning(actor, member, row.kind, row.group_id)
        if row.lifted_at is not None:
            raise Conflict()
        row.lifted_at = clock.now()
        if row.kind == "suspend":
            member.suspended_until = None
        elif row.kind == "silence" and row.group_id is not None:
            membership = membership_of(member.id, row.group_id)
            if membership is not None:
                membership.silenced_until = None
        record(by, "sanction.lift", "member", member.public_id, row.kind)


def _silence(member_id: int, group_id: int | None, until: datetime | None) -> None:
    membership = membership_of(member_id, group_id) if group_id is not None else None
    if membership is None:
        raise Invalid(lazy("This person is not in that group."), field="kind")
    membership.silenced_until = until
