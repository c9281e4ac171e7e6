"""Turns the events of a stream into fragments: the same ones on the page, in catch-up answers and in broadcasts.

A fragment is rendered as for nobody in particular, once per locale, from the rows as they are now; so an old event
never shows an old state, and a question that is hidden again is not shown by any event.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any

from flask import current_app

from portal.core import realtime
from portal.core.db import db
from portal.core.i18n import LOCALES, force_locale
from portal.core.templating import render_text
from portal.events import LiveStreamMoved
from portal.live.models import AUDIENCE, HOSTS, LiveEvent, LiveSession, Question
from portal.live.queries import events_after, place, questions_by_id, rank

LARGEST = 4096

Fragment = dict[str, Any]


def audience_room(session_id: int, locale: str) -> str:
    return f"live:{session_id}:{locale}"


def hosts_room(session_id: int, locale: str) -> str:
    return f"live:{session_id}:hosts:{locale}"


def rooms(session_id: int, stream: str) -> dict[str, str]:
    """The room of each locale."""
    room = audience_room if stream == AUDIENCE else hosts_room
    return {locale: room(session_id, locale) for locale in LOCALES}


def broadcast_event(event: LiveStreamMoved) -> None:
    """Sends a stream's new event to those who listen; too large a fragment is only hinted at."""
    for locale, room in rooms(event.live_session_id, event.stream).items():
        with _as_nobody(locale):
            found = events_after(event.live_session_id, event.stream, event.seq - 1)[:1]
            fragments = render_events(db.session.get_one(LiveSession, event.live_session_id), event.stream, found)
        for fragment in fragments:
            if len(json.dumps(fragment, ensure_ascii=False).encode()) > LARGEST:
                fragment = {"seq": fragment["seq"], "how": "ask"}
            realtime.broadcast(room, "live", {"stream": event.stream, **fragment})


def fragments_after(session: LiveSession, stream: str, seq: int, locale: str) -> list[Fragment]:
    """What a page that knows a stream up to a number has to change, in order."""
    with _as_nobody(locale):
        return render_events(session, stream, events_after(session.id, stream, seq))


def render_events(session: LiveSession, stream: str, events: Sequence[LiveEvent]) -> list[Fragment]:
    """A fragment for each event; only the last one of a target carries HTML."""
    questions = questions_by_id({event.question_id for event in events if event.question_id})
    fragments: dict[str, Fragment] = {}
    for event in events:
        question = questions.get(event.question_id or 0)
        fragment = _question(session, stream, question) if question else _state(session, stream)
        fragments.pop(fragment["target"], None)
        fragments[fragment["target"]] = {"seq": event.seq, **fragment}
    return list(fragments.values())


def _question(session: LiveSession, stream: str, question: Question) -> Fragment:
    target = f"question-{question.public_id}"
    if not (question.is_shown or (stream == HOSTS and question.state == "pending")):
        return {"target": target, "how": "remove"}
    if stream == AUDIENCE:
        html = render_text("live/_question.html", question=question, live_session=session)
    else:
        html = render_text("live/_candidate.html", candidate=question, live_session=session)
    into = place(question)
    return {
        "target": target,
        "how": "put",
        "into": into,
        "rank": rank(question, leading=stream == HOSTS),
        "html": html.strip(),
    }


def _state(session: LiveSession, stream: str) -> Fragment:
    if stream == HOSTS:
        return {"target": "live-session", "how": "reload"}
    html = render_text("live/_live_session.html", live_session=session)
    return {"target": "live-session", "how": "put", "state": session.state, "html": html.strip()}


@contextmanager
def _as_nobody(locale: str) -> Iterator[None]:
    """A request of nobody: no reader, no form token, and a database session of its own."""
    base_url = current_app.extensions["settings"].base_url
    app = current_app._get_current_object()  # type: ignore[attr-defined]
    with app.app_context(), app.test_request_context("/", base_url=base_url), force_locale(locale):
        yield
