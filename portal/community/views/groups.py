"""The list of groups, and how admins make and change them."""

from __future__ import annotations

import sqlalchemy as sa
from flask import request, url_for
from flask.typing import ResponseReturnValue

from portal.community.actions.groups import GroupDetails, ask_consent_anew, create_group, edit_group
from portal.community.forms import GroupForm
from portal.community.models import Group
from portal.community.policy import visible_group_or_404
from portal.community.queries.groups import my_groups, other_groups
from portal.community.views.blueprint import blueprint
from portal.community.wording import VISIBILITIES
from portal.conditions.models import Condition
from portal.core.db import db
from portal.core.errors import Invalid
from portal.core.i18n import current_locale
from portal.core.web import policy, render, see_other, viewer


@blueprint.get("/groups")
@policy("public")
def index() -> ResponseReturnValue:
    person, page = viewer(), request.args.get("page", 1, type=int)
    page = min(max(page, 1), 1000)
    others, more = other_groups(person, current_locale(), page)
    mine = my_groups(person, current_locale()) if person and page == 1 else []
    return render("community/index.html", mine=mine, others=others, number=page, more=more, nav="groups")


@blueprint.get("/groups/new")
@policy("admin")
def new_group() -> ResponseReturnValue:
    return render("community/group_form.html", form=_form(), group=None, nav="groups")


@blueprint.post("/groups")
@policy("admin")
def create() -> ResponseReturnValue:
    form = _form()
    if form.validate():
        try:
            group = create_group((form.slug.data or "").strip(), GroupDetails(**form.details()), by=viewer().id)
            return see_other(url_for("home.group", slug=group.slug))
        except Invalid as problem:
            form.refuse(problem)
    return render("community/group_form.html", status=422, form=form, group=None, nav="groups")


@blueprint.get("/groups/<slug>/edit")
@policy("admin")
def edit(slug: str) -> ResponseReturnValue:
    group = visible_group_or_404(viewer(), slug)
    form = _form(obj=group)
    form.condition_id.data = str(group.condition_id or "")
    return render("community/group_form.html", form=form, group=group, nav="groups")


@blueprint.post("/groups/<slug>/edit")
@policy("admin")
def save(slug: str) -> ResponseReturnValue:
    group, form = visible_group_or_404(viewer(), slug), _form()
    if form.validate():
        try:
            edit_group(group.id, GroupDetails(**form.details()), by=viewer().id)
            return see_other(url_for("home.group", slug=slug))
        except Invalid as problem:
            form.refuse(problem)
    return render("community/group_form.html", status=422, form=form, group=group, nav="groups")


@blueprint.post("/groups/<slug>/consent-rounds")
@policy("admin")
def ask_anew(slug: str) -> ResponseReturnValue:
    ask_consent_anew(visible_group_or_404(viewer(), slug).id, by=viewer().id)
    return see_other(url_for("community.edit", slug=slug))


def _form(obj: Group | None = None) -> GroupForm:
    form = GroupForm(obj=obj)
    conditions = db.session.scalars(sa.select(Condition).order_by(Condition.slug)).all()
    form.offer(VISIBILITIES, [(found.id, found.name_in(current_locale())) for found in conditions])
    return form
