"""How a person wants the portal to look: kept with the member, and in cookies for the pages before sign-in."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from flask import Flask, current_app, request
from flask_wtf.csrf import generate_csrf
from werkzeug.wrappers import Response

from portal.accounts.models import Preferences
from portal.config import Settings
from portal.core.errors import Invalid
from portal.core.i18n import COOKIE as LOCALE_COOKIE
from portal.core.i18n import LOCALES, _, current_locale, lang_tag
from portal.core.web import viewer

THEMES = ("auto", "light", "dark")
TEXT_STEPS = ("0", "1", "2", "3")
A_YEAR = 365 * 24 * 3600


def page_context() -> dict[str, Any]:
    """What every page knows of its reader; needs no query, so that error pages render without a database."""
    person = viewer()
    settings: Settings = current_app.extensions["settings"]
    locale = current_locale()
    return {
        "viewer": person,
        "locale": locale,
        "locales": LOCALES,
        "lang_tag": lang_tag(locale),
        "site_name": site_name(),
        "emergency_number": settings.emergency_number,
        "support_line": settings.support_line,
        "demo": settings.demo,
        "csrf_token": generate_csrf,
        **current_look(),
    }


def site_name() -> str:
    """The hospital's name for its portal, or the translated default."""
    settings: Settings = current_app.extensions["settings"]
    return settings.site_name or _("Patient Community")


def current_look() -> dict[str, Any]:
    """The theme, text step and elder mode this reader sees now."""
    person = viewer()
    return {
        "theme": person.theme if person else _choice("portal_theme", THEMES, "auto"),
        "text_step": person.text_step if person else int(_choice("portal_text", TEXT_STEPS, "0")),
        "elder": person.elder if person else request.cookies.get("portal_elder") == "1",
    }


def chosen_preferences(form: Mapping[str, str]) -> Preferences:
    """The preferences a form names, whichever it names. Raises Invalid for a value that is not offered."""
    chosen: Preferences = {}
    if "locale" in form:
        chosen["locale"] = _offered(form["locale"], LOCALES)
    if "theme" in form:
        chosen["theme"] = _offered(form["theme"], THEMES)
    if "text_step" in form:
        chosen["text_step"] = int(_offered(form["text_step"], TEXT_STEPS))
    if "elder" in form:
        chosen["elder"] = _offered(form["elder"], ("0", "1")) == "1"
    return chosen


def remember(response: Response, chosen: Preferences) -> Response:
    """Keeps preferences in this browser's cookies."""
    names = {"locale": LOCALE_COOKIE, "theme": "portal_theme", "text_step": "portal_text", "elder": "portal_elder"}
    settings: Settings = current_app.extensions["settings"]
    for name, cookie in names.items():
        if name in chosen:
            value = chosen[name]  # type: ignore[literal-required]
            text = str(int(value)) if isinstance(value, bool) else str(value)
            response.set_cookie(cookie, text, max_age=A_YEAR, secure=settings.behind_tls, httponly=True, samesite="Lax")
    return response


def _offered(value: str, offered: Any) -> str:
    if value not in offered:
        raise Invalid()
    return value


def _choice(cookie: str, allowed: tuple[str, ...], default: str) -> str:
    value = request.cookies.get(cookie, default)
    return value if value in allowed else default


def init_preferences(app: Flask) -> None:
    app.context_processor(page_context)
