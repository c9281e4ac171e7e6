"""From the URL map to visits: which addresses are pages, who opens them, and with which objects."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from urllib.parse import urlencode

from flask import Flask
from werkzeug.routing import Rule

from portal.core.web import declared_policy
from tests.world.rows import World

NOT_PAGES = {
    "assets.file": "a static file",
    "health.healthz": "JSON for a load balancer",
    "health.readyz": "JSON for a load balancer",
    "live.calendar": "a calendar file",
    "live.events": "JSON for the live page",
    "live.mine": "a fragment of the live page",
    "notifications.badge": "JSON for the badge",
    "community.post": "leads to the topic of a post",
    "pwa.manifest": "JSON for the home screen",
    "pwa.worker": "the service worker",
    "rewards.balance": "a fragment for the badge of points",
    "search.suggestions": "a fragment under the search field",
}

REFUSING = {"accounts.sign_in", "accounts.sign_up", "accounts.sign_up_code", "accounts.password", "accounts.profile"}

VISITOR_OF_POLICY = {
    "account": "ana",
    "member": "ana",
    "doctor": "chen",
    "moderator": "mia",
    "editor": "eli",
    "staff": "ada",
    "admin": "ada",
}


@dataclass(frozen=True)
class Visit:
    """One page as one person opens it; `session` is what earlier steps left in the browser's cookie.

    A refused visit sends the page's first form empty and looks at the answer.
    """

    endpoint: str
    url: str
    person: str | None
    session: Mapping[str, str] = field(default_factory=dict)
    is_refused: bool = False

    @property
    def name(self) -> str:
        return f"{self.url} as {self.person or 'nobody'}{' refused' if self.is_refused else ''}"


def unknown_routes(app: Flask, world: World) -> list[str]:
    """GET routes with an argument the world has no object for."""
    return [f"{rule.rule} ({rule.endpoint})" for rule in _rules(app) if arguments_of(rule, world.values) is None]


def visits(app: Flask, world: World) -> list[Visit]:
    """Every page of the URL map at least once: public ones signed out and signed in, others by whom they are for."""
    found = []
    with app.test_request_context():
        for rule in _rules(app):
            arguments = arguments_of(rule, world.values)
            if arguments is None:
                continue
            path = app.url_for(rule.endpoint, **arguments)
            for query in world.queries.get(rule.endpoint, [{}]):
                url = f"{path}?{urlencode(query)}" if query else path
                for person in _visitors(app, rule.endpoint, world):
                    found.append(Visit(rule.endpoint, url, person, world.sessions.get(rule.endpoint, {})))
    return found


def with_refusals(found: list[Visit]) -> list[Visit]:
    """The visits, and once more those to forms that answer an empty try with a page of errors."""
    return found + [replace(visit, is_refused=True) for visit in found if visit.endpoint in REFUSING]


def _rules(app: Flask) -> Iterator[Rule]:
    for rule in app.url_map.iter_rules():
        if "GET" in (rule.methods or ()) and rule.endpoint not in NOT_PAGES:
            yield rule


def arguments_of(rule: Rule, values: Mapping[str, str]) -> dict[str, str] | None:
    """An object for each argument: named for the endpoint, else for its blueprint; None when one is missing."""
    found = {}
    for name in rule.arguments:
        keys = (f"{rule.endpoint}:{name}", f"{rule.endpoint.partition('.')[0]}:{name}")
        value = next((values[key] for key in keys if key in values), None)
        if value is None:
            return None
        found[name] = value
    return found


def _visitors(app: Flask, endpoint: str, world: World) -> list[str | None]:
    if endpoint in world.visitors:
        return world.visitors[endpoint]
    declared = declared_policy(app, endpoint) or "public"
    if declared == "public":
        return [None, "ana"]
    return [VISITOR_OF_POLICY[declared.partition("|")[0]]]
