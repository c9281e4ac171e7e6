"""Reads shaped for the reading pages, the editors' desk and the review page."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import defer, joinedload, undefer

from portal.accounts.models import Member
from portal.accounts.policy import Person
from portal.conditions.models import Condition
from portal.content.models import Article, ArticleVote, MedicalReview, Revision, Source
from portal.content.policy import may_review, published_articles, visible_articles
from portal.content.text import ArticleText, Citation
from portal.core.db import AnySelect, db, execute
from portal.core.errors import NotFound

ARTICLES_A_PAGE = 12


@dataclass(frozen=True, slots=True)
class Useful:
    """An article's count of thanks and whether the reader's is among them."""

    article: Article
    found: bool


@dataclass(frozen=True, slots=True)
class Headline:
    """An article as other pages point to it."""

    slug: str
    title: str
    summary: str


@dataclass(frozen=True, slots=True)
class Reading:
    """A public article with everything its page shows, made of a fixed number of queries."""

    article: Article
    sources: Sequence[Source]
    versions: Sequence[Article]
    related: Sequence[Article]
    useful: Useful


def text_of(article_id: int, number: int) -> ArticleText:
    """One revision with its sources. Raises NotFound."""
    wanted = sa.select(Revision).where(Revision.article_id == article_id, Revision.number == number)
    revision = db.session.scalar(wanted)
    if revision is None:
        raise NotFound()
    sources = sources_of(article_id, number)
    return ArticleText(
        title=revision.title,
        summary=revision.summary,
        body=revision.body,
        sources=tuple(Citation(source.title, source.url, source.publisher) for source in sources),
        condition_id=revision.condition_id,
        ai_assisted=revision.ai_assisted,
    )


def sources_of(article_id: int, number: int | None) -> Sequence[Source]:
    wanted = sa.select(Source).where(Source.article_id == article_id, Source.revision == number)
    return db.session.scalars(wanted.order_by(Source.position)).all()


def newest_review(article_id: int, revision: int) -> MedicalReview | None:
    """The latest decision on a revision."""
    wanted = sa.select(MedicalReview).where(MedicalReview.article_id == article_id, MedicalReview.revision == revision)
    return db.session.scalar(wanted.order_by(MedicalReview.id.desc()).limit(1))


def reviews_of(article_id: int) -> Sequence[MedicalReview]:
    """An article's last decisions, newest first."""
    wanted = sa.select(MedicalReview).where(MedicalReview.article_id == article_id)
    return db.session.scalars(wanted.order_by(MedicalReview.id.desc()).limit(10)).all()


def published_page(
    *, lang: str | None = None, condition: str | None = None, before: str | None = None
) -> tuple[Sequence[Article], str | None]:
    """The newest public articles, and where the next page starts (a public id) if there is one.

    `before` is the public id of the last article of the page before; an unknown one starts anew.
    """
    wanted = published_articles().options(joinedload(Article.condition))
    if lang:
        wanted = wanted.where(Article.lang == lang)
    if condition:
        wanted = wanted.where(Article.condition_id == _condition_id(condition))
    if before:
        wanted = wanted.where(_comes_after(before))
    return _page(wanted.order_by(Article.published_at.desc(), Article.id.desc()))


def newest_articles(lang: str, limit: int, condition_id: int | None = None) -> list[Headline]:
    """The newest public articles in a language, of one condition or of all."""
    asked = {} if condition_id is None else {"condition": condition_id}
    rows: Iterable[Any] = execute(_newest(condition_id is not None), lang=lang, number=limit, **asked)
    return [Headline(*row) for row in rows]


@cache
def _newest(of_one_condition: bool) -> AnySelect:
    wanted = published_articles().where(Article.lang == sa.bindparam("lang"))
    if of_one_condition:
        wanted = wanted.where(Article.condition_id == sa.bindparam("condition"))
    newest = wanted.order_by(Article.published_at.desc(), Article.id.desc()).limit(sa.bindparam("number"))
    return newest.with_only_columns(Article.slug, Article.title, Article.summary)


def desk_page(person: Person, view: str, before: str | None = None) -> tuple[Sequence[Article], str | None]:
    """The staff list, newest first: `mine`, `review` (waiting for someone), `published` or `all` one may see."""
    wanted = visible_articles(person).options(joinedload(Article.condition), joinedload(Article.author))
    if view == "mine":
        wanted = wanted.where(Article.author_id == person.id)
    elif view == "review":
        wanted = wanted.where(Article.state == "review")
    elif view == "published":
        wanted = wanted.where(Article.published_at.is_not(None))
    if before:
        wanted = wanted.where(Article.id < sa.select(Article.id).where(Article.public_id == before).scalar_subquery())
    return _page(wanted.order_by(Article.id.desc()))


def reading(address: str, viewer: Person | None) -> Reading:
    """A public article for its page, by slug or public id. Raises NotFound."""
    wanted = published_articles().where(sa.or_(Article.slug == address, Article.public_id == address))
    whole = wanted.options(undefer(Article.html), joinedload(Article.condition))
    article = db.session.scalar(whole.options(joinedload(Article.author)))
    if article is None:
        raise NotFound()
    return Reading(
        article=article,
        sources=sources_of(article.id, article.published_revision),
        versions=_other_versions(article),
        related=related_articles(article.condition_id, article.lang, but=article.id),
        useful=Useful(article, viewer is not None and _has_voted(article.id, viewer.id)),
    )


def related_articles(
    condition_id: int | None, lang: str, *, but: int | None = None, limit: int = 4
) -> Sequence[Article]:
    """The newest public articles on a condition in a language."""
    if condition_id is None:
        return []
    wanted = published_articles().where(Article.condition_id == condition_id, Article.lang == lang)
    if but is not None:
        wanted = wanted.where(Article.id != but)
    return db.session.scalars(wanted.order_by(Article.published_at.desc(), Article.id.desc()).limit(limit)).all()


def condition_slug(condition_id: int | None) -> str:
    """The slug of a condition; empty for none."""
    return db.session.scalar(sa.select(Condition.slug).where(Condition.id == condition_id)) or ""


def waiting_reviews(person: Person) -> int:
    """How many articles wait for someone's review; 0 for who may not review."""
    if not may_review(person):
        return 0
    waiting = sa.select(sa.func.count()).where(Article.state == "review", Article.author_id.is_distinct_from(person.id))
    return db.session.scalar(waiting) or 0


def revisions_of(article_id: int) -> Sequence[tuple[Revision, str | None]]:
    """An article's last revisions without their bodies, newest first, with the name of who saved each."""
    wanted = (
        sa.select(Revision, Member.display_name)
        .outerjoin(Member, Member.id == Revision.by_id)
        .where(Revision.article_id == article_id)
        .options(defer(Revision.body))
        .order_by(Revision.number.desc())
        .limit(10)
    )
    return [(revision, name) for revision, name in db.session.execute(wanted)]


def _other_versions(article: Article) -> Sequence[Article]:
    first = article.original_id or article.id
    family = published_articles().where(sa.or_(Article.id == first, Article.original_id == first))
    return db.session.scalars(family.where(Article.id != article.id).order_by(Article.id)).all()


def _has_voted(article_id: int, member_id: int) -> bool:
    vote = sa.select(ArticleVote.id).where(ArticleVote.article_id == article_id, ArticleVote.member_id == member_id)
    return db.session.scalar(vote) is not None


def _condition_id(slug: str) -> sa.ScalarSelect[int]:
    return sa.select(Condition.id).where(Condition.slug == slug).scalar_subquery()


def _comes_after(public_id: str) -> sa.ColumnElement[bool]:
    last = db.session.scalar(published_articles().where(Article.public_id == public_id))
    if last is None:
        return sa.true()
    earlier = Article.published_at < last.published_at
    return sa.or_(earlier, sa.and_(Article.published_at == last.published_at, Article.id < last.id))


def _page(wanted: sa.Select[Article]) -> tuple[Sequence[Article], str | None]:
    rows = db.session.scalars(wanted.limit(ARTICLES_A_PAGE + 1)).all()
    more = len(rows) > ARTICLES_A_PAGE
    return rows[:ARTICLES_A_PAGE], rows[ARTICLES_A_PAGE - 1].public_id if more else None
