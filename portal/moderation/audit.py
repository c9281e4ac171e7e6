"""The audit log: written in the transaction of what it records, as reactions and by the verbs of this package."""

from __future__ import annotations

from portal import events
from portal.core import clock
from portal.core.db import db
from portal.moderation.models import AuditEntry


def record(actor_id: int | None, action: str, subject: str, subject_id: str | int, detail: str = "") -> None:
    """Adds an entry in the running transaction; every argument is a code or an opaque id, never a text."""
    entry = AuditEntry(
        at=clock.now(), actor_id=actor_id, action=action, subject=subject, subject_id=str(subject_id), detail=detail
    )
    db.session.add(entry)
    db.session.flush()


def role_granted(event: events.RoleGranted) -> None:
    record(event.by, "role.grant", "member", event.member_id, _scope(event))


def role_revoked(event: events.RoleRevoked) -> None:
    record(event.by, "role.revoke", "member", event.member_id, _scope(event))


def credential_checked(event: events.CredentialChecked) -> None:
    record(event.by, "credential.check", "member", event.member_id, event.expires_on.isoformat())


def consent_given(event: events.ConsentGiven) -> None:
    record(event.member_id, "consent.give", "group", event.group_id, f"v{event.text_version}")


def consent_withdrawn(event: events.ConsentWithdrawn) -> None:
    record(event.member_id, "consent.withdraw", "group", event.group_id)


def post_hidden(event: events.PostHidden) -> None:
    record(event.by, "post.hide", "post", event.post_id)


def post_restored(event: events.PostRestored) -> None:
    record(event.by, "post.restore", "post", event.post_id)


def article_published(event: events.ArticlePublished) -> None:
    record(event.by, "article.publish", "article", event.article_id)


def article_unpublished(event: events.ArticleUnpublished) -> None:
    record(event.by, "article.unpublish", "article", event.article_id)


def review_decided(event: events.ReviewDecided) -> None:
    record(event.by, "article.review", "article", event.article_id, "approved" if event.approved else "sent back")


def _scope(event: events.RoleGranted | events.RoleRevoked) -> str:
    return event.role if event.group_id is None else f"{event.role}:{event.group_id}"
