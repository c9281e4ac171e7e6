"""What the pages of live sessions show, each in a few reads."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import selectinload

from portal.accounts.models import Member, RoleGrant
from portal.accounts.policy import Person
from portal.accounts.readers import prepared
from portal.community.models import Group, Membership
from portal.core import clock
from portal.core.db import AnySelect, db
from portal.live.models import LiveEvent, LiveSession, Question, Upvote
from portal.live.policy import shown_questions, visible_sessions

PAST_A_PAGE = 20
AT_ONCE = 200
_LAST = 10**17


@dataclass(slots=True)
class Board:
    """The questions of a session by the list they stand in, each list in its order."""

    pending: list[Question] = field(default_factory=list)
    waiting: list[Question] = field(default_factory=list)
    answered: list[Question] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class NextSession:
    """A session as other pages point to it."""

    slug: str
    title: str
    state: str
    scheduled_at: datetime


def programme(member: Person | None, before: datetime | None = None) -> dict[str, list[LiveSession]]:
    """The visible sessions that are `open`, still to come (`upcoming`) and over (`past`, newest first, one page)."""
    visible = visible_sessions(member)
    if before is None:
        soon = visible.where(LiveSession.state.in_(("open", "scheduled"))).order_by(LiveSession.scheduled_at)
        rows = list(db.session.scalars(soon.limit(AT_ONCE)))
    else:
        rows = []
    over = visible.where(LiveSession.state == "closed").order_by(LiveSession.scheduled_at.desc())
    if before is not None:
        over = over.where(LiveSession.scheduled_at < before)
    return {
        "open": [session for session in rows if session.state == "open"],
        "upcoming": [session for session in rows if session.state == "scheduled"],
        "past": list(db.session.scalars(over.limit(PAST_A_PAGE))),
    }


def next_session(member: Person | None, group_id: int | None = None) -> NextSession | None:
    """The open or else the next session a member may see, of one group or of all."""
    asked = {} if group_id is None else {"group": group_id}
    found: Any = _next(member, group_id is not None, **asked).first()
    return NextSession(*found) if found else None


@prepared
def _next(member: Person | None, of_one_group: bool) -> AnySelect:
    wanted = visible_sessions(member).where(LiveSession.state.in_(("open", "scheduled")))
    if of_one_group:
        wanted = wanted.where(LiveSession.group_id == sa.bindparam("group"))
    is_open = sa.case((LiveSession.state == "open", 0), else_=1)
    shown = LiveSession.slug, LiveSession.title, LiveSession.state, LiveSession.scheduled_at
    return wanted.order_by(is_open, LiveSession.scheduled_at).limit(1).with_only_columns(*shown)


def board(session_id: int, *, leading: bool) -> Board:
    """What the audience may read of a session, or with `leading` what its hosts see."""
    found = Board()
    wanted = shown_questions(session_id, leading=leading).options(selectinload(Question.answerer))
    for question in sorted(db.session.scalars(wanted), key=lambda question: rank(question, leading=leading)):
        getattr(found, place(question)).append(question)
    return found


def place(question: Question) -> str:
    """The list a question stands in: `pending`, `waiting` or `answered`."""
    return {"approved": "waiting"}.get(question.state, question.state)


def rank(question: Question, *, leading: bool) -> str:
    """Where a question stands in its list; ascending as text, on the page and in the browser alike.

    Answers come newest first, waiting questions in the order they were approved, for hosts the most wanted first.
    """
    if question.answered_at is not None:
        return f"{_LAST - _microseconds(question.answered_at)}"
    since = _microseconds(question.approved_at or question.created_at)
    return f"{99_999 - question.vote_count:05d}-{since}" if leading else f"{since}"


def events_after(session_id: int, stream: str, seq: int) -> list[LiveEvent]:
    """The events of a stream after a number, in order."""
    later = sa.select(LiveEvent).where(LiveEvent.session_id == session_id, LiveEvent.stream == stream)
    return list(db.session.scalars(later.where(LiveEvent.seq > seq).order_by(LiveEvent.seq)))


def questions_by_id(ids: set[int]) -> dict[int, Question]:
    wanted = sa.select(Question).where(Question.id.in_(ids)).options(selectinload(Question.answerer))
    return {question.id: question for question in db.session.scalars(wanted)} if ids else {}


def asked_by(member_id: int, session_id: int) -> list[Question]:
    """A member's own questions in a session, whatever became of them, newest first."""
    mine = sa.select(Question).where(Question.asker_id == member_id, Question.session_id == session_id)
    return list(db.session.scalars(mine.order_by(Question.id.desc())))


def voted_by(member_id: int, session_id: int) -> list[str]:
    """The public ids of the questions of a session that a member voted for."""
    wanted = sa.select(Question.public_id).join(Upvote, Upvote.question_id == Question.id)
    return list(db.session.scalars(wanted.where(Upvote.member_id == member_id, Question.session_id == session_id)))


def question_in(session_id: int, public_id: str) -> Question | None:
    wanted = sa.select(Question).where(Question.session_id == session_id, Question.public_id == public_id)
    return db.session.scalar(wanted.options(selectinload(Question.answerer)))


def groups_to_host(member: Person) -> list[Group]:
    """The groups a member may announce a session for: their own, for admins all."""
    wanted = sa.select(Group).order_by(Group.slug)
    if not member.has_role("admin"):
        wanted = wanted.join(Membership, Membership.group_id == Group.id).where(Membership.member_id == member.id)
    return list(db.session.scalars(wanted))


def doctors() -> list[Member]:
    """The members with a doctor's grant and a badge that is valid today."""
    granted = sa.select(RoleGrant.member_id).where(RoleGrant.role == "doctor")
    valid = Member.clinician_until >= clock.now().date()
    wanted = sa.select(Member).where(Member.id.in_(granted), valid, Member.erased_at.is_(None))
    return list(db.session.scalars(wanted.order_by(Member.id)))


def _microseconds(moment: datetime) -> int:
    return int(moment.timestamp() * 1_000_000)
