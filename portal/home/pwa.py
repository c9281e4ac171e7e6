"""The portal on a home screen and without a network: manifest, service worker, offline page and copies of articles.

The worker fetches what it keeps without cookies, so the address of a page names the look it is to have.
"""

from __future__ import annotations

import json
from typing import Any

from flask import Blueprint, current_app, request, url_for
from flask.typing import ResponseReturnValue
from werkzeug.wrappers import Response

from portal.accounts.preferences import chosen_preferences, current_look, site_name
from portal.content.queries import reading
from portal.core import clock
from portal.core.assets import asset
from portal.core.i18n import current_locale, force_locale, lang_tag, reader_zone
from portal.core.web import policy, render

blueprint = Blueprint("pwa", __name__)

GROUND = "#F4F8F7"
ICONS = (
    ("icons/logo.svg", "any", "any"),
    ("icons/logo-192.png", "192x192", "any"),
    ("icons/logo-512.png", "512x512", "any"),
    ("icons/logo-maskable-512.png", "512x512", "maskable"),
)
SHELL = (
    "css/app.css",
    "icons/favicon.svg",
    "icons/logo.svg",
    "icons/sprite.svg",
    "js/app.js",
    "js/behaviors/kept-articles.js",
    "vendor/htmx-2.0.11.min.js",
)
"""The files without which an offline page or a copy would look broken."""


@blueprint.get("/manifest.webmanifest")
@policy("public")
def manifest() -> ResponseReturnValue:
    """What a phone shows of the portal when it is put on the home screen, in the language the address names."""
    with force_locale(_locale()):
        content = {
            "id": "/",
            "name": site_name(),
            "short_name": site_name(),
            "lang": lang_tag(current_locale()),
            "start_url": url_for("home.index"),
            "scope": "/",
            "display": "standalone",
            "background_color": GROUND,
            "theme_color": GROUND,
            "icons": [{"src": asset(name), "sizes": sizes, "purpose": purpose} for name, sizes, purpose in ICONS],
        }
    return Response(json.dumps(content, ensure_ascii=False), content_type="application/manifest+json")


@blueprint.get("/sw.js")
@policy("public")
def worker() -> ResponseReturnValue:
    """The service worker: its code is a static file, and what it must know changes its bytes with every version."""
    known = {
        "version": current_app.extensions["assets_version"],
        "offline": url_for("pwa.offline"),
        "signOut": url_for("accounts.sign_out"),
        "shell": [asset(name) for name in SHELL],
    }
    script = f"const PORTAL = {json.dumps(known)};\nimportScripts({json.dumps(asset('js/worker.js'))});\n"
    response = Response(script, content_type="text/javascript; charset=utf-8")
    response.headers["Cache-Control"] = "no-cache"
    return response


@blueprint.get("/offline")
@policy("public")
def offline() -> ResponseReturnValue:
    with force_locale(_locale()):
        return render("home/offline.html", **_look())


@blueprint.get("/articles/<slug>/copy")
@policy("public")
def article(slug: str) -> ResponseReturnValue:
    """An article as it is kept for reading offline: the same for everyone, without what people wrote under it."""
    with force_locale(_locale()):
        found = reading(slug, None)
        return render("home/article_copy.html", reading=found, day=clock.local_date(reader_zone()), **_look())


def _locale() -> str:
    return chosen_preferences(request.args).get("locale", current_locale())


def _look() -> dict[str, Any]:
    return {**current_look(), **chosen_preferences(request.args)}
