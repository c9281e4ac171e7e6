"""`next` never leads off this host, however it is spelled."""

from __future__ import annotations

import pytest

from portal.core.web import local_url
from tests.accounts.entrance import make_account, sign_in
from tests.browser_client import OpenBrowser

HOSTILE = [
    "//evil.example", "///evil.example", "////evil.example", "/\\evil.example", "\\\\evil.example", "\\/evil.example",
    "/\t/evil.example", "/\n/evil.example", "/\r/evil.example", "\t//evil.example", " //evil.example",
    "http://evil.example", "https://evil.example", "HTTPS://evil.example", "https:evil.example", "https:/evil.example",
    "https:///evil.example", "http:\\\\evil.example", "javascript:alert(1)", "JaVaScRiPt:alert(1)",
    "java\nscript:alert(1)", "data:text/html,x", "vbscript:x", "//evil.example/%2f..", "//evil.example@127.0.0.1",
    "/ /evil.example", "/\x00/evil.example", "\x0b//evil.example", "/\x7f/evil.example", "evil.example",
    ".evil.example", "@evil.example", "?next=//evil.example", "#//evil.example", "", "/a\\evil.example",
]  # fmt: skip


@pytest.mark.parametrize("target", HOSTILE)
def test_a_hostile_target_falls_back(target: str) -> None:
    assert local_url(target, "/home") == "/home"


@pytest.mark.parametrize("target", ["/", "/groups", "/search?q=糖尿病&page=2", "/topics/abc#post-3", "/a:b", "/a//b"])
def test_a_path_of_ours_is_kept(target: str) -> None:
    assert local_url(target, "/home") == target


def test_sign_in_sends_no_one_away(browser: OpenBrowser) -> None:
    make_account()
    for target in HOSTILE[:12]:
        assert sign_in(browser(), next=target).location == "/"


def test_neither_does_the_language_menu_nor_sign_up(browser: OpenBrowser) -> None:
    client = browser()
    assert client.submit("/preferences", locale="en", next="//evil.example").location == "/"
    assert "evil.example" not in client.get("/sign-in?next=//evil.example").headers.get("Location", "")
