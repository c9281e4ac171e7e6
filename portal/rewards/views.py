"""The store, the ledger as a story, honor titles, and the desk where things are handed over."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, flash, request, url_for
from flask.typing import ResponseReturnValue
from werkzeug.wrappers import Response

from portal.core.errors import Conflict, Invalid
from portal.core.i18n import _, current_locale
from portal.core.security import limiter
from portal.core.web import is_htmx, policy, render, see_other, viewer
from portal.rewards import queries, words
from portal.rewards.actions.redemptions import hand_over, redeem, undo_redemption
from portal.rewards.actions.titles import wear_title
from portal.rewards.earning import RULES
from portal.rewards.forms import RedeemForm, WearForm
from portal.rewards.models import UNDO_WINDOW
from portal.rewards.titles import TitleNames

blueprint = Blueprint("rewards", __name__)
title_names = TitleNames()


@blueprint.app_template_global()
def honor_name(slug: str | None) -> str | None:
    """The name of a worn title in the reader's locale, for templates."""
    return title_names.name(slug, current_locale())


@blueprint.get("/rewards")
@policy("account")
def index() -> ResponseReturnValue:
    return _store()


def _store(asked: queries.Offer | None = None, status: int = 200) -> Response:
    member, locale = viewer().id, current_locale()
    context: dict[str, Any] = {"item": asked}
    if asked is None or not is_htmx():
        items = queries.offers(member, locale)
        context["items"] = [asked if asked and item.slug == asked.slug else item for item in items]
        context["points"] = queries.points_of(member)
        context["redemptions"] = queries.latest_redemptions(member)
    fragment = "rewards/_item.html" if asked else None
    kinds, minutes = words.KINDS, int(UNDO_WINDOW.total_seconds() // 60)
    return render("rewards/index.html", fragment, status, nav="rewards", kinds=kinds, minutes=minutes, **context)


@blueprint.post("/rewards/items/<slug>/redemptions")
@policy("member")
@limiter.limit("30 per minute")
def redeem_item(slug: str) -> ResponseReturnValue:
    form, member = RedeemForm(), viewer().id
    try:
        redemption = redeem(slug, form.request_key.data if form.validate() else "", by=member)
    except (Conflict, Invalid) as refusal:
        asked = queries.offer(slug, member, current_locale(), problem=str(refusal.message))
        return _store(asked, refusal.status)
    if not is_htmx():
        flash(_("Done. It is yours."), "ok")
        return see_other(url_for("rewards.index"))
    answer = _store(queries.offer(slug, member, current_locale(), redemption=redemption))
    answer.headers["HX-Trigger"] = "balance-changed"
    return answer


@blueprint.post("/rewards/redemptions/<public_id>/reversal")
@policy("member")
def undo(public_id: str) -> ResponseReturnValue:
    undo_redemption(public_id, by=viewer().id)
    flash(_("Undone. Your points are back."), "ok")
    return see_other(url_for("rewards.index"))


@blueprint.get("/rewards/balance")
@policy("account")
def balance() -> ResponseReturnValue:
    if not is_htmx():
        return see_other(url_for("rewards.index"))
    return render("rewards/_balance.html", balance=queries.points_of(viewer().id))


@blueprint.get("/rewards/history")
@policy("account")
def history() -> ResponseReturnValue:
    lines, more = queries.history(viewer().id, request.args.get("before"))
    points = queries.points_of(viewer().id)
    return render(
        "rewards/history.html",
        nav="rewards",
        lines=lines,
        more=more,
        points=points,
        reasons=words.REASONS,
        other=words.OTHER,
    )


@blueprint.get("/rewards/points")
@policy("public")
def how_points_work() -> ResponseReturnValue:
    return render("rewards/points.html", nav="rewards", rules=RULES, hints=words.RULE_HINTS)


@blueprint.get("/rewards/titles")
@policy("account")
def titles() -> ResponseReturnValue:
    member = viewer().id
    return render(
        "rewards/titles.html",
        nav="rewards",
        held=queries.held_titles(member),
        open_titles=queries.titles_to_earn(member),
        worn=queries.worn_title(member),
        hints=words.RULE_HINTS,
    )


@blueprint.post("/rewards/titles/worn")
@policy("member")
def wear() -> ResponseReturnValue:
    form = WearForm()
    if not form.validate():
        raise Invalid()
    wear_title(form.title.data, by=viewer().id)
    flash(_("Saved. This is how others see you now."), "ok")
    return see_other(url_for("rewards.titles"))


@blueprint.get("/staff/redemptions")
@policy("staff")
def desk() -> ResponseReturnValue:
    waiting, more = queries.waiting_at_the_desk(request.args.get("after"))
    return render("rewards/desk.html", nav="redemptions", waiting=waiting, more=more)


@blueprint.post("/staff/redemptions/<public_id>/handover")
@policy("staff")
def hand_over_item(public_id: str) -> ResponseReturnValue:
    redemption = hand_over(public_id, by=viewer().id)
    flash(_("Handed over: %(item)s.", item=redemption.item.name_in(current_locale())), "ok")
    return see_other(url_for("rewards.desk"))
