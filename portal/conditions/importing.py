"""Conditions that come with imported texts: found by name, made when they are new, never merged into curated ones."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

import sqlalchemy as sa

from portal.conditions.models import Condition, Synonym
from portal.conditions.queries import curated
from portal.core.db import db, insert_all_once, transaction


@dataclass(slots=True)
class KnownConditions:
    """Ids by folded name: the English names of all conditions and the synonyms of the curated ones."""

    ids: dict[str, int] = field(default_factory=dict)
    curated: frozenset[int] = frozenset()

    def id_of(self, name: str) -> int | None:
        return self.ids.get(fold_name(name))


def fold_name(name: str) -> str:
    return " ".join(name.split()).casefold()


def known_conditions() -> KnownConditions:
    """Reads the taxonomy once for a whole import."""
    words = sa.select(Synonym.word, Synonym.condition_id).join(Condition).where(curated())
    names = sa.select(Condition.name_en, Condition.id)
    ids = {
        fold_name(word): condition_id for query in (words, names) for word, condition_id in db.session.execute(query)
    }
    return KnownConditions(ids, frozenset(db.session.scalars(sa.select(Condition.id).where(curated()))))


def name_conditions(wanted: Mapping[str, Iterable[str]], lang: str, known: KnownConditions) -> dict[str, int]:
    """Gives every named condition an id, making those not known yet, and keeps the synonyms that came with them.

    Returns the ids of the new ones by folded name; the caller adds them to `known` once they are committed.
    """
    with transaction():
        new = {fold_name(name): name for name in wanted if known.id_of(name) is None}
        slugs = {_slug(key): key for key in new}
        rows = [{"slug": slug, "name_en": new[key], **_UNTRANSLATED} for slug, key in slugs.items()]
        insert_all_once(Condition, rows)
        made = sa.select(Condition.slug, Condition.id).where(Condition.slug.in_(slugs))
        ids = {slugs[slug]: condition_id for slug, condition_id in db.session.execute(made)}
        _keep_synonyms(wanted, lang, {**known.ids, **ids}, known.curated)
        return ids


_UNTRANSLATED = {"name_zh_hans": "", "name_zh_hant": ""}


def _keep_synonyms(
    wanted: Mapping[str, Iterable[str]], lang: str, ids: Mapping[str, int], curated_ids: frozenset[int]
) -> None:
    found = {(ids[fold_name(name)], word): None for name, words in wanted.items() for word in words}
    rows = [{"condition_id": id_, "word": word, "lang": lang} for id_, word in found if id_ not in curated_ids]
    insert_all_once(Synonym, rows)


def _slug(key: str) -> str:
    words = "-".join(re.findall(r"[a-z0-9]+", key))[:64].rstrip("-")
    return "-".join(filter(None, (words, hashlib.sha256(key.encode()).hexdigest()[:8])))
