"""Saying `I have this question too`: one vote a member, counted at once, told at most once a second."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta

import sqlalchemy as sa

from portal.accounts.policy import acting_member
from portal.community.policy import check_may_write
from portal.core import clock
from portal.core.db import db, insert_once, transaction
from portal.core.errors import NotFound
from portal.core.outbox import Delivery, enqueue, handles
from portal.live.models import AUDIENCE, HOSTS, LiveSession, Question, Upvote
from portal.live.policy import shown_questions, visible_sessions
from portal.live.streams import lock_session, record


def vote(question_id: int, *, by: int) -> int:
    """Adds a member's vote to a shown question and returns its votes; voting again changes nothing.

    Raises NotFound for a question the member cannot read, NotAllowed for who may not write in the group.
    """
    with transaction():
        member = acting_member(by)
        visible = visible_sessions(member).join(Question, Question.session_id == LiveSession.id)
        session = db.session.scalar(visible.where(Question.id == question_id))
        shown = session and db.session.scalar(
            shown_questions(session.id, leading=False).where(Question.id == question_id)
        )
        if session is None or not shown:
            raise NotFound()
        check_may_write(member, session.group_id)
        if insert_once(Upvote, question_id=question_id, member_id=by, created_at=clock.now()):
            more = sa.update(Question).where(Question.id == question_id).values(vote_count=Question.vote_count + 1)
            db.session.execute(more)
            _tell_soon(question_id)
        return db.session.scalars(sa.select(Question.vote_count).where(Question.id == question_id)).one()


def _tell_soon(question_id: int) -> None:
    next_second = clock.now().replace(microsecond=0) + timedelta(seconds=1)
    key = f"votes:{question_id}:{next_second:%Y%m%d%H%M%S}"
    enqueue("live.votes", {"question": question_id}, dedupe=key, due_at=next_second)


@handles("live.votes")
def record_votes(deliveries: Sequence[Delivery]) -> None:
    """Tells both streams that a question's votes have changed; the number itself is read when it is shown."""
    with transaction():
        for question_id in {delivery.payload["question"] for delivery in deliveries}:
            question = db.session.get(Question, question_id)
            if question is not None and question.is_shown:
                session = lock_session(question.session_id)
                for stream in (AUDIENCE, HOSTS):
                    record(session, stream, "votes", question.id)
