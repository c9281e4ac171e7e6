"""What a check-in sends."""

from __future__ import annotations

from typing import Any

from wtforms import FloatField, HiddenField, TextAreaField
from wtforms.validators import Length, Optional

from portal.challenges.measures import MEASURES
from portal.challenges.models import NOTE_LENGTH
from portal.core.forms import Form
from portal.core.i18n import lazy


class CheckInForm(Form):
    """Numbers are labelled by the challenge's measure; `subject` is empty for oneself."""

    subject = HiddenField()
    value = FloatField(validators=[Optional()])
    second_value = FloatField(validators=[Optional()])
    note = TextAreaField(lazy("Note for myself"), validators=[Optional(), Length(max=NOTE_LENGTH)])

    def __init__(self, measure: str | None, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        parts = MEASURES[measure].parts if measure else ()
        self.numbers = [self.value, self.second_value][: len(parts)]
        for field, part in zip(self.numbers, parts, strict=True):
            field.label.text = str(part.label)
            field.flags.optional = True
        self.note.flags.optional = True

    @property
    def given(self) -> dict[str, Any]:
        return {"value": self.value.data, "second_value": self.second_value.data, "note": self.note.data or ""}
