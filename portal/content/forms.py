"""What editors and reviewers send, parsed into plain values."""

from __future__ import annotations

import re
from collections.abc import Mapping

from flask_babel import LazyString
from wtforms import BooleanField, HiddenField, IntegerField, RadioField, SelectField, StringField, TextAreaField
from wtforms.fields import SelectChoice
from wtforms.validators import InputRequired, Length, NumberRange
from wtforms.widgets import HiddenInput

from portal.content.models import BODY_LENGTH, SUMMARY_LENGTH, TITLE_LENGTH
from portal.content.text import ArticleText, Citation
from portal.content.wording import LANGUAGE_NAMES
from portal.core.forms import Form, RequestKeyField
from portal.core.i18n import lazy

_BAR = re.compile(r"\s*[|｜]\s*")


def as_choices(labels: Mapping[str, str | LazyString]) -> list[SelectChoice]:
    return [SelectChoice(value, label) for value, label in labels.items()]


class ArticleForm(Form):
    """The text of an article. `base` is the revision it was written on."""

    request_key = RequestKeyField()
    base = HiddenField(default="0")
    lang = SelectField(
        lazy("Language of the text"),
        choices=[SelectChoice(tag, name, {"lang": tag}) for tag, name in LANGUAGE_NAMES.items()],
    )
    condition = SelectField(lazy("Disease"), validate_choice=False)
    title = StringField(lazy("Title"), validators=[InputRequired(), Length(max=TITLE_LENGTH)])
    summary = TextAreaField(lazy("Summary"), validators=[Length(max=SUMMARY_LENGTH)])
    body = TextAreaField(lazy("Article text"), validators=[InputRequired(), Length(max=BODY_LENGTH)])
    sources = TextAreaField(lazy("Sources"), validators=[Length(max=20_000)])
    ai_assisted = BooleanField(lazy("An AI tool helped to write this text"))

    @property
    def base_revision(self) -> int:
        return int(self.base.data) if (self.base.data or "").isascii() and (self.base.data or "").isdigit() else 0

    def text(self, condition_id: int | None) -> ArticleText:
        return ArticleText(
            title=self.title.data or "",
            summary=self.summary.data or "",
            body=self.body.data or "",
            sources=parse_citations(self.sources.data or ""),
            condition_id=condition_id,
            ai_assisted=bool(self.ai_assisted.data),
        )


class RevisionForm(Form):
    """An act on exactly one revision."""

    revision = IntegerField(widget=HiddenInput(), validators=[NumberRange(min=1, max=1_000_000)])


class ReviewForm(RevisionForm):
    decision = RadioField(
        lazy("Your decision"),
        choices=as_choices({"approved": lazy("Approve this text"), "returned": lazy("Return it to the author")}),
        validators=[InputRequired()],
    )
    note = TextAreaField(lazy("Note for the author"), validators=[Length(max=1000)])


class WithdrawalForm(Form):
    reason = StringField(lazy("Why is it taken down?"), validators=[InputRequired(), Length(max=200)])


def parse_citations(text: str) -> tuple[Citation, ...]:
    """One source a line: title, publisher and address in this order, separated by bars; the last two may be missing."""
    return tuple(_citation(line) for line in text.splitlines() if line.strip())


def write_citations(sources: tuple[Citation, ...]) -> str:
    """The lines `parse_citations` reads."""
    return "\n".join(" | ".join(filter(None, (source.title, source.publisher, source.url))) for source in sources)


def _citation(line: str) -> Citation:
    parts = [part for part in _BAR.split(line.strip()) if part]
    url = next((part for part in parts if "://" in part), "")
    words = [part for part in parts if part != url]
    return Citation(title=words[0] if words else url, url=url, publisher=" ".join(words[1:])[:120])
