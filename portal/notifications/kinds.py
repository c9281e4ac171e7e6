"""The words and the way on of each kind of notice; safe to appear on a lock screen."""

from __future__ import annotations

from dataclasses import dataclass

from flask_babel import LazyString

from portal.core.i18n import lazy


@dataclass(frozen=True, slots=True)
class Kind:
    """What a notice says and the endpoint it opens, with the name of the argument that takes its target."""

    text: LazyString
    endpoint: str
    argument: str | None = None
    icon: str = "bell"


KINDS = {
    "reply": Kind(lazy("You have a new reply."), "community.post", "public_id", "message-circle"),
    "support": Kind(lazy("Someone is with you: your words got support."), "community.post", "public_id", "heart"),
    "post_held": Kind(lazy("A colleague is looking at your text before it is shown."), "community.post", "public_id"),
    "post_approved": Kind(lazy("Your text is now shown."), "community.post", "public_id", "check"),
    "post_hidden": Kind(lazy("Your text was hidden. You can read why and change it."), "community.post", "public_id"),
    "post_restored": Kind(lazy("Your text is shown again."), "community.post", "public_id", "check"),
    "joined": Kind(lazy("You have been let in. Welcome!"), "home.group", "slug", "users"),
    "join_request": Kind(lazy("Someone asks to join."), "community.requests", "slug", "users"),
    "answered": Kind(lazy("Your question has an answer."), "live.session", "slug", "radio"),
    "live_open": Kind(lazy("A live session has begun."), "live.session", "slug", "radio"),
    "review_wanted": Kind(lazy("A text waits for your review."), "content.review", "public_id", "stethoscope"),
    "review_decided": Kind(lazy("Your text has been reviewed."), "content.edit", "public_id", "stethoscope"),
    "redeemed": Kind(lazy("Your reward is reserved."), "rewards.index", None, "gift"),
    "role": Kind(lazy("What you may do here has changed."), "accounts.settings", None, "user"),
    "family": Kind(lazy("Something changed in who acts for whom."), "accounts.family", None, "users"),
    "sanction": Kind(lazy("There is a message from the team about your account."), "home.me", None, "info"),
    "report": Kind(lazy("There is a new report to look at."), "moderation.queue", None, "flag"),
    "report_closed": Kind(lazy("Thank you. We have looked at what you reported."), "notifications.index", None, "flag"),
    "crisis": Kind(lazy("Someone may need help now. Please open the queue."), "moderation.queue", None, "hand-heart"),
}
