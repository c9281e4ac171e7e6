"""Opening cases: what members report, what screening held, and words of despair."""

from __future__ import annotations

import sqlalchemy as sa

from portal.accounts.policy import acting_member
from portal.community.models import Post, Topic
from portal.community.policy import visible_post_or_404
from portal.core import clock
from portal.core.bus import announce
from portal.core.db import db, insert_once, transaction
from portal.core.errors import Invalid, NotAllowed
from portal.core.i18n import lazy
from portal.core.ids import new_id
from portal.events import CrisisCaseOpened, CrisisNoticed, PostHeld, Reported
from portal.moderation.models import PRIORITY, REASONS, Case, Report


def report_post(public_id: str, reason: str, note: str, *, by: int) -> None:
    """Puts a post before staff with a snapshot of its text as it is now; reporting again adds nothing.

    Raises NotFound for a post the reporter cannot see, NotAllowed for one's own, Invalid for an unknown reason.
    """
    if reason not in REASONS:
        raise Invalid(lazy("Please choose a reason."), field="reason")
    with transaction():
        reporter = acting_member(by)
        post = visible_post_or_404(reporter, public_id)
        if post.author_id == by:
            raise NotAllowed(lazy("You can edit your own text instead of reporting it."))
        case = _open_case("report", "post", public_id, post.topic.group_id, post.author_id, post.body)
        new = insert_once(
            Report, case_id=case.id, reporter_id=by, reason=reason, note=note[:500], created_at=clock.now()
        )
        if new:
            case.report_count += 1
            case.priority = min(case.priority, 0 if reason == "self_harm" else case.priority)
            db.session.flush()
            report = sa.select(Report.id).where(Report.case_id == case.id, Report.reporter_id == by)
            announce(Reported(db.session.scalars(report).one(), case.group_id))


def open_held_case(event: PostHeld) -> None:
    """A held post waits in the queue; one held for despair already has its crisis case."""
    post, topic = db.session.get_one(Post, event.post_id), db.session.get_one(Topic, event.topic_id)
    _open_case("held", "post", post.public_id, topic.group_id, post.author_id, post.body)


def open_crisis_case(event: CrisisNoticed) -> None:
    """Words of despair come before everything else in the queue, and staff are told at once."""
    snapshot = ""
    if event.subject == "post":
        snapshot = db.session.scalars(sa.select(Post.body).where(Post.public_id == event.subject_id)).one()
    case = _open_case("crisis", event.subject, event.subject_id, event.group_id, event.member_id, snapshot)
    case.kind, case.priority = "crisis", PRIORITY["crisis"]
    db.session.flush()
    announce(CrisisCaseOpened(case.id, case.group_id))


def _open_case(
    kind: str, subject: str, subject_id: str, group_id: int | None, author_id: int | None, snapshot: str
) -> Case:
    key = f"{subject}:{subject_id}"
    insert_once(
        Case,
        public_id=new_id(),
        kind=kind,
        priority=PRIORITY[kind],
        subject=subject,
        subject_id=subject_id,
        open_key=key,
        group_id=group_id,
        author_id=author_id,
        snapshot=snapshot,
        report_count=0,
        created_at=clock.now(),
    )
    return db.session.scalars(sa.select(Case).where(Case.open_key == key)).one()
