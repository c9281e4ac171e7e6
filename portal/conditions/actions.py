"""Keeping the taxonomy."""

from __future__ import annotations

from collections.abc import Iterable

import sqlalchemy as sa

from portal.conditions.models import Condition, Synonym
from portal.core.db import db, transaction


def define_condition(
    slug: str,
    *,
    zh_hans: str,
    zh_hant: str,
    en: str,
    icd10: str | None = None,
    synonyms: Iterable[tuple[str, str]] = (),
) -> Condition:
    """Creates or renames a condition and adds `(word, lang)` synonyms it does not have yet."""
    with transaction():
        condition = db.session.scalar(sa.select(Condition).where(Condition.slug == slug))
        if condition is None:
            condition = Condition(slug=slug)
            db.session.add(condition)
        condition.name_zh_hans, condition.name_zh_hant, condition.name_en = zh_hans, zh_hant, en
        condition.icd10 = icd10
        known = {synonym.word for synonym in condition.synonyms}
        condition.synonyms += [
            Synonym(word=word, lang=lang) for word, lang in dict(synonyms).items() if word not in known
        ]
        db.session.flush()
        return condition
