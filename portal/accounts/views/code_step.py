"""The step that signing up and a forgotten password share: type the code that was sent, or ask for a new one."""

from __future__ import annotations

from flask import request, session, url_for
from werkzeug.wrappers import Response

from portal.accounts.codes import contact_of_code, prove_code, request_code_again
from portal.accounts.forms import CodeForm
from portal.accounts.views.blueprint import show_again
from portal.core.errors import Invalid
from portal.core.i18n import current_locale
from portal.core.web import render, see_other


def show_code(step: str, *, start: str, again: str) -> Response:
    """The form for the code, or the start of the steps when no code was asked for."""
    if step not in session:
        return see_other(url_for(start))
    contact = contact_of_code(session[step], step)
    return render("accounts/code.html", form=CodeForm(), contact=contact, again=again)


def take_code(step: str, *, then: str, again: str) -> Response:
    """Leads on when the code is right; else shows the form again with what is wrong."""
    contact, form = contact_of_code(session.get(step, ""), step), CodeForm()
    if not form.validate():
        return show_again("accounts/code.html", form, contact=contact, again=again)
    try:
        prove_code(session[step], form.code.data, step)
    except Invalid as problem:
        return show_again("accounts/code.html", form, problem, contact=contact, again=again)
    return see_other(url_for(then))


def send_again(step: str, *, then: str) -> Response:
    """Sends a new code to the same contact."""
    session[step] = request_code_again(
        session.get(step, ""), step, address=request.remote_addr or "", locale=current_locale()
    )
    return see_other(url_for(then))
