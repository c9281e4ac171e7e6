"""Cases, reports, decisions, sanctions and the append-only audit log."""

from __future__ import annotations

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from portal.accounts.models import Member
from portal.community.models import Group
from portal.core.db import Base, Created, Moment, PublicId, UtcDateTime
from portal.core.migrations import append_only

KINDS = ("report", "held", "crisis")
REASONS = ("self_harm", "advertising", "misinformation", "privacy", "abuse", "side_effect", "other")
OUTCOMES = ("hide", "restore", "approve", "dismiss", "helped")
SANCTIONS = ("warn", "silence", "suspend")
PRIORITY = {"crisis": 0, "report": 1, "held": 2}


class Case(Base):
    """Something for staff to look at; at most one open case stands for a subject (`open_key`)."""

    __tablename__ = "cases"
    __table_args__ = (
        sa.Index("ix_cases_closed_at_priority", "closed_at", "priority", "id"),
        sa.Index("ix_cases_group_id_closed_at", "group_id", "closed_at"),
    )

    public_id: Mapped[PublicId]
    kind: Mapped[str] = mapped_column(sa.String(10))
    priority: Mapped[int]
    subject: Mapped[str] = mapped_column(sa.String(10))
    subject_id: Mapped[str] = mapped_column(sa.String(12))
    open_key: Mapped[str | None] = mapped_column(sa.String(30), unique=True)
    group_id: Mapped[int | None] = mapped_column(sa.ForeignKey("groups.id"))
    author_id: Mapped[int | None] = mapped_column(sa.ForeignKey("members.id"), index=True)
    snapshot: Mapped[str] = mapped_column(sa.Text, default="")
    report_count: Mapped[int] = mapped_column(default=0)
    claimed_by: Mapped[int | None] = mapped_column(sa.ForeignKey("members.id"), index=True)
    claimed_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    created_at: Mapped[Created]
    closed_at: Mapped[datetime | None] = mapped_column(UtcDateTime)

    group: Mapped[Group | None] = relationship(lazy="select")
    author: Mapped[Member | None] = relationship(foreign_keys=author_id, lazy="select")
    claimant: Mapped[Member | None] = relationship(foreign_keys=claimed_by, lazy="select")
    reports: Mapped[list[Report]] = relationship(order_by="Report.id", lazy="select")


class Report(Base):
    """Who reported stays with staff: no page of the author's ever shows it."""

    __tablename__ = "reports"
    __table_args__ = (sa.UniqueConstraint("case_id", "reporter_id"),)

    case_id: Mapped[int] = mapped_column(sa.ForeignKey("cases.id"))
    reporter_id: Mapped[int] = mapped_column(sa.ForeignKey("members.id"), index=True)
    reason: Mapped[str] = mapped_column(sa.String(20))
    note: Mapped[str] = mapped_column(sa.String(500), default="")
    created_at: Mapped[Created]


class Decision(Base):
    __tablename__ = "decisions"

    case_id: Mapped[int] = mapped_column(sa.ForeignKey("cases.id"), index=True)
    outcome: Mapped[str] = mapped_column(sa.String(10))
    reason: Mapped[str] = mapped_column(sa.String(20))
    note: Mapped[str] = mapped_column(sa.String(500), default="")
    decided_by: Mapped[int] = mapped_column(sa.ForeignKey("members.id"), index=True)
    created_at: Mapped[Created]


class Sanction(Base):
    """A warning, a silence in one group, or a suspension; it ends by itself at `until`."""

    __tablename__ = "sanctions"

    public_id: Mapped[PublicId]
    member_id: Mapped[int] = mapped_column(sa.ForeignKey("members.id"), index=True)
    kind: Mapped[str] = mapped_column(sa.String(10))
    group_id: Mapped[int | None] = mapped_column(sa.ForeignKey("groups.id"), index=True)
    reason: Mapped[str] = mapped_column(sa.String(20))
    until: Mapped[datetime | None] = mapped_column(UtcDateTime)
    imposed_by: Mapped[int] = mapped_column(sa.ForeignKey("members.id"), index=True)
    created_at: Mapped[Created]
    lifted_at: Mapped[datetime | None] = mapped_column(UtcDateTime)


class AuditEntry(Base):
    """Who did what to what, as codes and opaque ids only; the database refuses to change or delete a row."""

    __tablename__ = append_only("audit_entries")
    __table_args__ = (sa.Index("ix_audit_entries_actor_id", "actor_id", "id"),)

    at: Mapped[Moment]
    actor_id: Mapped[int | None] = mapped_column(sa.BigInteger)
    action: Mapped[str] = mapped_column(sa.String(40))
    subject: Mapped[str] = mapped_column(sa.String(20))
    subject_id: Mapped[str] = mapped_column(sa.String(40), index=True)
    detail: Mapped[str] = mapped_column(sa.String(60), default="")
