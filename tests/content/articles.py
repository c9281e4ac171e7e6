"""Articles for tests, made by the same verbs people use."""

from __future__ import annotations

from typing import Any

from portal.accounts.models import Member
from portal.content.actions.publishing import publish
from portal.content.actions.review import decide_review, request_review
from portal.content.actions.writing import write_article
from portal.content.models import Article
from portal.content.text import ArticleText, Citation

SOURCE = Citation("Guideline on home measurement", "https://example.org/guideline", "A society")


def a_text(title: str = "Measuring at home", body: str = "Sit down and **rest** first.", **values: Any) -> ArticleText:
    return ArticleText(title=title, body=body, **{"summary": "How to measure.", "sources": (SOURCE,), **values})


def draft(author: Member, lang: str = "en", **values: Any) -> Article:
    return write_article(a_text(**values), lang=lang, by=author.id)


def in_review(author: Member, **values: Any) -> Article:
    article = draft(author, **values)
    return request_review(article.id, revision=1, by=author.id)


def approved(author: Member, reviewer: Member, **values: Any) -> Article:
    article = in_review(author, **values)
    decide_review(article.id, revision=1, approve=True, by=reviewer.id)
    return article


def published(author: Member, reviewer: Member, **values: Any) -> Article:
    article = approved(author, reviewer, **values)
    return publish(article.id, revision=1, by=author.id)
