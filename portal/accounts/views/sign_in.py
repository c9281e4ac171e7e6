"""Signing in and out, and the choices anyone may make about how the pages look."""

from __future__ import annotations

from flask import request, url_for
from werkzeug.wrappers import Response

from portal.accounts.actions.members import set_preferences as keep_preferences
from portal.accounts.actions.signing_in import authenticate
from portal.accounts.devices import device_name
from portal.accounts.forms import SignInForm
from portal.accounts.preferences import chosen_preferences, remember
from portal.accounts.sessions import end_session
from portal.accounts.sign_in import forget_browser
from portal.accounts.sign_in import sign_in as start_session
from portal.accounts.views.blueprint import blueprint, show_again
from portal.core.errors import Invalid, TooOften
from portal.core.web import local_url, policy, render, see_other, viewer


@blueprint.get("/sign-in")
@policy("public")
def sign_in() -> Response:
    if viewer():
        return see_other(local_url(request.args.get("next"), "/"))
    return render("accounts/sign_in.html", form=SignInForm(next=request.args.get("next")), nav="sign-in")


@blueprint.post("/sign-in")
@policy("public")
def check_sign_in() -> Response:
    form = SignInForm()
    if not form.validate():
        return show_again("accounts/sign_in.html", form, nav="sign-in")
    try:
        member_id = authenticate(form.identifier.data, form.password.data, address=request.remote_addr or "")
    except (Invalid, TooOften) as problem:
        return show_again("accounts/sign_in.html", form, problem, nav="sign-in")
    before = viewer()
    if before:
        end_session(before.session_id, by=before.id)
    start_session(member_id, device_name(request.user_agent.string))
    return see_other(local_url(form.next.data, "/"))


@blueprint.post("/sign-out")
@policy("public")
def sign_out() -> Response:
    person = viewer()
    if person:
        end_session(person.session_id, by=person.id)
    forget_browser()
    response = see_other(url_for("accounts.sign_in"))
    response.headers["Clear-Site-Data"] = '"cache", "storage"'
    return response


@blueprint.post("/preferences")
@policy("public")
def set_preferences() -> Response:
    chosen = chosen_preferences(request.form)
    person = viewer()
    if person:
        keep_preferences(chosen, by=person.id)
    return remember(see_other(local_url(request.form.get("next"), "/")), chosen)
