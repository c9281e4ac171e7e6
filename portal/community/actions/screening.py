"""Looks at a text before the lock is taken: what it becomes, and what its author is shown at once."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal

from portal.community.models import BODY_LENGTH, TITLE_LENGTH
from portal.core.errors import Invalid
from portal.core.i18n import lang_tag, lazy
from portal.core.markdown import render_markdown
from portal.safety.screen import Screening, screen_fields

_HAN = re.compile("[\u3400-\u9fff]")
_LATIN = re.compile("[A-Za-z]")
_HANS, _HANT = (
    frozenset("们这个么吗说时会来医药体检过还对应请让谢觉头饭后从间问题经验实周护诊断压"),
    frozenset("們這個麼嗎說時會來醫藥體檢過還對應請讓謝覺頭飯後從間問題經驗實週護診斷壓"),
)

Care = Literal["", "crisis", "emergency"]


@dataclass(frozen=True, slots=True)
class Screened:
    """A text ready to store. `held` is empty or why staff look first; `care` is the panel its author needs now."""

    title: str
    body: str
    html: str
    lang: str
    held: str
    care: Care
    crisis_level: str


def screen_text(body: str, *, locale: str, title: str | None = None) -> Screened:
    """Checks lengths, screens title and body together and renders the Markdown once. Raises Invalid."""
    title, body = " ".join((title or "").split()), body.strip()
    if not body:
        raise Invalid(lazy("Please write something first."), field="body")
    if len(body) > BODY_LENGTH:
        raise Invalid(lazy("This text is too long. Please split it into two posts."), field="body")
    if len(title) > TITLE_LENGTH:
        raise Invalid(lazy("This title is too long."), field="title")
    lang = written_lang(title + body, locale)
    screening = screen_fields(title, body, lang=lang)
    level = screening.crisis.level if screening.crisis else ""
    return Screened(title, body, render_markdown(body), lang, _held(screening), care_for(screening), level)


def care_for(screening: Screening) -> Care:
    if screening.crisis is not None:
        return "crisis"
    return "emergency" if screening.red_flag is not None else ""


def written_lang(text: str, locale: str) -> str:
    """The language tag a text is stored with: its script, and for Chinese the forms it uses, else the locale's."""
    if not _HAN.search(text):
        return "en" if _LATIN.search(text) else lang_tag(locale)
    hant = sum(letter in _HANT for letter in text)
    hans = sum(letter in _HANS for letter in text)
    if hant != hans:
        return "zh-Hant" if hant > hans else "zh-Hans"
    return "zh-Hant" if locale == "zh_Hant" else "zh-Hans"


def _held(screening: Screening) -> str:
    return "" if screening.verdict == "publish" else screening.reasons[0]
