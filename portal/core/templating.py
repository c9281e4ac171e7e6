"""Templates compiled once per locale: fixed texts, icons and file addresses are put in when compiling."""

from __future__ import annotations

from collections.abc import MutableMapping
from functools import lru_cache, partial
from typing import Any, cast

from flask import Flask, current_app
from flask.templating import Environment
from jinja2 import nodes
from jinja2.compiler import CodeGenerator, Frame
from jinja2.visitor import NodeTransformer
from markupsafe import Markup

from portal.core.i18n import catalog_of, current_locale, timeago

FIXED = frozenset({"asset", "has_endpoint", "icon"})


class Fold(NodeTransformer):
    """Replaces calls whose answer depends on the locale only by that answer, and drops branches never taken."""

    def __init__(self, environment: LocalEnvironment) -> None:
        self._globals: dict[str, Any] = dict(environment.globals)
        self._catalog = catalog_of(environment.locale)

    def visit_Call(self, node: nodes.Call) -> nodes.Node:
        self.generic_visit(node)
        name = node.node.name if isinstance(node.node, nodes.Name) else ""
        if node.dyn_args or node.dyn_kwargs:
            return node
        if name == "_":
            return self._text(node)
        if name == "ngettext":
            return self._plural(node)
        if name in FIXED and not node.kwargs and (values := _constants(node.args)) is not None:
            return nodes.Const(self._globals[name](*values), lineno=node.lineno)
        return node

    def visit_If(self, node: nodes.If) -> nodes.Node | list[nodes.Node]:
        branches, node.elif_ = node.elif_, []
        self.generic_visit(node)
        for branch in branches:
            self.generic_visit(branch)
        node.elif_ = branches
        if isinstance(node.test, nodes.Const) and not branches:
            return node.body if node.test.value else node.else_
        return node

    def _text(self, node: nodes.Call) -> nodes.Node:
        values = _constants(node.args)
        return node if values is None else _filled(self._catalog.ugettext(*values), node.kwargs, node.lineno)

    def _plural(self, node: nodes.Call) -> nodes.Node:
        texts = _constants(node.args[:2])
        if texts is None or len(node.args) != 3 or not self._counts_like_english_or_chinese():
            return node
        one, many = (Markup(self._catalog.ungettext(texts[0], texts[1], number)) for number in (1, 2))
        number = node.args[2]
        is_one = nodes.Compare(number, [nodes.Operand("eq", nodes.Const(1))])
        text = nodes.Const(one) if one == many else nodes.CondExpr(is_one, nodes.Const(one), nodes.Const(many))
        pairs = [nodes.Pair(nodes.Const("num"), number), *_pairs(node.kwargs)]
        return nodes.Mod(text, nodes.Dict(pairs)).set_lineno(node.lineno)

    def _counts_like_english_or_chinese(self) -> bool:
        form = self._catalog.plural
        return all(form(number) == form(2) for number in range(200) if number != 1)


def _constants(expressions: list[nodes.Expr]) -> list[Any] | None:
    known = [each.value for each in expressions if isinstance(each, nodes.Const)]
    return known if len(known) == len(expressions) else None


def _pairs(keywords: list[nodes.Keyword]) -> list[nodes.Pair]:
    return [nodes.Pair(nodes.Const(keyword.key), keyword.value) for keyword in keywords]


def _filled(text: str, keywords: list[nodes.Keyword], line: int) -> nodes.Expr:
    if not keywords:
        return nodes.Const(Markup(text % {}), lineno=line)
    return nodes.Mod(nodes.Const(Markup(text)), nodes.Dict(_pairs(keywords)), lineno=line)


class LocalGenerator(CodeGenerator):
    environment: LocalEnvironment

    def visit_Template(self, node: nodes.Template, frame: Frame | None = None) -> None:
        if self.environment.locale:
            node = Fold(self.environment).visit(node)
        super().visit_Template(node, frame)


class LocalEnvironment(Environment):
    """Flask's environment with a locale of its own once overlaid; without one it compiles as ever."""

    locale = ""
    code_generator_class = LocalGenerator

    def make_globals(self, d: MutableMapping[str, Any] | None) -> MutableMapping[str, Any]:
        """The globals themselves for templates without more of their own: a chain of maps is slow to compare."""
        return super().make_globals(d) if d else self.globals


class LocalFlask(Flask):
    jinja_environment = LocalEnvironment


@lru_cache(maxsize=16)
def environment_of(app: Flask, locale: str) -> LocalEnvironment:
    environment = cast(LocalEnvironment, app.jinja_env.overlay())
    environment.locale = locale
    environment.globals = {**environment.globals, "drawn": partial(drawn, environment)}
    environment.filters = {**environment.filters, "timeago": partial(timeago, locale=locale)}
    return environment


def render_text(name: str, **context: Any) -> str:
    """A template rendered in the reader's locale, with what every page knows of its reader."""
    app: Flask = current_app._get_current_object()  # type: ignore[attr-defined]
    app.update_template_context(context)
    return environment_of(app, current_locale()).get_template(name).render(context)


@lru_cache(maxsize=4_000)
def drawn(environment: LocalEnvironment, template: str, macro: str, *values: Any) -> Markup:
    """The text of a macro whose values decide it wholly, drawn once for each locale and remembered for a while."""
    return getattr(environment.get_template(template).module, macro)(*values)  # type: ignore[no-any-return]  # macros are untyped
