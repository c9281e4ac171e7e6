"""Joining a group, agreeing to its consent text, leaving it; letting others in."""

from __future__ import annotations

from flask import flash, url_for
from flask.typing import ResponseReturnValue
from werkzeug.wrappers import Response

from portal.community.actions.admission import approve_join, decline_join, invite_member
from portal.community.actions.membership import Agreement, ConsentNeeded, join_group, leave_group
from portal.community.consent_text import consent_text
from portal.community.forms import ConsentForm, InviteForm, JoinForm, as_number, offered_labels
from portal.community.queries.groups import (
    GroupRow,
    asker_id,
    consent_given,
    group_or_404,
    join_requests,
    own_group_or_404,
)
from portal.community.views.blueprint import blueprint
from portal.core.errors import Invalid, NotFound
from portal.core.i18n import _, current_locale
from portal.core.security import limiter
from portal.core.web import policy, render, see_other, viewer


@blueprint.get("/groups/<slug>/join")
@policy("member")
def join(slug: str) -> ResponseReturnValue:
    group = group_or_404(viewer(), slug, current_locale())
    if group.asks_anew:
        return _ask_consent(group, ConsentForm(formdata=None))
    if group.is_joined:
        return see_other(url_for("home.group", slug=slug))
    return render("community/join.html", group=group, form=_join_form(), nav="groups")


@blueprint.post("/groups/<slug>/join")
@policy("member")
@limiter.limit("30 per minute")
def choose_label(slug: str) -> ResponseReturnValue:
    """Takes the first step; a disease group then asks its consent on a page of its own."""
    group, form = group_or_404(viewer(), slug, current_locale()), _join_form()
    if not form.validate():
        return render("community/join.html", status=422, group=group, form=form, nav="groups")
    if group.needs_consent:
        chosen = {"label": form.label.data, "note": form.note.data}
        return _ask_consent(group, ConsentForm(formdata=None, data=chosen))
    try:
        return _joined(group, join_group(group.id, by=viewer().id, label=form.label.data, note=form.note.data or ""))
    except Invalid as problem:
        form.refuse(problem)
        return render("community/join.html", status=422, group=group, form=form, nav="groups")


@blueprint.post("/groups/<slug>/memberships")
@policy("member")
@limiter.limit("30 per minute")
def agree(slug: str) -> ResponseReturnValue:
    """Joins with the consent just given, or agrees anew to a text that has changed."""
    group, form = group_or_404(viewer(), slug, current_locale()), ConsentForm()
    agreement = Agreement(as_number(form.version.data), form.locale.data or "") if form.agreed.data else None
    try:
        if not form.validate():
            raise ConsentNeeded()
        label, note = form.label.data or "patient", form.note.data or ""
        return _joined(group, join_group(group.id, by=viewer().id, label=label, note=note, agreement=agreement))
    except Invalid as problem:
        form.agreed.data = False
        form.refuse(problem)
        return _ask_consent(group, form, status=422)


@blueprint.get("/groups/<slug>/membership")
@policy("account")
def membership(slug: str) -> ResponseReturnValue:
    group = own_group_or_404(viewer(), slug, current_locale())
    consent = consent_given(viewer().id, group.id)
    return render("community/membership.html", group=group, consent=consent, nav="groups")


@blueprint.post("/groups/<slug>/withdrawal")
@policy("account")
def leave(slug: str) -> ResponseReturnValue:
    group = own_group_or_404(viewer(), slug, current_locale())
    leave_group(group.id, by=viewer().id)
    flash(_("You have left the group. Your consent is withdrawn.") if group.needs_consent else _("You left the group."))
    return see_other(url_for("community.index"))


@blueprint.get("/groups/<slug>/requests")
@policy("moderator")
def requests(slug: str) -> ResponseReturnValue:
    return _people(_moderated(slug), InviteForm(formdata=None))


@blueprint.post("/groups/<slug>/requests/<public_id>/approval")
@policy("moderator")
def approve(slug: str, public_id: str) -> ResponseReturnValue:
    group = _moderated(slug)
    approve_join(group.id, asker_id(group.id, public_id), by=viewer().id)
    return see_other(url_for("community.requests", slug=slug))


@blueprint.post("/groups/<slug>/requests/<public_id>/refusal")
@policy("moderator")
def decline(slug: str, public_id: str) -> ResponseReturnValue:
    group = _moderated(slug)
    decline_join(group.id, asker_id(group.id, public_id), by=viewer().id)
    return see_other(url_for("community.requests", slug=slug))


@blueprint.post("/groups/<slug>/invitations")
@policy("moderator")
def invite(slug: str) -> ResponseReturnValue:
    group, form = _moderated(slug), InviteForm()
    try:
        if not form.validate():
            return _people(group, form, status=422)
        invite_member(group.id, form.member.data, by=viewer().id)
    except Invalid as problem:
        form.refuse(problem)
        return _people(group, form, status=422)
    flash(_("Invited. They see the group in their list now."))
    return see_other(url_for("community.requests", slug=slug))


def _moderated(slug: str) -> GroupRow:
    group = group_or_404(viewer(), slug, current_locale())
    if not group.is_moderated:
        raise NotFound()
    return group


def _people(group: GroupRow, form: InviteForm, status: int = 200) -> Response:
    waiting = join_requests(group.id)
    return render("community/requests.html", status=status, group=group, form=form, requests=waiting, nav="groups")


def _join_form() -> JoinForm:
    form = JoinForm()
    form.offer(offered_labels(viewer().has_role_somewhere("doctor")))
    return form


def _ask_consent(group: GroupRow, form: ConsentForm, status: int = 200) -> Response:
    text = consent_text(group.consent_version, current_locale(), group.name)
    form.version.data, form.locale.data = text.version, text.locale
    return render("community/consent.html", status=status, group=group, text=text, form=form, nav="groups")


def _joined(group: GroupRow, outcome: str) -> Response:
    if outcome == "requested":
        flash(_("Your request is with the moderators. We tell you when they have decided."))
    elif not group.is_joined:
        flash(_("Welcome! You are now a member of this group."))
    return see_other(url_for("home.group", slug=group.slug))
