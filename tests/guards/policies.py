"""The routes, who holds which policy, and what the reviewed list of routes says of each."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from flask import Flask
from werkzeug.routing import Rule

from portal.core.web import ACCOUNT, MEMBER, PUBLIC, STAFF

HELD_BY = {
    "signed out": set(),
    "ben": {ACCOUNT, MEMBER},
    "ana": {ACCOUNT, MEMBER},
    "fei": {ACCOUNT, MEMBER},
    "chen": {ACCOUNT, MEMBER, STAFF, "doctor"},
    "moe": {ACCOUNT, MEMBER, STAFF, "moderator"},
    "mia": {ACCOUNT, MEMBER, STAFF, "moderator"},
    "eli": {ACCOUNT, MEMBER, STAFF, "editor"},
    "ada": {ACCOUNT, MEMBER, STAFF, "doctor", "moderator", "editor", "admin"},
    "sam": {ACCOUNT},
}
MISSING = "zzzzzzzzzzzz"
REVIEWED = Path(__file__).with_name("routes.txt")


def reviewed_policies() -> dict[str, str]:
    """The policy of each endpoint as the reviewed list of routes has it, whatever the code declares."""
    lines = (line.split() for line in REVIEWED.read_text("utf-8").splitlines())
    return {endpoint: declared for _rule, _methods, declared, endpoint in lines}


def routes(app: Flask) -> list[Rule]:
    return [rule for rule in app.url_map.iter_rules() if not rule.endpoint.startswith("assets.")]


def methods(rule: Rule) -> Iterator[str]:
    return (method for method in sorted(rule.methods or ()) if method in {"GET", "POST", "PUT", "PATCH", "DELETE"})


def allowed(declared: str, held: set[str]) -> bool:
    return declared == PUBLIC or bool(set(declared.split("|")) & held)
