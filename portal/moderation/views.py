"""Reporting a post; the staff queue, its cases and sanctions; the audit log."""

from __future__ import annotations

from datetime import datetime, time

from flask import Blueprint, flash, request, url_for
from flask.typing import ResponseReturnValue

from portal.accounts.models import Member
from portal.community.policy import visible_post_or_404
from portal.core import clock
from portal.core.errors import Invalid, NotFound
from portal.core.i18n import _
from portal.core.security import limiter
from portal.core.web import policy, render, see_other, viewer
from portal.moderation import queries
from portal.moderation.actions import cases, deciding, sanctions
from portal.moderation.forms import (
    OUTCOME_NAMES,
    REASON_NAMES,
    SANCTION_NAMES,
    DecisionForm,
    ReportForm,
    SanctionForm,
    choices,
)
from portal.moderation.models import Case

blueprint = Blueprint("moderation", __name__)

FITTING = {
    "report": ("hide", "dismiss", "restore"),
    "held": ("approve", "hide"),
    "crisis": ("helped", "approve", "hide"),
}


@blueprint.route("/posts/<public_id>/reports", methods=["GET", "POST"])
@policy("member")
@limiter.limit("20 per hour", methods=["POST"])
def report(public_id: str) -> ResponseReturnValue:
    post = visible_post_or_404(viewer(), public_id)
    form = ReportForm()
    if form.validate_on_submit():
        cases.report_post(public_id, form.reason.data, form.note.data or "", by=viewer().id)
        return render("moderation/thanks.html", post=post)
    return render("moderation/report.html", form=form, post=post, status=422 if form.is_submitted() else 200)


@blueprint.get("/staff/queue")
@policy("moderator")
def queue() -> ResponseReturnValue:
    after = request.args.get("after", "").partition(".")
    start = (int(after[0]), int(after[2])) if after[0].isdecimal() and after[2].isdecimal() else None
    page, next_after = queries.open_cases(viewer(), start)
    return render("moderation/queue.html", cases=page, next_after=next_after, reasons=REASON_NAMES, now=clock.now())


@blueprint.get("/staff/cases/<public_id>")
@policy("moderator")
def case(public_id: str) -> ResponseReturnValue:
    return _case_page(_case(public_id))


@blueprint.post("/staff/cases/<public_id>/claim")
@policy("moderator")
def claim(public_id: str) -> ResponseReturnValue:
    deciding.claim(public_id, by=viewer().id)
    return see_other(url_for(".case", public_id=public_id))


@blueprint.post("/staff/cases/<public_id>/release")
@policy("moderator")
def release(public_id: str) -> ResponseReturnValue:
    deciding.release(public_id, by=viewer().id)
    return see_other(url_for(".queue"))


@blueprint.post("/staff/cases/<public_id>/decisions")
@policy("moderator")
def decide(public_id: str) -> ResponseReturnValue:
    found, form = _case(public_id), DecisionForm()
    if form.validate():
        try:
            deciding.decide(public_id, form.outcome.data, form.reason.data, form.note.data or "", by=viewer().id)
            flash(_("Done. The author has been told."))
            return see_other(url_for(".queue"))
        except Invalid as problem:
            form.refuse(problem)
    return _case_page(found, decision=form, status=422)


@blueprint.post("/staff/cases/<public_id>/sanctions")
@policy("moderator")
def sanction(public_id: str) -> ResponseReturnValue:
    found, form = _case(public_id), SanctionForm()
    if form.validate() and found.author is not None:
        until = datetime.combine(form.until.data, time.max, clock.zone(viewer().timezone)) if form.until.data else None
        try:
            sanctions.sanction(
                found.author.public_id,
                form.kind.data,
                form.reason.data,
                by=viewer().id,
                group_id=found.group_id,
                until=until,
            )
            flash(_("Done. The person has been told."))
            return see_other(url_for(".case", public_id=public_id))
        except Invalid as problem:
            form.refuse(problem)
    return _case_page(found, sanction_form=form, status=422)


@blueprint.post("/staff/sanctions/<public_id>/lifting")
@policy("moderator")
def lift(public_id: str) -> ResponseReturnValue:
    sanctions.lift(public_id, by=viewer().id)
    flash(_("The penalty has ended."))
    return see_other(url_for(".queue"))


@blueprint.get("/staff/audit")
@policy("admin")
def audit() -> ResponseReturnValue:
    entries, next_before = queries.audit_page(request.args.get("before", type=int))
    return render("moderation/audit.html", entries=entries, next_before=next_before)


def _case(public_id: str) -> Case:
    found = queries.case_with_reports(viewer(), public_id)
    if found is None:
        raise NotFound()
    return found


def _case_page(
    found: Case,
    decision: DecisionForm | None = None,
    sanction_form: SanctionForm | None = None,
    status: int = 200,
) -> ResponseReturnValue:
    decision = decision or DecisionForm(formdata=None)
    decision.outcome.choices = choices({outcome: OUTCOME_NAMES[outcome] for outcome in FITTING[found.kind]})
    author: Member | None = found.author
    return render(
        "moderation/case.html",
        status=status,
        case=found,
        decision=decision,
        sanction=sanction_form or SanctionForm(formdata=None),
        sanctions=queries.sanctions_of(author.id) if author else (),
        reasons=REASON_NAMES,
        sanction_names=SANCTION_NAMES,
    )
