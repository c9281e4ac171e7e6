"""Names that the hospital keeps in all three scripts, as opposed to what a person wrote in one."""

from __future__ import annotations

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column


class TrilingualName:
    """Mixin: `name_zh_hans`, `name_zh_hant`, `name_en` and the one to show in a locale."""

    name_zh_hans: Mapped[str] = mapped_column(sa.String(160))
    name_zh_hant: Mapped[str] = mapped_column(sa.String(160))
    name_en: Mapped[str] = mapped_column(sa.String(160))

    def name_in(self, locale: str) -> str:
        """The name in a locale; another script's name where that one is empty."""
        found: str = getattr(self, f"name_{locale.lower()}", "")
        return found or self.name_zh_hans or self.name_en
