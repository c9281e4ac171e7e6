"""One version of an article as plain values: what the editor's form, the verbs and the import hand around."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from urllib.parse import urlsplit

from portal.content.models import BODY_LENGTH, SUMMARY_LENGTH, TITLE_LENGTH
from portal.core.errors import Invalid
from portal.core.i18n import lazy

MOST_SOURCES = 30


@dataclass(frozen=True, slots=True)
class Citation:
    title: str
    url: str = ""
    publisher: str = ""


@dataclass(frozen=True, slots=True)
class ArticleText:
    title: str
    body: str
    summary: str = ""
    sources: tuple[Citation, ...] = ()
    condition_id: int | None = None
    ai_assisted: bool = False

    def checked(self) -> ArticleText:
        """The same text trimmed and with plain line ends. Raises Invalid beside the field that is wrong."""
        text = replace(
            self, title=" ".join(self.title.split()), summary=" ".join(self.summary.split()), body=_plain(self.body)
        )
        if not text.title:
            raise Invalid(lazy("Please give the article a title."), "title")
        if not text.body:
            raise Invalid(lazy("Please write the text of the article."), "body")
        for field, value, limit in (
            ("title", text.title, TITLE_LENGTH),
            ("summary", text.summary, SUMMARY_LENGTH),
            ("body", text.body, BODY_LENGTH),
        ):
            if len(value) > limit:
                raise Invalid(lazy("This is too long. At most %(count)s characters fit.", count=limit), field)
        if len(text.sources) > MOST_SOURCES or not all(map(_is_citation, text.sources)):
            raise Invalid(lazy("Each source needs a title and, if it has one, a full web address."), "sources")
        return text


def _plain(body: str) -> str:
    return body.replace("\r\n", "\n").replace("\r", "\n").strip()


def _is_citation(source: Citation) -> bool:
    return bool(source.title.strip()) and len(source.title) <= TITLE_LENGTH and is_web_address(source.url)


def is_web_address(url: str) -> bool:
    """Whether it is empty or an http(s) address with a host."""
    try:
        parts = urlsplit(url)
    except ValueError:
        return False
    return not url or (parts.scheme in {"http", "https"} and bool(parts.hostname) and len(url) <= 500)


def make_slug(title: str, public_id: str) -> str:
    """The address of an article: the Latin words of its title and the start of its public id."""
    words = re.findall(r"[a-z0-9]+", title.lower())
    return "-".join([*" ".join(words)[:70].split(), public_id[:6]])
