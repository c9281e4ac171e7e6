"""The words for the states of sessions and questions, and moments in a session's own zone."""

from __future__ import annotations

from datetime import datetime

from flask_babel import format_date, format_time

from portal.core import clock
from portal.core.i18n import lazy

SESSION_STATES = {
    "scheduled": (lazy("Soon"), "info"),
    "open": (lazy("Open now"), "ok"),
    "closed": (lazy("Over"), "muted"),
    "cancelled": (lazy("Cancelled"), "danger"),
}
QUESTION_STATES = {
    "pending": (lazy("With the doctor"), "info"),
    "approved": (lazy("Shown, waiting for an answer"), "info"),
    "answered": (lazy("Answered"), "ok"),
    "rejected": (lazy("Not shown"), "muted"),
    "help": (lazy("Our team has seen it"), "warn"),
}
HELD = {
    "contact": lazy("May hold a phone number or another contact."),
    "ad": lazy("Reads a little like an advert."),
}


def at(moment: datetime, zone: str) -> str:
    """A moment as day and time in a zone, in the reader's words."""
    local = moment.astimezone(clock.zone(zone)).replace(tzinfo=None)
    return f"{format_date(local, 'full', rebase=False)} {format_time(local, 'short', rebase=False)}"
