"""The blueprint, and what its templates, broadcast fragments too, know beside their object."""

from __future__ import annotations

from typing import Any

from flask import Blueprint

from portal.live.queries import rank
from portal.live.wording import HELD, QUESTION_STATES, SESSION_STATES, at

blueprint = Blueprint("live", __name__)


@blueprint.app_context_processor
def words() -> dict[str, Any]:
    return {
        "live_words": {"session": SESSION_STATES, "question": QUESTION_STATES, "held": HELD},
        "at_time": at,
        "question_rank": rank,
    }
