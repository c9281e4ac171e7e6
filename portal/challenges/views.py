"""The challenges, one challenge with one's own days, joining it and checking in."""

from __future__ import annotations

from datetime import date
from typing import Any

from flask import Blueprint, flash, request, url_for
from flask.typing import ResponseReturnValue

from portal.challenges import queries, words
from portal.challenges.actions.taking_part import check_in, join_challenge
from portal.challenges.forms import CheckInForm
from portal.challenges.models import Challenge
from portal.challenges.policy import (
    Subject,
    acting_subject_or_404,
    can_take_part,
    oneself,
    subjects_of,
    takes_part,
    visible_challenge_or_404,
)
from portal.core.errors import Conflict, Invalid
from portal.core.i18n import _, current_locale, lang_tag, today
from portal.core.security import limiter
from portal.core.web import is_htmx, policy, render, see_other, viewer

ME = "me"

blueprint = Blueprint("challenges", __name__)


@blueprint.get("/challenges")
@policy("public")
def index() -> ResponseReturnValue:
    overview = queries.overview(viewer(), current_locale(), today())
    return render("challenges/index.html", nav="challenges", overview=overview, phases=words.PHASES, today=today())


@blueprint.get("/challenges/<slug>")
@policy("public")
def challenge(slug: str) -> ResponseReturnValue:
    found = visible_challenge_or_404(viewer(), slug)
    return _page(found, _subject(found, request.args.get("for")))


@blueprint.post("/challenges/<slug>/enrolments")
@policy("member")
@limiter.limit("30 per minute")
def join(slug: str) -> ResponseReturnValue:
    found = visible_challenge_or_404(viewer(), slug)
    join_challenge(found.id, by=viewer().id)
    flash(_("You are in. One tap a day is all it takes."), "ok")
    return see_other(url_for("challenges.challenge", slug=slug))


@blueprint.post("/challenges/<slug>/check-ins")
@policy("member")
@limiter.limit("60 per minute")
def check_in_today(slug: str) -> ResponseReturnValue:
    found = visible_challenge_or_404(viewer(), slug)
    form = CheckInForm(found.measure)
    subject = acting_subject_or_404(viewer(), form.subject.data)
    if not form.validate():
        return _page(found, subject, form, status=422)
    try:
        done = check_in(found.id, subject.id, by=viewer().id, **form.given, lang=lang_tag(current_locale()))
    except (Conflict, Invalid) as refusal:
        form.refuse(refusal)
        return _page(found, subject, form, status=refusal.status)
    if is_htmx() and "row" in request.form:
        rows = queries.todays(viewer(), current_locale(), slug)
        return render("challenges/_today.html", today=next(row for row in rows if row.subject.id == subject.id))
    if done.care or is_htmx():
        return _page(found, subject, care=done.care)
    flash(_("Done for today. Well done!") if done.is_new else _("Today is already done."), "ok")
    return see_other(_address(found, subject))


def _address(found: Challenge, subject: Subject) -> str:
    query = f"?for={subject.public_id}" if subject.public_id else ""
    return url_for("challenges.challenge", slug=found.slug) + query


def _subject(found: Challenge, asked: str | None) -> Subject | None:
    """Whose days a page shows: whoever is asked for (`me` for oneself), else oneself or the one who takes part."""
    if viewer() is None:
        return None
    if asked:
        return acting_subject_or_404(viewer(), None if asked == ME else asked)
    others = subjects_of(viewer(), found.id)
    return others[0] if others and not takes_part(viewer().id, found.id) else oneself(viewer())


def _page(
    found: Challenge, subject: Subject | None, form: CheckInForm | None = None, care: str = "", status: int = 200
) -> ResponseReturnValue:
    context: dict[str, Any] = {"challenge": found, "subject": subject, "care": care, "words": words}
    if subject is not None:
        month = _month(request.args.get("month"))
        context["panel"] = queries.personal_panel(found, subject.id, today(), can_read=subject.can_read, month=month)
        context["form"] = form or CheckInForm(found.measure, formdata=None, data={"subject": subject.public_id})
        context["others"] = subjects_of(viewer(), found.id)
        context["may_join"] = can_take_part(viewer(), found.id)
    return render("challenges/challenge.html", "challenges/_panel.html", status, nav="challenges", **context)


def _month(text: str | None) -> date | None:
    try:
        return date.fromisoformat(f"{text}-01") if text else None
    except ValueError:
        return None
