"""Who may see, ask in, lead and answer in a live session; pages, sockets and verbs ask the same."""

from __future__ import annotations

import sqlalchemy as sa

from portal.accounts.models import Member
from portal.accounts.policy import Person
from portal.community.models import Group
from portal.community.policy import is_member, moderates, readable_group_ids
from portal.core.db import db
from portal.core.errors import NotFound
from portal.live.models import LiveSession, Question


def visible_sessions(member: Person | None) -> sa.Select[LiveSession]:
    """The sessions of the groups whose content is open to a member."""
    readable = sa.select(Group.id).where(readable_group_ids(member))
    return sa.select(LiveSession).where(LiveSession.group_id.in_(readable))


def visible_session_or_404(member: Person | None, slug: str) -> LiveSession:
    session = db.session.scalar(visible_sessions(member).where(LiveSession.slug == slug))
    if session is None:
        raise NotFound()
    return session


def hosted_session_or_404(member: Person | None, slug: str) -> LiveSession:
    """A session that the member may lead. Raises NotFound, as if its console did not exist."""
    session = visible_session_or_404(member, slug)
    if not leads(member, session):
        raise NotFound()
    return session


def leads(member: Person | None, session: LiveSession) -> bool:
    """Whether a member sees waiting questions and decides on them: doctors of the group and its moderators."""
    if member is None or member.is_suspended:
        return False
    return moderates(member, session.group_id) or is_doctor_of(member, session.group_id)


def is_doctor_of(member: Person, group_id: int) -> bool:
    return member.has_role("doctor", group_id) and is_member(member, group_id)


def can_answer(member: Member, session: LiveSession) -> bool:
    """Whether a member answers here: only doctors of the group whose license is valid today."""
    return member.has_badge and is_doctor_of(member, session.group_id)


def can_host(member: Member, group_id: int) -> bool:
    """Whether a session of the group may be announced with this doctor."""
    return member.has_badge and is_doctor_of(member, group_id)


def shown_questions(session_id: int, *, leading: bool) -> sa.Select[Question]:
    """The questions a reader of a session may know of; words of despair are never among them."""
    states = ("pending", "approved", "answered") if leading else ("approved", "answered")
    return sa.select(Question).where(Question.session_id == session_id, Question.state.in_(states))
