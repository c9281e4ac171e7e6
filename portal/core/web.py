"""How views answer: pages and fragments, redirects that stay here, and the policy each route declares."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any, TypeVar
from urllib.parse import urlsplit

from flask import Flask, abort, current_app, make_response, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user
from htmx_flask import Htmx
from werkzeug.wrappers import Response

from portal.core.addresses import address
from portal.core.forms import data_attributes, is_hidden_field, new_request_key
from portal.core.templating import render_text

View = TypeVar("View", bound=Callable[..., Any])

htmx = Htmx()
_LOCAL = re.compile(r"/(?![/\\])[^\\\x00-\x20\x7f]*\Z")

AVATAR_HUES = 6
PUBLIC, ACCOUNT, MEMBER, STAFF = "public", "account", "member", "staff"


def policy(name: str) -> Callable[[View], View]:
    """Declares who may call a view: `public`, `account` (signed in, even suspended), `member` (signed in and in good
    standing), `staff` (any grant) or a role such as `editor`, held anywhere.

    Several roles are separated by `|`; admins pass every role. Which rows a person may touch is decided below, by the
    loaders and verbs.
    """

    def declare(view: View) -> View:
        view.policy = name  # type: ignore[attr-defined]
        return view

    return declare


def declared_policy(app: Flask, endpoint: str) -> str | None:
    return getattr(app.view_functions[endpoint], "policy", None)


def passes(name: str, person: Any) -> bool:
    """Whether a signed-in or anonymous person passes a declared policy."""
    if name == PUBLIC:
        return True
    if not person.is_authenticated:
        return False
    if name == ACCOUNT:
        return True
    if name == MEMBER:
        return not person.is_suspended
    if name == STAFF:
        return bool(person.is_staff)
    return any(person.has_role_somewhere(role) for role in name.split("|"))


def may_open(endpoint: str) -> bool:
    """Whether there is such an endpoint and its policy lets this reader in: what a menu may offer."""
    declared = declared_policy(current_app, endpoint) if endpoint in current_app.view_functions else None
    return declared is not None and passes(declared, current_user)


def _enforce_policy() -> ResponseReturnValue | None:
    if request.endpoint is None:
        return None
    declared = declared_policy(current_app, request.endpoint)
    if declared is None:
        abort(404)
    if passes(declared, current_user):
        return None
    if current_user.is_authenticated:
        abort(403 if declared == MEMBER else 404)
    if request.method == "GET":
        return see_other(url_for("accounts.sign_in", next=request.full_path.rstrip("?")))
    return see_other(url_for("accounts.sign_in"))


def viewer() -> Any:
    """The signed-in person of this request, or None."""
    person = current_user._get_current_object()  # a page asks hundreds of times, and the proxy looks it up each time
    return person if person.is_authenticated else None


def is_htmx() -> bool:
    return bool(request.htmx)  # type: ignore[attr-defined]


def render(page: str, fragment: str | None = None, status: int = 200, **context: Any) -> Response:
    """The page, or only its fragment when htmx asks and a fragment is named."""
    name = fragment if fragment and is_htmx() else page
    response = make_response(render_text(name, **context), status)
    response.vary.add("HX-Request")
    return response


def see_other(url: str) -> Response:
    """Sends the browser to a page of this portal with GET; htmx is told to navigate."""
    if is_htmx():
        response = make_response("", 204)
        response.headers["HX-Redirect"] = url
    else:
        response = make_response(redirect(url, code=303))
    response.vary.add("HX-Request")
    return response


def local_url(target: str | None, default: str) -> str:
    """The target if it is a path on this host, else the default (no scheme, host, backslash or control character)."""
    if target and _LOCAL.match(target) and not urlsplit(target).netloc and not urlsplit(target).scheme:
        return target
    return default


def hue(seed: str) -> int:
    """Which of the avatar colors goes with a public id: always the same one."""
    return "0123456789abcdefghijklmnopqrstuvwxyz".find(seed[-1:].lower()) % AVATAR_HUES


def init_web(app: Flask) -> None:
    htmx.init_app(app)
    app.before_request(_enforce_policy)
    app.jinja_env.globals.update(
        url_for=address,
        new_request_key=new_request_key,
        viewer_or_none=viewer,
        has_endpoint=lambda name: name in app.view_functions,
        may_open=may_open,
        is_htmx=is_htmx,
    )
    app.jinja_env.filters.update(hue=hue, data_attributes=data_attributes)
    app.jinja_env.tests["hidden_field"] = is_hidden_field
    app.jinja_env.trim_blocks = app.jinja_env.lstrip_blocks = True
    app.jinja_env.auto_reload = False
