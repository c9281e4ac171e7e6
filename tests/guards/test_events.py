"""The table of reactions names every event, and only events."""

from __future__ import annotations

import dataclasses
import inspect

from portal import events, reactions


def test_the_table_names_every_event_even_those_without_a_reaction() -> None:
    declared = {
        kind for _name, kind in inspect.getmembers(events, inspect.isclass) if kind.__module__ == events.__name__
    }
    assert declared
    assert declared == set(reactions.TABLE)


def test_events_are_frozen_and_carry_plain_facts() -> None:
    plain = {"int", "int | None", "str", "str | None", "bool", "date", "date | None"}
    for kind in reactions.TABLE:
        assert dataclasses.is_dataclass(kind)
        assert kind.__dataclass_params__.frozen, kind  # type: ignore[attr-defined]
        assert {str(field.type) for field in dataclasses.fields(kind)} <= plain, kind
