"""The blueprint of the account pages, and how a refused form is shown again."""

from __future__ import annotations

from typing import Any

from flask import Blueprint
from werkzeug.wrappers import Response

from portal.core.errors import DomainError
from portal.core.forms import Form
from portal.core.web import render

blueprint = Blueprint("accounts", __name__)


def show_again(page: str, form: Form, problem: DomainError | None = None, **context: Any) -> Response:
    """The page with what was typed and why it was refused."""
    if problem is not None:
        form.refuse(problem)
    response = render(page, status=problem.status if problem else 422, form=form, **context)
    retry_after = getattr(problem, "retry_after", None)
    if retry_after is not None:
        response.headers["Retry-After"] = str(retry_after)
    return response
