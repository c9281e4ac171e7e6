"""Asking a question, answering one, announcing a session."""

from __future__ import annotations

from datetime import datetime

from wtforms import DateTimeLocalField, IntegerField, SelectField, StringField, TextAreaField
from wtforms.validators import InputRequired, Length, NumberRange, Optional

from portal.core import clock
from portal.core.forms import Form, RequestKeyField
from portal.core.i18n import lazy
from portal.live.models import ANSWER_LENGTH, BODY_LENGTH


class QuestionForm(Form):
    body = TextAreaField(
        lazy("Your question"),
        validators=[InputRequired(lazy("Please write your question first.")), Length(max=BODY_LENGTH)],
    )
    request_key = RequestKeyField()


class AnswerForm(Form):
    answer = TextAreaField(
        lazy("Your answer"),
        validators=[InputRequired(lazy("Please write the answer first.")), Length(max=ANSWER_LENGTH)],
    )


class SessionForm(Form):
    group = SelectField(lazy("Group"))
    host = SelectField(lazy("Doctor"))
    title = StringField(
        lazy("Title"), validators=[InputRequired(lazy("Please give the session a title.")), Length(max=120)]
    )
    description = TextAreaField(lazy("What it is about"), validators=[Optional(), Length(max=1000)])
    scheduled_at = DateTimeLocalField(
        lazy("Day and time"), validators=[InputRequired(lazy("Please choose a day and a time."))]
    )
    minutes = IntegerField(
        lazy("Length in minutes"), default=60, validators=[InputRequired(), NumberRange(min=10, max=240)]
    )
    request_key = RequestKeyField()

    def moment(self, zone: str) -> datetime:
        """The chosen local time, in the zone it was chosen in."""
        local: datetime = self.scheduled_at.data
        return local.replace(tzinfo=clock.zone(zone))
