"""What a challenge page says about days, numbers that call for advice, and the names of months and weekdays."""

from __future__ import annotations

from datetime import date

from babel.dates import format_skeleton, get_day_names

from portal.challenges.measures import HIGH_PRESSURE, LOW_GLUCOSE
from portal.challenges.streaks import AHEAD, DONE, FAMILY, MISSED, OPEN, OUTSIDE
from portal.core.i18n import lazy

DAY_STATES = {
    DONE: lazy("checked in"),
    FAMILY: lazy("checked in by family"),
    OPEN: lazy("today, still open"),
    MISSED: lazy("no check-in"),
    AHEAD: lazy("still to come"),
    OUTSIDE: lazy("not part of the challenge"),
}

ADVICE = {
    HIGH_PRESSURE: (
        lazy("This blood pressure is very high"),
        lazy(
            "Sit down, rest for five minutes and measure again. If it stays this high, see a doctor today. "
            "With chest pain, trouble breathing, a bad headache or weakness on one side, call for help at once."
        ),
    ),
    LOW_GLUCOSE: (
        lazy("This blood sugar is low"),
        lazy(
            "Eat or drink something sweet now: half a glass of juice or a few sweets. Measure again after 15 minutes. "
            "If you feel faint or confused, tell someone near you and call for help at once."
        ),
    ),
}

PHASES = {
    "upcoming": lazy("Starts soon"),
    "running": lazy("Running"),
    "ended": lazy("Over"),
}


def month_name(first: date, locale: str) -> str:
    return str(format_skeleton("yMMMM", first, locale=locale))


def weekday_names(locale: str) -> list[tuple[str, str]]:
    """Short and full names of the days from Monday on."""
    short, full = get_day_names("narrow", locale=locale), get_day_names("wide", locale=locale)
    return [(short[number], full[number]) for number in range(7)]
