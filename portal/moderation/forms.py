"""What members and staff fill in: a report, a decision, a sanction."""

from __future__ import annotations

from collections.abc import Mapping

from flask_babel import LazyString
from wtforms import DateField, RadioField, SelectField, TextAreaField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import InputRequired, Length, Optional

from portal.core.forms import Form
from portal.core.i18n import lazy

REASON_NAMES = {
    "self_harm": lazy("Someone may hurt themselves"),
    "advertising": lazy("Advertising or selling medicine"),
    "misinformation": lazy("Wrong or dangerous health claims"),
    "privacy": lazy("Shows private details"),
    "abuse": lazy("Insults or threatens"),
    "side_effect": lazy("A side effect that should be recorded"),
    "other": lazy("Something else"),
}
OUTCOME_NAMES = {
    "hide": lazy("Hide it"),
    "restore": lazy("Show it again"),
    "approve": lazy("Show it"),
    "dismiss": lazy("Leave it as it is"),
    "helped": lazy("Help was given"),
}
SANCTION_NAMES = {
    "warn": lazy("Warn"),
    "silence": lazy("Silence in this group"),
    "suspend": lazy("Suspend the account"),
}


def choices(names: Mapping[str, LazyString]) -> list[SelectChoice]:
    return [SelectChoice(value, label) for value, label in names.items()]


WHY = [SelectChoice("", lazy("Please choose")), *choices(REASON_NAMES)]


class ReportForm(Form):
    reason = RadioField(lazy("What is wrong?"), choices=choices(REASON_NAMES), validators=[InputRequired()])
    note = TextAreaField(lazy("Anything we should know (optional)"), validators=[Length(max=500)])


class DecisionForm(Form):
    outcome = RadioField(lazy("What to do"), choices=choices(OUTCOME_NAMES), validators=[InputRequired()])
    reason = SelectField(lazy("Why"), choices=WHY, validators=[InputRequired()])
    note = TextAreaField(lazy("Note for the team"), validators=[Length(max=500)])


class SanctionForm(Form):
    kind = RadioField(lazy("What follows"), choices=choices(SANCTION_NAMES), validators=[InputRequired()])
    reason = SelectField(lazy("Why"), choices=WHY, validators=[InputRequired()], id="sanction-reason")
    until = DateField(lazy("Until (for a silence or suspension)"), validators=[Optional()])
