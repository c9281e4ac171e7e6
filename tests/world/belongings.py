"""What belongs to one person wherever they are: a device, a tie, a notice, a redemption, articles in each state."""

from __future__ import annotations

from datetime import timedelta

from portal.accounts.models import DeviceSession, Member, Proxy
from portal.content.actions.publishing import publish
from portal.core import clock
from portal.core.db import db, transaction
from portal.notifications.models import Notice
from portal.rewards import ledger
from portal.rewards.actions.redemptions import redeem
from portal.rewards.models import Redemption
from tests.content.articles import approved, draft, in_review

Values = dict[str, str]


def add_belongings(owner: Member, item: str) -> Values:
    """Needs a store item of at most 20 points; leaves the owner with 80 or more."""
    with transaction():
        ledger.credit(owner.id, 100, reason="checked_in", source="world:1")
        later = clock.now() + timedelta(days=7)
        device = DeviceSession(member_id=owner.id, token_digest=f"device-{owner.id}", expires_at=later)
        invited = {"code_digest": f"tie-{owner.id}", "scopes": "read", "invite_expires_at": later}
        tie = Proxy(subject_id=owner.id, **invited)
        notice = Notice(member_id=owner.id, kind="family", source="world:1")
        db.session.add_all((device, tie, notice))
    redemption = redeem(item, f"world{owner.id}", by=owner.id)
    with transaction():  # it can be undone for ten minutes, and a slow machine must not run out of them
        db.session.get_one(Redemption, redemption.id).created_at = later
    return {
        "accounts:public_id": owner.public_id,
        "accounts.end_one_device:public_id": device.public_id,
        "accounts.end_tie:public_id": tie.public_id,
        "notifications:public_id": notice.public_id,
        "rewards:public_id": redemption.public_id,
    }


def add_articles(author: Member, reviewer: Member, editor: Member) -> Values:
    """Articles as their writers and reviewers meet them; the editor has put one of them online."""
    waiting = in_review(author).public_id
    return {
        "content:public_id": draft(author).public_id,
        "content.review:public_id": waiting,
        "content.decide:public_id": waiting,
        "content.put_online:public_id": approved(author, reviewer).public_id,
        "content.take_down:public_id": publish(approved(author, reviewer).id, revision=1, by=editor.id).public_id,
    }


def as_read(slug: str) -> Values:
    """An article as its readers meet it, published or not."""
    endpoints = ("home.article", "home.discuss", "content.vote", "pwa.article")
    return {f"{endpoint}:slug": slug for endpoint in endpoints}
