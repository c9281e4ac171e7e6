"""The inbox and its badge."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, Flask, current_app, g, request, url_for
from flask.typing import ResponseReturnValue
from werkzeug.local import LocalProxy

from portal.core.errors import NotFound
from portal.core.web import policy, render, see_other, viewer
from portal.notifications import actions, queries
from portal.notifications.kinds import KINDS
from portal.notifications.models import Notice

blueprint = Blueprint("notifications", __name__)


@blueprint.get("/notices")
@policy("account")
def index() -> ResponseReturnValue:
    notices, next_before = queries.inbox(viewer().id, request.args.get("before", type=int))
    return render("notifications/index.html", notices=notices, kinds=KINDS, next_before=next_before)


@blueprint.get("/notices/badge")
@policy("account")
def badge() -> ResponseReturnValue:
    return {"unread": queries.unread_count(viewer().id)}


@blueprint.post("/notices/<public_id>/reading")
@policy("account")
def read(public_id: str) -> ResponseReturnValue:
    notice = actions.mark_read(public_id, by=viewer().id)
    if notice is None:
        raise NotFound()
    return see_other(address_of(notice))


@blueprint.post("/notices/reading")
@policy("account")
def read_all() -> ResponseReturnValue:
    actions.mark_all_read(by=viewer().id)
    return see_other(url_for("notifications.index"))


def address_of(notice: Notice) -> str:
    """Where a notice leads; the inbox when its page does not exist here."""
    kind = KINDS[notice.kind]
    if kind.endpoint not in current_app.view_functions:
        return url_for("notifications.index")
    arguments: dict[str, Any] = {kind.argument: notice.target} if kind.argument else {}
    return url_for(kind.endpoint, **arguments)


def _unread() -> int:
    if "unread_notices" not in g:
        g.unread_notices = queries.unread_count(viewer().id) if viewer() else 0
    return int(g.unread_notices)


def init_notifications(app: Flask) -> None:
    """Gives templates `unread_notices`, counted only where a page shows it."""
    app.jinja_env.globals["unread_notices"] = LocalProxy(_unread)
