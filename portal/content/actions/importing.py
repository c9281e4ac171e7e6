"""Taking in articles from elsewhere, many at a time."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa

from portal.accounts.policy import acting_member
from portal.content.actions.review import GOOD_FOR
from portal.content.models import Article, MedicalReview, Revision, Source
from portal.content.policy import may_review
from portal.content.text import ArticleText, make_slug
from portal.core import clock
from portal.core.db import db, insert_all_once, transaction
from portal.core.errors import NotAllowed
from portal.core.i18n import lazy
from portal.core.ids import new_id


@dataclass(frozen=True, slots=True)
class ImportedArticle:
    """A checked text with its id elsewhere and its HTML; `publish` says whether readers may see it."""

    external_id: str
    text: ArticleText
    html: str
    lang: str
    source_label: str
    publish: bool


def known_articles(external_ids: Sequence[str]) -> set[str]:
    """Which of these ids are already here."""
    present = sa.select(Article.external_id).where(Article.external_id.in_(external_ids))
    return {external_id for external_id in db.session.scalars(present) if external_id}


def import_articles(articles: Sequence[ImportedArticle], *, reviewer_id: int | None) -> list[int]:
    """Adds the articles whose id is not here yet and returns their row ids.

    Those to publish carry the reviewer's approval. Raises NotAllowed for a reviewer without a valid license.
    """
    with transaction():
        approval = _approval(reviewer_id) if reviewer_id is not None else {}
        present = known_articles([article.external_id for article in articles])
        fresh = {article.external_id: article for article in articles if article.external_id not in present}
        insert_all_once(Article, [_face(article, approval) for article in fresh.values()])
        made = sa.select(Article.external_id, Article.id).where(Article.external_id.in_(fresh))
        ids = {id_: fresh[external_id] for external_id, id_ in db.session.execute(made) if external_id}
        insert_all_once(Revision, [_revision(id_, article) for id_, article in ids.items()])
        insert_all_once(Source, [row for id_, article in ids.items() for row in _sources(id_, article)])
        if approval:
            reviewed = [id_ for id_, article in ids.items() if article.publish]
            insert_all_once(MedicalReview, [{"article_id": id_, "revision": 1, **approval} for id_ in reviewed])
        return list(ids)


def _approval(reviewer_id: int) -> dict[str, Any]:
    reviewer = acting_member(reviewer_id)
    if not may_review(reviewer):
        raise NotAllowed(lazy("Only a clinician with a valid license may review."))
    return {
        "reviewer_id": reviewer.id,
        "reviewer_name": reviewer.display_name,
        "reviewer_title": reviewer.clinician_title or "",
        "decision": "approved",
        "decided_at": clock.now(),
        "valid_until": clock.now() + GOOD_FOR,
    }


def _face(article: ImportedArticle, approval: dict[str, Any]) -> dict[str, Any]:
    public_id, text, now = new_id(), article.text, clock.now()
    shown = approval if article.publish else {}
    return {
        "public_id": public_id,
        "slug": make_slug(text.title, public_id),
        "external_id": article.external_id,
        "condition_id": text.condition_id,
        "state": "published" if shown else "draft",
        "lang": article.lang,
        "title": text.title,
        "summary": text.summary,
        "body": text.body,
        "html": article.html,
        "source_label": article.source_label,
        "published_revision": 1 if shown else None,
        "published_at": now if shown else None,
        "reviewer_name": shown.get("reviewer_name"),
        "reviewer_title": shown.get("reviewer_title"),
        "reviewed_at": shown.get("decided_at"),
    }


def _revision(article_id: int, article: ImportedArticle) -> dict[str, Any]:
    text = article.text
    return {
        "article_id": article_id,
        "number": 1,
        "title": text.title,
        "summary": text.summary,
        "body": text.body,
        "condition_id": text.condition_id,
    }


def _sources(article_id: int, article: ImportedArticle) -> list[dict[str, Any]]:
    return [
        {
            "article_id": article_id,
            "revision": 1,
            "position": position,
            "title": source.title,
            "url": source.url,
            "publisher": source.publisher,
        }
        for position, source in enumerate(article.text.sources, 1)
    ]
