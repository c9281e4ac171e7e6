"""The double-entry ledger: the only code that moves points.

Each movement is written as entries that sum to zero, under the lock of the member's balance, and announces the new
balance. Callers hold a transaction; a verb that also takes stock calls the ledger first.
"""

from __future__ import annotations

from datetime import date

import sqlalchemy as sa

from portal.core.bus import announce
from portal.core.db import db, in_transaction, insert_once, locked
from portal.core.errors import Conflict
from portal.core.i18n import lazy
from portal.core.ids import new_id
from portal.events import BalanceChanged
from portal.rewards.models import ISSUED, SPENT, Balance, LedgerEntry


class NotEnoughPoints(Conflict):
    message = lazy("You do not have enough points for this yet.")


_LOCKED = locked(sa.select(Balance).where(Balance.member_id == sa.bindparam("member")))


def lock_balance(member_id: int) -> Balance:
    """The member's balance, locked until the transaction ends; made at the first movement.

    Raises RuntimeError outside a transaction.
    """
    if not in_transaction():
        raise RuntimeError("points move inside a transaction")
    balance = db.session.scalar(_LOCKED, {"member": member_id})
    if balance is None:
        insert_once(Balance, member_id=member_id, points=0)
        balance = db.session.scalars(_LOCKED, {"member": member_id}).one()
    return balance


def credit(
    member_id: int,
    points: int,
    *,
    reason: str,
    source: str,
    local_date: date | None = None,
    expires_on: date | None = None,
) -> LedgerEntry | None:
    """Issues points to a member and returns their entry; None when this reason and source were already paid.

    `local_date` is the member's civil day, by which daily caps count.
    """
    _check_positive(points)
    balance = lock_balance(member_id)
    if _entry_for(member_id, reason, source) is not None:
        return None
    entry = LedgerEntry(
        transfer_id=new_id(),
        member_id=member_id,
        amount=points,
        reason=reason,
        source=source,
        expires_on=expires_on,
        local_date=local_date,
    )
    entry.lot = entry.transfer_id
    return _write(balance, entry, against=ISSUED)


def debit(member_id: int, points: int, *, reason: str, source: str) -> LedgerEntry:
    """Spends a member's points and returns their entry.

    Raises NotEnoughPoints, and Conflict when this reason and source were already charged.
    """
    _check_positive(points)
    balance = lock_balance(member_id)
    if _entry_for(member_id, reason, source) is not None:
        raise Conflict()
    if balance.points < points:
        raise NotEnoughPoints()
    entry = LedgerEntry(transfer_id=new_id(), member_id=member_id, amount=-points, reason=reason, source=source)
    return _write(balance, entry, against=SPENT)


def reverse(transfer_id: str, *, reason: str) -> LedgerEntry | None:
    """Moves a movement's points back, once, and returns the member's entry; None when it was already reversed.

    Taking back points that are spent meanwhile takes what is left: a balance never goes below zero.
    """
    sides = db.session.scalars(sa.select(LedgerEntry).where(LedgerEntry.transfer_id == transfer_id)).all()
    first = next(side for side in sides if side.member_id is not None)
    other = next(side for side in sides if side.system is not None)
    assert first.member_id is not None and other.system is not None
    balance = lock_balance(first.member_id)
    if db.session.scalar(sa.select(LedgerEntry.id).where(LedgerEntry.reverses == first.id)) is not None:
        return None
    amount = max(-first.amount, -balance.points)
    if amount == 0:
        return None
    entry = LedgerEntry(
        transfer_id=new_id(),
        member_id=first.member_id,
        amount=amount,
        reason=reason,
        source=f"entry:{first.id}",
        lot=first.lot,
        expires_on=first.expires_on,
        reverses=first.id,
    )
    return _write(balance, entry, against=other.system, reverses=other.id)


def last_word(member_id: int, reason: str, source: str) -> LedgerEntry | None:
    """The entry for a reason and source, or the last of the reversals that followed it."""
    entry = _entry_for(member_id, reason, source)
    while entry is not None:
        following = db.session.scalar(sa.select(LedgerEntry).where(LedgerEntry.reverses == entry.id))
        if following is None:
            break
        entry = following
    return entry


def _entry_for(member_id: int, reason: str, source: str) -> LedgerEntry | None:
    return db.session.scalar(
        sa.select(LedgerEntry).where(
            LedgerEntry.member_id == member_id, LedgerEntry.reason == reason, LedgerEntry.source == source
        )
    )


def _check_positive(points: int) -> None:
    if points <= 0:
        raise ValueError("a movement is of at least one point")


def _write(balance: Balance, entry: LedgerEntry, *, against: str, reverses: int | None = None) -> LedgerEntry:
    counterpart = LedgerEntry(
        transfer_id=entry.transfer_id,
        system=against,
        amount=-entry.amount,
        reason=entry.reason,
        source=entry.source,
        lot=entry.lot,
        expires_on=entry.expires_on,
        reverses=reverses,
    )
    db.session.add_all([entry, counterpart])
    balance.points += entry.amount
    db.session.flush()
    announce(BalanceChanged(balance.member_id, balance.points))
    return entry
