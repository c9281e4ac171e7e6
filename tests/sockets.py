"""Sockets of members' browsers, in the test's own process."""

from __future__ import annotations

import contextvars
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from flask import Flask
from flask_socketio import SocketIOTestClient

from portal.accounts.models import Member
from portal.core.realtime import socketio
from portal.live.seats import seats
from portal.live.sockets import joins
from tests.browser_client import OpenBrowser

Listen = Callable[[Member | None], SocketIOTestClient]


@pytest.fixture
def listen(app: Flask, browser: OpenBrowser, monkeypatch: pytest.MonkeyPatch) -> Iterator[Listen]:
    """Opens sockets with the cookies of a member's browser."""
    monkeypatch.setattr("portal.live.sockets.keep_pulse", lambda app: None)
    joins.storage.reset()
    opened: list[SocketIOTestClient] = []

    def open_socket(member: Member | None) -> SocketIOTestClient:
        client = browser(member)
        opened.append(apart(SocketIOTestClient, app, socketio, flask_test_client=client))
        return opened[-1]

    yield open_socket
    for client in opened:
        if client.is_connected():
            client.disconnect()
    seats.clear()


def apart(function: Callable[..., Any], *args: Any, **kwargs: Any) -> Any:
    """Calls as another thread would: with no request and no `g` of the test around it."""
    return contextvars.Context().run(function, *args, **kwargs)


def send(client: SocketIOTestClient, name: str, *payload: Any) -> Any:
    return apart(client.emit, name, *payload, callback=True)


def join_stream(client: SocketIOTestClient, slug: str, stream: str = "audience") -> Any:
    return send(client, "join", {"slug": slug, "stream": stream})


def heard(client: SocketIOTestClient, name: str = "live") -> list[dict[str, Any]]:
    return [packet["args"][0] for packet in client.get_received() if packet["name"] == name]
