"""Members and what belongs to one: contacts, device sessions, codes, grants, credentials, consents, proxies."""

from __future__ import annotations

from datetime import date, datetime
from typing import TypedDict

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from portal.core import clock
from portal.core.db import Base, Created, Moment, PublicId, UtcDateTime
from portal.core.sealed import Sealed

ROLES = ("doctor", "editor", "moderator", "admin")
SCOPES = ("read", "checkin", "post")


class Preferences(TypedDict, total=False):
    """Some or all of how a member wants the portal to look."""

    locale: str
    timezone: str
    theme: str
    text_step: int
    elder: bool


class Member(Base):
    __tablename__ = "members"

    public_id: Mapped[PublicId]
    display_name: Mapped[str] = mapped_column(sa.String(40))
    password_hash: Mapped[str | None] = mapped_column(sa.String(200))
    locale: Mapped[str | None] = mapped_column(sa.String(10))
    timezone: Mapped[str] = mapped_column(sa.String(40), default="Asia/Shanghai")
    theme: Mapped[str] = mapped_column(sa.String(5), default="auto")
    text_step: Mapped[int] = mapped_column(default=0)
    elder: Mapped[bool] = mapped_column(default=False)
    honor_title: Mapped[str | None] = mapped_column(sa.String(40))
    clinician_title: Mapped[str | None] = mapped_column(sa.String(80))
    clinician_until: Mapped[date | None]
    verified_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    suspended_until: Mapped[datetime | None] = mapped_column(UtcDateTime)
    erased_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    created_at: Mapped[Created]

    grants: Mapped[list[RoleGrant]] = relationship(foreign_keys="RoleGrant.member_id", lazy="selectin", viewonly=True)

    @property
    def is_suspended(self) -> bool:
        return self.suspended_until is not None and self.suspended_until > clock.now()

    @property
    def has_badge(self) -> bool:
        """Whether the doctor's badge may be shown: a checked license that has not run out."""
        return self.clinician_until is not None and self.clinician_until >= clock.local_date(self.timezone)

    @property
    def roles(self) -> frozenset[tuple[str, int | None]]:
        """The grants in force as (role, group or None)."""
        return frozenset((grant.role, grant.group_id) for grant in self.grants if grant.is_current)

    @property
    def is_staff(self) -> bool:
        return bool(self.roles) and not self.is_suspended

    def has_role(self, role: str, group_id: int | None = None) -> bool:
        """Whether a grant in force covers the role: everywhere, or in the group named; admins hold every role."""
        return not self.is_suspended and any(grant.covers(role, group_id) for grant in self.grants)


class Contact(Base):
    __tablename__ = "contacts"

    member_id: Mapped[int] = mapped_column(sa.ForeignKey("members.id"), index=True)
    kind: Mapped[str] = mapped_column(sa.String(5))
    value: Mapped[str] = mapped_column(Sealed)
    lookup: Mapped[str] = mapped_column(sa.String(64), unique=True)
    verified_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    created_at: Mapped[Created]


class DeviceSession(Base):
    """A signed-in browser. Only a digest of its token is kept; deleting the row signs it out."""

    __tablename__ = "device_sessions"

    public_id: Mapped[PublicId]
    member_id: Mapped[int] = mapped_column(sa.ForeignKey("members.id"), index=True)
    token_digest: Mapped[str] = mapped_column(sa.String(64), unique=True)
    device: Mapped[str] = mapped_column(sa.String(80), default="")
    created_at: Mapped[Created]
    seen_at: Mapped[Moment] = mapped_column(default=clock.now)
    expires_at: Mapped[Moment]


class VerificationCode(Base):
    """A one-time code for a contact. The code is nowhere: the keyring derives it from `public_id` when it is needed.

    `purpose` is `sign_up` or `reset`; `known` and `unknown` are their silent twins for a contact that already has, or
    does not have, an account: they look the same to the person typing, but no code fits them.
    """

    __tablename__ = "verification_codes"

    public_id: Mapped[PublicId]
    purpose: Mapped[str] = mapped_column(sa.String(10))
    kind: Mapped[str] = mapped_column(sa.String(5))
    contact: Mapped[str] = mapped_column(Sealed)
    lookup: Mapped[str] = mapped_column(sa.String(64), index=True)
    tries: Mapped[int] = mapped_column(default=0)
    created_at: Mapped[Created]
    expires_at: Mapped[Moment]
    proved_at: Mapped[datetime | None] = mapped_column(UtcDateTime)


class Attempt(Base):
    """A counter that protects accounts across processes: tries of a kind for a key within a window."""

    __tablename__ = "attempts"
    __table_args__ = (sa.UniqueConstraint("kind", "key"),)

    kind: Mapped[str] = mapped_column(sa.String(20))
    key: Mapped[str] = mapped_column(sa.String(64))
    count: Mapped[int] = mapped_column(default=0)
    window_ends_at: Mapped[Moment]


class RoleGrant(Base):
    __tablename__ = "role_grants"
    __table_args__ = (
        sa.CheckConstraint("role IN ('doctor', 'editor', 'moderator', 'admin')", name="role"),
        sa.Index("ix_role_grants_member_id_role", "member_id", "role"),
    )

    member_id: Mapped[int] = mapped_column(sa.ForeignKey("members.id"))
    role: Mapped[str] = mapped_column(sa.String(10))
    group_id: Mapped[int | None] = mapped_column(sa.ForeignKey("groups.id"), index=True)
    until: Mapped[datetime | None] = mapped_column(UtcDateTime)
    granted_by: Mapped[int | None] = mapped_column(sa.ForeignKey("members.id"))
    created_at: Mapped[Created]

    @property
    def is_current(self) -> bool:
        return self.until is None or self.until > clock.now()

    def covers(self, role: str, group_id: int | None) -> bool:
        if not self.is_current:
            return False
        if self.role == "admin" and self.group_id is None:
            return True
        return self.role == role and (self.group_id is None or self.group_id == group_id)


class ClinicianCredential(Base):
    """A license an admin has checked; its title and end are copied to the member for the badge."""

    __tablename__ = "clinician_credentials"

    member_id: Mapped[int] = mapped_column(sa.ForeignKey("members.id"), unique=True)
    license_number: Mapped[str] = mapped_column(Sealed)
    hospital: Mapped[str] = mapped_column(sa.String(120))
    department: Mapped[str] = mapped_column(sa.String(80))
    title: Mapped[str] = mapped_column(sa.String(80))
    expires_on: Mapped[date]
    checked_by: Mapped[int] = mapped_column(sa.ForeignKey("members.id"))
    checked_at: Mapped[Created]


class Consent(Base):
    """One agreement to one version of a text; withdrawal closes the row, it is never deleted."""

    __tablename__ = "consents"
    __table_args__ = (sa.Index("ix_consents_member_id_group_id", "member_id", "group_id"),)

    member_id: Mapped[int] = mapped_column(sa.ForeignKey("members.id"))
    purpose: Mapped[str] = mapped_column(sa.String(20))
    group_id: Mapped[int | None] = mapped_column(sa.ForeignKey("groups.id"), index=True)
    text_version: Mapped[int]
    text_digest: Mapped[str] = mapped_column(sa.String(64))
    locale: Mapped[str] = mapped_column(sa.String(10))
    given_at: Mapped[Created]
    withdrawn_at: Mapped[datetime | None] = mapped_column(UtcDateTime)


class Proxy(Base):
    """A family member's right to act for someone, within scopes, until it is revoked or runs out."""

    __tablename__ = "proxies"

    public_id: Mapped[PublicId]
    subject_id: Mapped[int] = mapped_column(sa.ForeignKey("members.id"), index=True)
    proxy_id: Mapped[int | None] = mapped_column(sa.ForeignKey("members.id"), index=True)
    code_digest: Mapped[str] = mapped_column(sa.String(64), unique=True)
    scopes: Mapped[str] = mapped_column(sa.String(60))
    created_at: Mapped[Created]
    invite_expires_at: Mapped[Moment]
    accepted_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    until: Mapped[datetime | None] = mapped_column(UtcDateTime)
    revoked_at: Mapped[datetime | None] = mapped_column(UtcDateTime)

    def allows(self, scope: str) -> bool:
        """Whether it is accepted, in force and covers the scope."""
        in_force = self.accepted_at is not None and self.revoked_at is None
        return in_force and (self.until is None or self.until > clock.now()) and scope in self.scopes.split(",")
