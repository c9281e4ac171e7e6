"""How views answer: headers, policies, redirects, errors without a trace."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from flask import Flask

from portal.core.web import local_url
from tests.browser_client import Browser

EVIL = [
    "//evil.example",
    "///evil.example",
    "/\\evil.example",
    "\\\\evil.example",
    "https://evil.example",
    "https:evil.example",
    "http:/evil.example",
    "/\t/evil.example",
    "/\n/evil.example",
    "\t//evil.example",
    " //evil.example",
    "javascript:alert(1)",
    "JaVaScRiPt:alert(1)",
    "data:text/html,x",
    "evil.example",
    "./evil",
    "",
    "?next=//evil",
    "#x",
    "/%09//\\evil\\",
    "/ok\\..\\evil",
    "/ok\r\nSet-Cookie: x",
    "/\u0000",
    "//",
    "/\\",
    "https://127.0.0.1@evil.example",
    "mailto:a@evil.example",
    "//127.0.0.1:8000\\@evil",
    "/\u2028//evil ",
    "ftp://evil.example",
]


@pytest.mark.parametrize("target", EVIL)
def test_a_next_address_that_leaves_this_host_is_dropped(target: str) -> None:
    assert local_url(target, "/home") == "/home"


@pytest.mark.parametrize("target", ["/", "/groups/sugar", "/search?q=%E8%A1%80%E7%B3%96&page=2", "/topics/abc#post-3"])
def test_a_local_next_address_is_kept(target: str) -> None:
    assert local_url(target, "/home") == target


def test_every_answer_carries_the_protecting_headers(browser: Callable[..., Browser]) -> None:
    for url in ("/healthz", "/readyz"):
        headers = browser().get(url).headers
        assert "unsafe" not in headers["Content-Security-Policy"] and "'none'" in headers["Content-Security-Policy"]
        assert headers["X-Content-Type-Options"] == "nosniff"
        assert headers["Referrer-Policy"] == "same-origin"
        assert headers["X-Frame-Options"] == "DENY"
        assert "Cookie" in headers["Vary"]


def test_a_foreign_host_header_is_refused(browser: Callable[..., Browser]) -> None:
    assert browser().get("/healthz", headers={"Host": "evil.example"}).status_code == 400


def test_health_tells_living_from_ready(app: Flask, browser: Callable[..., Browser]) -> None:
    assert browser().get("/healthz").json == {"status": "ok"}
    assert browser().get("/readyz").status_code == 200
