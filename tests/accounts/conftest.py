"""Fixtures of the account tests."""

from __future__ import annotations

import pytest
from flask import Flask


@pytest.fixture
def closed_rooms(app: Flask, monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The rooms whose sockets are ordered to close, on whichever process."""

    class Link:
        def __init__(self) -> None:
            self.rooms: list[str] = []

        def send(self, room: str) -> None:
            self.rooms.append(room)

    link = Link()
    monkeypatch.setitem(app.extensions, "control_link", link)
    return link.rooms
