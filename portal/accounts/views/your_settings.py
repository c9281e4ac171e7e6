"""One's own settings: nickname, how the pages look, password, and the devices that are signed in."""

from __future__ import annotations

from flask import flash, url_for
from werkzeug.wrappers import Response

from portal.accounts.actions.members import change_password, rename, set_preferences
from portal.accounts.forms import ChangePasswordForm, NameForm, ReadingForm
from portal.accounts.models import Preferences
from portal.accounts.preferences import remember
from portal.accounts.queries import devices_of
from portal.accounts.sessions import end_all_sessions, end_device
from portal.accounts.views.blueprint import blueprint, show_again
from portal.core.errors import Invalid
from portal.core.i18n import _, current_locale
from portal.core.web import policy, render, see_other, viewer


@blueprint.get("/me/settings")
@policy("account")
def settings() -> Response:
    return render("accounts/settings.html", nav="me", name_form=_name_form(), form=_reading_form())


@blueprint.post("/me/settings/name")
@policy("member")
def set_name() -> Response:
    form = NameForm()
    try:
        if form.validate():
            rename(form.display_name.data, by=viewer().id)
            flash(_("Your nickname is changed."), "ok")
            return see_other(url_for("accounts.settings"))
    except Invalid as problem:
        form.refuse(problem)
    return render("accounts/settings.html", status=422, nav="me", name_form=form, form=_reading_form())


@blueprint.post("/me/settings/reading")
@policy("account")
def set_reading() -> Response:
    form = ReadingForm()
    if not form.validate():
        return show_again("accounts/settings.html", form, nav="me", name_form=_name_form())
    chosen = Preferences(
        locale=form.locale.data,
        timezone=form.timezone.data,
        theme=form.theme.data,
        text_step=form.text_step.data,
        elder=form.elder.data,
    )
    set_preferences(chosen, by=viewer().id)
    flash(_("Your settings are saved."), "ok")
    return remember(see_other(url_for("accounts.settings")), chosen)


@blueprint.get("/me/password")
@policy("account")
def password() -> Response:
    return render("accounts/password.html", nav="me", form=ChangePasswordForm())


@blueprint.post("/me/password")
@policy("account")
def set_password() -> Response:
    form, person = ChangePasswordForm(), viewer()
    if not form.validate():
        return show_again("accounts/password.html", form, nav="me")
    try:
        change_password(form.current.data, form.password.data, by=person.id, session_id=person.session_id)
    except Invalid as problem:
        return show_again("accounts/password.html", form, problem, nav="me")
    flash(_("Your password is changed. Your other devices are signed out."), "ok")
    return see_other(url_for("accounts.settings"))


@blueprint.get("/me/devices")
@policy("account")
def devices() -> Response:
    return render("accounts/devices.html", nav="me", devices=devices_of(viewer().id))


@blueprint.post("/me/devices/<public_id>/end")
@policy("account")
def end_one_device(public_id: str) -> Response:
    end_device(public_id, by=viewer().id)
    flash(_("That device is signed out."), "ok")
    return see_other(url_for("accounts.devices"))


@blueprint.post("/me/devices/end")
@policy("account")
def end_other_devices() -> Response:
    end_all_sessions(viewer().id, but=viewer().session_id)
    flash(_("All your other devices are signed out."), "ok")
    return see_other(url_for("accounts.devices"))


def _name_form() -> NameForm:
    return NameForm(formdata=None, display_name=viewer().name)


def _reading_form() -> ReadingForm:
    person = viewer()
    return ReadingForm(
        formdata=None,
        locale=person.locale or current_locale(),
        timezone=person.timezone,
        theme=person.theme,
        text_step=person.text_step,
        elder=person.elder,
    )
