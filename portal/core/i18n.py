"""Three locales: which one a person reads, and the catalogs behind `_`."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from functools import lru_cache
from pathlib import Path
from typing import Any

from babel import Locale, support
from babel import dates as babel_dates
from flask import Flask, current_app, g, has_request_context, request
from flask_babel import (
    Babel,
    LazyString,
    force_locale,
    format_date,
    format_datetime,
    format_decimal,
    format_time,
    get_locale,
    get_translations,
    ngettext,
)
from flask_login import current_user
from markupsafe import escape

from portal.core import clock
from portal.core.catalogs import compile_catalogs

__all__ = ["DEFAULT_LOCALE", "LOCALES", "_", "force_locale", "lazy", "ngettext"]

LOCALES = {"zh_Hans": "简体中文", "zh_Hant": "繁體中文", "en": "English"}
DEFAULT_LOCALE = "zh_Hans"
COOKIE = "portal_locale"
HOUR = 3600
_REGION_SCRIPT = {"tw": "zh_Hant", "hk": "zh_Hant", "mo": "zh_Hant", "hant": "zh_Hant"}

babel = Babel()


def _(message: str, **values: Any) -> str:
    text: str = _catalog().ugettext(message)
    return text % values if values else text


class LazyText(LazyString):  # type: ignore[misc]
    """A text translated when it is read. Flask-Babel's own claims to be safe HTML and would never be escaped."""

    def __html__(self) -> str:
        return str(escape(str(self)))


def lazy(message: str, **values: Any) -> LazyString:
    return LazyText(_, message, **values)


def match_tag(tag: str) -> str | None:
    """The portal's locale for one language tag (`zh-HK`, `zh-Hant-TW`, `en-GB`), or None."""
    parts = tag.strip().replace("_", "-").lower().split("-")
    if parts[0] == "en":
        return "en"
    if parts[0] not in {"zh", "cmn", "yue"}:
        return None
    if "hans" in parts:
        return "zh_Hans"
    return next((_REGION_SCRIPT[part] for part in parts[1:] if part in _REGION_SCRIPT), "zh_Hans")


def choose_locale() -> str:
    """Member's choice, else the cookie, else Accept-Language, else Simplified Chinese."""
    if not has_request_context():
        return DEFAULT_LOCALE
    if "locale" not in g:
        chosen = getattr(current_user, "locale", None) or request.cookies.get(COOKIE, "")
        if chosen not in LOCALES:
            tags = (match_tag(tag) for tag, _quality in request.accept_languages)
            chosen = next((tag for tag in tags if tag), DEFAULT_LOCALE)
        g.locale = chosen
    return str(g.locale)


def choose_timezone() -> str | None:
    return getattr(current_user, "timezone", None) if has_request_context() else None


def today() -> date:
    """The civil day it is for the reader, or where the portal stands."""
    return clock.local_date(reader_zone())


def reader_zone() -> str:
    """The time zone of the reader, or where the portal stands."""
    return choose_timezone() or str(current_app.config["BABEL_DEFAULT_TIMEZONE"])


def current_locale() -> str:
    return _name_of(get_locale())


@lru_cache(maxsize=10)
def _name_of(locale: Locale | None) -> str:
    return str(locale or DEFAULT_LOCALE)


def lang_tag(locale: str) -> str:
    """The HTML `lang` of a locale: `zh_Hant` → `zh-Hant`."""
    return locale.replace("_", "-")


def catalogs() -> Path:
    """The directory of the message catalogs: inside the installed package, or beside it in a checkout."""
    package = Path(__file__).resolve().parents[1]
    installed = package / "translations"
    return installed if installed.is_dir() else package.parent / "translations"


def timeago(moment: datetime, zone: str | None = None, *, locale: str) -> str:
    """How long ago, in words of the locale: `3 minutes ago`, `3分钟前`; a date once a month has passed.

    The date is that of the reader's zone; a page with many of them hands it in.
    """
    passed = clock.now() - moment
    if passed > timedelta(days=30):
        return _day(locale, clock.local_date(zone or reader_zone(), moment))
    seconds = int(passed.total_seconds())
    step = 1 if seconds < HOUR else 60 if seconds < 24 * HOUR else HOUR
    return _time_passed(locale, seconds // step * step)


@lru_cache(maxsize=10_000)
def _day(locale: str, day: date) -> str:
    return str(babel_dates.format_date(day, "medium", locale))


@lru_cache(maxsize=10_000)
def _time_passed(locale: str, seconds: int) -> str:
    passed = -timedelta(seconds=seconds)
    return str(babel_dates.format_timedelta(passed, add_direction=True, locale=locale, threshold=1.1))


_known: dict[Locale | None, support.NullTranslations] = {}


def _catalog() -> support.NullTranslations:
    """The reader's catalog. Flask-Babel's own look-up spells the locale out for every single text of a page."""
    locale = get_locale()
    if locale not in _known:
        _known[locale] = get_translations()
    return _known[locale]


def catalog_of(locale: str) -> support.NullTranslations:
    """The catalog of a locale, whoever reads; needs an app context."""
    with force_locale(locale):
        return _catalog()


def init_i18n(app: Flask, timezone: str) -> None:
    directory = catalogs()
    if directory.parent != Path(__file__).resolve().parents[1]:
        compile_catalogs(directory)
    app.config.update(
        BABEL_DEFAULT_LOCALE=DEFAULT_LOCALE,
        BABEL_DEFAULT_TIMEZONE=timezone,
        BABEL_TRANSLATION_DIRECTORIES=str(directory),
    )
    babel.init_app(app, locale_selector=choose_locale, timezone_selector=choose_timezone)
    app.jinja_env.install_gettext_callables(  # type: ignore[attr-defined]
        gettext=lambda text: _catalog().ugettext(text),
        ngettext=lambda one, many, number: _catalog().ungettext(one, many, number),
        newstyle=True,
    )
    app.jinja_env.globals["reader_zone"] = reader_zone
    app.jinja_env.filters.update(
        iso=lambda moment: moment.isoformat(timespec="seconds"),
        date=lambda day: format_date(day, "long"),
        datetime=lambda moment: format_datetime(moment, "medium"),
        time=lambda moment: format_time(moment, "short"),
        number=format_decimal,
    )
