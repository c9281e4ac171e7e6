"""Entering and leaving a group. Nobody enters a disease group without agreeing to the text it asks today."""

from __future__ import annotations

from dataclasses import dataclass

import sqlalchemy as sa

from portal.accounts.models import Consent, Member
from portal.accounts.policy import acting_member
from portal.community.consent_text import consent_text
from portal.community.models import (
    LABELS,
    NOTE_LENGTH,
    Draft,
    Group,
    Invitation,
    JoinRequest,
    Membership,
    ReadMark,
    Topic,
)
from portal.community.policy import membership_of, moderates
from portal.core import clock
from portal.core.bus import announce
from portal.core.db import change_rows, db, insert_once, transaction
from portal.core.errors import Invalid, NotAllowed, NotFound
from portal.core.i18n import lazy
from portal.events import AccessChanged, ConsentGiven, ConsentWithdrawn, GroupJoined, GroupLeft, JoinRequested

PURPOSE = "group_health"


@dataclass(frozen=True, slots=True)
class Agreement:
    """The consent text someone ticked: its version and the locale they read it in."""

    version: int
    locale: str


class ConsentNeeded(Invalid):
    message = lazy("Please read the text and tick the box if you agree. You may also say no.")

    def __init__(self) -> None:
        super().__init__(field="agreed")


def join_group(
    group_id: int, *, by: int, label: str = "patient", note: str = "", agreement: Agreement | None = None
) -> str:
    """Enters a group and returns `joined`, or leaves a request and returns `requested`; joining twice is no error.

    Someone already inside whose consent is out of date agrees anew. Raises NotFound for a hidden group without an
    invitation, ConsentNeeded without agreement to the text the group asks today, Invalid for a label or note.
    """
    with transaction():
        member = acting_member(by)
        group = db.session.get(Group, group_id)
        if group is None:
            raise NotFound()
        membership = membership_of(by, group_id)
        if membership is not None:
            _renew(group, membership, agreement)
            return "joined"
        invited = moderates(member, group_id) or _is_invited(by, group_id)
        if group.visibility == "hidden" and not invited:
            raise NotFound()
        _check_label(member, label)
        if len(note) > NOTE_LENGTH:
            raise Invalid(lazy("This note is too long."), field="note")
        if group.visibility == "approval" and not invited:
            _request(group, member, label, note, agreement)
            return "requested"
        version = _agree(group, by, agreement)
        enter(group_id, by, label, version)
        return "joined"


def leave_group(group_id: int, *, by: int) -> None:
    """Leaves a group and withdraws its consent, also while suspended; a request not yet decided is taken back.

    Posts stay, under the alias of a former member. Raises NotFound when there is nothing to leave.
    """
    with transaction():
        mine = sa.and_(Membership.group_id == group_id, Membership.member_id == by)
        was_member = bool(change_rows(sa.delete(Membership).where(mine)))
        asked = sa.delete(JoinRequest).where(JoinRequest.group_id == group_id, JoinRequest.member_id == by)
        if not change_rows(asked) and not was_member:
            raise NotFound()
        invited = sa.delete(Invitation).where(Invitation.group_id == group_id, Invitation.member_id == by)
        db.session.execute(invited)
        close_consents(group_id, by)
        if was_member:
            _forget_reading(group_id, by)
            count = sa.update(Group).where(Group.id == group_id).values(member_count=Group.member_count - 1)
            db.session.execute(count)
            announce(GroupLeft(group_id, by))
            announce(AccessChanged(by, "group"))


def enter(group_id: int, member_id: int, label: str, consent_version: int) -> None:
    """Writes the membership once and counts it; the caller has checked that it may be."""
    values = {"label": label, "consent_version": consent_version, "joined_at": clock.now()}
    if not insert_once(Membership, group_id=group_id, member_id=member_id, **values):
        return
    for table in (Invitation, JoinRequest):
        db.session.execute(sa.delete(table).where(table.group_id == group_id, table.member_id == member_id))
    count = sa.update(Group).where(Group.id == group_id).values(member_count=Group.member_count + 1)
    db.session.execute(count)
    announce(GroupJoined(group_id, member_id))


def close_consents(group_id: int, member_id: int) -> None:
    """Marks the open consents of a member for a group as withdrawn; the rows stay as proof."""
    standing = sa.and_(Consent.group_id == group_id, Consent.member_id == member_id, Consent.withdrawn_at.is_(None))
    if change_rows(sa.update(Consent).where(standing).values(withdrawn_at=clock.now())):
        announce(ConsentWithdrawn(member_id, group_id))


def _renew(group: Group, membership: Membership, agreement: Agreement | None) -> None:
    if group.needs_consent and membership.consent_version < group.consent_version:
        membership.consent_version = _agree(group, membership.member_id, agreement)
        db.session.flush()


def _agree(group: Group, by: int, agreement: Agreement | None) -> int:
    """Keeps the agreement as a consent row and returns its version; 0 for a group that asks none."""
    if not group.needs_consent:
        return 0
    if agreement is None or agreement.version != group.consent_version:
        raise ConsentNeeded()
    text = consent_text(agreement.version, agreement.locale, group.name_in(agreement.locale))
    db.session.add(
        Consent(
            member_id=by,
            purpose=PURPOSE,
            group_id=group.id,
            text_version=text.version,
            text_digest=text.digest,
            locale=text.locale,
        )
    )
    db.session.flush()
    announce(ConsentGiven(by, group.id, text.version))
    return text.version


def _request(group: Group, member: Member, label: str, note: str, agreement: Agreement | None) -> None:
    waiting = sa.select(JoinRequest.id).where(JoinRequest.group_id == group.id, JoinRequest.member_id == member.id)
    if db.session.scalar(waiting) is not None:
        return
    _agree(group, member.id, agreement)
    values = {"label": label, "note": note.strip(), "created_at": clock.now()}
    if insert_once(JoinRequest, group_id=group.id, member_id=member.id, **values):
        announce(JoinRequested(group.id, member.id))


def _is_invited(member_id: int, group_id: int) -> bool:
    wanted = sa.select(Invitation.id).where(Invitation.member_id == member_id, Invitation.group_id == group_id)
    return db.session.scalar(wanted) is not None


def _check_label(member: Member, label: str) -> None:
    if label not in LABELS:
        raise Invalid(lazy("Please choose one of these."), field="label")
    if label == "clinician" and not (member.has_badge or member.has_role("doctor")):
        raise NotAllowed(lazy("You can join as a clinician once we have checked your license."))


def _forget_reading(group_id: int, member_id: int) -> None:
    topics = sa.select(Topic.id).where(Topic.group_id == group_id)
    db.session.execute(sa.delete(ReadMark).where(ReadMark.member_id == member_id, ReadMark.topic_id.in_(topics)))
    slug = sa.select(sa.literal("topic:").concat(Group.slug)).where(Group.id == group_id)
    replies = sa.select(sa.literal("reply:").concat(Topic.public_id)).where(Topic.group_id == group_id)
    places = sa.or_(Draft.place.in_(slug), Draft.place.in_(replies))
    db.session.execute(sa.delete(Draft).where(Draft.member_id == member_id, places))
