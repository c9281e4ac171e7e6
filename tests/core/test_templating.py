"""Templates compiled for a locale say exactly what the plain ones say, and escape what they are given."""

from __future__ import annotations

from dataclasses import dataclass

import pytest
from flask import Flask, url_for
from jinja2 import DictLoader

from portal.core.addresses import address
from portal.core.i18n import LOCALES, force_locale
from portal.core.templating import LocalEnvironment, drawn, environment_of

TEXTS = {
    "plain": '{{ _("Home") }}',
    "percent": '{{ _("100%% of it") }}',
    "value": '{{ _("Hello, %(name)s", name=name) }}',
    "one": '{{ ngettext("%(num)s new", "%(num)s new", 1) }}',
    "plural": '{{ ngettext("%(num)s reply", "%(num)s replies", count) }}',
    "named plural": '{{ ngettext("%(num)s reply", "%(num)s replies", count, name=name) }}',
    "unknown text": "{{ _(name) }}",
    "attribute": '<p title="{{ _(\'Back to "%(name)s"\', name=name) }}">',
    "icon": '{{ icon("heart") }}',
    "file": '{{ asset("css/app.css") }}',
    "branches": '{% if has_endpoint("home.index") %}yes{% else %}no{% endif %}',
    "no branch": '{% if has_endpoint("no.where") %}never{% endif %}',
    "else if": '{% if name == "x" %}a{% elif has_endpoint("no.where") %}b{% elif count %}c{% endif %}',
}


@pytest.mark.parametrize("locale", LOCALES)
@pytest.mark.parametrize("name", TEXTS)
def test_a_folded_template_says_what_the_plain_one_says(app: Flask, name: str, locale: str) -> None:
    with app.test_request_context("/"), force_locale(locale):
        plain = app.jinja_env.from_string(TEXTS[name])
        folded = environment_of(app, locale).from_string(TEXTS[name])
        for count in (0, 1, 2, 21):
            values = {"name": "<b>Ana & Ben</b>", "count": count}
            assert folded.render(values) == plain.render(values)


def test_what_a_text_says_is_put_in_when_compiling(app: Flask) -> None:
    with app.test_request_context("/"):
        said = environment_of(app, "zh_Hans").from_string(TEXTS["plain"])
        with force_locale("en"):
            assert said.render() == "首页"


@dataclass(frozen=True)
class Card:
    name: str


def test_a_drawn_macro_is_drawn_once_for_equal_values_and_anew_for_others(app: Flask) -> None:
    with app.test_request_context("/"):
        environment: LocalEnvironment = environment_of(app, "en").overlay(  # type: ignore[assignment]
            loader=DictLoader({"card.html": "{% macro card(it, n) %}{{ note(it.name) }}-{{ n }}{% endmacro %}"})
        )
        drawn_names: list[str] = []
        environment.globals = {**environment.globals, "note": lambda name: drawn_names.append(name) or name}
        pages = [
            drawn(environment, "card.html", "card", Card(name), n)
            for name, n in [("a<", 1), ("a<", 1), ("b", 1), ("b", 2)]
        ]
    assert pages == ["a&lt;-1", "a&lt;-1", "b-1", "b-2"]
    assert drawn_names == ["a<", "b", "b"]


@pytest.mark.parametrize(
    ("endpoint", "values"),
    [
        ("community.topic", {"public_id": "abc123"}),
        ("community.topic", {"public_id": "a/b?c&d<e>"}),
        ("community.topic", {"public_id": "{0}"}),
        ("community.topic", {"public_id": "abc", "after": 20}),
        ("community.topic", {"public_id": "abc", "after": 0}),
        ("community.topics", {"slug": "血糖", "before": None}),
        ("search.index", {"q": "a b", "kind": "all"}),
        ("community.topic", {"public_id": "abc", "_anchor": "post-1"}),
        ("home.index", {}),
    ],
)
def test_an_address_is_what_url_for_says(app: Flask, endpoint: str, values: dict[str, object]) -> None:
    for root in ("", "/portal"):
        with app.test_request_context("/", environ_overrides={"SCRIPT_NAME": root}):
            for _again in range(2):
                assert address(endpoint, **values) == url_for(endpoint, **values)  # type: ignore[arg-type]
