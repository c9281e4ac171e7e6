"""Articles, while they are public."""

from __future__ import annotations

from collections.abc import Collection, Iterator

import sqlalchemy as sa

from portal.accounts.policy import Person
from portal.conditions.models import Condition
from portal.content.models import Article
from portal.content.policy import published_articles
from portal.core.db import db
from portal.search.analysis import spellings
from portal.search.documents import Shown, Source, key_of, plain_text
from portal.search.engine import PUBLIC, Document


def _read(ids: Collection[int]) -> Iterator[Document]:
    wanted = (
        published_articles()
        .where(Article.id.in_(ids))
        .outerjoin(Condition, Condition.id == Article.condition_id)
        .with_only_columns(
            Article.id,
            Article.title,
            Article.summary,
            Article.html,
            Article.lang,
            Article.reviewed_at,
            Article.updated_at,
            Condition.slug,
        )
    )
    for row_id, title, summary, safe_html, lang, reviewed_at, updated_at, condition in db.session.execute(wanted):
        yield Document(
            key=key_of("article", row_id),
            kind="article",
            audience=PUBLIC,
            title=title,
            body=f"{summary}\n{plain_text(safe_html)}",
            lang=lang,
            condition=condition or "",
            reviewed=reviewed_at is not None,
            updated=updated_at.timestamp(),
        )


def _page(after: int, count: int) -> list[int]:
    return list(db.session.scalars(sa.select(Article.id).where(Article.id > after).order_by(Article.id).limit(count)))


def _show(viewer: Person | None, ids: Collection[int]) -> Iterator[Shown]:
    wanted = published_articles().where(Article.id.in_(ids)).add_columns(Article.html)
    for article, safe_html in db.session.execute(wanted):
        yield Shown(
            article.id,
            article.title,
            f"{article.summary}\n{plain_text(safe_html)}",
            article.lang,
            article.reviewed_at or article.updated_at,
            "home.article",
            {"slug": article.slug},
            reviewer=article.reviewer_name or "",
        )


def _titles(words: str, most: int) -> list[str]:
    begins = sa.or_(*(Article.title.istartswith(spelling, autoescape=True) for spelling in spellings(words)))
    wanted = published_articles().where(begins).with_only_columns(Article.title)
    return list(db.session.scalars(wanted.order_by(Article.title).limit(most)))


ARTICLES = Source("article", _read, _page, _show, _titles)
