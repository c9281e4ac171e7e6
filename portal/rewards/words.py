"""What codes of the ledger and the store are called on a page."""

from __future__ import annotations

from portal.core.i18n import lazy

REASONS = {
    "checked_in": lazy("Daily check-in"),
    "post_published": lazy("Sharing a post"),
    "live_attended": lazy("Joining a live Q&A"),
    "article_useful": lazy("Telling us an article helped"),
    "challenge_finished": lazy("Finishing a challenge"),
    "redeemed": lazy("Swapped for a reward"),
    "redemption_undone": lazy("Reward undone, points back"),
    "taken_back": lazy("Taken back: the post is hidden"),
    "given_back": lazy("Given back: the post is shown again"),
}
OTHER = lazy("Points")

RULE_HINTS = {
    "checked_in": lazy("Check in to a challenge"),
    "post_published": lazy("Share a post or a reply"),
    "live_attended": lazy("Take part in a live Q&A"),
    "article_useful": lazy("Say whether an article helped you"),
}

KINDS = {
    "virtual": lazy("Yours at once"),
    "physical": lazy("Pick up at the service desk"),
    "title": lazy("Honor title"),
}
