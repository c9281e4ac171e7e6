"""What a group's moderators decide about its people: requests, invitations, silence."""

from __future__ import annotations

from datetime import datetime

import sqlalchemy as sa

from portal.accounts.models import Consent, Member
from portal.accounts.policy import acting_member
from portal.community.actions.membership import close_consents, enter
from portal.community.models import Invitation, JoinRequest, Membership
from portal.community.policy import membership_of, moderates
from portal.core import clock
from portal.core.bus import announce
from portal.core.db import change_rows, db, insert_once, transaction
from portal.core.errors import Conflict, Invalid, NotFound
from portal.core.i18n import lazy
from portal.events import GroupInvited, JoinDeclined


def approve_join(group_id: int, member_id: int, *, by: int) -> None:
    """Lets an asker in with the consent they gave. Raises Conflict when the request is already settled."""
    with transaction():
        check_moderator(group_id, by)
        label = _settle_request(group_id, member_id)
        given = sa.select(sa.func.max(Consent.text_version)).where(
            Consent.group_id == group_id, Consent.member_id == member_id, Consent.withdrawn_at.is_(None)
        )
        enter(group_id, member_id, label, db.session.scalar(given) or 0)


def decline_join(group_id: int, member_id: int, *, by: int) -> None:
    """Turns an asker down and closes their consent. Raises Conflict when the request is already settled."""
    with transaction():
        check_moderator(group_id, by)
        _settle_request(group_id, member_id)
        close_consents(group_id, member_id)
        announce(JoinDeclined(group_id, member_id))


def invite_member(group_id: int, public_id: str, *, by: int) -> None:
    """Lets a member know of a group and join it without asking; they still agree to its consent themselves.

    Raises Invalid when nobody has this number or they are already inside.
    """
    with transaction():
        check_moderator(group_id, by)
        wanted = sa.select(Member.id).where(Member.public_id == public_id.strip(), Member.erased_at.is_(None))
        member_id = db.session.scalar(wanted)
        if member_id is None:
            raise Invalid(lazy("Nobody has this member number. Please check it."), field="member")
        if membership_of(member_id, group_id) is not None:
            raise Invalid(lazy("They are already in this group."), field="member")
        values = {"invited_by": by, "created_at": clock.now()}
        if insert_once(Invitation, group_id=group_id, member_id=member_id, **values):
            announce(GroupInvited(group_id, member_id, by))


def silence_member(group_id: int, member_id: int, until: datetime | None, *, by: int) -> None:
    """Lets a member only read in a group until a moment; None ends it. Raises NotFound for someone outside it."""
    with transaction():
        check_moderator(group_id, by)
        mine = sa.and_(Membership.group_id == group_id, Membership.member_id == member_id)
        if not change_rows(sa.update(Membership).where(mine).values(silenced_until=until)):
            raise NotFound()


def check_moderator(group_id: int | None, by: int) -> Member:
    """The member a verb of a group's moderators acts as. Raises NotFound for everyone else."""
    member = acting_member(by)
    if not moderates(member, group_id):
        raise NotFound()
    return member


def _settle_request(group_id: int, member_id: int) -> str:
    waiting = sa.and_(JoinRequest.group_id == group_id, JoinRequest.member_id == member_id)
    label: str | None = db.session.scalar(sa.delete(JoinRequest).where(waiting).returning(JoinRequest.label))
    if label is None:
        raise Conflict()
    return label
