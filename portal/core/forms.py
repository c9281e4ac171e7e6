"""The base of every form: CSRF by Flask-WTF, field messages in the reader's script, a request key where asked."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from typing import Any

from flask_wtf import FlaskForm
from markupsafe import Markup, escape
from wtforms import Field, HiddenField
from wtforms.i18n import get_translations
from wtforms.validators import Length, Regexp

from portal.core.errors import DomainError
from portal.core.i18n import current_locale
from portal.core.ids import new_id

_WTFORMS_LOCALES = {"zh_Hans": ["zh"], "zh_Hant": ["zh_TW"], "en": ["en"]}


@lru_cache
def _translations(locale: str) -> Any:
    return get_translations(_WTFORMS_LOCALES[locale])


class Form(FlaskForm):  # type: ignore[misc]
    """A form whose `field_errors` can also come from a verb that said no."""

    class Meta(FlaskForm.Meta):  # type: ignore[misc]
        def get_translations(self, form: Any) -> Any:
            return _translations(current_locale())

    def refuse(self, problem: DomainError) -> None:
        """Puts a verb's refusal beside its field, or on top of the form."""
        message = str(problem.message)
        field = getattr(problem, "field", None)
        if field and field in self:
            self[field].errors = [*self[field].errors, message]
        else:
            self.form_errors.append(message)


def data_attributes(values: Mapping[str, Any]) -> Markup:
    """Values as HTML attributes: `hx_post="/x"` becomes ` data-hx-post="/x"`."""
    return Markup("".join(f' data-{name.replace("_", "-")}="{escape(value)}"' for name, value in values.items()))


def is_hidden_field(field: Field) -> bool:
    return getattr(field.widget, "input_type", "") == "hidden"


def new_request_key() -> str:
    return new_id() + new_id()


class RequestKeyField(HiddenField):  # type: ignore[misc]
    """A fresh key for each rendering of a form, so that sending it twice has one effect."""

    def __init__(self, **kwargs: Any) -> None:
        validators = [Length(max=40), Regexp(r"[a-z0-9]*\Z")]
        super().__init__(default=new_request_key, validators=validators, **kwargs)
