"""Questions that a doctor has answered."""

from __future__ import annotations

from collections.abc import Collection, Iterator

import sqlalchemy as sa

from portal.accounts.policy import Person
from portal.community.models import Group
from portal.conditions.models import Condition
from portal.core.db import UtcDateTime, db
from portal.live.models import LiveSession, Question
from portal.live.policy import visible_sessions
from portal.search.documents import Shown, Source, key_of, plain_text
from portal.search.engine import PUBLIC, Document


def _is_archived() -> sa.ColumnElement[bool]:
    return sa.and_(Question.state == "answered", LiveSession.state != "cancelled")


def _read(ids: Collection[int]) -> Iterator[Document]:
    wanted = (
        sa.select(
            Question.id,
            Question.body,
            Question.answer_html,
            Question.lang,
            sa.func.coalesce(Question.answered_at, Question.created_at, type_=UtcDateTime()),
            Group.id,
            Group.slug,
            Group.visibility,
            Condition.slug,
        )
        .select_from(Question)
        .join(LiveSession, LiveSession.id == Question.session_id)
        .join(Group, Group.id == LiveSession.group_id)
        .outerjoin(Condition, Condition.id == Group.condition_id)
        .where(Question.id.in_(ids), _is_archived())
    )
    for row_id, body, answer, lang, moment, group_id, group, visibility, condition in db.session.execute(wanted):
        yield Document(
            key=key_of("answer", row_id),
            kind="answer",
            audience=PUBLIC if visibility == "public" else f"group:{group_id}",
            title=body,
            body=plain_text(answer),
            lang=lang,
            condition=condition or "",
            group=group,
            updated=moment.timestamp(),
        )


def _page(after: int, count: int) -> list[int]:
    wanted = sa.select(Question.id).where(Question.id > after).order_by(Question.id).limit(count)
    return list(db.session.scalars(wanted))


def _show(viewer: Person | None, ids: Collection[int]) -> Iterator[Shown]:
    sessions = visible_sessions(viewer).with_only_columns(LiveSession.id)
    wanted = (
        sa.select(Question, LiveSession)
        .join(LiveSession, LiveSession.id == Question.session_id)
        .where(Question.id.in_(ids), Question.session_id.in_(sessions), _is_archived())
    )
    for question, session in db.session.execute(wanted):
        where = {"slug": session.slug, "_anchor": f"question-{question.public_id}"}
        yield Shown(
            question.id,
            question.body,
            plain_text(question.answer_html),
            question.lang,
            question.answered_at or question.created_at,
            "live.session",
            where,
            session.group,
        )


ANSWERS = Source("answer", _read, _page, _show)
