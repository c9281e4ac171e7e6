"""Proof that the books are right: what is shown equals what was written, and nothing came from nowhere."""

from __future__ import annotations

from dataclasses import dataclass

import sqlalchemy as sa

from portal.core.db import db
from portal.rewards.models import Balance, LedgerEntry, Redemption

SHOWN = 20


@dataclass(frozen=True, slots=True)
class Drift:
    """A member whose balance differs from the sum of their entries."""

    member_id: int
    balance: int
    entries: int


@dataclass(frozen=True, slots=True)
class Reconciliation:
    """What the check found; the lists hold the first twenty of each kind."""

    members: int
    entries: int
    outstanding: int
    total: int
    drifted: list[Drift]
    unbalanced: list[str]
    uncharged: list[str]

    @property
    def is_clean(self) -> bool:
        return self.total == 0 and not (self.drifted or self.unbalanced or self.uncharged)


def reconcile() -> Reconciliation:
    """Compares every balance with its entries, every movement with zero, every redemption with its charge.

    Each check is one statement, so it sees one moment even while people earn and spend.
    """
    total, entries = db.session.execute(
        sa.select(sa.func.coalesce(sa.func.sum(LedgerEntry.amount), 0), sa.func.count())
    ).one()
    outstanding, members = db.session.execute(
        sa.select(sa.func.coalesce(sa.func.sum(Balance.points), 0), sa.func.count())
    ).one()
    return Reconciliation(members, entries, int(outstanding), int(total), _drifted(), _unbalanced(), _uncharged())


def _drifted() -> list[Drift]:
    settled = sa.select(LedgerEntry.member_id, sa.literal(0).label("balance"), LedgerEntry.amount.label("entries"))
    settled = settled.where(LedgerEntry.member_id.is_not(None), LedgerEntry.state == "settled")
    shown = sa.select(Balance.member_id, Balance.points, sa.literal(0))
    both = sa.union_all(settled, shown).subquery()
    balance, written = sa.func.sum(both.c.balance), sa.func.sum(both.c.entries)
    rows = sa.select(both.c.member_id, balance, written).group_by(both.c.member_id).having(balance != written)
    found = db.session.execute(rows.order_by(both.c.member_id).limit(SHOWN))
    return [Drift(member_id, int(shown), int(sum_)) for member_id, shown, sum_ in found]


def _unbalanced() -> list[str]:
    rows = sa.select(LedgerEntry.transfer_id).group_by(LedgerEntry.transfer_id)
    wrong = sa.or_(sa.func.sum(LedgerEntry.amount) != 0, sa.func.count() < 2)
    return list(db.session.scalars(rows.having(wrong).order_by(LedgerEntry.transfer_id).limit(SHOWN)))


def _uncharged() -> list[str]:
    """Redemptions without their charge, or whose being undone and being paid back disagree."""
    charge, back = sa.orm.aliased(LedgerEntry), sa.orm.aliased(LedgerEntry)
    charged = sa.and_(charge.transfer_id == Redemption.transfer_id, charge.member_id == Redemption.member_id)
    wrong = sa.or_(
        charge.id.is_(None),
        charge.amount != -Redemption.cost,
        Redemption.undone_at.is_(None) != back.id.is_(None),
    )
    rows = (
        sa.select(Redemption.public_id)
        .outerjoin(charge, charged)
        .outerjoin(back, back.reverses == charge.id)
        .where(wrong)
    )
    return list(db.session.scalars(rows.order_by(Redemption.id).limit(SHOWN)))
