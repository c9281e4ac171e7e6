"""Groups, memberships, topics, posts, reactions, drafts and read marks."""

from __future__ import annotations

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from portal.accounts.models import Member
from portal.conditions.models import Condition
from portal.core.db import Base, Created, Moment, PublicId, UtcDateTime
from portal.core.trilingual import TrilingualName

VISIBILITIES = ("public", "members", "approval", "hidden")
LABELS = ("patient", "family", "clinician")
POSTS_A_PAGE = 20
TITLE_LENGTH = 120
BODY_LENGTH = 20_000
NOTE_LENGTH = 300


class Group(TrilingualName, Base):
    """A place for people with one condition. `about_*` describe it in each script; counters are kept by the verbs."""

    __tablename__ = "groups"
    __table_args__ = (
        sa.CheckConstraint("visibility IN ('public', 'members', 'approval', 'hidden')", name="visibility"),
    )

    slug: Mapped[str] = mapped_column(sa.String(60), unique=True)
    about_zh_hans: Mapped[str] = mapped_column(sa.String(400), default="")
    about_zh_hant: Mapped[str] = mapped_column(sa.String(400), default="")
    about_en: Mapped[str] = mapped_column(sa.String(400), default="")
    visibility: Mapped[str] = mapped_column(sa.String(10))
    condition_id: Mapped[int | None] = mapped_column(sa.ForeignKey("conditions.id"), index=True)
    consent_version: Mapped[int] = mapped_column(default=1)
    member_count: Mapped[int] = mapped_column(default=0)
    topic_count: Mapped[int] = mapped_column(default=0)
    active_at: Mapped[Created]
    created_at: Mapped[Created]

    condition: Mapped[Condition | None] = relationship(lazy="joined")

    @property
    def needs_consent(self) -> bool:
        """Joining reveals health data, so a disease group asks its own consent."""
        return self.condition_id is not None

    def about_in(self, locale: str) -> str:
        found: str = getattr(self, f"about_{locale.lower()}")
        return found or self.about_zh_hans or self.about_en


class Membership(Base):
    __tablename__ = "memberships"
    __table_args__ = (
        sa.UniqueConstraint("group_id", "member_id"),
        sa.CheckConstraint("label IN ('patient', 'family', 'clinician')", name="label"),
        sa.Index("ix_memberships_member_id_group_id", "member_id", "group_id"),
    )

    group_id: Mapped[int] = mapped_column(sa.ForeignKey("groups.id"))
    member_id: Mapped[int] = mapped_column(sa.ForeignKey("members.id"))
    label: Mapped[str] = mapped_column(sa.String(10))
    consent_version: Mapped[int] = mapped_column(default=0)
    joined_at: Mapped[Created]
    silenced_until: Mapped[datetime | None] = mapped_column(UtcDateTime)


class JoinRequest(Base):
    """A wish to enter an approval group, with the consent already given for it."""

    __tablename__ = "join_requests"
    __table_args__ = (sa.UniqueConstraint("group_id", "member_id"),)

    group_id: Mapped[int] = mapped_column(sa.ForeignKey("groups.id"))
    member_id: Mapped[int] = mapped_column(sa.ForeignKey("members.id"), index=True)
    label: Mapped[str] = mapped_column(sa.String(10))
    note: Mapped[str] = mapped_column(sa.String(NOTE_LENGTH), default="")
    created_at: Mapped[Created]


class Invitation(Base):
    """Lets one member know of a hidden group and join it, or an approval group, without asking."""

    __tablename__ = "group_invitations"
    __table_args__ = (sa.UniqueConstraint("group_id", "member_id"),)

    group_id: Mapped[int] = mapped_column(sa.ForeignKey("groups.id"))
    member_id: Mapped[int] = mapped_column(sa.ForeignKey("members.id"), index=True)
    invited_by: Mapped[int] = mapped_column(sa.ForeignKey("members.id"), index=True)
    created_at: Mapped[Created]


class Topic(Base):
    """A conversation. `article_ref` is set, and `group_id` empty, for the discussion under an article; `external_id`
    is set, and the author empty, for one that came with an archive.

    The state of the opening post is the state of the topic; counters and `last_*` cover open posts only. The last
    author is an id, not a name, so that a list shows the alias of someone who has left.
    """

    __tablename__ = "topics"
    __table_args__ = (
        sa.Index("ix_topics_group_id_last_post", "group_id", "last_post_at", "id"),
        sa.Index("ix_topics_group_id_pinned", "group_id", "pinned_at"),
    )

    public_id: Mapped[PublicId]
    group_id: Mapped[int | None] = mapped_column(sa.ForeignKey("groups.id"))
    article_ref: Mapped[str | None] = mapped_column(sa.String(12), unique=True)
    external_id: Mapped[str | None] = mapped_column(sa.String(120), unique=True)
    author_id: Mapped[int | None] = mapped_column(sa.ForeignKey("members.id"), index=True)
    title: Mapped[str] = mapped_column(sa.String(TITLE_LENGTH))
    lang: Mapped[str] = mapped_column(sa.String(10))
    post_count: Mapped[int] = mapped_column(default=0)
    last_post_at: Mapped[Moment]
    last_number: Mapped[int] = mapped_column(default=0)
    last_author_id: Mapped[int | None] = mapped_column(sa.ForeignKey("members.id"), index=True)
    pinned_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    closed_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    held_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    hidden_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    created_at: Mapped[Created]

    group: Mapped[Group | None] = relationship(lazy="select")
    author: Mapped[Member | None] = relationship(lazy="select", foreign_keys=author_id)

    @property
    def is_open(self) -> bool:
        return self.held_at is None and self.hidden_at is None


class Post(Base):
    """What someone wrote, as Markdown and as safe HTML made from it once. `number` is contiguous within its topic.

    `published_at` is the first moment it was open: what follows a publication follows it once. `held_reason` says why
    staff looked first and stays when they have let it pass.
    """

    __tablename__ = "posts"
    __table_args__ = (
        sa.UniqueConstraint("topic_id", "number"),
        sa.UniqueConstraint("author_id", "request_key"),
        sa.Index("ix_posts_author_id_created_at", "author_id", "created_at"),
    )

    public_id: Mapped[PublicId]
    topic_id: Mapped[int] = mapped_column(sa.ForeignKey("topics.id"))
    number: Mapped[int]
    author_id: Mapped[int | None] = mapped_column(sa.ForeignKey("members.id"))
    author_label: Mapped[str | None] = mapped_column(sa.String(10))
    written_by_id: Mapped[int | None] = mapped_column(sa.ForeignKey("members.id"))
    body: Mapped[str] = mapped_column(sa.Text)
    html: Mapped[str] = mapped_column(sa.Text)
    lang: Mapped[str] = mapped_column(sa.String(10))
    support_count: Mapped[int] = mapped_column(default=0)
    request_key: Mapped[str | None] = mapped_column(sa.String(40))
    published_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    held_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    held_reason: Mapped[str | None] = mapped_column(sa.String(40))
    hidden_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    hidden_by: Mapped[int | None] = mapped_column(sa.ForeignKey("members.id"))
    hidden_reason: Mapped[str | None] = mapped_column(sa.String(40))
    edited_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    version: Mapped[int] = mapped_column(default=1)
    created_at: Mapped[Created]

    topic: Mapped[Topic] = relationship(lazy="select")
    author: Mapped[Member | None] = relationship(lazy="select", foreign_keys=author_id)

    @property
    def is_open(self) -> bool:
        """Whether those who may see the topic may read it."""
        return self.held_at is None and self.hidden_at is None


class Reaction(Base):
    __tablename__ = "reactions"
    __table_args__ = (sa.UniqueConstraint("post_id", "member_id"),)

    post_id: Mapped[int] = mapped_column(sa.ForeignKey("posts.id"))
    member_id: Mapped[int] = mapped_column(sa.ForeignKey("members.id"), index=True)
    created_at: Mapped[Created]


class Draft(Base):
    """Unsent text, kept per member and place (`topic:<slug>`, `reply:<topic public id>`)."""

    __tablename__ = "drafts"
    __table_args__ = (sa.UniqueConstraint("member_id", "place"),)

    member_id: Mapped[int] = mapped_column(sa.ForeignKey("members.id"))
    place: Mapped[str] = mapped_column(sa.String(80))
    title: Mapped[str] = mapped_column(sa.String(TITLE_LENGTH), default="")
    body: Mapped[str] = mapped_column(sa.Text, default="")
    updated_at: Mapped[Created]


class ReadMark(Base):
    """How far a member has read a topic."""

    __tablename__ = "read_marks"
    __table_args__ = (sa.UniqueConstraint("member_id", "topic_id"),)

    member_id: Mapped[int] = mapped_column(sa.ForeignKey("members.id"))
    topic_id: Mapped[int] = mapped_column(sa.ForeignKey("topics.id"), index=True)
    number: Mapped[int]
    read_at: Mapped[Moment]
