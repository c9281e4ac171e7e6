"""Earning, wearing and naming honor titles."""

from __future__ import annotations

import sqlalchemy as sa

from portal.accounts.policy import acting_member
from portal.conditions.models import Condition, Synonym
from portal.core import clock
from portal.core.bus import announce
from portal.core.db import db, insert_once, transaction
from portal.core.errors import Invalid, NotFound
from portal.core.i18n import lazy
from portal.events import TitleEarned, TitleWorn
from portal.rewards.models import HonorTitle, LedgerEntry, TitleHeld


def award_titles(member_id: int, reason: str) -> None:
    """Gives every title whose rule the member now meets and does not hold yet; runs inside the caller's transaction."""
    held = sa.select(TitleHeld.title_id).where(TitleHeld.member_id == member_id)
    open_titles = sa.select(HonorTitle).where(HonorTitle.rule_reason == reason, HonorTitle.id.not_in(held))
    titles = db.session.scalars(open_titles).all()
    if not titles:
        return
    times = sa.select(sa.func.count()).where(LedgerEntry.member_id == member_id, LedgerEntry.reason == reason)
    reached = db.session.scalar(times) or 0
    for title in titles:
        if title.rule_count is not None and reached >= title.rule_count:
            insert_once(TitleHeld, member_id=member_id, title_id=title.id, held_since=clock.now())
            announce(TitleEarned(member_id, title.slug))


def wear_title(slug: str | None, *, by: int) -> None:
    """Shows a held title beside the member's name; None shows none. Raises NotFound for a title not held."""
    with transaction():
        member = acting_member(by)
        if slug is not None:
            held = sa.select(TitleHeld).join(HonorTitle, HonorTitle.id == TitleHeld.title_id)
            mine = held.where(TitleHeld.member_id == member.id, HonorTitle.slug == slug)
            if db.session.scalar(mine) is None:
                raise NotFound()
        member.honor_title = slug
        db.session.flush()
        announce(TitleWorn(member.id, slug))


def define_title(
    slug: str, *, zh_hans: str, zh_hant: str, en: str, rule_reason: str | None = None, rule_count: int | None = None
) -> HonorTitle:
    """Creates or renames a title. Raises Invalid when a name gives a condition away."""
    with transaction():
        _refuse_disease(zh_hans, zh_hant, en)
        title = db.session.scalar(sa.select(HonorTitle).where(HonorTitle.slug == slug))
        if title is None:
            title = HonorTitle(slug=slug)
            db.session.add(title)
        title.name_zh_hans, title.name_zh_hant, title.name_en = zh_hans, zh_hant, en
        title.rule_reason, title.rule_count = rule_reason, rule_count
        db.session.flush()
        return title


def _refuse_disease(*names: str) -> None:
    rows = db.session.execute(sa.select(Condition.name_zh_hans, Condition.name_zh_hant, Condition.name_en))
    words = {word for row in rows for word in row} | set(db.session.scalars(sa.select(Synonym.word)))
    for name in names:
        if any(word and word.casefold() in name.casefold() for word in words):
            raise Invalid(lazy("A title must not name a disease."), field="name")
