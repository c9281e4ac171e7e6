"""The living style page: every component in its states, for whoever builds the next page."""

from __future__ import annotations

from dataclasses import dataclass

from werkzeug.datastructures import MultiDict
from wtforms import BooleanField, EmailField, PasswordField, RadioField, SelectChoice, SelectField, TextAreaField
from wtforms.validators import DataRequired, InputRequired, Optional

from portal.community.wording import LABEL_CHOICES, VISIBILITIES
from portal.core.forms import Form
from portal.core.i18n import lazy

TOKENS = (
    *("primary", "tint", "surface", "sunken", "coral-ground", "gold-ground"),
    *("ok-ground", "info-ground", "warn-ground", "danger-ground", "danger", "focus"),
)
TONES = ("info", "ok", "warn", "danger")
BADGES = ("info", "ok", "warn", "muted", "gold", "coral")


class SampleForm(Form):
    """One field of each kind."""

    contact = EmailField(lazy("E-mail address"), [DataRequired(lazy("Please write something first."))])
    password = PasswordField(lazy("Password"), [DataRequired(lazy("Please write something first."))])
    visibility = SelectField(lazy("Who can read it"), choices=[SelectChoice(*item) for item in VISIBILITIES.items()])
    label = RadioField(
        lazy("Who are you in this group?"),
        [InputRequired(lazy("Please choose one."))],
        choices=[SelectChoice(*item) for item in LABEL_CHOICES.items()],
    )
    note = TextAreaField(lazy("Your text"), [Optional()])
    agreed = BooleanField(lazy("I have read this and agree"), [InputRequired(lazy("Please tick this first."))])


@dataclass(frozen=True, slots=True)
class Samples:
    """A form as it is met, and one that came back with its fields marked."""

    blank: SampleForm
    refused: SampleForm


def read_samples() -> Samples:
    refused = SampleForm(formdata=MultiDict({"refused-note": "…"}), prefix="refused", meta={"csrf": False})
    refused.validate()
    return Samples(SampleForm(formdata=None, meta={"csrf": False}), refused)
