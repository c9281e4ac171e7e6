"""Reads of the taxonomy."""

from __future__ import annotations

from collections.abc import Sequence

import sqlalchemy as sa

from portal.conditions.models import Condition
from portal.core.db import db


def curated() -> sa.ColumnElement[bool]:
    """A condition on `Condition`: the hospital named it in Chinese, as opposed to one that only came with an import."""
    return Condition.name_zh_hans != ""


def curated_conditions() -> Sequence[Condition]:
    """The conditions people choose from, by slug."""
    return db.session.scalars(sa.select(Condition).where(curated()).order_by(Condition.slug)).all()


def condition_by_slug(slug: str) -> Condition | None:
    return db.session.scalar(sa.select(Condition).where(Condition.slug == slug))
