"""Who may redeem, undo, hand over and wear."""

from __future__ import annotations

import sqlalchemy as sa

from portal.accounts.policy import Person
from portal.core.db import db
from portal.core.errors import NotFound
from portal.rewards.models import Redemption, TitleHeld


def can_hand_over(person: Person) -> bool:
    """Whether a person may see and settle what waits at the desk: any staff."""
    return person.is_staff and not person.is_suspended


def visible_redemptions(member_id: int) -> sa.Select[Redemption]:
    """A member's own redemptions; nobody else's are theirs to see."""
    return sa.select(Redemption).where(Redemption.member_id == member_id)


def visible_redemption_or_404(member_id: int, public_id: str) -> Redemption:
    redemption = db.session.scalar(visible_redemptions(member_id).where(Redemption.public_id == public_id))
    if redemption is None:
        raise NotFound()
    return redemption


def holds_title(member_id: int, title_id: int) -> bool:
    held = sa.select(TitleHeld.id).where(TitleHeld.member_id == member_id, TitleHeld.title_id == title_id)
    return db.session.scalar(held) is not None
