"""Headers, cookies, forms and rates: the safe defaults every response gets."""

from __future__ import annotations

from datetime import timedelta
from functools import lru_cache

from flask import Flask, request
from flask.sessions import SecureCookieSessionInterface
from flask_limiter import Limiter
from flask_limiter.util import get_remote_address
from flask_login import current_user
from flask_wtf.csrf import CSRFProtect
from itsdangerous import URLSafeTimedSerializer
from werkzeug.middleware.proxy_fix import ProxyFix
from werkzeug.wrappers import Response

from portal.config import Settings
from portal.core.errors import TooOften

csrf = CSRFProtect()


def _who() -> str:
    member = current_user.get_id() if current_user.is_authenticated else None
    return f"member:{current_user.id}" if member else get_remote_address()


limiter = Limiter(_who, default_limits=["240 per minute"], headers_enabled=False, on_breach=lambda _limit: _refuse())

CSP = "; ".join(
    (
        "default-src 'none'",
        "script-src 'self'",
        "style-src 'self'",
        "img-src 'self' data:",
        "connect-src 'self'",
        "font-src 'self'",
        "media-src 'self'",
        "manifest-src 'self'",
        "form-action 'self'",
        "base-uri 'none'",
        "object-src 'none'",
        "frame-ancestors 'none'",
    )
)
HEADERS = {
    "Content-Security-Policy": CSP,
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "X-Frame-Options": "DENY",
    "Permissions-Policy": "camera=(), microphone=(), geolocation=(), browsing-topics=()",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
}
HSTS = {"Strict-Transport-Security": "max-age=63072000; includeSubDomains"}
LOOPBACK = {"127.0.0.1", "localhost", "::1"}


def _refuse() -> None:
    raise TooOften()


class Cookies(SecureCookieSessionInterface):
    """Flask's signed cookies; the signer is made once, not twice a request."""

    @lru_cache(maxsize=8)  # noqa: B019 (one of these lives as long as its app)
    def get_signing_serializer(self, app: Flask) -> URLSafeTimedSerializer | None:
        return super().get_signing_serializer(app)


def init_security(app: Flask, settings: Settings) -> None:
    if settings.trusted_proxies:
        count = settings.trusted_proxies
        app.wsgi_app = ProxyFix(app.wsgi_app, x_for=count, x_proto=count)  # type: ignore[method-assign]
    loopback = settings.host in LOOPBACK
    app.config.update(
        SECRET_KEY=settings.secret_key,
        SESSION_COOKIE_NAME="__Host-portal" if settings.behind_tls else "portal",
        SESSION_COOKIE_SECURE=settings.behind_tls,
        SESSION_COOKIE_HTTPONLY=True,
        SESSION_COOKIE_SAMESITE="Lax",
        SESSION_COOKIE_PATH="/",
        SESSION_REFRESH_EACH_REQUEST=False,
        PERMANENT_SESSION_LIFETIME=timedelta(days=30),
        WTF_CSRF_TIME_LIMIT=None,
        WTF_CSRF_SSL_STRICT=settings.behind_tls,
        MAX_CONTENT_LENGTH=1024 * 1024,
        MAX_FORM_MEMORY_SIZE=512 * 1024,
        TRUSTED_HOSTS=sorted(LOOPBACK | {settings.host}) if loopback else [settings.host],
        RATELIMIT_STORAGE_URI=settings.redis_url or "memory://",
        RATELIMIT_ENABLED=settings.rate_limits,
        RATELIMIT_IN_MEMORY_FALLBACK_ENABLED=bool(settings.redis_url),
        RATELIMIT_KEY_PREFIX="portal",
    )
    app.session_interface = Cookies()
    csrf.init_app(app)
    limiter.init_app(app)

    headers = HEADERS | (HSTS if settings.behind_tls else {})

    @app.after_request
    def protect(response: Response) -> Response:
        response.headers.extend(headers)
        if "Cache-Control" not in response.headers:
            private = current_user.is_authenticated or request.method != "GET"
            response.headers["Cache-Control"] = "no-store" if private else "private, no-cache"
        response.vary.add("Cookie")
        return response
