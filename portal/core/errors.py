"""What can go wrong in a verb, and the one handler that tells a person about it."""

from __future__ import annotations

import structlog
from flask import Flask, current_app, g, request
from flask.typing import ResponseReturnValue
from flask_babel import LazyString
from sqlalchemy.exc import OperationalError
from sqlalchemy.exc import TimeoutError as PoolTimeout
from werkzeug.exceptions import HTTPException, SecurityError

from portal.core.i18n import _, lazy

log = structlog.get_logger()


class DomainError(Exception):
    """A rule said no. Raised means rolled back; the handler renders `message` with `status`."""

    status = 400
    message: str | LazyString = lazy("This cannot be done.")

    def __init__(self, message: str | LazyString | None = None) -> None:
        self.message = message or self.message
        super().__init__(str(type(self).__name__))


class NotAllowed(DomainError):
    status = 403
    message = lazy("You are not allowed to do this.")


class NotFound(DomainError):
    status = 404
    message = lazy("This page does not exist, or it is not open to you.")


class Conflict(DomainError):
    status = 409
    message = lazy("Someone else was faster. Please look at the page again.")


class Invalid(DomainError):
    """Input that a rule refuses; `field` names the form field the message belongs beside, if there is one."""

    status = 422
    message = lazy("Please check what you typed.")

    def __init__(self, message: str | LazyString | None = None, field: str | None = None) -> None:
        super().__init__(message)
        self.field = field


class TooOften(DomainError):
    status = 429
    message = lazy("That was a little too often. Please wait a moment and try again.")

    def __init__(self, message: str | LazyString | None = None, retry_after: int = 60) -> None:
        super().__init__(message)
        self.retry_after = retry_after


class Unavailable(DomainError):
    status = 503
    message = lazy("The portal cannot save anything right now. Please try again in a minute.")


TITLES = {
    400: lazy("We could not understand that"),
    403: lazy("You may not open this"),
    404: lazy("Page not found"),
    405: lazy("This cannot be opened like that"),
    409: lazy("This has changed in the meantime"),
    413: lazy("That is too large"),
    422: lazy("Please check what you typed"),
    429: lazy("Please wait a moment"),
    500: lazy("Something went wrong on our side"),
    503: lazy("Please try again in a minute"),
}
TEXTS = {
    400: lazy("Please go back and try once more."),
    403: NotAllowed.message,
    404: NotFound.message,
    405: lazy("Please go back and use the buttons on the page."),
    409: Conflict.message,
    413: lazy("Please make the text or file smaller and try again."),
    422: Invalid.message,
    429: TooOften.message,
    500: lazy("It is not your fault. We have written it down and will look at it. Nothing you saved before is lost."),
    503: Unavailable.message,
}


def init_errors(app: Flask) -> None:
    """Answers every error with a page or, to htmx, a notice; never with a stack trace."""
    app.register_error_handler(DomainError, _domain)
    app.register_error_handler(HTTPException, _http)
    app.register_error_handler(OperationalError, _database)
    app.register_error_handler(PoolTimeout, _database)
    app.register_error_handler(Exception, _unexpected)


def _domain(error: DomainError) -> ResponseReturnValue:
    return _answer(error.status, str(error.message), retry_after=getattr(error, "retry_after", None))


def _http(error: HTTPException) -> ResponseReturnValue:
    if error.code is None or error.code < 400:
        return error
    if isinstance(error, SecurityError):
        return "", 400  # a foreign Host header: no address can be built, so no page either
    return _answer(error.code, None)


def _database(error: OperationalError | PoolTimeout) -> ResponseReturnValue:
    log.error("database", problem=type(getattr(error, "orig", None) or error).__name__, exc_info=error)
    _read_as_nobody()
    return _answer(503, None, retry_after=5)


def _unexpected(error: Exception) -> ResponseReturnValue:
    log.error("unexpected", problem=type(error).__name__, exc_info=error)
    _read_as_nobody()
    return _answer(500, None)


def _read_as_nobody() -> None:
    """Lets the page render without asking a database that may be the very thing that failed."""
    g._login_user = current_app.login_manager.anonymous_user()  # type: ignore[attr-defined]


def _answer(status: int, message: str | None, retry_after: int | None = None) -> ResponseReturnValue:
    from portal.core.web import render

    known = status if status in TITLES else (500 if status >= 500 else 400)
    text = message or str(TEXTS[known])
    title = str(TITLES[known])
    response = render(
        "errors/page.html",
        fragment="components/_notice.html",
        status=status,
        code=status,
        title=title,
        text=text,
        notice={"tone": "danger", "title": title, "text": text},
        path=request.path,
        way_on=_("Go to the start page"),
    )
    if retry_after is not None:
        response.headers["Retry-After"] = str(retry_after)
    return response
