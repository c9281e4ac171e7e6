"""The words for states, languages and findings."""

from __future__ import annotations

from portal.core.i18n import LOCALES, lang_tag, lazy

STATES = {
    "draft": (lazy("Draft"), "muted"),
    "review": (lazy("Waiting for review"), "warn"),
    "approved": (lazy("Approved"), "info"),
    "published": (lazy("Published"), "ok"),
    "unpublished": (lazy("Taken down"), "danger"),
}
DECISIONS = {"approved": lazy("Approved"), "returned": lazy("Returned with a note")}
FINDINGS = {"contact": lazy("a contact"), "shop": lazy("a shop link")}
LANGUAGE_NAMES = {lang_tag(locale): name for locale, name in LOCALES.items()}
