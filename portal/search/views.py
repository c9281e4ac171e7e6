"""The search page, its suggestions, and the report of what was not found."""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from typing import Any

import structlog
from flask import Blueprint, Flask, current_app, request, url_for
from flask.typing import ResponseReturnValue
from werkzeug.wrappers import Response

from portal.core.web import policy, render, viewer
from portal.safety.crisis import find_crisis
from portal.search import actions, queries

log = structlog.get_logger()

blueprint = Blueprint("search", __name__)


@blueprint.get("/search")
@policy("public")
def index() -> ResponseReturnValue:
    query, choices = _query(), _choices()
    after = request.args.get("after", 0, type=int)
    found = queries.find(query, viewer(), choices, after)
    in_crisis = find_crisis(query) is not None
    page = render(
        "search/index.html",
        nav="search",
        query=query,
        choices=choices,
        found=found,
        in_crisis=in_crisis,
        for_elders=queries.asks_for_elder_mode(query),
        near=queries.suggest(query[:2]) if query and not found.results else [],
        address=partial(_address, query, choices),
    )
    if query and not found.results and not after and choices == queries.Choices():
        _note_miss(page, query)
    return page


@blueprint.get("/search/suggestions")
@policy("public")
def suggestions() -> ResponseReturnValue:
    return render("search/_suggestions.html", suggestions=queries.suggest(_query()))


@blueprint.get("/staff/searches")
@policy("editor")
def misses() -> ResponseReturnValue:
    return render("search/misses.html", nav="articles", misses=queries.misses())


def _query() -> str:
    return request.args.get("q", "").replace("\x00", "").strip()[: queries.LONGEST_QUERY]


def _choices() -> queries.Choices:
    kind = request.args.get("kind", "all")
    return queries.Choices(
        kind if kind in queries.KINDS else "all", request.args.get("group", ""), request.args.get("reviewed") == "1"
    )


def _address(query: str, choices: queries.Choices, after: int | None = None, **changes: Any) -> str:
    """The same search with some of its choices changed; choices that say nothing are left out."""
    chosen = replace(choices, **changes)
    return url_for(
        "search.index",
        q=query,
        kind=chosen.kind if chosen.kind != "all" else None,
        group=chosen.group or None,
        reviewed=1 if chosen.reviewed_only else None,
        after=after,
    )


def _note_miss(page: Response, query: str) -> None:
    app: Flask = current_app._get_current_object()  # type: ignore[attr-defined]

    def write() -> None:
        try:
            with app.app_context():
                actions.note_miss(query)
        except Exception as problem:  # the answer is already sent
            log.warning("search_miss", problem=type(problem).__name__)

    page.call_on_close(write)
