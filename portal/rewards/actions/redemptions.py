"""Redeeming an item, undoing it, handing it over. The balance is always locked before the stock."""

from __future__ import annotations

import sqlalchemy as sa

from portal.accounts.models import Member
from portal.accounts.policy import acting_member
from portal.core import clock
from portal.core.bus import announce
from portal.core.db import change_rows, db, execute, locked, transaction
from portal.core.errors import Conflict, Invalid, NotAllowed, NotFound
from portal.core.i18n import lazy
from portal.core.ids import new_id
from portal.events import ItemRedeemed, RedemptionUndone
from portal.rewards import ledger
from portal.rewards.models import Redemption, StoreItem, TitleHeld
from portal.rewards.policy import can_hand_over, holds_title, visible_redemption_or_404, visible_redemptions

REDEEMED, UNDONE = "redeemed", "redemption_undone"


_MADE_BEFORE = sa.and_(Redemption.member_id == sa.bindparam("member"), Redemption.request_key == sa.bindparam("key"))
_GONE = sa.select(StoreItem.id).where(
    StoreItem.slug == sa.bindparam("slug"), StoreItem.stock == 0, sa.not_(sa.exists().where(_MADE_BEFORE))
)


class SoldOut(Conflict):
    message = lazy("This item is gone. Your points are still yours.")


class NotOnOffer(Conflict):
    message = lazy("This item is not on offer right now. Your points are still yours.")


class LimitReached(Conflict):
    message = lazy("You have already taken as many of these as one person can.")


class AlreadyYours(Conflict):
    message = lazy("You already have this title.")


class TooLateToUndo(Conflict):
    message = lazy("This can no longer be undone.")


def redeem(item_slug: str, request_key: str, *, by: int) -> Redemption:
    """Takes an item for points: charge, stock and redemption together or not at all.

    The same request key again gives the first redemption. Raises Invalid when the key was used for another item,
    NotFound, NotOnOffer, LimitReached, AlreadyYours, NotEnoughPoints or SoldOut.
    """
    if not request_key:
        raise Invalid()
    if execute(_GONE, slug=item_slug, member=by, key=request_key).first() is not None:
        raise SoldOut()  # before queueing for a lock: a rush is mostly people who come too late
    with transaction():
        member = acting_member(by)
        balance = ledger.lock_balance(member.id)
        item = db.session.scalar(sa.select(StoreItem).where(StoreItem.slug == item_slug))
        if item is None:
            raise NotFound()
        earlier = db.session.scalar(visible_redemptions(member.id).where(Redemption.request_key == request_key))
        if earlier is not None:
            if earlier.item_id != item.id:
                raise Invalid(lazy("This form was already used for another item. Please open the store again."))
            return earlier
        _check_offer(item, member.id, balance.points)
        _take_stock(item)
        public_id = new_id()
        charge = ledger.debit(member.id, item.cost, reason=REDEEMED, source=f"redemption:{public_id}")
        redemption = Redemption(
            public_id=public_id,
            member_id=member.id,
            item=item,
            cost=item.cost,
            transfer_id=charge.transfer_id,
            request_key=request_key,
        )
        db.session.add(redemption)
        if item.title_id is not None:
            db.session.add(TitleHeld(member_id=member.id, title_id=item.title_id))
        db.session.flush()
        announce(ItemRedeemed(redemption.id, member.id))
        return redemption


def _check_offer(item: StoreItem, member_id: int, points: int) -> None:
    if not item.is_on_offer:
        raise NotOnOffer()
    if item.title_id is not None and holds_title(member_id, item.title_id):
        raise AlreadyYours()
    if item.limit_each is not None:
        taken = sa.select(sa.func.count()).where(
            Redemption.item_id == item.id, Redemption.member_id == member_id, Redemption.undone_at.is_(None)
        )
        if (db.session.scalar(taken) or 0) >= item.limit_each:
            raise LimitReached()
    if points < item.cost:
        raise ledger.NotEnoughPoints()


def _take_stock(item: StoreItem) -> None:
    if item.stock is None:
        return
    one_less = sa.update(StoreItem).where(StoreItem.id == item.id, StoreItem.stock > 0)
    if not change_rows(one_less.values(stock=StoreItem.stock - 1)):
        raise SoldOut()
    db.session.expire(item, ["stock"])


def undo_redemption(public_id: str, *, by: int) -> Redemption:
    """Gives points and item back within ten minutes, exactly once; a second call changes nothing.

    Raises NotFound, and TooLateToUndo when the time is over or the item was handed over.
    """
    with transaction():
        member = acting_member(by)
        ledger.lock_balance(member.id)
        redemption = visible_redemption_or_404(member.id, public_id)
        if redemption.undone_at is not None:
            return redemption
        if not redemption.can_undo or not _settle(redemption, undone_at=clock.now()):
            raise TooLateToUndo()
        ledger.reverse(redemption.transfer_id, reason=UNDONE)
        _give_up(member, redemption.item)
        announce(RedemptionUndone(redemption.id, member.id))
        return redemption


def _give_up(member: Member, item: StoreItem) -> None:
    if item.stock is not None:
        change_rows(sa.update(StoreItem).where(StoreItem.id == item.id).values(stock=StoreItem.stock + 1))
        db.session.expire(item, ["stock"])
    if item.title_id is not None:
        held = TitleHeld.member_id == member.id, TitleHeld.title_id == item.title_id
        title = db.session.scalars(sa.select(TitleHeld).where(*held)).one()
        if member.honor_title == title.title.slug:
            member.honor_title = None
        db.session.delete(title)


def hand_over(public_id: str, *, by: int) -> Redemption:
    """Marks a thing as given to its owner, which ends the undo. Raises NotAllowed, NotFound or Conflict."""
    with transaction():
        staff = acting_member(by)
        if not can_hand_over(staff):
            raise NotAllowed()
        redemption = db.session.scalar(locked(sa.select(Redemption).where(Redemption.public_id == public_id)))
        if redemption is None:
            raise NotFound()
        if not _settle(redemption, handed_over_at=clock.now(), handed_over_by=staff.id):
            raise Conflict()
        return redemption


def _settle(redemption: Redemption, **values: object) -> bool:
    """Compares and sets: only one of undoing and handing over can win."""
    waiting = Redemption.undone_at.is_(None), Redemption.handed_over_at.is_(None)
    settled = sa.update(Redemption).where(Redemption.id == redemption.id, *waiting)
    won = change_rows(settled.values(**values))
    db.session.refresh(redemption)
    return won == 1
