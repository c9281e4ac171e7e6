"""Reads for the staff queue, a case, a member's record and the audit log."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta

import sqlalchemy as sa
from sqlalchemy.orm import joinedload, selectinload

from portal.accounts.policy import Person
from portal.core import clock
from portal.core.db import db
from portal.moderation.models import AuditEntry, Case, Sanction
from portal.moderation.policy import visible_cases

PAGE = 30
WARNING_SHOWN = timedelta(days=30)


def open_cases(member: Person, after: tuple[int, int] | None = None) -> tuple[list[Case], tuple[int, int] | None]:
    """A page of the queue, worst and oldest first, and the (priority, row) the next page begins after."""
    wanted = visible_cases(member).where(Case.closed_at.is_(None)).order_by(Case.priority, Case.id).limit(PAGE + 1)
    wanted = wanted.options(joinedload(Case.group), joinedload(Case.claimant), joinedload(Case.author))
    if after is not None:
        wanted = wanted.where(sa.tuple_(Case.priority, Case.id) > after)
    cases = list(db.session.scalars(wanted))
    last = cases[PAGE - 1] if len(cases) > PAGE else None
    return cases[:PAGE], (last.priority, last.id) if last else None


def open_case_count(member: Person) -> int:
    wanted = visible_cases(member).where(Case.closed_at.is_(None)).with_only_columns(sa.func.count())
    return db.session.scalar(wanted) or 0


def case_with_reports(member: Person, public_id: str) -> Case | None:
    wanted = visible_cases(member).where(Case.public_id == public_id)
    wanted = wanted.options(
        joinedload(Case.group), joinedload(Case.claimant), joinedload(Case.author), selectinload(Case.reports)
    )
    return db.session.scalar(wanted)


def sanctions_of(member_id: int) -> Sequence[Sanction]:
    return db.session.scalars(
        sa.select(Sanction).where(Sanction.member_id == member_id).order_by(Sanction.id.desc())
    ).all()


def sanctions_in_force(member_id: int) -> Sequence[Sanction]:
    """What a member is told on their own page: sanctions that run, and the warnings of the last month."""
    now = clock.now()
    recent = sa.and_(Sanction.kind == "warn", Sanction.created_at > now - WARNING_SHOWN)
    wanted = sa.select(Sanction).where(
        Sanction.member_id == member_id, Sanction.lifted_at.is_(None), sa.or_(Sanction.until > now, recent)
    )
    return db.session.scalars(wanted.order_by(Sanction.id.desc())).all()


def audit_page(before: int | None = None) -> tuple[list[AuditEntry], int | None]:
    """A page of the audit log, newest first, and the row the next page begins before."""
    wanted = sa.select(AuditEntry).order_by(AuditEntry.id.desc()).limit(PAGE + 1)
    if before is not None:
        wanted = wanted.where(AuditEntry.id < before)
    rows = list(db.session.scalars(wanted))
    return rows[:PAGE], rows[PAGE - 1].id if len(rows) > PAGE else None
