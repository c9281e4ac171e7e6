"""A fragment is the same on the page, in a catch-up answer and in a broadcast, and knows nothing of its reader."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import html5lib
import pytest
from flask import Flask

from portal.accounts.models import Member
from portal.core.db import db, transaction
from portal.core.realtime import socketio
from portal.live.actions.questions import answer_question, approve_question, ask_question, reject_question
from portal.live.actions.sessions import close_session
from portal.live.broadcasts import LARGEST, rooms
from portal.live.models import LiveSession, Question
from tests.browser_client import Browser

Open = Callable[..., Browser]
Ask = Callable[..., Question]
Sent = list[tuple[str, str, dict[str, Any]]]


def element(html: str, element_id: str) -> str:
    """An element of a page as normalized text."""
    tree = html5lib.parse(html, treebuilder="dom")
    found = next(node for node in tree.getElementsByTagName("*") if node.getAttribute("id") == element_id)
    return " ".join(str(found.toxml()).split())


@pytest.fixture
def sent(app: Flask, monkeypatch: pytest.MonkeyPatch) -> Sent:
    """What left for which room; the socket server itself still runs."""
    seen: Sent = []
    emit = socketio.emit

    def watch(event: str, payload: dict[str, Any], to: str, **options: Any) -> None:
        seen.append((to, event, payload))
        emit(event, payload, to=to, **options)

    monkeypatch.setattr(socketio, "emit", watch)
    return seen


def live_only(sent: Sent) -> Sent:
    return [item for item in sent if item[1] == "live"]


def page_in(locale: str, address: str, member: Member, browser: Open) -> str:
    with transaction():
        db.session.get_one(Member, member.id).locale = locale
    return str(browser(member).get(address).text)


@pytest.mark.parametrize("locale", ["en", "zh_Hans", "zh_Hant"])
@pytest.mark.parametrize("side", ["audience", "hosts"])
def test_a_broadcast_is_the_element_of_a_fresh_page(
    locale: str, side: str, ask: Ask, live: LiveSession, chen: Member, ana: Member, browser: Open, sent: Sent
) -> None:
    question = ask()
    member, address = (ana, f"/live/{live.slug}") if side == "audience" else (chen, f"/live/{live.slug}/host")
    room = rooms(live.id, side)[locale]
    for act in (
        lambda: approve_question(question.id, by=chen.id),
        lambda: answer_question(question.id, "**Yes**, a little.", by=chen.id),
    ):
        sent.clear()
        act()
        (payload,) = [payload for to, _event, payload in live_only(sent) if to == room]
        page = page_in(locale, address, member, browser)
        assert element(f"<ul>{payload['html']}</ul>", payload["target"]) == element(page, payload["target"])
        assert f'data-rank="{payload["rank"]}"' in payload["html"]


def test_the_state_is_the_element_of_a_fresh_page(
    live: LiveSession, chen: Member, ana: Member, browser: Open, sent: Sent
) -> None:
    close_session(live.id, by=chen.id)
    (payload,) = [payload for to, _event, payload in live_only(sent) if to == f"live:{live.id}:en"]
    page = page_in("en", f"/live/{live.slug}", ana, browser)
    assert element(payload["html"], "live-session") == element(page, "live-session")


def test_a_waiting_question_goes_to_the_hosts_rooms_only(ask: Ask, live: LiveSession, sent: Sent) -> None:
    sent.clear()
    question = ask("May I fly?")
    told = {to for to, _event, payload in live_only(sent) if "May I fly?" in str(payload)}
    assert told == set(rooms(live.id, "hosts").values())
    assert not any(question.public_id in str(payload) for to, _event, payload in sent if to not in told)


def test_words_of_despair_are_sent_to_nobody(live: LiveSession, ana: Member, sent: Sent) -> None:
    sent.clear()
    ask_question(live.id, "I want to kill myself", by=ana.id, locale="en")
    assert live_only(sent) == []


def test_no_broadcast_holds_a_token_or_a_reader(
    ask: Ask, live: LiveSession, chen: Member, ana: Member, sent: Sent
) -> None:
    question = ask()
    approve_question(question.id, by=chen.id)
    answer_question(question.id, "Yes.", by=chen.id)
    assert len(live_only(sent)) > 6
    for _to, _event, payload in live_only(sent):
        assert not any(secret in str(payload) for secret in ("csrf", ana.display_name, ana.public_id, "voted"))


def test_a_long_answer_is_only_hinted_at_and_then_asked_for(
    ask: Ask, live: LiveSession, chen: Member, ana: Member, browser: Open, sent: Sent
) -> None:
    question = ask()
    sent.clear()
    answer_question(question.id, "很长的回答。" * 500, by=chen.id)
    payloads = [payload for _to, _event, payload in live_only(sent)]
    assert payloads and all(payload["how"] == "ask" for payload in payloads)
    assert all(len(json.dumps(payload).encode()) <= LARGEST for payload in payloads)
    last = next(payload["seq"] for payload in payloads if payload["stream"] == "audience")
    (fragment,) = browser(ana).get(f"/live/{live.slug}/events?after={last - 1}").json["events"]
    assert "很长的回答" in fragment["html"]


def test_catching_up_gives_each_target_once_as_it_is_now(
    ask: Ask, live: LiveSession, chen: Member, ana: Member, browser: Open
) -> None:
    kept, dropped = ask("Kept?"), ask("Dropped?")
    for question in (kept, dropped):
        approve_question(question.id, by=chen.id)
    answer_question(kept.id, "Yes.", by=chen.id)
    reject_question(dropped.id, by=chen.id)
    answer = browser(ana).get(f"/live/{live.slug}/events?after=1").json
    assert [(item["how"], item["target"]) for item in answer["events"]] == [
        ("put", f"question-{kept.public_id}"),
        ("remove", f"question-{dropped.public_id}"),
    ]
    assert answer["head"] == answer["events"][-1]["seq"] == 5
    assert browser(ana).get(f"/live/{live.slug}/events?after=5").json == {"head": 5, "events": []}
