"""The names of honor titles, for templates: kept in memory, because they stand beside every name."""

from __future__ import annotations

import time

import sqlalchemy as sa

from portal.core.db import db
from portal.rewards.models import HonorTitle

FRESH_SECONDS = 60.0


class TitleNames:
    """A map of slug and locale to name, read again after a minute or when it misses a slug."""

    def __init__(self) -> None:
        self._titles: dict[str, dict[str, str]] = {}
        self._read_at = -FRESH_SECONDS

    def name(self, slug: str | None, locale: str) -> str | None:
        """The title's name in a locale; None for no title or an unknown one."""
        if not slug:
            return None
        if slug not in self._titles or time.monotonic() - self._read_at > FRESH_SECONDS:
            self._read()
        names = self._titles.get(slug)
        return names.get(locale) or names["zh_Hans"] if names else None

    def _read(self) -> None:
        rows = db.session.execute(
            sa.select(HonorTitle.slug, HonorTitle.name_zh_hans, HonorTitle.name_zh_hant, HonorTitle.name_en)
        )
        self._titles = {slug: {"zh_Hans": hans, "zh_Hant": hant, "en": en} for slug, hans, hant, en in rows}
        self._read_at = time.monotonic()
