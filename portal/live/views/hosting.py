"""What doctors and moderators do: announce a session, lead it from the console, answer in writing."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from flask import flash, url_for
from flask.typing import ResponseReturnValue

from portal.accounts.models import Member
from portal.core.db import db
from portal.core.errors import DomainError, Invalid, NotFound
from portal.core.i18n import _, current_locale
from portal.core.security import limiter
from portal.core.web import is_htmx, policy, render, see_other, viewer
from portal.live.actions import questions, sessions
from portal.live.forms import AnswerForm, SessionForm
from portal.live.models import HOSTS, LiveSession, Question
from portal.live.policy import can_answer, hosted_session_or_404
from portal.live.queries import board, doctors, groups_to_host, question_in
from portal.live.views.audience import feed_of
from portal.live.views.blueprint import blueprint


@blueprint.get("/live/new")
@policy("doctor")
def new() -> ResponseReturnValue:
    return render("live/new.html", form=_session_form(), nav="live")


@blueprint.post("/live/new")
@policy("doctor")
@limiter.limit("10 per minute")
def schedule() -> ResponseReturnValue:
    form = _session_form()
    try:
        if not form.validate():
            raise Invalid()
        chosen = next(group for group in groups_to_host(viewer()) if group.slug == form.group.data)
        host_id = _chosen_host(form)
        live_session = sessions.schedule_session(
            chosen.id,
            form.title.data,
            form.moment(viewer().timezone),
            by=viewer().id,
            minutes=form.minutes.data,
            description=form.description.data or "",
            host_id=host_id,
            zone=viewer().timezone,
            request_key=form.request_key.data,
        )
    except DomainError as problem:
        if not form.errors:
            form.refuse(problem if isinstance(problem, Invalid) else Invalid(problem.message))
        return render("live/new.html", status=problem.status, form=form, nav="live")
    flash(_("The session is announced."), "ok")
    return see_other(url_for("live.host", slug=live_session.slug))


@blueprint.get("/live/<slug>/host")
@policy("account")
def host(slug: str) -> ResponseReturnValue:
    live_session = hosted_session_or_404(viewer(), slug)
    head = live_session.hosts_seq
    return render(
        "live/host.html",
        live_session=live_session,
        board=board(live_session.id, leading=True),
        may_answer=can_answer(_reader(), live_session),
        feed=feed_of(live_session, HOSTS, head),
        nav="live",
    )


@blueprint.post("/live/<slug>/opening")
@policy("member")
def opening(slug: str) -> ResponseReturnValue:
    return _move(slug, sessions.open_session)


@blueprint.post("/live/<slug>/closure")
@policy("member")
def closure(slug: str) -> ResponseReturnValue:
    return _move(slug, sessions.close_session)


@blueprint.post("/live/<slug>/cancellation")
@policy("member")
def cancellation(slug: str) -> ResponseReturnValue:
    return _move(slug, sessions.cancel_session)


@blueprint.post("/live/<slug>/questions/<public_id>/approval")
@policy("member")
def approval(slug: str, public_id: str) -> ResponseReturnValue:
    return _decide(slug, public_id, questions.approve_question)


@blueprint.post("/live/<slug>/questions/<public_id>/rejection")
@policy("member")
def rejection(slug: str, public_id: str) -> ResponseReturnValue:
    return _decide(slug, public_id, questions.reject_question)


@blueprint.get("/live/<slug>/questions/<public_id>/answer")
@policy("account")
def answer_page(slug: str, public_id: str) -> ResponseReturnValue:
    live_session, question = _led(slug, public_id)
    return render("live/answer.html", live_session=live_session, question=question, form=AnswerForm(), nav="live")


@blueprint.post("/live/<slug>/questions/<public_id>/answer")
@policy("member")
@limiter.limit("30 per minute")
def answer(slug: str, public_id: str) -> ResponseReturnValue:
    (live_session, question), form = _led(slug, public_id), AnswerForm()
    try:
        if not form.validate():
            raise Invalid()
        questions.answer_question(question.id, form.answer.data, by=viewer().id)
    except DomainError as problem:
        if not form.errors:
            form.refuse(problem if isinstance(problem, Invalid) else Invalid(problem.message))
        context: dict[str, Any] = {"live_session": live_session, "question": question, "form": form, "nav": "live"}
        return render("live/answer.html", status=problem.status, **context)
    flash(_("Your answer is shown."), "ok")
    return see_other(url_for("live.host", slug=slug))


def _move(slug: str, verb: Callable[..., LiveSession]) -> ResponseReturnValue:
    verb(hosted_session_or_404(viewer(), slug).id, by=viewer().id)
    return see_other(url_for("live.host", slug=slug))


def _decide(slug: str, public_id: str, verb: Callable[..., Question]) -> ResponseReturnValue:
    _live_session, question = _led(slug, public_id)
    verb(question.id, by=viewer().id)
    return ("", 204) if is_htmx() else see_other(url_for("live.host", slug=slug))


def _led(slug: str, public_id: str) -> tuple[LiveSession, Question]:
    live_session = hosted_session_or_404(viewer(), slug)
    question = question_in(live_session.id, public_id)
    if question is None or question.state == "help":
        raise NotFound()
    return live_session, question


def _reader() -> Member:
    return db.session.get_one(Member, viewer().id)


def _chosen_host(form: SessionForm) -> int | None:
    chosen = form.host.data if "host" in form else None
    return next((doctor.id for doctor in doctors() if doctor.public_id == chosen), None)


def _session_form() -> SessionForm:
    """The form with the groups and doctors its reader may choose from; only admins choose the doctor."""
    form = SessionForm()
    form.group.choices = [(group.slug, group.name_in(current_locale())) for group in groups_to_host(viewer())]
    people: list[Any] = doctors() if viewer().has_role("admin") else []
    form.host.choices = [(doctor.public_id, doctor.display_name) for doctor in people]
    if not people:
        del form.host
    return form
