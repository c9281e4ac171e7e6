"""What people looked for in vain."""

from __future__ import annotations

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from portal.core.db import Base, Created, Moment

LONGEST = 60


class SearchMiss(Base):
    """A query that found nothing, as folded words; who asked is never kept."""

    __tablename__ = "search_misses"
    __table_args__ = (sa.Index("ix_search_misses_count", "count"),)

    words: Mapped[str] = mapped_column(sa.String(LONGEST), unique=True)
    count: Mapped[int] = mapped_column(default=1)
    first_at: Mapped[Created]
    last_at: Mapped[Moment]
