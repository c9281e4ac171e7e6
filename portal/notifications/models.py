"""Notices."""

from __future__ import annotations

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from portal.core.db import Base, Created, PublicId, UtcDateTime


class Notice(Base):
    """One thing to tell one member; `source` makes it unique, `target` is the public id of what it is about."""

    __tablename__ = "notices"
    __table_args__ = (
        sa.UniqueConstraint("member_id", "source"),
        sa.Index("ix_notices_member_id_read_at", "member_id", "read_at"),
    )

    public_id: Mapped[PublicId]
    member_id: Mapped[int] = mapped_column(sa.ForeignKey("members.id"))
    kind: Mapped[str] = mapped_column(sa.String(30))
    target: Mapped[str | None] = mapped_column(sa.String(80))
    source: Mapped[str] = mapped_column(sa.String(80))
    created_at: Mapped[Created]
    read_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
