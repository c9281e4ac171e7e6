"""Every route × every role: the reviewed policy holds, with and without htmx, and what is refused changes nothing.

Routes that name an object are tried with objects of every kind in test_doors.
"""

from __future__ import annotations

from collections.abc import Callable

import pytest
from flask import Flask
from werkzeug.routing import Rule

from portal.core.web import MEMBER, PUBLIC, declared_policy
from tests.browser_client import Browser
from tests.dry_run import row_counts
from tests.guards.policies import HELD_BY, MISSING, allowed, methods, reviewed_policies, routes


def address(app: Flask, rule: Rule) -> str:
    values = {name: 999_999 if type(rule._converters[name]).__name__ == "IntegerConverter" else MISSING
              for name in rule.arguments}  # fmt: skip
    return str(app.url_map.bind("127.0.0.1").build(rule.endpoint, values, method=next(iter(methods(rule)))))


def test_every_route_declares_a_policy_of_known_words(app: Flask) -> None:
    words = {PUBLIC}.union(*HELD_BY.values())
    for rule in app.url_map.iter_rules():
        declared = declared_policy(app, rule.endpoint)
        assert declared is not None, f"{rule.endpoint} declares no policy"
        assert set(declared.split("|")) <= words, f"{rule.endpoint} declares {declared}"


@pytest.mark.parametrize("role", HELD_BY)
def test_a_role_opens_exactly_what_its_policy_says(
    app: Flask, browser: Callable[..., Browser], request: pytest.FixtureRequest, role: str
) -> None:
    person = None if role == "signed out" else request.getfixturevalue(role)
    request.getfixturevalue("group")
    policies = reviewed_policies()
    for rule in routes(app):
        if rule.arguments:
            continue
        declared = policies[rule.endpoint]
        for method in methods(rule):
            for headers in ({}, {"HX-Request": "true"}):
                client = browser(person)
                url = address(app, rule)
                data = None if method == "GET" else {"csrf_token": client.csrf_token}
                answer = client.open(url, method=method, data=data, headers=headers)
                where = f"{role} {method} {rule.rule} ({declared}) → {answer.status_code}"
                assert answer.status_code < 500, where
                if allowed(declared, HELD_BY[role]):
                    signed_out_door = answer.status_code == 303 and "/sign-in" in answer.headers.get("Location", "")
                    assert not signed_out_door or rule.endpoint.startswith("accounts."), where
                    assert answer.status_code not in {403, 404} or method != "GET", where
                elif role == "signed out":
                    assert answer.status_code == 303 or answer.headers.get("HX-Redirect"), where
                else:
                    assert answer.status_code == (403 if declared == MEMBER else 404), where


def test_a_refused_or_forged_request_changes_nothing(
    app: Flask, browser: Callable[..., Browser], ben: object, ana: object, sam: object
) -> None:
    """Without a CSRF token, and from people a route is not for, every row stays as it was."""
    clients = {"ben": browser(ben), "sam": browser(sam), "signed out": browser()}
    policies = reviewed_policies()
    for rule in routes(app):
        for method in methods(rule):
            if method == "GET":
                continue
            for role, client in clients.items():
                url = address(app, rule)
                before = row_counts()
                forged = client.open(url, method=method, data={"name": "x"})
                assert forged.status_code in {303, 400, 403, 404}, f"{role} {rule.rule} without a token"
                if not allowed(policies[rule.endpoint], HELD_BY[role]):
                    client.open(url, method=method, data={"csrf_token": client.csrf_token})
                assert row_counts() == before, f"{role} changed rows through {rule.rule}"


def test_reading_changes_nothing(app: Flask, browser: Callable[..., Browser], ana: object, ada: object) -> None:
    for person in (ana, ada):
        client = browser(person)
        for rule in routes(app):
            if "GET" in (rule.methods or ()):
                before = row_counts()
                client.get(address(app, rule))
                assert row_counts() == before, f"GET {rule.rule} wrote rows"
