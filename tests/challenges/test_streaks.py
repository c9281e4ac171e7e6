"""Streaks and calendars, over zones, daylight saving and leap days."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo, available_timezones

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from portal.challenges.streaks import Day, current_streak, longest_streak, month_of
from portal.core import clock

ZONES = sorted(zone for zone in available_timezones() if "/" in zone and not zone.startswith(("posix/", "right/")))
TODAY = date(2026, 5, 20)
day_lists = st.sets(st.dates(date(2026, 1, 1), date(2026, 12, 31)), max_size=60)


def ago(*days: int) -> set[date]:
    return {TODAY - timedelta(days=number) for number in days}


@pytest.mark.parametrize(
    ("days", "length"),
    [((), 0), ((0,), 1), ((1,), 1), ((2,), 0), ((0, 1, 2), 3), ((1, 2, 3), 3), ((0, 2, 3), 1), ((0, 1, 3), 2)],
)
def test_a_streak_counts_back_from_today_or_from_yesterday(days: tuple[int, ...], length: int) -> None:
    assert current_streak(ago(*days), TODAY) == length


def test_the_longest_streak_is_kept_after_a_gap() -> None:
    assert longest_streak(ago(0, 3, 4, 5, 9)) == 3 and longest_streak([]) == 0


@given(day_lists, st.dates(date(2026, 1, 1), date(2026, 12, 31)))
def test_one_more_day_never_shortens_and_today_adds_exactly_one(days: set[date], today: date) -> None:
    before = current_streak(days - {today}, today)
    assert current_streak(days | {today}, today) == before + 1
    assert longest_streak(days) <= longest_streak(days | {today}) <= len(days | {today})
    assert current_streak(days, today) <= max(longest_streak(days), 0)


@settings(max_examples=200, deadline=None)
@given(
    st.sampled_from(ZONES),
    st.dates(date(2020, 1, 1), date(2030, 11, 1)),
    st.integers(1, 400),
    st.times(time(3, 30), time(23, 59)),
)
def test_who_comes_daily_at_the_same_local_hour_never_loses_a_streak(
    zone: str, first: date, length: int, hour: time
) -> None:
    mornings = [datetime.combine(first + timedelta(days=number), hour, ZoneInfo(zone)) for number in range(length)]
    days = [clock.local_date(zone, moment.astimezone(UTC)) for moment in mornings]
    skipped = length - len({moment.date() for moment in mornings})
    assert current_streak(days, days[-1]) == length - skipped


def test_shanghai_in_its_years_of_daylight_saving_has_one_day_a_day() -> None:
    moments = [datetime(1991, 4, 1, 13, tzinfo=UTC) + timedelta(days=number) for number in range(200)]
    days = [clock.local_date("Asia/Shanghai", moment) for moment in moments]
    assert current_streak(days, days[-1]) == 200


def test_one_minute_around_local_midnight_makes_two_days() -> None:
    before = datetime(2026, 5, 4, 15, 59, 30, tzinfo=UTC)
    days = [clock.local_date("Asia/Shanghai", before + timedelta(minutes=number)) for number in range(2)]
    assert days == [date(2026, 5, 4), date(2026, 5, 5)]


@given(st.dates(date(2019, 1, 1), date(2031, 12, 31)), day_lists)
def test_a_month_shows_each_of_its_days_once_under_its_weekday(when: date, done: set[date]) -> None:
    month = month_of(when, done=dict.fromkeys(done, False), today=TODAY, starts_on=when, ends_on=when)
    shown = [cell for week in month.weeks for cell in week if cell is not None]
    assert [cell.date for cell in shown] == [month.first + timedelta(days=number) for number in range(len(shown))]
    assert shown[-1].date + timedelta(days=1) == (month.first + timedelta(days=31)).replace(day=1)
    assert all(len(week) == 7 for week in month.weeks)
    assert all(
        cell is None or cell.date.weekday() == column for week in month.weeks for column, cell in enumerate(week)
    )


def test_each_day_says_what_it_is() -> None:
    done = {date(2026, 5, 18): False, date(2026, 5, 19): True}
    month = month_of(TODAY, done=done, today=TODAY, starts_on=date(2026, 5, 17), ends_on=date(2026, 6, 3))
    days = {cell.date.day: cell for week in month.weeks for cell in week if cell is not None}
    assert days[16] == Day(date(2026, 5, 16), "outside")
    assert [days[number].state for number in range(17, 22)] == ["missed", "done", "family", "open", "ahead"]
    assert month.previous is None and month.following == date(2026, 6, 1)
