"""Articles with their revisions, sources, medical reviews and readers' votes."""

from __future__ import annotations

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from portal.accounts.models import Member
from portal.conditions.models import Condition
from portal.core import clock
from portal.core.db import Base, Created, Moment, PublicId, UtcDateTime

STATES = ("draft", "review", "approved", "published", "unpublished")
LANGUAGES = ("zh-Hans", "zh-Hant", "en")
TITLE_LENGTH = 200
SUMMARY_LENGTH = 500
BODY_LENGTH = 60_000


class Article(Base):
    """What readers see: the text of the published revision or, before there is one, of the newest.

    `published_at` is set exactly while the article is public. `reviewer_*` and `reviewed_at` are copied from the
    approval of the published revision; `version` grows with every change that readers or the search index notice.
    """

    __tablename__ = "articles"
    __table_args__ = (
        sa.CheckConstraint("state IN ('draft', 'review', 'approved', 'published', 'unpublished')", name="state"),
        sa.Index("ix_articles_lang_published_at", "lang", "published_at", "id"),
        sa.Index("ix_articles_condition_id_published_at", "condition_id", "published_at", "id"),
        sa.Index("ix_articles_published_at", "published_at", "id"),
        sa.Index("ix_articles_state", "state", "id"),
        sa.UniqueConstraint("author_id", "request_key"),
    )

    public_id: Mapped[PublicId]
    slug: Mapped[str] = mapped_column(sa.String(100), unique=True)
    external_id: Mapped[str | None] = mapped_column(sa.String(120), unique=True)
    condition_id: Mapped[int | None] = mapped_column(sa.ForeignKey("conditions.id"))
    original_id: Mapped[int | None] = mapped_column(sa.ForeignKey("articles.id"), index=True)
    state: Mapped[str] = mapped_column(sa.String(12), default="draft")
    lang: Mapped[str] = mapped_column(sa.String(10))
    title: Mapped[str] = mapped_column(sa.String(TITLE_LENGTH))
    summary: Mapped[str] = mapped_column(sa.String(SUMMARY_LENGTH), default="")
    body: Mapped[str] = mapped_column(sa.Text, deferred=True)
    html: Mapped[str] = mapped_column(sa.Text, deferred=True)
    author_id: Mapped[int | None] = mapped_column(sa.ForeignKey("members.id"))
    ai_assisted: Mapped[bool] = mapped_column(default=False)
    source_label: Mapped[str] = mapped_column(sa.String(120), default="")
    revision: Mapped[int] = mapped_column(default=1)
    published_revision: Mapped[int | None]
    published_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    published_by: Mapped[int | None] = mapped_column(sa.ForeignKey("members.id"), index=True)
    unpublished_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    unpublished_by: Mapped[int | None] = mapped_column(sa.ForeignKey("members.id"), index=True)
    unpublished_reason: Mapped[str | None] = mapped_column(sa.String(200))
    reviewer_name: Mapped[str | None] = mapped_column(sa.String(40))
    reviewer_title: Mapped[str | None] = mapped_column(sa.String(80))
    reviewed_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    useful_count: Mapped[int] = mapped_column(default=0)
    request_key: Mapped[str | None] = mapped_column(sa.String(40))
    version: Mapped[int] = mapped_column(default=1)
    created_at: Mapped[Created]
    updated_at: Mapped[Created]

    condition: Mapped[Condition | None] = relationship(lazy="select")
    author: Mapped[Member | None] = relationship(lazy="select", foreign_keys=author_id)

    @property
    def is_public(self) -> bool:
        return self.published_at is not None


class Revision(Base):
    """One saved text of an article with what is said about it; corrected only by the next one."""

    __tablename__ = "article_revisions"
    __table_args__ = (sa.UniqueConstraint("article_id", "number"),)

    article_id: Mapped[int] = mapped_column(sa.ForeignKey("articles.id"))
    number: Mapped[int]
    title: Mapped[str] = mapped_column(sa.String(TITLE_LENGTH))
    summary: Mapped[str] = mapped_column(sa.String(SUMMARY_LENGTH), default="")
    body: Mapped[str] = mapped_column(sa.Text)
    condition_id: Mapped[int | None] = mapped_column(sa.ForeignKey("conditions.id"), index=True)
    ai_assisted: Mapped[bool] = mapped_column(default=False)
    by_id: Mapped[int | None] = mapped_column(sa.ForeignKey("members.id"), index=True)
    created_at: Mapped[Created]


class Source(Base):
    """Where a revision's statements come from."""

    __tablename__ = "article_sources"
    __table_args__ = (sa.UniqueConstraint("article_id", "revision", "position"),)

    article_id: Mapped[int] = mapped_column(sa.ForeignKey("articles.id"))
    revision: Mapped[int]
    position: Mapped[int]
    title: Mapped[str] = mapped_column(sa.String(TITLE_LENGTH))
    url: Mapped[str] = mapped_column(sa.String(500), default="")
    publisher: Mapped[str] = mapped_column(sa.String(120), default="")


class MedicalReview(Base):
    """A decision on one revision, with the reviewer's name and title as they were that day."""

    __tablename__ = "medical_reviews"
    __table_args__ = (
        sa.CheckConstraint("decision IN ('approved', 'returned')", name="decision"),
        sa.Index("ix_medical_reviews_article_id_revision", "article_id", "revision"),
    )

    article_id: Mapped[int] = mapped_column(sa.ForeignKey("articles.id"))
    revision: Mapped[int]
    reviewer_id: Mapped[int] = mapped_column(sa.ForeignKey("members.id"), index=True)
    reviewer_name: Mapped[str] = mapped_column(sa.String(40))
    reviewer_title: Mapped[str] = mapped_column(sa.String(80))
    decision: Mapped[str] = mapped_column(sa.String(10))
    note: Mapped[str] = mapped_column(sa.String(1000), default="")
    decided_at: Mapped[Created]
    valid_until: Mapped[Moment]

    @property
    def allows_publishing(self) -> bool:
        return self.decision == "approved" and self.valid_until > clock.now()


class ArticleVote(Base):
    """A reader found an article useful."""

    __tablename__ = "article_votes"
    __table_args__ = (sa.UniqueConstraint("article_id", "member_id"),)

    article_id: Mapped[int] = mapped_column(sa.ForeignKey("articles.id"))
    member_id: Mapped[int] = mapped_column(sa.ForeignKey("members.id"), index=True)
    created_at: Mapped[Created]
