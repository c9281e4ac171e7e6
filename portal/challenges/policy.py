"""Who may see a challenge, take part, and check in for whom."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa

from portal.accounts.models import Member, Proxy
from portal.accounts.policy import Person
from portal.accounts.readers import AnyReader, prepared_entities
from portal.challenges.models import Challenge, Enrolment
from portal.community.models import Group, Membership
from portal.community.policy import readable_group_ids
from portal.core.db import AnySelect, db
from portal.core.errors import NotAllowed, NotFound


def open_to(person: Person | None) -> sa.ColumnElement[bool]:
    """A condition on `Challenge`: of no group, or of a group the person may read. Such people may take part."""
    readable = sa.select(Group.id).where(readable_group_ids(person))
    return sa.or_(Challenge.group_id.is_(None), Challenge.group_id.in_(readable))


def shared_with(subject_ids: Collection[int] | sa.BindParameter[Any]) -> sa.ColumnElement[bool]:
    """A condition on `Challenge`: one of these people takes part and may still read its group, if it has one."""
    in_group = sa.and_(Membership.group_id == Challenge.group_id, Membership.member_id == Enrolment.member_id)
    shared = (
        sa.select(Enrolment.challenge_id)
        .join(Challenge, Challenge.id == Enrolment.challenge_id)
        .outerjoin(Membership, in_group)
        .join(Group, Group.id == Challenge.group_id, isouter=True)
        .where(Enrolment.member_id.in_(subject_ids))
        .where(sa.or_(Challenge.group_id.is_(None), Membership.id.is_not(None), Group.visibility == "public"))
    )
    return Challenge.id.in_(shared)


def visible_challenges(person: Person | None) -> sa.Select[Challenge]:
    """Open challenges, and those in which someone takes part who lets this person check in for them."""
    subjects = [subject.id for subject in cared_for_by(person)]
    if not subjects:
        return sa.select(Challenge).where(open_to(person))
    return sa.select(Challenge).where(sa.or_(open_to(person), shared_with(subjects)))


def visible_challenge_or_404(person: Person | None, slug: str) -> Challenge:
    challenge = db.session.scalar(visible_challenges(person).where(Challenge.slug == slug))
    if challenge is None:
        raise NotFound()
    return challenge


def can_take_part(person: Person, challenge_id: int) -> bool:
    found = sa.select(Challenge.id).where(Challenge.id == challenge_id, open_to(person))
    return db.session.scalar(found) is not None


@dataclass(frozen=True, slots=True)
class Subject:
    """Whose days a page shows or a check-in is for; `public_id` is empty for oneself."""

    id: int
    public_id: str
    name: str
    can_read: bool

    @property
    def is_me(self) -> bool:
        return not self.public_id


def oneself(person: Person) -> Subject:
    return Subject(person.id, "", "", can_read=True)


def cared_for_by(person: Person | None) -> list[Subject]:
    """Those for whom a person may check in now."""
    if person is None or person.is_suspended:
        return []
    return [_as_subject(member, proxy) for member, proxy in _proxied(person) if proxy.allows("checkin")]


@prepared_entities
def _proxied(person: Person | None) -> AnySelect:
    mine = sa.select(Member, Proxy).join(Proxy, Proxy.subject_id == Member.id).where(Proxy.proxy_id == AnyReader.id)
    return mine.where(Member.erased_at.is_(None)).order_by(Proxy.id)


def subjects_of(person: Person | None, challenge_id: int) -> list[Subject]:
    """The people one cares for who take part in a challenge."""
    cared_for = {subject.id: subject for subject in cared_for_by(person)}
    if not cared_for:
        return []
    taking_part = sa.select(Enrolment.member_id).where(
        Enrolment.challenge_id == challenge_id, Enrolment.member_id.in_(cared_for)
    )
    return [cared_for[member_id] for member_id in db.session.scalars(taking_part.order_by(Enrolment.id))]


def takes_part(member_id: int, challenge_id: int) -> bool:
    mine = Enrolment.challenge_id == challenge_id, Enrolment.member_id == member_id
    return db.session.scalar(sa.select(Enrolment.id).where(*mine)) is not None


def acting_subject_or_404(person: Person, public_id: str | None) -> Subject:
    """Oneself, or someone one may check in for.

    Raises NotAllowed for someone who no longer allows it, NotFound for anyone else, whether they exist or not.
    """
    if not public_id:
        return oneself(person)
    ties = [(member, proxy) for member, proxy in _proxied(person) if member.public_id == public_id]
    if not ties:
        raise NotFound()
    in_force = [tie for tie in ties if tie[1].allows("checkin")]
    if person.is_suspended or not in_force:
        raise NotAllowed()
    return _as_subject(*in_force[0])


def _as_subject(member: Member, proxy: Proxy) -> Subject:
    return Subject(member.id, member.public_id, member.display_name, can_read=proxy.allows("read"))
