"""What acts are worth: the table of rules, and the reactions that pay by it.

Every payment has a source of its own, so an event heard twice pays once; each rule stops at its daily cap, counted by
the member's own civil day. What the entry says never names a post, a group or a condition.
"""

from __future__ import annotations

from dataclasses import dataclass

import sqlalchemy as sa

from portal import events
from portal.accounts.models import Member
from portal.community.models import Post
from portal.core import clock
from portal.core.db import db, execute
from portal.rewards import ledger
from portal.rewards.actions.titles import award_titles
from portal.rewards.models import LedgerEntry
from portal.safety.crisis import find_crisis

TAKEN_BACK, GIVEN_BACK = "taken_back", "given_back"


@dataclass(frozen=True, slots=True)
class Rule:
    """`points` for an act, at most `per_day` times on one civil day of the member."""

    reason: str
    points: int
    per_day: int


CHECKED_IN = Rule("checked_in", points=5, per_day=3)
POST_PUBLISHED = Rule("post_published", points=5, per_day=4)
LIVE_ATTENDED = Rule("live_attended", points=20, per_day=2)
ARTICLE_USEFUL = Rule("article_useful", points=2, per_day=3)

RULES = (CHECKED_IN, POST_PUBLISHED, LIVE_ATTENDED, ARTICLE_USEFUL)


_PAID = sa.select(sa.func.count()).where(
    LedgerEntry.member_id == sa.bindparam("member"),
    LedgerEntry.reason == sa.bindparam("reason"),
    LedgerEntry.local_date == sa.bindparam("day"),
)


def earn(member_id: int, rule: Rule, source: str) -> LedgerEntry | None:
    """Pays a member by a rule; None when it was already paid, the day's cap is reached or the member is erased."""
    member = db.session.get(Member, member_id)
    if member is None or member.erased_at is not None:
        return None
    ledger.lock_balance(member_id)
    today = clock.local_date(member.timezone)
    if execute(_PAID, member=member_id, reason=rule.reason, day=today).scalar_one() >= rule.per_day:
        return None
    entry = ledger.credit(member_id, rule.points, reason=rule.reason, source=source, local_date=today)
    if entry is not None:
        award_titles(member_id, rule.reason)
    return entry


def pay_check_in(event: events.CheckedIn) -> None:
    earn(event.member_id, CHECKED_IN, f"checkin:{event.check_in_id}")


def pay_post(event: events.PostPublished) -> None:
    """Pays the author of an accepted post; words of despair are answered with help, never with points."""
    post = db.session.get(Post, event.post_id)
    if post is None or find_crisis(f"{post.topic.title}\n{post.body}", post.lang) is not None:
        return
    earn(event.author_id, POST_PUBLISHED, f"post:{event.post_id}")


def take_back_post(event: events.PostHidden) -> None:
    """Takes back what a post earned, if it is in effect."""
    entry = _paid_for(event)
    if entry is not None and entry.amount > 0:
        ledger.reverse(entry.transfer_id, reason=TAKEN_BACK)


def give_back_post(event: events.PostRestored) -> None:
    """Gives back exactly what hiding the post took."""
    entry = _paid_for(event)
    if entry is not None and entry.amount < 0:
        ledger.reverse(entry.transfer_id, reason=GIVEN_BACK)


def _paid_for(event: events.PostHidden | events.PostRestored) -> LedgerEntry | None:
    """What a post moved last; nothing once its author is gone."""
    if event.author_id is None:
        return None
    return ledger.last_word(event.author_id, POST_PUBLISHED.reason, f"post:{event.post_id}")


def pay_attendance(event: events.LiveAttended) -> None:
    earn(event.member_id, LIVE_ATTENDED, f"live:{event.live_session_id}")


def pay_finish(event: events.ChallengeFinished) -> None:
    """Pays what a challenge promised when it began, once."""
    if event.points > 0:
        source = f"challenge:{event.challenge_id}"
        ledger.credit(event.member_id, event.points, reason="challenge_finished", source=source)


def pay_useful_mark(event: events.ArticleMarkedUseful) -> None:
    """Pays the reader who says whether an article helped, once for each article."""
    earn(event.member_id, ARTICLE_USEFUL, f"article:{event.article_id}")
