"""What people type into the pages of groups and topics."""

from __future__ import annotations

from typing import Any

from wtforms import BooleanField, HiddenField, RadioField, SelectChoice, SelectField, StringField, TextAreaField
from wtforms.validators import DataRequired, InputRequired, Length, Optional

from portal.community.models import BODY_LENGTH, LABELS, NOTE_LENGTH, TITLE_LENGTH, VISIBILITIES
from portal.community.wording import LABEL_CHOICES
from portal.core.forms import Form, RequestKeyField
from portal.core.i18n import lazy

BODY_RULES = [
    DataRequired(lazy("Please write something first.")),
    Length(max=BODY_LENGTH, message=lazy("This text is too long. Please split it into two posts.")),
]


class ReplyForm(Form):
    body = TextAreaField(lazy("Your reply"), BODY_RULES)
    request_key = RequestKeyField()


class TopicForm(ReplyForm):
    body = TextAreaField(lazy("What would you like to say?"), BODY_RULES)
    title = StringField(
        lazy("Title"),
        [
            DataRequired(lazy("Please give your topic a title.")),
            Length(max=TITLE_LENGTH, message=lazy("This title is too long.")),
        ],
    )


class EditForm(Form):
    title = StringField(lazy("Title"), [Optional(), Length(max=TITLE_LENGTH, message=lazy("This title is too long."))])
    body = TextAreaField(lazy("Your text"), BODY_RULES)
    version = HiddenField()


class DraftForm(Form):
    place = StringField(validators=[InputRequired(), Length(max=80)])
    title = StringField(validators=[Length(max=TITLE_LENGTH)])
    body = StringField(validators=[Length(max=BODY_LENGTH)])


class JoinForm(Form):
    """Who someone is in the group; a group that admits by request also takes a note."""

    label = RadioField(
        lazy("Who are you in this group?"),
        choices=[SelectChoice(*item) for item in LABEL_CHOICES.items()],
        default="patient",
    )
    note = TextAreaField(
        lazy("A note for the moderators"),
        [Optional(), Length(max=NOTE_LENGTH, message=lazy("This note is too long."))],
    )

    def offer(self, labels: list[str]) -> None:
        self.label.choices = [SelectChoice(label, LABEL_CHOICES[label]) for label in labels]


class ConsentForm(Form):
    """The agreement to a consent text, on its own; what was chosen on the page before travels along."""

    agreed = BooleanField(lazy("I have read this and I agree."))
    version = HiddenField()
    locale = HiddenField()
    label = HiddenField(validators=[Optional()])
    note = HiddenField(validators=[Length(max=NOTE_LENGTH)])


class InviteForm(Form):
    member = StringField(lazy("Member number"), [DataRequired(lazy("Please type a member number.")), Length(max=20)])


class GroupForm(Form):
    slug = StringField(lazy("Address (small letters, digits, dashes)"), [Length(max=60)])
    name_zh_hans = StringField(lazy("Name in Simplified Chinese"), [Length(max=80)])
    name_zh_hant = StringField(lazy("Name in Traditional Chinese"), [Length(max=80)])
    name_en = StringField(lazy("Name in English"), [Length(max=80)])
    about_zh_hans = TextAreaField(lazy("About, in Simplified Chinese"), [Length(max=400)])
    about_zh_hant = TextAreaField(lazy("About, in Traditional Chinese"), [Length(max=400)])
    about_en = TextAreaField(lazy("About, in English"), [Length(max=400)])
    visibility = RadioField(lazy("Who can read it?"), default="members")
    condition_id = SelectField(lazy("Illness (members then agree to a consent text)"), default="")

    def offer(self, visibilities: dict[str, Any], conditions: list[tuple[int, str]]) -> None:
        self.visibility.choices = [SelectChoice(name, visibilities[name]) for name in VISIBILITIES]
        self.condition_id.choices = [
            SelectChoice("", lazy("None")),
            *(SelectChoice(str(number), name) for number, name in conditions),
        ]

    def details(self) -> dict[str, Any]:
        values = {name: value or "" for name, value in self.data.items() if name not in {"slug", "csrf_token"}}
        return values | {"condition_id": int(self.condition_id.data) if self.condition_id.data else None}


def offered_labels(is_clinician: bool) -> list[str]:
    return [label for label in LABELS if label != "clinician" or is_clinician]


def as_number(value: str | None) -> int:
    """The number in a hidden field; 0 for anything else."""
    return int(value) if value and value.isascii() and value.isdecimal() and len(value) < 10 else 0
