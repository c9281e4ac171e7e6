"""What the reward pages show: offers, my redemptions, the ledger as a story, what waits at the desk."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import joinedload

from portal.accounts.models import Member
from portal.core import clock
from portal.core.db import db, execute
from portal.core.forms import new_request_key
from portal.rewards.models import Balance, HonorTitle, LedgerEntry, Redemption, StoreItem, TitleHeld
from portal.rewards.policy import visible_redemptions

LINES_A_PAGE = 30
SHOWN_REDEMPTIONS = 5


@dataclass(frozen=True, slots=True)
class Offer:
    """An item as one member meets it. `request_key` makes this rendering's button safe to press twice."""

    slug: str
    name: str
    about: str
    kind: str
    cost: int
    stock: int | None
    points: int
    limit_reached: bool
    request_key: str
    redemption: Redemption | None = None
    problem: str | None = None

    @property
    def missing(self) -> int:
        """How many points the member still lacks."""
        return max(0, self.cost - self.points)

    @property
    def is_sold_out(self) -> bool:
        return self.stock == 0

    @property
    def can_redeem(self) -> bool:
        return not (self.missing or self.is_sold_out or self.limit_reached)


_BY_SLUG = sa.select(StoreItem).where(StoreItem.slug == sa.bindparam("slug"))
_HELD = sa.select(TitleHeld.title_id).where(TitleHeld.member_id == sa.bindparam("member"))
_TAKEN = (
    sa.select(Redemption.item_id, sa.func.count())
    .where(Redemption.member_id == sa.bindparam("member"), Redemption.undone_at.is_(None))
    .group_by(Redemption.item_id)
)
_POINTS = sa.select(Balance.points).where(Balance.member_id == sa.bindparam("member"))


def points_of(member_id: int) -> int:
    return execute(_POINTS, member=member_id).scalar() or 0


def offers(member_id: int, locale: str) -> list[Offer]:
    """What is on offer now, cheapest first."""
    now = clock.now()
    open_now = sa.and_(
        sa.or_(StoreItem.opens_at.is_(None), StoreItem.opens_at <= now),
        sa.or_(StoreItem.closes_at.is_(None), StoreItem.closes_at > now),
    )
    items = db.session.scalars(sa.select(StoreItem).where(open_now).order_by(StoreItem.cost, StoreItem.id)).all()
    return _as_offers(items, member_id, locale)


def offer(
    slug: str, member_id: int, locale: str, *, redemption: Redemption | None = None, problem: str | None = None
) -> Offer | None:
    """One item as a member meets it after asking for it: what they got, or why not."""
    items = db.session.scalars(_BY_SLUG, {"slug": slug}).all()
    return next(iter(_as_offers(items, member_id, locale, redemption, problem)), None)


def _as_offers(
    items: Sequence[StoreItem],
    member_id: int,
    locale: str,
    redemption: Redemption | None = None,
    problem: str | None = None,
) -> list[Offer]:
    points = points_of(member_id)
    taken: dict[int, int] = dict(execute(_TAKEN, member=member_id).all())  # type: ignore[arg-type]  # rows of two
    held = {title_id for (title_id,) in execute(_HELD, member=member_id)}
    return [
        Offer(
            slug=item.slug,
            name=item.name_in(locale),
            about=item.about_in(locale),
            kind=item.kind,
            cost=item.cost,
            stock=item.stock,
            points=points,
            limit_reached=item.title_id in held
            or (item.limit_each is not None and taken.get(item.id, 0) >= item.limit_each),
            request_key=new_request_key(),
            redemption=redemption,
            problem=problem,
        )
        for item in items
    ]


def latest_redemptions(member_id: int) -> list[Redemption]:
    return list(
        db.session.scalars(visible_redemptions(member_id).order_by(Redemption.id.desc()).limit(SHOWN_REDEMPTIONS))
    )


@dataclass(frozen=True, slots=True)
class Line:
    """One movement of a member's points."""

    transfer_id: str
    reason: str
    amount: int
    created_at: datetime


def history(member_id: int, before: str | None) -> tuple[list[Line], str | None]:
    """A page of movements, newest first, and where the next page begins; `before` is a movement's transfer id."""
    mine = sa.select(LedgerEntry).where(LedgerEntry.member_id == member_id)
    if before:
        start = mine.with_only_columns(LedgerEntry.id).where(LedgerEntry.transfer_id == before)
        mine = mine.where(LedgerEntry.id < start.scalar_subquery())
    entries = db.session.scalars(mine.order_by(LedgerEntry.id.desc()).limit(LINES_A_PAGE + 1)).all()
    lines = [Line(entry.transfer_id, entry.reason, entry.amount, entry.created_at) for entry in entries]
    more = lines[LINES_A_PAGE - 1].transfer_id if len(lines) > LINES_A_PAGE else None
    return lines[:LINES_A_PAGE], more


def held_titles(member_id: int) -> list[HonorTitle]:
    held = sa.select(HonorTitle).join(TitleHeld, TitleHeld.title_id == HonorTitle.id)
    return list(db.session.scalars(held.where(TitleHeld.member_id == member_id).order_by(TitleHeld.id)))


def titles_to_earn(member_id: int) -> list[HonorTitle]:
    """Titles with a rule that the member does not hold yet."""
    held = sa.select(TitleHeld.title_id).where(TitleHeld.member_id == member_id)
    open_titles = sa.select(HonorTitle).where(HonorTitle.rule_reason.is_not(None), HonorTitle.id.not_in(held))
    return list(db.session.scalars(open_titles.order_by(HonorTitle.rule_reason, HonorTitle.rule_count)))


def waiting_at_the_desk(after: str | None) -> tuple[list[Redemption], str | None]:
    """Things not yet handed over, oldest first, and where the next page begins."""
    waiting = (
        sa.select(Redemption)
        .join(Redemption.item)
        .where(StoreItem.kind == "physical", Redemption.undone_at.is_(None), Redemption.handed_over_at.is_(None))
        .options(joinedload(Redemption.member))
    )
    if after:
        start = sa.select(Redemption.id).where(Redemption.public_id == after)
        waiting = waiting.where(Redemption.id > start.scalar_subquery())
    rows = list(db.session.scalars(waiting.order_by(Redemption.id).limit(LINES_A_PAGE + 1)))
    more = rows[LINES_A_PAGE - 1].public_id if len(rows) > LINES_A_PAGE else None
    return rows[:LINES_A_PAGE], more


def worn_title(member_id: int) -> str | None:
    return db.session.scalar(sa.select(Member.honor_title).where(Member.id == member_id))
