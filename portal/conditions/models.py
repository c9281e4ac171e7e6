"""Conditions and the words people use for them."""

from __future__ import annotations

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from portal.core.db import Base
from portal.core.trilingual import TrilingualName


class Condition(TrilingualName, Base):
    __tablename__ = "conditions"

    slug: Mapped[str] = mapped_column(sa.String(80), unique=True)
    icd10: Mapped[str | None] = mapped_column(sa.String(10))
    synonyms: Mapped[list[Synonym]] = relationship(lazy="select", cascade="all, delete-orphan")


class Synonym(Base):
    __tablename__ = "condition_synonyms"
    __table_args__ = (sa.UniqueConstraint("condition_id", "word"),)

    condition_id: Mapped[int] = mapped_column(sa.ForeignKey("conditions.id"))
    word: Mapped[str] = mapped_column(sa.String(160))
    lang: Mapped[str] = mapped_column(sa.String(10))
