"""A new password in three steps: the contact, the code sent there, the password."""

from __future__ import annotations

from flask import flash, request, session, url_for
from werkzeug.wrappers import Response

from portal.accounts.actions.signing_in import reset_password
from portal.accounts.codes import proved_contact, request_code
from portal.accounts.forms import ContactForm, NewPasswordForm
from portal.accounts.sign_in import forget_browser
from portal.accounts.views.blueprint import blueprint, show_again
from portal.accounts.views.code_step import send_again, show_code, take_code
from portal.core.errors import Conflict, Invalid, TooOften
from portal.core.i18n import _, current_locale
from portal.core.web import policy, render, see_other

STEP = "reset"


@blueprint.get("/password-reset")
@policy("public")
def reset() -> Response:
    return render("accounts/reset.html", form=ContactForm())


@blueprint.post("/password-reset")
@policy("public")
def request_reset_code() -> Response:
    form = ContactForm()
    if not form.validate():
        return show_again("accounts/reset.html", form)
    try:
        session[STEP] = request_code(
            form.contact.data, STEP, address=request.remote_addr or "", locale=current_locale()
        )
    except (Invalid, TooOften) as problem:
        return show_again("accounts/reset.html", form, problem)
    return see_other(url_for("accounts.reset_code"))


@blueprint.get("/password-reset/code")
@policy("public")
def reset_code() -> Response:
    return show_code(STEP, start="accounts.reset", again="accounts.renew_reset_code")


@blueprint.post("/password-reset/code")
@policy("public")
def prove_reset_code() -> Response:
    return take_code(STEP, then="accounts.new_password", again="accounts.renew_reset_code")


@blueprint.post("/password-reset/codes")
@policy("public")
def renew_reset_code() -> Response:
    return send_again(STEP, then="accounts.reset_code")


@blueprint.get("/password-reset/password")
@policy("public")
def new_password() -> Response:
    try:
        proved_contact(session.get(STEP), STEP)
    except Conflict:
        return see_other(url_for("accounts.reset"))
    return render("accounts/new_password.html", form=NewPasswordForm())


@blueprint.post("/password-reset/password")
@policy("public")
def set_new_password() -> Response:
    proved_contact(session.get(STEP), STEP)
    form = NewPasswordForm()
    if not form.validate():
        return show_again("accounts/new_password.html", form)
    try:
        reset_password(session[STEP], form.password.data)
    except Invalid as problem:
        return show_again("accounts/new_password.html", form, problem)
    forget_browser()
    flash(_("Your new password is set. Please sign in with it."), "ok")
    return see_other(url_for("accounts.sign_in"))
