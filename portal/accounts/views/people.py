"""Where admins find people, give and take roles, and record clinicians' licenses."""

from __future__ import annotations

from datetime import datetime, time, timedelta

from flask import flash, request, url_for
from werkzeug.wrappers import Response
from wtforms import SelectChoice

from portal.accounts.actions.roles import grant_role, record_credential, revoke_role
from portal.accounts.forms import CredentialForm, GrantForm
from portal.accounts.queries import Person, find_people, group_choices, group_id_of, person_or_404
from portal.accounts.views.blueprint import blueprint
from portal.core import clock
from portal.core.errors import DomainError, Invalid
from portal.core.i18n import _, current_locale
from portal.core.web import policy, render, see_other, viewer


@blueprint.get("/staff/people")
@policy("admin")
def people() -> Response:
    text = request.args.get("q", "").strip()[:254]
    found = find_people(text, request.args.get("after", type=int))
    return render("accounts/people.html", nav="members", found=found, q=text)


@blueprint.get("/staff/people/<public_id>")
@policy("admin")
def person(public_id: str) -> Response:
    return _page(person_or_404(public_id))


@blueprint.post("/staff/people/<public_id>/grants")
@policy("admin")
def grant(public_id: str) -> Response:
    found, form = person_or_404(public_id), GrantForm()
    form.group.choices = _group_choices()
    try:
        if form.validate():
            group_id = _group_id(form.group.data)
            until = _end_of(form) if form.until.data else None
            grant_role(found.member.id, form.role.data, by=viewer().id, group_id=group_id, until=until)
            flash(_("The role is given."), "ok")
            return see_other(url_for("accounts.person", public_id=public_id))
    except DomainError as problem:
        form.refuse(problem)
    return _page(found, grant_form=form)


@blueprint.post("/staff/people/<public_id>/grants/end")
@policy("admin")
def end_grant(public_id: str) -> Response:
    found = person_or_404(public_id)
    group_id = _group_id(request.form.get("group", ""))
    revoke_role(found.member.id, request.form.get("role", ""), by=viewer().id, group_id=group_id)
    flash(_("The role is taken back."), "ok")
    return see_other(url_for("accounts.person", public_id=public_id))


@blueprint.post("/staff/people/<public_id>/credential")
@policy("admin")
def credential(public_id: str) -> Response:
    found, form = person_or_404(public_id), CredentialForm()
    if not form.validate():
        return _page(found, credential_form=form)
    record_credential(
        found.member.id,
        by=viewer().id,
        license_number=form.license_number.data.strip(),
        hospital=form.hospital.data.strip(),
        department=form.department.data.strip(),
        title=form.title.data.strip(),
        expires_on=form.expires_on.data,
    )
    flash(_("The license is recorded."), "ok")
    return see_other(url_for("accounts.person", public_id=public_id))


def _page(
    found: Person, grant_form: GrantForm | None = None, credential_form: CredentialForm | None = None
) -> Response:
    refused = grant_form or credential_form
    grant_form = grant_form or GrantForm(formdata=None)
    grant_form.group.choices = _group_choices()
    return render(
        "accounts/person.html",
        status=422 if refused else 200,
        nav="members",
        form=refused,
        person=found,
        today=clock.local_date(viewer().timezone),
        grant_form=grant_form,
        credential_form=credential_form or CredentialForm(formdata=None, obj=found.credential),
    )


def _group_choices() -> list[SelectChoice]:
    groups = group_choices(current_locale())
    return [SelectChoice("", _("Everywhere")), *(SelectChoice(slug, name) for slug, name in groups)]


def _group_id(slug: str) -> int | None:
    found = group_id_of(slug) if slug else None
    if slug and found is None:
        raise Invalid(field="group")
    return found


def _end_of(form: GrantForm) -> datetime:
    """The first moment after the chosen day, in the admin's zone."""
    zone = clock.zone(viewer().timezone)
    return datetime.combine(form.until.data + timedelta(days=1), time(), tzinfo=zone)
