"""Challenges, who takes part, and the days that are done."""

from __future__ import annotations

from datetime import date, datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from portal.accounts.models import Member
from portal.core import clock
from portal.core.db import Base, Created, PublicId, UtcDateTime
from portal.core.trilingual import TrilingualName

NOTE_LENGTH = 300


class Challenge(TrilingualName, Base):
    """Its days are civil days, wherever each member lives. Goal, points, measure and days are fixed once it began."""

    __tablename__ = "challenges"
    __table_args__ = (
        sa.CheckConstraint("ends_on >= starts_on", name="days"),
        sa.CheckConstraint("goal_days > 0", name="goal_days"),
        sa.CheckConstraint("finish_points >= 0", name="finish_points"),
        sa.Index("ix_challenges_ends_on_starts_on", "ends_on", "starts_on"),
    )

    slug: Mapped[str] = mapped_column(sa.String(60), unique=True)
    about_zh_hans: Mapped[str] = mapped_column(sa.String(600))
    about_zh_hant: Mapped[str] = mapped_column(sa.String(600))
    about_en: Mapped[str] = mapped_column(sa.String(600))
    safety_zh_hans: Mapped[str] = mapped_column(sa.String(400))
    safety_zh_hant: Mapped[str] = mapped_column(sa.String(400))
    safety_en: Mapped[str] = mapped_column(sa.String(400))
    group_id: Mapped[int | None] = mapped_column(sa.ForeignKey("groups.id"), index=True)
    starts_on: Mapped[date]
    ends_on: Mapped[date]
    measure: Mapped[str | None] = mapped_column(sa.String(20))
    goal_days: Mapped[int]
    finish_points: Mapped[int] = mapped_column(default=0)
    settled_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    created_at: Mapped[Created]

    def about_in(self, locale: str) -> str:
        found: str = getattr(self, f"about_{locale.lower()}")
        return found or self.about_zh_hans or self.about_en

    def safety_in(self, locale: str) -> str:
        found: str = getattr(self, f"safety_{locale.lower()}")
        return found or self.safety_zh_hans or self.safety_en

    def phase(self, today: date) -> str:
        """`upcoming`, `running` or `ended`, on a civil day."""
        if today < self.starts_on:
            return "upcoming"
        return "running" if today <= self.ends_on else "ended"


class Enrolment(Base):
    """A member's part in a challenge; `timezone` is fixed on joining, so travel never breaks a streak."""

    __tablename__ = "enrolments"
    __table_args__ = (sa.UniqueConstraint("challenge_id", "member_id"),)

    challenge_id: Mapped[int] = mapped_column(sa.ForeignKey("challenges.id"))
    member_id: Mapped[int] = mapped_column(sa.ForeignKey("members.id"), index=True)
    timezone: Mapped[str] = mapped_column(sa.String(40))
    created_at: Mapped[Created]

    challenge: Mapped[Challenge] = relationship(lazy="select")

    @property
    def today(self) -> date:
        return clock.local_date(self.timezone)


class CheckIn(Base):
    """One civil day done. The note is private: its writer, the member and their family with `read` see it."""

    __tablename__ = "check_ins"
    __table_args__ = (sa.UniqueConstraint("enrolment_id", "local_date"),)

    public_id: Mapped[PublicId]
    enrolment_id: Mapped[int] = mapped_column(sa.ForeignKey("enrolments.id"))
    local_date: Mapped[date]
    value: Mapped[float | None]
    second_value: Mapped[float | None]
    note: Mapped[str] = mapped_column(sa.String(NOTE_LENGTH), default="")
    by_member_id: Mapped[int] = mapped_column(sa.ForeignKey("members.id"), index=True)
    created_at: Mapped[Created]

    enrolment: Mapped[Enrolment] = relationship(lazy="joined")
    by_member: Mapped[Member] = relationship(lazy="select")

    @property
    def is_by_family(self) -> bool:
        return self.by_member_id != self.enrolment.member_id

    @property
    def values(self) -> tuple[float, ...]:
        return tuple(number for number in (self.value, self.second_value) if number is not None)
