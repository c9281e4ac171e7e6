"""Working the queue: claim, release, decide."""

from __future__ import annotations

from datetime import timedelta

import sqlalchemy as sa

from portal.accounts.policy import acting_member
from portal.community.actions import moderating
from portal.community.models import Post
from portal.core import clock
from portal.core.bus import announce
from portal.core.db import change_rows, db, locked, transaction
from portal.core.errors import Conflict, Invalid
from portal.core.i18n import lazy
from portal.events import DecisionMade
from portal.moderation.audit import record
from portal.moderation.models import OUTCOMES, REASONS, Case, Decision
from portal.moderation.policy import require_settling, visible_case_or_404

CLAIM_LASTS = timedelta(hours=1)


def claim(public_id: str, *, by: int) -> None:
    """Takes a case so that others leave it; a claim older than an hour can be taken over.

    Raises Conflict when someone else holds it or it is closed.
    """
    with transaction():
        case = _case_for(public_id, by)
        free = sa.or_(Case.claimed_by.is_(None), Case.claimed_by == by, Case.claimed_at < clock.now() - CLAIM_LASTS)
        taken = sa.update(Case).where(Case.id == case.id, Case.closed_at.is_(None), free)
        _require(change_rows(taken.values(claimed_by=by, claimed_at=clock.now())))
        record(by, "case.claim", "case", case.public_id)


def release(public_id: str, *, by: int) -> None:
    """Gives one's claimed case back to the queue."""
    with transaction():
        case = _case_for(public_id, by)
        given = sa.update(Case).where(Case.id == case.id, Case.claimed_by == by, Case.closed_at.is_(None))
        _require(change_rows(given.values(claimed_by=None, claimed_at=None)))
        record(by, "case.release", "case", case.public_id)


def decide(public_id: str, outcome: str, reason: str, note: str = "", *, by: int) -> Decision:
    """Closes a case with an outcome, does what it says to the post, tells the author and writes the audit entry.

    A crisis needs a note of what was done. Raises Conflict when the case is closed or claimed by someone else, Invalid
    for an outcome or reason that does not fit.
    """
    if outcome not in OUTCOMES or reason not in REASONS:
        raise Invalid(lazy("Please choose what to do and why."), field="outcome")
    with transaction():
        case = _case_for(public_id, by)
        if case.kind == "crisis" and not note.strip():
            raise Invalid(lazy("Please write down what was done before closing this."), field="note")
        free = sa.or_(Case.claimed_by.is_(None), Case.claimed_by == by, Case.claimed_at < clock.now() - CLAIM_LASTS)
        closed = sa.update(Case).where(Case.id == case.id, Case.closed_at.is_(None), free)
        _require(change_rows(closed.values(closed_at=clock.now(), claimed_by=by, open_key=None)))
        _apply(case, outcome, reason, by)
        decision = Decision(case_id=case.id, outcome=outcome, reason=reason, note=note[:500], decided_by=by)
        db.session.add(decision)
        db.session.flush()
        record(by, f"case.{outcome}", "case", case.public_id, reason)
        if case.author_id is not None:
            announce(DecisionMade(decision.id, outcome, case.author_id, by))
        return decision


def _case_for(public_id: str, by: int) -> Case:
    member = acting_member(by)
    case = visible_case_or_404(member, public_id)
    require_settling(member, case)
    return db.session.scalars(locked(sa.select(Case).where(Case.id == case.id))).one()


def _apply(case: Case, outcome: str, reason: str, by: int) -> None:
    """Only posts can be shown or hidden from here; a post already as wanted is left as it is."""
    if case.subject != "post":
        if outcome in {"hide", "restore", "approve"}:
            raise Invalid(lazy("This can only be closed, not hidden or shown."), field="outcome")
        return
    post = db.session.scalars(sa.select(Post).where(Post.public_id == case.subject_id)).one()
    if outcome == "hide" and post.hidden_at is None:
        moderating.hide_post(post.id, reason, by=by)
    elif outcome == "restore" and post.hidden_at is not None:
        moderating.restore_post(post.id, by=by)
    elif outcome == "approve" and post.held_at is not None:
        moderating.approve_post(post.id, by=by)


def _require(changed: int) -> None:
    if not changed:
        raise Conflict(lazy("Someone else has taken this case. The queue shows who."))
