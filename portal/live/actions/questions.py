"""Asking, approving, rejecting and answering.

A text is screened and rendered before the lock. Question and session rows change only under the session's lock.
"""

from __future__ import annotations

from dataclasses import dataclass

import sqlalchemy as sa

from portal.accounts.models import Member
from portal.accounts.policy import acting_member
from portal.community.actions.screening import Care, care_for, written_lang
from portal.community.policy import check_may_write
from portal.core import clock
from portal.core.bus import announce
from portal.core.db import db, transaction
from portal.core.errors import Conflict, Invalid, NotAllowed, NotFound, TooOften
from portal.core.i18n import lazy
from portal.core.markdown import render_markdown
from portal.events import CrisisNoticed, QuestionAsked, QuestionChanged
from portal.live.models import ANSWER_LENGTH, AUDIENCE, BODY_LENGTH, HOSTS, LiveSession, Question
from portal.live.policy import can_answer, leads, visible_sessions
from portal.live.streams import lock_session, record
from portal.safety.screen import Screening, screen

WAITING_AT_MOST = 5
FROM = {
    "approved": {"pending"},
    "answered": {"pending", "approved"},
    "rejected": {"pending", "approved", "answered"},
}


@dataclass(frozen=True, slots=True)
class Asked:
    """What became of a question, and the panel its asker needs now."""

    public_id: str
    state: str
    care: Care


def ask_question(
    session_id: int, body: str, *, by: int, request_key: str | None = None, locale: str = "zh_Hans"
) -> Asked:
    """Puts a question into the hosts' queue; the same request key finds the first result.

    Words of despair reach neither hosts nor audience: the asker gets help and staff get a case. Raises Invalid for
    the body, NotFound outside the group, NotAllowed for who may not write there, Conflict once the session is over,
    TooOften while five of theirs still wait.
    """
    body = body.strip()
    if not body:
        raise Invalid(lazy("Please write your question first."), field="body")
    if len(body) > BODY_LENGTH:
        raise Invalid(lazy("This question is too long. Please ask one thing at a time."), field="body")
    lang = written_lang(body, locale)
    screening = screen(body, lang)
    with transaction():
        member = acting_member(by)
        if db.session.scalar(visible_sessions(member).where(LiveSession.id == session_id)) is None:
            raise NotFound()
        session = lock_session(session_id)
        check_may_write(member, session.group_id)
        earlier = _earlier(by, request_key)
        if earlier is not None:
            return Asked(earlier.public_id, earlier.state, care_for(screening))
        if not session.takes_questions:
            raise Conflict(lazy("This session is over. You can ask in the group."))
        if _waiting(session_id, by) >= WAITING_AT_MOST:
            raise TooOften(lazy("Five of your questions are waiting already. Please let the doctor catch up."))
        question = Question(
            session_id=session.id,
            asker_id=by,
            request_key=request_key or None,
            body=body,
            lang=lang,
            state="help" if screening.verdict == "help" else "pending",
            held_for=_held_for(screening),
        )
        db.session.add(question)
        db.session.flush()
        _announce_asked(session, question, screening)
        return Asked(question.public_id, question.state, care_for(screening))


def approve_question(question_id: int, *, by: int) -> Question:
    """Shows a waiting question to the audience. Raises NotFound for who does not lead, Conflict if it moved on."""
    with transaction():
        member, session, question = _under_lock(question_id, by)
        return _change(session, question, "approved", member)


def reject_question(question_id: int, *, by: int) -> Question:
    """Keeps a question from the audience, or takes it and its answer off the page. Raises as `approve_question`."""
    with transaction():
        member, session, question = _under_lock(question_id, by)
        return _change(session, question, "rejected", member)


def answer_question(question_id: int, answer: str, *, by: int) -> Question:
    """Answers in writing and shows question and answer. Raises Invalid, NotAllowed without a valid license,
    else as `approve_question`.
    """
    answer = answer.strip()
    if not answer:
        raise Invalid(lazy("Please write the answer first."), field="answer")
    if len(answer) > ANSWER_LENGTH:
        raise Invalid(lazy("This answer is too long. Please make it shorter."), field="answer")
    html = render_markdown(answer)
    with transaction():
        member, session, question = _under_lock(question_id, by)
        if not can_answer(member, session):
            raise NotAllowed(lazy("Only a doctor of this group, with a license that is valid today, can answer."))
        question.answer, question.answer_html = answer, html
        question.answer_lang = written_lang(answer, member.locale or "zh_Hans")
        question.answered_by, question.answered_at = member.id, clock.now()
        return _change(session, question, "answered", member)


def _announce_asked(session: LiveSession, question: Question, screening: Screening) -> None:
    assert question.asker_id is not None
    if screening.crisis is not None:
        level = screening.crisis.level
        announce(CrisisNoticed(question.asker_id, "question", question.public_id, session.group_id, level))
    else:
        record(session, HOSTS, "question", question.id)
        announce(QuestionAsked(question.id, session.id, question.asker_id))


def _under_lock(question_id: int, by: int) -> tuple[Member, LiveSession, Question]:
    member = acting_member(by)
    session_id = db.session.scalar(sa.select(Question.session_id).where(Question.id == question_id))
    if session_id is None:
        raise NotFound()
    session = lock_session(session_id)
    question = db.session.get_one(Question, question_id)
    if not leads(member, session) or question.state == "help":
        raise NotFound()
    return member, session, question


def _change(session: LiveSession, question: Question, new: str, member: Member) -> Question:
    if question.state not in FROM[new] or session.state == "cancelled":
        raise Conflict()
    was_shown, question.state = question.is_shown, new
    question.decided_by, question.decided_at = member.id, clock.now()
    if question.is_shown and question.approved_at is None:
        question.approved_at = question.decided_at
    db.session.flush()
    record(session, HOSTS, "question", question.id)
    if was_shown or question.is_shown:
        record(session, AUDIENCE, "question", question.id)
    announce(QuestionChanged(question.id, session.id, new))
    return question


def _earlier(by: int, request_key: str | None) -> Question | None:
    if not request_key:
        return None
    return db.session.scalar(sa.select(Question).where(Question.asker_id == by, Question.request_key == request_key))


def _waiting(session_id: int, by: int) -> int:
    mine = sa.select(sa.func.count()).where(
        Question.session_id == session_id, Question.asker_id == by, Question.state == "pending"
    )
    return db.session.scalar(mine) or 0


def _held_for(screening: Screening) -> str:
    return "" if screening.verdict == "publish" else screening.reasons[0]
