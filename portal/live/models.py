"""Sessions, questions, votes, the numbered events of a session's streams, and attendance."""

from __future__ import annotations

from datetime import datetime, timedelta

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from portal.accounts.models import Member
from portal.community.models import Group
from portal.core import clock
from portal.core.db import Base, Created, Moment, PublicId, UtcDateTime

AUDIENCE, HOSTS = "audience", "hosts"
STREAMS = (AUDIENCE, HOSTS)
BODY_LENGTH = 500
ANSWER_LENGTH = 4000


class LiveSession(Base):
    """One hour with a doctor. `audience_seq` and `hosts_seq` are the last numbers given out in each stream."""

    __tablename__ = "live_sessions"
    __table_args__ = (
        sa.CheckConstraint("state IN ('scheduled', 'open', 'closed', 'cancelled')", name="state"),
        sa.UniqueConstraint("scheduled_by", "request_key"),
        sa.Index("ix_live_sessions_state_scheduled_at", "state", "scheduled_at"),
        sa.Index("ix_live_sessions_group_id_state", "group_id", "state", "scheduled_at"),
    )

    public_id: Mapped[PublicId]
    slug: Mapped[str] = mapped_column(sa.String(60), unique=True)
    title: Mapped[str] = mapped_column(sa.String(120))
    description: Mapped[str] = mapped_column(sa.String(1000), default="")
    lang: Mapped[str] = mapped_column(sa.String(10))
    group_id: Mapped[int] = mapped_column(sa.ForeignKey("groups.id"))
    host_id: Mapped[int] = mapped_column(sa.ForeignKey("members.id"), index=True)
    scheduled_by: Mapped[int] = mapped_column(sa.ForeignKey("members.id"))
    request_key: Mapped[str | None] = mapped_column(sa.String(40))
    scheduled_at: Mapped[Moment]
    minutes: Mapped[int]
    zone: Mapped[str] = mapped_column(sa.String(40))
    state: Mapped[str] = mapped_column(sa.String(10), default="scheduled")
    opened_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    closed_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    audience_seq: Mapped[int] = mapped_column(default=0)
    hosts_seq: Mapped[int] = mapped_column(default=0)
    created_at: Mapped[Created]

    group: Mapped[Group] = relationship(lazy="joined", innerjoin=True)
    host: Mapped[Member] = relationship(lazy="joined", innerjoin=True, foreign_keys=host_id)

    @property
    def ends_at(self) -> datetime:
        return self.scheduled_at + timedelta(minutes=self.minutes)

    @property
    def takes_questions(self) -> bool:
        """Questions are welcome before the start and until it is closed."""
        return self.state in {"scheduled", "open"}

    def head(self, stream: str) -> int:
        """The number of the last event of a stream; 0 when nothing has happened."""
        return self.audience_seq if stream == AUDIENCE else self.hosts_seq


class Question(Base):
    """What a member asked, as written, and its written answer. `held_for` says why hosts should look twice."""

    __tablename__ = "questions"
    __table_args__ = (
        sa.CheckConstraint("state IN ('pending', 'approved', 'answered', 'rejected', 'help')", name="state"),
        sa.UniqueConstraint("asker_id", "request_key"),
        sa.Index("ix_questions_session_id_state", "session_id", "state"),
    )

    public_id: Mapped[PublicId]
    session_id: Mapped[int] = mapped_column(sa.ForeignKey("live_sessions.id"))
    asker_id: Mapped[int | None] = mapped_column(sa.ForeignKey("members.id"))
    request_key: Mapped[str | None] = mapped_column(sa.String(40))
    body: Mapped[str] = mapped_column(sa.String(BODY_LENGTH))
    lang: Mapped[str] = mapped_column(sa.String(10))
    state: Mapped[str] = mapped_column(sa.String(10))
    held_for: Mapped[str] = mapped_column(sa.String(20), default="")
    vote_count: Mapped[int] = mapped_column(default=0)
    created_at: Mapped[Created]
    approved_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    decided_by: Mapped[int | None] = mapped_column(sa.ForeignKey("members.id"), index=True)
    decided_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    answer: Mapped[str] = mapped_column(sa.Text, default="")
    answer_html: Mapped[str] = mapped_column(sa.Text, default="")
    answer_lang: Mapped[str] = mapped_column(sa.String(10), default="")
    answered_by: Mapped[int | None] = mapped_column(sa.ForeignKey("members.id"), index=True)
    answered_at: Mapped[datetime | None] = mapped_column(UtcDateTime)

    live_session: Mapped[LiveSession] = relationship(lazy="select")
    answerer: Mapped[Member | None] = relationship(lazy="select", foreign_keys=answered_by)

    @property
    def is_shown(self) -> bool:
        """Whether the audience may read it."""
        return self.state in {"approved", "answered"}


class Upvote(Base):
    """A member has the same question."""

    __tablename__ = "upvotes"
    __table_args__ = (sa.UniqueConstraint("question_id", "member_id"),)

    question_id: Mapped[int] = mapped_column(sa.ForeignKey("questions.id"))
    member_id: Mapped[int] = mapped_column(sa.ForeignKey("members.id"), index=True)
    created_at: Mapped[Created]


class LiveEvent(Base):
    """Something happened in a stream; `seq` has no gaps. What it looks like is rendered from the rows of now."""

    __tablename__ = "live_events"
    __table_args__ = (
        sa.CheckConstraint("stream IN ('audience', 'hosts')", name="stream"),
        sa.CheckConstraint("kind IN ('question', 'votes', 'state')", name="kind"),
        sa.UniqueConstraint("session_id", "stream", "seq"),
    )

    session_id: Mapped[int] = mapped_column(sa.ForeignKey("live_sessions.id"))
    stream: Mapped[str] = mapped_column(sa.String(10))
    seq: Mapped[int]
    kind: Mapped[str] = mapped_column(sa.String(10))
    question_id: Mapped[int | None] = mapped_column(sa.ForeignKey("questions.id"), index=True)
    created_at: Mapped[Created]


class Attendance(Base):
    """How long a member was there; `counted_at` is set once, when it was long enough to count."""

    __tablename__ = "attendances"
    __table_args__ = (sa.UniqueConstraint("session_id", "member_id"),)

    session_id: Mapped[int] = mapped_column(sa.ForeignKey("live_sessions.id"))
    member_id: Mapped[int] = mapped_column(sa.ForeignKey("members.id"), index=True)
    seconds: Mapped[int] = mapped_column(default=0)
    last_seen: Mapped[Moment] = mapped_column(default=clock.now)
    counted_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
