"""Keeping the catalogue of the store."""

from __future__ import annotations

from datetime import datetime

import sqlalchemy as sa

from portal.core.db import db, transaction
from portal.rewards.models import StoreItem


def define_item(
    slug: str,
    *,
    names: tuple[str, str, str],
    about: tuple[str, str, str] = ("", "", ""),
    cost: int,
    kind: str = "physical",
    stock: int | None = None,
    limit_each: int | None = None,
    title_id: int | None = None,
    opens_at: datetime | None = None,
    closes_at: datetime | None = None,
) -> StoreItem:
    """Creates or changes an item; names and descriptions come as zh-Hans, zh-Hant, en."""
    with transaction():
        item = db.session.scalar(sa.select(StoreItem).where(StoreItem.slug == slug))
        if item is None:
            item = StoreItem(slug=slug)
            db.session.add(item)
        item.name_zh_hans, item.name_zh_hant, item.name_en = names
        item.about_zh_hans, item.about_zh_hant, item.about_en = about
        item.kind, item.cost, item.stock, item.limit_each, item.title_id = kind, cost, stock, limit_each, title_id
        item.opens_at, item.closes_at = opens_at, closes_at
        db.session.flush()
        return item
