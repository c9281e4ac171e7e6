"""What members do in a session: ask, see the help they may need, vote, be present."""

from __future__ import annotations

from typing import Any

from flask import flash, url_for
from flask.typing import ResponseReturnValue

from portal.community.actions.screening import care_for
from portal.core.errors import DomainError, Invalid, NotFound
from portal.core.i18n import _, current_locale
from portal.core.security import limiter
from portal.core.web import is_htmx, policy, render, see_other, viewer
from portal.live.actions.attendance import note_presence
from portal.live.actions.questions import ask_question
from portal.live.actions.votes import vote as add_vote
from portal.live.forms import QuestionForm
from portal.live.models import LiveSession, Question
from portal.live.policy import visible_session_or_404
from portal.live.queries import asked_by, question_in
from portal.live.views.audience import session_page
from portal.live.views.blueprint import blueprint
from portal.safety.screen import screen


@blueprint.post("/live/<slug>/questions")
@policy("member")
@limiter.limit("6 per minute")
def ask(slug: str) -> ResponseReturnValue:
    live_session, form = visible_session_or_404(viewer(), slug), QuestionForm()
    try:
        if not form.validate():
            raise Invalid()
        asked = ask_question(
            live_session.id,
            form.body.data,
            by=viewer().id,
            request_key=form.request_key.data,
            locale=current_locale(),
        )
    except DomainError as problem:
        return _refused(live_session, form, problem)
    if asked.care:
        return see_other(url_for("live.care", slug=slug, public_id=asked.public_id))
    if not is_htmx():
        flash(_("Thank you. Your question is with the doctor. You see below what becomes of it."), "ok")
        return see_other(url_for("live.session", slug=slug, _anchor="mine"))
    mine = {"asked": asked_by(viewer().id, live_session.id), "may_ask": True}
    fresh = QuestionForm(formdata=None)
    return render("live/_asked.html", live_session=live_session, form=fresh, mine=mine, sent=True)


def _refused(live_session: LiveSession, form: QuestionForm, problem: DomainError) -> ResponseReturnValue:
    if not form.errors:
        form.refuse(problem if isinstance(problem, Invalid) else Invalid(problem.message))
    if is_htmx():
        context: dict[str, Any] = {"live_session": live_session, "form": form, "mine": {"may_ask": True}, "sent": False}
        return render("live/_asking.html", status=problem.status, **context)
    return session_page(live_session, form, problem.status)


@blueprint.get("/live/<slug>/questions/<public_id>/care")
@policy("account")
def care(slug: str, public_id: str) -> ResponseReturnValue:
    """Shows the asker of a worrying question the help they may need now, and what became of the question."""
    live_session, question = _question(slug, public_id)
    if question.asker_id != viewer().id:
        raise NotFound()
    level = care_for(screen(question.body, question.lang))
    return render("live/care.html", live_session=live_session, question=question, care=level, nav="live")


@blueprint.post("/live/<slug>/questions/<public_id>/votes")
@policy("member")
@limiter.limit("60 per minute")
def vote(slug: str, public_id: str) -> ResponseReturnValue:
    _live_session, question = _question(slug, public_id)
    add_vote(question.id, by=viewer().id)
    if is_htmx():
        return "", 204
    return see_other(url_for("live.session", slug=slug, _anchor=f"question-{public_id}"))


@blueprint.post("/live/<slug>/presence")
@policy("member")
@limiter.limit("12 per minute")
def presence(slug: str) -> ResponseReturnValue:
    note_presence(visible_session_or_404(viewer(), slug).id, by=viewer().id)
    return "", 204


def _question(slug: str, public_id: str) -> tuple[LiveSession, Question]:
    live_session = visible_session_or_404(viewer(), slug)
    question = question_in(live_session.id, public_id)
    if question is None:
        raise NotFound()
    return live_session, question
