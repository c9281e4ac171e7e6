"""Every route that names an object, and every socket event, × ten roles × objects of every kind.

The kinds are one's own, and others' in the open, in a closed group, in a hidden group, held back, or missing. Nothing
is changed: a request that would change rows says so instead, and that is how a form that works is told from one that is
refused. A new route fails until tests/guards/doors.py has a rule for it.
"""

from __future__ import annotations

import contextvars
import re
from collections.abc import Iterator, Mapping
from typing import NamedTuple

import pytest
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.routing import Rule

from portal.accounts.models import Member
from portal.core.db import db
from portal.core.realtime import broadcast, socketio
from portal.live.broadcasts import rooms
from portal.live.models import AUDIENCE, STREAMS, LiveSession
from tests.browser_client import Browser
from tests.conftest import empty_database
from tests.dry_run import WouldChange, dry_run, row_counts
from tests.guards.doors import DOORS, GOOD, LEADERS, READERS, ROLES, Door
from tests.guards.policies import HELD_BY, MISSING, allowed, methods, reviewed_policies, routes
from tests.sockets import Listen, SocketIOTestClient, heard, join_stream, send
from tests.world.doors import Doors, build_doors
from tests.world.routes import arguments_of

NOISE = re.compile(rb"Ij[\w.-]{60,}")
SILENT = {"POST accounts.end_one_device"}
"""Where nothing happens to what is not there, without a word."""
EVENTS = {"connect", "disconnect", "join", "leave"}
STEPS = {"POST community.choose_label", "POST home.discuss"}
"""Where a form that works leads on to the next page and changes nothing yet."""


class Answer(NamedTuple):
    status: int
    place: str
    body: bytes


class Visitor:
    """A browser whose cookie stays as it is, so that no answer depends on an earlier one."""

    def __init__(self, app: Flask, person: Member | None) -> None:
        browser = app.test_client()
        assert isinstance(browser, Browser)
        if person is not None:
            browser.sign_in_as(person)
        cookie = browser.get_cookie(app.config["SESSION_COOKIE_NAME"])
        assert cookie is not None
        self._cookie = f"{cookie.key}={cookie.value}"
        self._token = browser.csrf_token
        self._client = FlaskClient(app, app.response_class, use_cookies=False)

    def knock(self, method: str, url: str, fields: Mapping[str, str], arguments: Mapping[str, str]) -> Answer:
        """The answer without what differs in any case: the address that was asked for, and tokens."""
        headers = {"Cookie": self._cookie} | ({} if method == "GET" else {"HX-Request": "true"})
        data = None if method == "GET" else {"csrf_token": self._token, **fields}
        asked = {"method": method, "data": data, "headers": headers}
        answer = contextvars.Context().run(self._client.open, url, **asked)
        place = answer.headers.get("Location") or answer.headers.get("HX-Redirect", "")
        body = NOISE.sub(b"", answer.data)
        for value in arguments.values():
            place, body = place.replace(value, ""), body.replace(value.encode(), b"")
        return Answer(answer.status_code, place, body)


class Knock(NamedTuple):
    """What came of an object of some kind, beside the answer for a missing one in its place."""

    rule: Rule
    method: str
    kind: str
    answer: Answer
    missing: Answer

    @property
    def name(self) -> str:
        return f"{self.method} {self.rule.endpoint}"

    @property
    def outcome(self) -> str:
        if self.answer == self.missing:
            return "missing"
        if self.answer.status in {404, 500}:
            return f"a {self.answer.status} of its own"
        return "sees" if self.answer.status >= 400 else "does"


@pytest.fixture(scope="module", autouse=True)
def database(app: Flask) -> Iterator[None]:
    """One world for all roles, since nothing changes it."""
    with app.app_context():
        empty_database(app.extensions["settings"].data_dir)
        yield


@pytest.fixture(scope="module")
def doors(app: Flask, database: None) -> Doors:
    return build_doors()


def named(app: Flask) -> list[tuple[Rule, str]]:
    return [(rule, method) for rule in routes(app) if rule.arguments for method in methods(rule)]


def knocks(app: Flask, doors: Doors, role: str, visitor: Visitor) -> Iterator[Knock]:
    bound = app.url_map.bind("127.0.0.1")
    for rule, method in named(app):
        form = DOORS[f"{method} {rule.endpoint}"].fields
        fields = {name: text.format(stranger=doors.stranger) for name, text in form.items()}
        missing = None
        for kind, values in objects(rule, doors.objects(role)):
            answer = visitor.knock(method, bound.build(rule.endpoint, values, method=method), fields, values)
            missing = missing or answer
            yield Knock(rule, method, kind, answer, missing)


def objects(rule: Rule, kinds: Mapping[str, Mapping[str, str]]) -> Iterator[tuple[str, dict[str, str]]]:
    """The missing object first, then one of each kind; last one of a hidden place under the address of another."""
    yield "missing", dict.fromkeys(rule.arguments, MISSING)
    found = {kind: arguments_of(rule, values) for kind, values in kinds.items()}
    yield from ((kind, values) for kind, values in found.items() if values is not None)
    closed, hidden = found["closed"], found["hidden"]
    if len(rule.arguments) > 1 and closed and hidden:
        yield "mixed", hidden | {"slug": closed["slug"]}


def expected(door: Door, kind: str, role: str, policy: str) -> str:
    if not allowed(policy, HELD_BY[role]):
        return "missing"
    return next((name for name in ("does", "sees") if role in getattr(door, name).get(kind, ())), "missing")


def test_every_route_that_names_an_object_has_a_rule_and_a_way_to_try_it(app: Flask, doors: Doors) -> None:
    names = {f"{method} {rule.endpoint}": rule for rule, method in named(app)}
    assert set(names) ^ set(DOORS) == set(), "say who comes through in tests/guards/doors.py"
    objects = [*doors.kinds.values(), *doors.own.values()]
    untried = {name for name, rule in names.items() if not any(arguments_of(rule, values) for values in objects)}
    assert not untried, f"give these arguments an object in tests/world/doors.py: {untried}"


@pytest.mark.parametrize("role", ROLES.split(", "))
def test_a_role_comes_through_exactly_where_the_rules_say(app: Flask, doors: Doors, role: str) -> None:
    policies, visitor = reviewed_policies(), Visitor(app, doors.people[role])
    wrong: list[str] = []
    acts: dict[str, bool] = {}
    before = row_counts()
    with dry_run():
        for knock in knocks(app, doors, role, visitor):
            policy, status = policies[knock.rule.endpoint], knock.answer.status
            wanted = expected(DOORS[knock.name], knock.kind, role, policy)
            if knock.outcome != wanted:
                wrong.append(f"{role} {knock.name} {knock.kind}: {knock.outcome} ({status}), not {wanted}")
            if knock.kind == "missing" and allowed(policy, HELD_BY[role]) and knock.name not in SILENT:
                assert status == 404, f"{role} {knock.name}: a missing thing answers {status}"
            if knock.method == "POST" and wanted == "does":
                acts[knock.name] = acts.get(knock.name, False) or status == WouldChange.code
    assert not wrong, "\n".join(wrong)
    assert row_counts() == before
    assert {name for name, changes in acts.items() if not changes} <= STEPS, "its fields do not reach the verb"


def test_every_socket_event_is_one_of_those_tried_here(app: Flask) -> None:
    handlers = socketio.server.handlers
    assert set(handlers) == {"/"} and set(handlers["/"]) == EVENTS
    assert not socketio.server.namespace_handlers


@pytest.mark.parametrize("role", ROLES.split(", "))
def test_a_role_hears_exactly_the_streams_it_may_open(doors: Doors, listen: Listen, role: str) -> None:
    client = listen(doors.people[role])
    assert client.is_connected() is (role in GOOD)
    for stream in STREAMS if role in GOOD else ():
        may = READERS if stream == AUDIENCE else LEADERS
        refused = join_stream(client, MISSING, stream)
        for kind in ("own", "open", "closed", "hidden"):
            slug = doors.objects(role)[kind]["live:slug"]
            expected = {"ok": True, "head": 0} if role in may.get(kind, ()) else {"ok": False}
            assert join_stream(client, slug, stream) == expected, f"{role} {stream} of {kind}"
            assert reaches(client, slug, stream) is expected["ok"], f"{role} {stream} of {kind}"
            left = send(client, "leave", {"slug": slug, "stream": stream})
            assert left == send(client, "leave", {"slug": MISSING, "stream": stream})
            assert not reaches(client, slug, stream)
        assert refused == {"ok": False}


def reaches(client: SocketIOTestClient, slug: str, stream: str) -> bool:
    """Whether a broadcast to a stream of a session, in any locale, arrives at a socket."""
    session = db.session.query(LiveSession).filter_by(slug=slug).one()
    for room in rooms(session.id, stream).values():
        broadcast(room, "live", {"seq": 1})
    return bool(heard(client))
