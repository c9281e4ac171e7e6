"""Ledger entries, balances, store items, redemptions and honor titles."""

from __future__ import annotations

from datetime import date, datetime, timedelta

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from portal.accounts.models import Member
from portal.core import clock
from portal.core.db import Base, Created, PublicId, UtcDateTime
from portal.core.ids import LENGTH
from portal.core.migrations import append_only
from portal.core.trilingual import TrilingualName

ISSUED, SPENT, EXPIRED = "issued", "spent", "expired"
KINDS = ("virtual", "physical", "title")
UNDO_WINDOW = timedelta(minutes=10)


class LedgerEntry(Base):
    """One side of a movement: codes and numbers only, never changed, never deleted.

    `lot` names the movement that first issued the points and `expires_on` their last day. A pending entry does not
    count in the balance. `reverses` is unique, so nothing can be reversed twice.
    """

    __tablename__ = append_only("ledger_entries")
    __table_args__ = (
        sa.UniqueConstraint("member_id", "reason", "source"),
        sa.CheckConstraint("(member_id IS NULL) <> (system IS NULL)", name="one_account"),
        sa.CheckConstraint("system IN ('issued', 'spent', 'expired')", name="system"),
        sa.CheckConstraint("amount <> 0", name="amount"),
        sa.CheckConstraint("state IN ('settled', 'pending')", name="state"),
        sa.Index("ix_ledger_entries_member_id_id", "member_id", "id"),
        sa.Index("ix_ledger_entries_member_id_reason_local_date", "member_id", "reason", "local_date"),
    )

    transfer_id: Mapped[str] = mapped_column(sa.String(LENGTH), index=True)
    member_id: Mapped[int | None] = mapped_column(sa.ForeignKey("members.id"))
    system: Mapped[str | None] = mapped_column(sa.String(10))
    amount: Mapped[int]
    reason: Mapped[str] = mapped_column(sa.String(30))
    source: Mapped[str] = mapped_column(sa.String(60))
    lot: Mapped[str | None] = mapped_column(sa.String(LENGTH))
    expires_on: Mapped[date | None]
    state: Mapped[str] = mapped_column(sa.String(10), default="settled")
    reverses: Mapped[int | None] = mapped_column(sa.ForeignKey("ledger_entries.id"), unique=True)
    local_date: Mapped[date | None]
    created_at: Mapped[Created]


class Balance(Base):
    """What a member can spend; the row every movement of theirs locks first."""

    __tablename__ = "balances"
    __table_args__ = (sa.CheckConstraint("points >= 0", name="points"),)

    member_id: Mapped[int] = mapped_column(sa.ForeignKey("members.id"), unique=True)
    points: Mapped[int] = mapped_column(default=0)


class HonorTitle(TrilingualName, Base):
    """A title to wear beside one's name: earned by doing something `rule_count` times, or bought in the store."""

    __tablename__ = "honor_titles"

    slug: Mapped[str] = mapped_column(sa.String(40), unique=True)
    rule_reason: Mapped[str | None] = mapped_column(sa.String(30), index=True)
    rule_count: Mapped[int | None]


class TitleHeld(Base):
    """A title a member owns; losing touch for a while does not take it away."""

    __tablename__ = "titles_held"
    __table_args__ = (sa.UniqueConstraint("member_id", "title_id"),)

    member_id: Mapped[int] = mapped_column(sa.ForeignKey("members.id"))
    title_id: Mapped[int] = mapped_column(sa.ForeignKey("honor_titles.id"), index=True)
    held_since: Mapped[Created]

    title: Mapped[HonorTitle] = relationship(lazy="joined")


class StoreItem(TrilingualName, Base):
    """Something points buy. No stock means it never runs out; no window means always on offer."""

    __tablename__ = "store_items"
    __table_args__ = (
        sa.CheckConstraint("cost > 0", name="cost"),
        sa.CheckConstraint("stock >= 0", name="stock"),
        sa.CheckConstraint("kind IN ('virtual', 'physical', 'title')", name="kind"),
        sa.CheckConstraint("(kind = 'title') = (title_id IS NOT NULL)", name="title"),
    )

    slug: Mapped[str] = mapped_column(sa.String(60), unique=True)
    about_zh_hans: Mapped[str] = mapped_column(sa.String(300), default="")
    about_zh_hant: Mapped[str] = mapped_column(sa.String(300), default="")
    about_en: Mapped[str] = mapped_column(sa.String(300), default="")
    kind: Mapped[str] = mapped_column(sa.String(10))
    cost: Mapped[int]
    stock: Mapped[int | None]
    limit_each: Mapped[int | None]
    title_id: Mapped[int | None] = mapped_column(sa.ForeignKey("honor_titles.id"), index=True)
    opens_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    closes_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    created_at: Mapped[Created]

    @property
    def is_on_offer(self) -> bool:
        now = clock.now()
        return (self.opens_at is None or self.opens_at <= now) and (self.closes_at is None or now < self.closes_at)

    def about_in(self, locale: str) -> str:
        found: str = getattr(self, f"about_{locale.lower()}")
        return found or self.about_zh_hans or self.about_en


class Redemption(Base):
    """An item taken for points. The request key makes a double click find the first one."""

    __tablename__ = "redemptions"
    __table_args__ = (
        sa.UniqueConstraint("member_id", "request_key"),
        sa.Index("ix_redemptions_item_id_member_id", "item_id", "member_id"),
        sa.Index("ix_redemptions_handed_over_at_created_at", "handed_over_at", "created_at"),
    )

    public_id: Mapped[PublicId]
    member_id: Mapped[int] = mapped_column(sa.ForeignKey("members.id"))
    item_id: Mapped[int] = mapped_column(sa.ForeignKey("store_items.id"))
    cost: Mapped[int]
    transfer_id: Mapped[str] = mapped_column(sa.String(LENGTH), unique=True)
    request_key: Mapped[str] = mapped_column(sa.String(40))
    created_at: Mapped[Created]
    undone_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    handed_over_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    handed_over_by: Mapped[int | None] = mapped_column(sa.ForeignKey("members.id"), index=True)

    item: Mapped[StoreItem] = relationship(lazy="joined")
    member: Mapped[Member] = relationship(lazy="select", foreign_keys=member_id)

    @property
    def undo_until(self) -> datetime:
        return self.created_at + UNDO_WINDOW

    @property
    def can_undo(self) -> bool:
        return self.undone_at is None and self.handed_over_at is None and clock.now() <= self.undo_until
