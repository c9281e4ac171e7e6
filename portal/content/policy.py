"""Who may write, review and publish articles, and which ones a person may see."""

from __future__ import annotations

import sqlalchemy as sa

from portal.accounts.models import Member
from portal.accounts.policy import Person
from portal.content.models import Article, Revision
from portal.core.db import db
from portal.core.errors import NotFound


def can_write(person: Person | None) -> bool:
    """Editors and doctors write articles."""
    return _holds(person, "editor") or _holds(person, "doctor")


def can_publish(person: Person | None) -> bool:
    return _holds(person, "editor")


def can_edit(person: Person | None, article: Article) -> bool:
    """Editors edit every article, other staff who write only their own."""
    return can_publish(person) or (person is not None and can_write(person) and article.author_id == person.id)


def may_review(person: Person | None) -> bool:
    """Doctors and editors review while their license is checked and valid."""
    if person is None or not can_write(person):
        return False
    member = person if isinstance(person, Member) else db.session.get(Member, person.id)
    return member is not None and member.has_badge


def can_review(person: Person | None, article: Article) -> bool:
    """Whether someone may decide on an article: a reviewer who wrote no word of it."""
    if person is None or article.author_id == person.id or not may_review(person):
        return False
    wrote = sa.select(Revision.id).where(Revision.article_id == article.id, Revision.by_id == person.id)
    return db.session.scalar(wrote.limit(1)) is None


def visible_articles(person: Person | None) -> sa.Select[Article]:
    """Published articles; all of them for editors, one's own for writers, those under review for reviewers."""
    if can_publish(person):
        return sa.select(Article)
    public = Article.published_at.is_not(None)
    if person is None or not can_write(person):
        return sa.select(Article).where(public)
    mine = Article.author_id == person.id
    waiting = [Article.state == "review"] if may_review(person) else []
    return sa.select(Article).where(sa.or_(public, mine, *waiting))


def published_articles() -> sa.Select[Article]:
    """What readers may open, whoever they are."""
    return sa.select(Article).where(Article.published_at.is_not(None))


def visible_article_or_404(person: Person | None, public_id: str) -> Article:
    article = db.session.scalar(visible_articles(person).where(Article.public_id == public_id))
    if article is None:
        raise NotFound()
    return article


def published_article_or_404(slug: str) -> Article:
    article = db.session.scalar(published_articles().where(Article.slug == slug))
    if article is None:
        raise NotFound()
    return article


def _holds(person: Person | None, role: str) -> bool:
    if person is None or person.is_suspended:
        return False
    return person.has_role(role) or any(held == role for held, _group in person.roles)
