"""What the account pages accept, and nothing else: roles, badges and proofs have no field here."""

from __future__ import annotations

import unicodedata
from typing import Any
from zoneinfo import available_timezones

from babel import Locale
from babel.dates import get_timezone_location
from wtforms import (
    BooleanField,
    DateField,
    HiddenField,
    PasswordField,
    RadioField,
    SelectChoice,
    SelectField,
    SelectMultipleField,
    StringField,
)
from wtforms.validators import DataRequired, InputRequired, Length, Optional, Regexp
from wtforms.widgets import CheckboxInput, ListWidget

from portal.core.forms import Form
from portal.core.i18n import LOCALES, current_locale, lang_tag, lazy

# fmt: off
ZONES = (
    "Asia/Shanghai", "Asia/Urumqi", "Asia/Hong_Kong", "Asia/Macau", "Asia/Taipei", "Asia/Singapore",
    "Asia/Kuala_Lumpur", "Asia/Tokyo", "Asia/Seoul", "Asia/Bangkok", "Asia/Dubai", "Europe/London", "Europe/Paris",
    "Europe/Berlin", "America/New_York", "America/Chicago", "America/Denver", "America/Los_Angeles",
    "America/Toronto", "America/Vancouver", "Australia/Sydney", "Pacific/Auckland",
)
# fmt: on
LANGUAGES = [SelectChoice(locale, name, {"lang": lang_tag(locale)}) for locale, name in LOCALES.items()]


def plain_digits(text: str | None) -> str:
    """A code as typed or pasted, without spaces, full-width digits made plain."""
    return "".join(unicodedata.normalize("NFKC", text or "").split())


class ContactForm(Form):
    contact = StringField(lazy("E-mail address or phone number"), [DataRequired(), Length(max=254)])
    next = HiddenField()


class CodeForm(Form):
    code = StringField(
        lazy("The 6-digit code"),
        [DataRequired(), Regexp(r"[0-9]{6}\Z", message=lazy("The code has 6 digits."))],
        filters=[plain_digits],
    )


class ProfileForm(Form):
    display_name = StringField(lazy("Nickname"), [DataRequired(), Length(max=40)])
    password = PasswordField(lazy("Password"), [InputRequired()])
    locale = RadioField(lazy("Language"), choices=LANGUAGES)
    elder = BooleanField(lazy("Use the easy view: larger and simpler"))


class SignInForm(Form):
    identifier = StringField(lazy("E-mail address or phone number"), [DataRequired(), Length(max=254)])
    password = PasswordField(lazy("Password"), [InputRequired()])
    next = HiddenField()


class NewPasswordForm(Form):
    password = PasswordField(lazy("New password"), [InputRequired()])


class ChangePasswordForm(NewPasswordForm):
    current = PasswordField(lazy("Present password"), [InputRequired()])


class NameForm(Form):
    display_name = StringField(lazy("Nickname"), [DataRequired(), Length(max=40)])


class ReadingForm(Form):
    locale = RadioField(lazy("Language"), choices=LANGUAGES)
    timezone = SelectField(lazy("Time zone"))
    theme = RadioField(
        lazy("Colors"),
        choices=[
            SelectChoice("auto", lazy("Automatic")),
            SelectChoice("light", lazy("Light")),
            SelectChoice("dark", lazy("Dark")),
        ],
    )
    text_step = RadioField(
        lazy("Text size"),
        choices=[
            SelectChoice(0, lazy("Standard")),
            SelectChoice(1, lazy("Large")),
            SelectChoice(2, lazy("Larger")),
            SelectChoice(3, lazy("Largest")),
        ],
        coerce=int,
    )
    elder = BooleanField(lazy("Use the easy view: larger and simpler"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        held = self.timezone.object_data or self.timezone.data
        names = [*ZONES, held] if held in available_timezones() and held not in ZONES else ZONES
        locale = Locale.parse(current_locale())
        self.timezone.choices = [SelectChoice(name, get_timezone_location(name, locale=locale)) for name in names]


class InviteForm(Form):
    scopes = SelectMultipleField(
        lazy("They may"),
        choices=[
            SelectChoice("read", lazy("Read what I can read")),
            SelectChoice("checkin", lazy("Check in for me")),
            SelectChoice("post", lazy("Write for me, marked with their name")),
        ],
        widget=ListWidget(prefix_label=False),
        option_widget=CheckboxInput(),
        default=["read", "checkin"],
    )
    days = RadioField(
        lazy("For how long"),
        choices=[
            SelectChoice(90, lazy("Three months")),
            SelectChoice(365, lazy("One year")),
            SelectChoice(0, lazy("Until one of us ends it")),
        ],
        coerce=int,
        default=365,
    )


class AcceptForm(Form):
    code = StringField(lazy("Code from your family member"), [DataRequired(), Length(max=40)])


class GrantForm(Form):
    role = SelectField(
        lazy("Role"),
        choices=[
            SelectChoice("doctor", lazy("Doctor")),
            SelectChoice("editor", lazy("Editor")),
            SelectChoice("moderator", lazy("Moderator")),
            SelectChoice("admin", lazy("Admin")),
        ],
    )
    group = SelectField(lazy("Only in the group"), validate_choice=False)
    until = DateField(lazy("Until the end of"), [Optional()])


class CredentialForm(Form):
    license_number = StringField(lazy("License number"), [DataRequired(), Length(max=60)])
    hospital = StringField(lazy("Hospital"), [DataRequired(), Length(max=120)])
    department = StringField(lazy("Department"), [DataRequired(), Length(max=36)])
    title = StringField(lazy("Professional title"), [DataRequired(), Length(max=36)])
    expires_on = DateField(lazy("Valid until"), [DataRequired()])
