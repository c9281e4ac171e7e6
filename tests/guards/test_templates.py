"""Templates resolve, import only macros that exist, and carry nothing that the content policy would block."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask
from jinja2 import meta, nodes

from portal.core.i18n import LOCALES
from portal.core.templating import environment_of

TEMPLATES = Path(__file__).resolve().parents[2] / "portal/templates"
NAMES = sorted(path.relative_to(TEMPLATES).as_posix() for path in TEMPLATES.rglob("*") if path.is_file())
BLOCKED = {
    "inline script": re.compile(r"<script(?![^>]*\bsrc=)", re.IGNORECASE),
    "inline style": re.compile(r"<style|\sstyle\s*=", re.IGNORECASE),
    "event handler": re.compile(r"<[^>{%]*\son[a-z]+\s*=", re.IGNORECASE),
    "htmx handler": re.compile(r"hx-on|hx-vars|hx-vals=['\"]js:"),
    "javascript address": re.compile(r"(href|action)=['\"]\s*javascript:", re.IGNORECASE),
    "undashed htmx attribute": re.compile(r"\s(?<!data-)hx-[a-z]"),
    "address of another host": re.compile(r"(src|href)=['\"](https?:)?//", re.IGNORECASE),
}


@pytest.mark.parametrize("name", NAMES)
def test_a_template_compiles_and_what_it_names_exists(app: Flask, name: str) -> None:
    with app.test_request_context("/"):
        for locale in LOCALES:
            environment_of(app, locale).get_template(name)
    tree = app.jinja_env.parse(_source(name))
    assert [other for other in meta.find_referenced_templates(tree) if other and other not in NAMES] == []
    assert list(_missing_macros(app, tree)) == []


@pytest.mark.parametrize("name", [name for name in NAMES if not name.startswith("emails/")])
def test_a_template_carries_nothing_inline(name: str) -> None:
    text = re.sub(r"{[#%{].*?[#%}]}", "", _source(name), flags=re.DOTALL)
    assert [what for what, pattern in BLOCKED.items() if pattern.search(text)] == []


def _missing_macros(app: Flask, tree: nodes.Template) -> Iterator[str]:
    for found in tree.find_all(nodes.FromImport):
        if not isinstance(found.template, nodes.Const):
            continue
        other = app.jinja_env.parse(_source(found.template.value))
        defined = {macro.name for macro in other.find_all(nodes.Macro)} | {
            target.name for target in other.find_all(nodes.Name) if target.ctx == "store"
        }
        for item in found.names:
            wanted = item if isinstance(item, str) else item[0]
            if wanted not in defined:
                yield f"{found.template.value} has no {wanted}"


def _source(name: str) -> str:
    return (TEMPLATES / name).read_text("utf-8")
