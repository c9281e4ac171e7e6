"""What everyone who may read the group sees: the programme, a session, what is new in it, its calendar entry."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from flask import current_app, request, url_for
from flask.typing import ResponseReturnValue
from werkzeug.wrappers import Response

from portal.community.policy import is_member
from portal.core.i18n import current_locale
from portal.core.web import policy, render, viewer
from portal.live.broadcasts import fragments_after
from portal.live.calendar import calendar_of
from portal.live.forms import QuestionForm
from portal.live.models import AUDIENCE, HOSTS, LiveSession
from portal.live.policy import hosted_session_or_404, leads, visible_session_or_404
from portal.live.queries import PAST_A_PAGE, asked_by, board, programme, voted_by
from portal.live.views.blueprint import blueprint


@blueprint.get("/live")
@policy("public")
def index() -> ResponseReturnValue:
    before = _moment(request.args.get("before"))
    found = programme(viewer(), before)
    past = found["past"]
    more = past[-1].scheduled_at.isoformat() if len(past) == PAST_A_PAGE else None
    may_announce = viewer() is not None and viewer().has_role_somewhere("doctor")
    return render(
        "live/index.html", programme=found, first=before is None, more=more, may_announce=may_announce, nav="live"
    )


@blueprint.get("/live/<slug>")
@policy("public")
def session(slug: str) -> ResponseReturnValue:
    return session_page(visible_session_or_404(viewer(), slug), QuestionForm())


def session_page(live_session: LiveSession, form: QuestionForm, status: int = 200) -> Response:
    """The audience's page; `head` is read before the questions, so that nothing can fall between."""
    head, person = live_session.audience_seq, viewer()
    mine: dict[str, Any] = {"asked": [], "voted": [], "may_ask": False, "leads": False}
    if person is not None:
        mine = {
            "asked": asked_by(person.id, live_session.id),
            "voted": voted_by(person.id, live_session.id),
            "may_ask": not person.is_suspended and is_member(person, live_session.group_id),
            "leads": leads(person, live_session),
        }
    found = board(live_session.id, leading=False)
    return render(
        "live/session.html",
        status=status,
        live_session=live_session,
        board=found,
        form=form,
        mine=mine,
        feed=feed_of(live_session, AUDIENCE, head),
        nav="live",
    )


def feed_of(live_session: LiveSession, stream: str, head: int) -> dict[str, Any]:
    """What the page's script needs to follow a stream."""
    scaled = bool(current_app.extensions["settings"].redis_url)
    return {
        "url": url_for("live.events", slug=live_session.slug, stream=stream),
        "stream": stream,
        "head": head,
        "transports": "websocket" if scaled else "websocket polling",
    }


@blueprint.get("/live/<slug>/events")
@policy("public")
def events(slug: str) -> ResponseReturnValue:
    """What changed in a stream after a number, for a page that may have missed something."""
    stream = HOSTS if request.args.get("stream") == HOSTS else AUDIENCE
    load = hosted_session_or_404 if stream == HOSTS else visible_session_or_404
    live_session = load(viewer(), slug)
    head = live_session.head(stream)
    after = min(max(request.args.get("after", 0, type=int), 0), head)
    fragments = fragments_after(live_session, stream, after, current_locale()) if after < head else []
    return {"head": max([head, *(fragment["seq"] for fragment in fragments)]), "events": fragments}


@blueprint.get("/live/<slug>/mine")
@policy("account")
def mine(slug: str) -> ResponseReturnValue:
    """A member's own questions, for a page that heard that one of them moved on."""
    live_session = visible_session_or_404(viewer(), slug)
    return render("live/_mine.html", mine={"asked": asked_by(viewer().id, live_session.id)}, live_session=live_session)


@blueprint.get("/live/<slug>.ics")
@policy("public")
def calendar(slug: str) -> ResponseReturnValue:
    live_session = visible_session_or_404(viewer(), slug)
    base_url = current_app.extensions["settings"].base_url
    url = f"{base_url}{url_for('live.session', slug=slug)}"
    text = calendar_of(live_session, url, current_app.extensions["settings"].host)
    name = f'attachment; filename="{live_session.slug}.ics"'
    return Response(text, content_type="text/calendar; charset=utf-8", headers={"Content-Disposition": name})


def _moment(text: str | None) -> datetime | None:
    try:
        moment = datetime.fromisoformat(text or "")
    except ValueError:
        return None
    return moment if moment.tzinfo is not None else None
