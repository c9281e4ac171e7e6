"""Whom moderation tells: staff of new work, reporters of the end, members of a sanction. Reactions of this package."""

from __future__ import annotations

import sqlalchemy as sa

from portal import events
from portal.core.db import db
from portal.moderation.models import Case, Decision, Report
from portal.notifications.actions import notify, notify_all
from portal.notifications.telling import staff_of


def tell_staff_reported(event: events.Reported) -> None:
    notify_all(staff_of(event.group_id), "report", source=f"report:{event.report_id}")


def tell_staff_crisis(event: events.CrisisCaseOpened) -> None:
    notify_all(staff_of(event.group_id), "crisis", source=f"crisis:{event.case_id}")


def tell_reporters(event: events.DecisionMade) -> None:
    """Each reporter gets an answer; it says nothing of the outcome for the author."""
    case = db.session.get_one(Case, db.session.get_one(Decision, event.decision_id).case_id)
    reporters = db.session.scalars(sa.select(Report.reporter_id).where(Report.case_id == case.id))
    notify_all(reporters, "report_closed", source=f"case:{case.id}")


def tell_sanctioned(event: events.MemberSanctioned) -> None:
    notify(event.member_id, "sanction", source=f"sanction:{event.sanction_id}")
