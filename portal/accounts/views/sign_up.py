"""Signing up in three steps: a contact, the code sent there, a nickname and password."""

from __future__ import annotations

from flask import request, session, url_for
from werkzeug.wrappers import Response

from portal.accounts.actions.members import finish_sign_up
from portal.accounts.codes import proved_contact, request_code
from portal.accounts.devices import device_name
from portal.accounts.forms import ContactForm, ProfileForm
from portal.accounts.models import Preferences
from portal.accounts.names import free_name
from portal.accounts.preferences import current_look, remember
from portal.accounts.sign_in import sign_in
from portal.accounts.views.blueprint import blueprint, show_again
from portal.accounts.views.code_step import send_again, show_code, take_code
from portal.core.errors import Conflict, Invalid, TooOften
from portal.core.i18n import current_locale
from portal.core.web import local_url, policy, render, see_other, viewer

STEP = "sign_up"


@blueprint.get("/sign-up")
@policy("public")
def sign_up() -> Response:
    if viewer():
        return see_other(local_url(request.args.get("next"), "/"))
    return render("accounts/contact.html", form=ContactForm(request.args))


@blueprint.post("/sign-up")
@policy("public")
def request_sign_up_code() -> Response:
    form = ContactForm()
    if not form.validate():
        return show_again("accounts/contact.html", form)
    try:
        session[STEP] = request_code(
            form.contact.data, STEP, address=request.remote_addr or "", locale=current_locale()
        )
    except (Invalid, TooOften) as problem:
        return show_again("accounts/contact.html", form, problem)
    session["next"] = local_url(form.next.data, "/")
    return see_other(url_for("accounts.sign_up_code"))


@blueprint.get("/sign-up/code")
@policy("public")
def sign_up_code() -> Response:
    return show_code(STEP, start="accounts.sign_up", again="accounts.renew_sign_up_code")


@blueprint.post("/sign-up/code")
@policy("public")
def prove_sign_up_code() -> Response:
    return take_code(STEP, then="accounts.profile", again="accounts.renew_sign_up_code")


@blueprint.post("/sign-up/codes")
@policy("public")
def renew_sign_up_code() -> Response:
    return send_again(STEP, then="accounts.sign_up_code")


@blueprint.get("/sign-up/profile")
@policy("public")
def profile() -> Response:
    try:
        proved_contact(session.get(STEP), STEP)
    except Conflict:
        return see_other(url_for("accounts.sign_up"))
    locale = current_locale()
    form = ProfileForm(display_name=free_name(locale), locale=locale, elder=current_look()["elder"])
    return render("accounts/profile.html", form=form)


@blueprint.post("/sign-up/profile")
@policy("public")
def create_account() -> Response:
    proved_contact(session.get(STEP), STEP)
    form = ProfileForm()
    if not form.validate():
        return show_again("accounts/profile.html", form)
    look = current_look()
    chosen = Preferences(
        locale=form.locale.data, elder=form.elder.data, theme=look["theme"], text_step=look["text_step"]
    )
    try:
        member_id = finish_sign_up(session[STEP], form.password.data, form.display_name.data, chosen)
    except Invalid as problem:
        return show_again("accounts/profile.html", form, problem)
    onward = local_url(session.get("next"), "/")
    sign_in(member_id, device_name(request.user_agent.string))
    return remember(see_other(onward), chosen)
