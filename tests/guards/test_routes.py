"""The reviewed list of routes and who may call them."""

from __future__ import annotations

from pathlib import Path

from flask import Flask

from portal.cli.routes import all_routes, as_text

SNAPSHOT = Path(__file__).with_name("routes.txt")
POLICIES = {"public", "account", "member", "staff", "doctor", "editor", "moderator", "admin"}


def test_every_route_declares_a_known_policy(app: Flask) -> None:
    undeclared = [route for route in all_routes(app) if not set(route.policy.split("|")) <= POLICIES]
    assert undeclared == []


def test_the_routes_are_the_reviewed_ones(app: Flask) -> None:
    assert as_text(all_routes(app)) == SNAPSHOT.read_text("utf-8"), (
        "review the change, then: portal routes --write tests/guards/routes.txt"
    )
