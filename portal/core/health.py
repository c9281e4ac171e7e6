"""`/healthz`: this process lives. `/readyz`: it can read its database and the database is migrated."""

from __future__ import annotations

from flask import Blueprint
from flask.typing import ResponseReturnValue

from portal.core.migrations import is_current
from portal.core.security import csrf, limiter
from portal.core.web import policy

blueprint = Blueprint("health", __name__)
csrf.exempt(blueprint)
limiter.exempt(blueprint)


@blueprint.get("/healthz")
@policy("public")
def healthz() -> ResponseReturnValue:
    return {"status": "ok"}


@blueprint.get("/readyz")
@policy("public")
def readyz() -> ResponseReturnValue:
    try:
        ready = is_current()
    except Exception:
        ready = False
    return {"status": "ok" if ready else "not ready"}, 200 if ready else 503
