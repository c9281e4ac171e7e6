"""What an import does with a row: how it is checked, finished outside the write lock, and stored within it."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import Any, Protocol

from portal.cli.intake import Rejected, Report, Row
from portal.community.actions.importing import ImportedPost, ImportedThread, import_threads, known_threads
from portal.community.models import BODY_LENGTH as POST_LENGTH
from portal.community.models import TITLE_LENGTH as TOPIC_TITLE_LENGTH
from portal.conditions.importing import KnownConditions, known_conditions, name_conditions
from portal.content.actions.importing import ImportedArticle, import_articles, known_articles
from portal.content.lint import find_problems
from portal.content.models import BODY_LENGTH, TITLE_LENGTH
from portal.content.text import ArticleText, Citation, is_web_address
from portal.core.markdown import plain_text, render_article, render_markdown
from portal.safety.contacts import mask
from portal.safety.screen import screen_fields

ID_LENGTH = 100


class Kind(Protocol):
    """Articles or threads; `index_as` is the kind of row the search index knows them by."""

    index_as: str

    def read(self, row: Row) -> Any:
        """A checked entry with `line`, `external_id` and `title`. Raises Rejected."""

    def known(self, external_ids: Sequence[str]) -> set[str]: ...

    def finish(self, entry: Any, report: Report) -> Any:
        """Renders and screens, outside the write lock."""

    def store(self, entries: Sequence[Any]) -> list[int]:
        """Writes the entries in the running transaction and returns their row ids."""

    def stored(self) -> None:
        """The transaction of the last `store` is committed."""


@dataclass(frozen=True, slots=True)
class ArticleEntry:
    line: int
    article: ImportedArticle
    condition: str
    synonyms: tuple[str, ...]

    @property
    def external_id(self) -> str:
        return self.article.external_id

    @property
    def title(self) -> str:
        return self.article.text.title


@dataclass(slots=True)
class Articles:
    """Articles: with a reviewer they are published, but for those that must not stand before readers as they are."""

    reviewer_id: int | None
    index_as: str = "article"
    conditions: KnownConditions = field(default_factory=known_conditions)
    _named: dict[str, int] = field(default_factory=dict)

    def read(self, row: Row) -> ArticleEntry:
        external_id = row.text("id", ID_LENGTH)
        lang = row.lang()
        source, url = row.text("source", 120, required=False), row.text("source_url", 500, required=False)
        if not is_web_address(url):
            raise Rejected("source_url is not a web address")
        title, body = row.text("title", TITLE_LENGTH), row.text("body", BODY_LENGTH)
        cited = (Citation(source or title, url, source),) if source or url else ()
        text = ArticleText(title=title, body=body, sources=cited)
        article = ImportedArticle(external_id, text, "", lang, source, self.reviewer_id is not None)
        condition = row.text("condition", 160, required=False)
        return ArticleEntry(row.line, article, condition, tuple(row.texts("synonyms", 160)) if condition else ())

    def known(self, external_ids: Sequence[str]) -> set[str]:
        return known_articles(external_ids)

    def finish(self, entry: ArticleEntry, report: Report) -> ArticleEntry:
        article, text = entry.article, entry.article.text
        publish = article.publish
        if publish and not text.sources:
            publish = False
            report.remark(entry.line, "kept as a draft: it names no source")
        problems = find_problems(text.body, article.lang) if publish else []
        if problems:
            publish = False
            report.remark(entry.line, f"kept as a draft: “{problems[0].words}” is a contact or a shop link")
        finished = replace(text, summary=plain_text(text.body, 200))
        return replace(entry, article=replace(article, text=finished, html=render_article(text.body), publish=publish))

    def store(self, entrys: Sequence[ArticleEntry]) -> list[int]:
        self._named = {}
        for lang in {entry.article.lang for entry in entrys}:
            wanted = {
                entry.condition: entry.synonyms for entry in entrys if entry.condition and entry.article.lang == lang
            }
            self._named |= name_conditions(wanted, lang, self.conditions)
        known = replace(self.conditions, ids={**self.conditions.ids, **self._named})
        placed = [_place(entry.article, known.id_of(entry.condition)) for entry in entrys]
        return import_articles(placed, reviewer_id=self.reviewer_id)

    def stored(self) -> None:
        self.conditions.ids |= self._named


def _place(article: ImportedArticle, condition_id: int | None) -> ImportedArticle:
    return replace(article, text=replace(article.text, condition_id=condition_id))


@dataclass(frozen=True, slots=True)
class ThreadEntry:
    line: int
    thread: ImportedThread
    department: str

    @property
    def external_id(self) -> str:
        return self.thread.external_id

    @property
    def title(self) -> str:
        return self.thread.title


@dataclass(slots=True)
class Threads:
    """Archived questions with their answers, for one group. Contacts in them are covered; doubtful ones are held."""

    group_id: int
    index_as: str = "thread"

    def read(self, row: Row) -> ThreadEntry:
        external_id = row.text("id", ID_LENGTH)
        lang = row.lang()
        title, body = row.text("title", TOPIC_TITLE_LENGTH), row.text("body", POST_LENGTH)
        posts = tuple(ImportedPost(text, "") for text in (body, *row.texts("answers", POST_LENGTH)))
        department = row.text("department", 80, required=False)
        return ThreadEntry(row.line, ImportedThread(external_id, title, lang, posts), department)

    def known(self, external_ids: Sequence[str]) -> set[str]:
        return known_threads(external_ids)

    def finish(self, entry: ThreadEntry, report: Report) -> ThreadEntry:
        """The department closes the question, in italics, so that readers and the index know it."""
        thread = entry.thread
        screening = screen_fields(thread.title, *(post.body for post in thread.posts), lang=thread.lang)
        held = "crisis" if screening.crisis else "ad" if "ad" in screening.reasons else ""
        if held:
            report.remark(entry.line, f"held for a moderator: {', '.join(screening.reasons)}")
        cover = mask if screening.contacts else str
        question, *answers = (cover(post.body) for post in thread.posts)
        if entry.department:
            question = f"{question}\n\n*{entry.department}*"
        posts = tuple(ImportedPost(text, render_markdown(text)) for text in (question, *answers))
        return replace(entry, thread=replace(thread, title=cover(thread.title), posts=posts, held=held))

    def store(self, entrys: Sequence[ThreadEntry]) -> list[int]:
        return import_threads([entry.thread for entry in entrys], self.group_id)

    def stored(self) -> None:
        return


def second_id(external_id: str, title: str) -> str:
    """The id of another text under an id that its file uses more than once."""
    return f"{external_id}#{hashlib.sha256(title.encode()).hexdigest()[:12]}"
