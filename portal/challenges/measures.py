"""The numbers a check-in may carry: unit, plausible range, and when to give advice."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from portal.core.errors import Invalid
from portal.core.i18n import lazy

HIGH_PRESSURE, LOW_GLUCOSE = "high_pressure", "low_glucose"
PRESSURE_LIMITS = (180, 110)
GLUCOSE_LIMIT = 3.9


@dataclass(frozen=True, slots=True)
class Part:
    """One number of a measure and the range a living person can have."""

    label: object
    lowest: float
    highest: float


@dataclass(frozen=True, slots=True)
class Measure:
    unit: object
    parts: tuple[Part, ...]


MEASURES = {
    "pressure": Measure(
        "mmHg",
        (Part(lazy("Upper blood pressure"), 50, 300), Part(lazy("Lower blood pressure"), 30, 200)),
    ),
    "glucose": Measure("mmol/L", (Part(lazy("Blood sugar"), 0.5, 50),)),
    "weight": Measure(lazy("kg"), (Part(lazy("Weight"), 20, 350),)),
    "steps": Measure(lazy("steps"), (Part(lazy("Steps"), 0, 100_000),)),
    "minutes": Measure(lazy("minutes"), (Part(lazy("Minutes"), 0, 1_440),)),
}


def checked_values(measure: str | None, first: float | None, second: float | None) -> tuple[float, ...]:
    """The numbers of a check-in, in order; empty when none were given. Raises Invalid beside the field."""
    given = [number for number in (first, second) if number is not None]
    if measure is None or not given:
        return ()
    parts = MEASURES[measure].parts
    if len(parts) == 2 and len(given) == 1:
        missing = "value" if first is None else "second_value"
        raise Invalid(lazy("Please give both numbers, or none."), field=missing)
    for part, number, field in zip(parts, given, ("value", "second_value"), strict=False):
        if not part.lowest <= number <= part.highest:
            text = lazy(
                "Please check this number. It is usually between %(low)g and %(high)g.",
                low=part.lowest,
                high=part.highest,
            )
            raise Invalid(text, field=field)
    if len(parts) == 2 and given[1] >= given[0]:
        raise Invalid(lazy("The upper number must be larger than the lower one."), field="second_value")
    return tuple(given[: len(parts)])


def advice_for(measure: str | None, values: Sequence[float]) -> str | None:
    """Which advice a number calls for at once: a code, or None."""
    if measure == "pressure" and any(number >= limit for number, limit in zip(values, PRESSURE_LIMITS, strict=False)):
        return HIGH_PRESSURE
    if measure == "glucose" and values and values[0] <= GLUCOSE_LIMIT:
        return LOW_GLUCOSE
    return None
