"""What the pages about people read."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import InstrumentedAttribute

from portal.accounts.contacts import parse_contact
from portal.accounts.invitations import invitation_code
from portal.accounts.models import ClinicianCredential, Contact, DeviceSession, Member, Proxy, RoleGrant
from portal.accounts.sessions import is_live
from portal.core import clock
from portal.core.db import db
from portal.core.errors import Invalid, NotFound

PEOPLE_A_PAGE = 25

# Grants name a group by its key alone; community stands above accounts, so its table is read here without its model.
GROUPS = sa.table("groups", *(sa.column(name) for name in ("id", "slug", "name_zh_hans", "name_zh_hant", "name_en")))


@dataclass(frozen=True, slots=True)
class PeoplePage:
    people: Sequence[Member]
    next_after: int | None


@dataclass(frozen=True, slots=True)
class Person:
    member: Member
    grants: Sequence[tuple[RoleGrant, str | None]]
    credential: ClinicianCredential | None


@dataclass(frozen=True, slots=True)
class Invitation:
    public_id: str
    code: str
    scopes: list[str]
    proxy: Proxy


@dataclass(frozen=True, slots=True)
class Tie:
    """A proxy as one side sees it: the other person's name, and what it allows."""

    name: str
    scopes: list[str]
    proxy: Proxy


@dataclass(frozen=True, slots=True)
class Family:
    carers: list[Tie]
    cared_for: list[Tie]
    invitations: list[Invitation]


def devices_of(member_id: int) -> Sequence[DeviceSession]:
    mine = sa.select(DeviceSession).where(DeviceSession.member_id == member_id, is_live())
    return db.session.scalars(mine.order_by(DeviceSession.seen_at.desc(), DeviceSession.id.desc())).all()


def family_of(member_id: int) -> Family:
    """Who may act for a member, whom they may act for, and their open invitations with their codes."""
    now = clock.now()
    in_force = sa.and_(Proxy.revoked_at.is_(None), sa.or_(Proxy.until.is_(None), Proxy.until > now))
    accepted = sa.and_(in_force, Proxy.accepted_at.is_not(None))
    waiting = sa.and_(
        in_force, Proxy.accepted_at.is_(None), Proxy.invite_expires_at > now, Proxy.subject_id == member_id
    )
    invitations = db.session.scalars(sa.select(Proxy).where(waiting).order_by(Proxy.id))
    return Family(
        carers=_ties(sa.and_(accepted, Proxy.subject_id == member_id), Proxy.proxy_id),
        cared_for=_ties(sa.and_(accepted, Proxy.proxy_id == member_id), Proxy.subject_id),
        invitations=[
            Invitation(row.public_id, invitation_code(row.public_id), row.scopes.split(","), row) for row in invitations
        ],
    )


def find_people(text: str = "", after: int | None = None) -> PeoplePage:
    """Members, newest first: those whose nickname contains the text or whose contact it is."""
    wanted = sa.select(Member).where(Member.erased_at.is_(None)).order_by(Member.id.desc())
    if text:
        owner = sa.select(Contact.member_id).where(Contact.lookup == _lookup(text))
        named = sa.func.lower(Member.display_name).contains(text.lower(), autoescape=True)
        wanted = wanted.where(sa.or_(named, Member.id.in_(owner)))
    if after is not None:
        wanted = wanted.where(Member.id < after)
    people = db.session.scalars(wanted.limit(PEOPLE_A_PAGE + 1)).all()
    more = len(people) > PEOPLE_A_PAGE
    return PeoplePage(people[:PEOPLE_A_PAGE], people[PEOPLE_A_PAGE - 1].id if more else None)


def person_or_404(public_id: str) -> Person:
    member = db.session.scalar(sa.select(Member).where(Member.public_id == public_id, Member.erased_at.is_(None)))
    if member is None:
        raise NotFound()
    grants = (
        sa.select(RoleGrant, GROUPS.c.slug)
        .outerjoin(GROUPS, GROUPS.c.id == RoleGrant.group_id)
        .where(RoleGrant.member_id == member.id)
        .order_by(RoleGrant.id)
    )
    credential = db.session.scalar(sa.select(ClinicianCredential).where(ClinicianCredential.member_id == member.id))
    return Person(member, [(grant, slug) for grant, slug in db.session.execute(grants)], credential)


def group_choices(locale: str) -> list[tuple[str, str]]:
    """The groups a grant may be limited to, as (slug, name in the locale)."""
    name = GROUPS.c[f"name_{locale.lower()}"]
    rows = db.session.execute(sa.select(GROUPS.c.slug, name, GROUPS.c.name_zh_hans).order_by(GROUPS.c.id))
    return [(slug, local or fallback) for slug, local, fallback in rows]


def group_id_of(slug: str) -> int | None:
    found: int | None = db.session.scalar(sa.select(GROUPS.c.id).where(GROUPS.c.slug == slug))
    return found


def _ties(which: sa.ColumnElement[bool], other: InstrumentedAttribute[Any]) -> list[Tie]:
    rows = db.session.execute(sa.select(Member.display_name, Proxy).join(Proxy, other == Member.id).where(which))
    return [Tie(name, proxy.scopes.split(","), proxy) for name, proxy in rows]


def _lookup(text: str) -> str:
    try:
        return parse_contact(text).lookup
    except Invalid:
        return ""
