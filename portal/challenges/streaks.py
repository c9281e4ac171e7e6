"""Runs of days and the month's calendar: pure functions of civil days.

A day is whatever the enrolment's fixed zone calls one, so nothing here knows of hours, clocks or daylight saving.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date, timedelta

DAY = timedelta(days=1)

DONE, FAMILY, OPEN, MISSED, AHEAD, OUTSIDE = "done", "family", "open", "missed", "ahead", "outside"


def current_streak(days: Collection[date], today: date) -> int:
    """How many days in a row are done, up to today; while today is still open the run up to yesterday stands."""
    done = set(days)
    day = today if today in done else today - DAY
    length = 0
    while day in done:
        length += 1
        day -= DAY
    return length


def longest_streak(days: Collection[date]) -> int:
    """The longest run of days there ever was."""
    done = set(days)
    longest = 0
    for first in (day for day in done if day - DAY not in done):
        length = 1
        while first + DAY * length in done:
            length += 1
        longest = max(longest, length)
    return longest


@dataclass(frozen=True, slots=True)
class Day:
    """One cell of the calendar; `state` is done, family, open (today), missed, ahead or outside (the challenge)."""

    date: date
    state: str


@dataclass(frozen=True, slots=True)
class Month:
    """Weeks from Monday to Sunday; None where a week reaches into another month."""

    first: date
    weeks: tuple[tuple[Day | None, ...], ...]
    previous: date | None
    following: date | None


def month_of(when: date, *, done: Mapping[date, bool], today: date, starts_on: date, ends_on: date) -> Month:
    """The month a day lies in. `done` maps each day checked in to whether family did it.

    Neighboring months are named only while the challenge reaches into them.
    """
    first = when.replace(day=1)
    following = (first + DAY * 31).replace(day=1)
    shown = [first + DAY * offset for offset in range((following - first).days)]
    cells: list[Day | None] = [None] * first.weekday()
    cells += [Day(day, _state(day, done, today, starts_on, ends_on)) for day in shown]
    cells += [None] * (-len(cells) % 7)
    return Month(
        first=first,
        weeks=tuple(tuple(cells[start : start + 7]) for start in range(0, len(cells), 7)),
        previous=(first - DAY).replace(day=1) if starts_on < first else None,
        following=following if following <= ends_on else None,
    )


def _state(day: date, done: Mapping[date, bool], today: date, starts_on: date, ends_on: date) -> str:
    if day in done:
        return FAMILY if done[day] else DONE
    if not starts_on <= day <= ends_on:
        return OUTSIDE
    if day == today:
        return OPEN
    return AHEAD if day > today else MISSED
