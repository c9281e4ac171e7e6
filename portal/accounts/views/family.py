"""Family: who may act for me, for whom I may act, and the codes between us."""

from __future__ import annotations

from flask import flash, url_for
from werkzeug.wrappers import Response

from portal.accounts.actions.family import accept_invitation, end_proxy, invite_family
from portal.accounts.forms import AcceptForm, InviteForm
from portal.accounts.queries import family_of
from portal.accounts.views.blueprint import blueprint
from portal.core.errors import Invalid, TooOften
from portal.core.i18n import _
from portal.core.web import policy, render, see_other, viewer


@blueprint.get("/me/family")
@policy("account")
def family() -> Response:
    return _page(InviteForm(formdata=None), AcceptForm(formdata=None))


@blueprint.post("/me/family/invitations")
@policy("member")
def invite() -> Response:
    form = InviteForm()
    try:
        if form.validate():
            invite_family(form.scopes.data, by=viewer().id, days=form.days.data)
            flash(_("The invitation is ready. Give the code to your family member."), "ok")
            return see_other(url_for("accounts.family"))
    except (Invalid, TooOften) as problem:
        form.refuse(problem)
    return _page(form, AcceptForm(formdata=None), status=422)


@blueprint.post("/me/family")
@policy("member")
def accept() -> Response:
    form = AcceptForm()
    status = 422
    try:
        if form.validate():
            accept_invitation(form.code.data, by=viewer().id)
            flash(_("Done. You may now help your family member here."), "ok")
            return see_other(url_for("accounts.family"))
    except (Invalid, TooOften) as problem:
        form.refuse(problem)
        status = problem.status
    return _page(InviteForm(formdata=None), form, status=status)


@blueprint.post("/me/family/<public_id>/end")
@policy("account")
def end_tie(public_id: str) -> Response:
    end_proxy(public_id, by=viewer().id)
    flash(_("This is ended. It takes effect at once."), "ok")
    return see_other(url_for("accounts.family"))


def _page(invite_form: InviteForm, accept_form: AcceptForm, status: int = 200) -> Response:
    refused = accept_form if accept_form.errors else invite_form
    return render(
        "accounts/family.html",
        status=status,
        nav="me",
        form=refused,
        family=family_of(viewer().id),
        invite_form=invite_form,
        accept_form=accept_form,
    )
