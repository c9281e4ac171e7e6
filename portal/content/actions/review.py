"""Medical review: asked for by who writes, decided by another person who knows."""

from __future__ import annotations

from datetime import timedelta

from portal.accounts.policy import acting_member
from portal.content.actions.writing import CHANGED_SINCE, article_to_change, locked_article
from portal.content.lint import find_problems
from portal.content.models import Article, MedicalReview
from portal.content.policy import can_review, may_review
from portal.content.queries import text_of
from portal.content.text import ArticleText
from portal.core import clock
from portal.core.bus import announce
from portal.core.db import db, transaction
from portal.core.errors import Conflict, Invalid, NotAllowed
from portal.core.i18n import lazy
from portal.events import ReviewDecided, ReviewRequested

GOOD_FOR = timedelta(days=730)


def request_review(article_id: int, *, revision: int, by: int) -> Article:
    """Asks for a decision on exactly this revision.

    Raises Conflict when it is not the newest or already under review, Invalid without a source or with a contact or
    shop link in the text.
    """
    with transaction():
        article = article_to_change(article_id, by)
        if article.revision != revision or article.state not in {"draft", "unpublished"}:
            raise Conflict(CHANGED_SINCE)
        check_publishable(text_of(article.id, revision), article.lang)
        article.state = "review"
        article.updated_at = clock.now()
        db.session.flush()
        announce(ReviewRequested(article.id, by))
        return article


def decide_review(article_id: int, *, revision: int, approve: bool, note: str = "", by: int) -> MedicalReview:
    """Approves a revision for two years or returns it to its author with a note.

    Raises NotAllowed for its writers and for who holds no valid license, Conflict when the revision is not the one
    under review any more, Invalid when it is returned without a note.
    """
    note = note.strip()
    with transaction():
        reviewer = acting_member(by)
        article = locked_article(article_id)
        if not may_review(reviewer):
            raise NotAllowed(lazy("Only a clinician with a valid license may review."))
        if not can_review(reviewer, article):
            raise NotAllowed(lazy("You wrote part of this article. Another person must review it."))
        if article.revision != revision or article.state != "review":
            raise Conflict(CHANGED_SINCE)
        if not approve and not note:
            raise Invalid(lazy("Please tell the author what to change."), "note")
        if len(note) > 1000:
            raise Invalid(lazy("This is too long. At most %(count)s characters fit.", count=1000), "note")
        review = MedicalReview(
            article_id=article.id,
            revision=revision,
            reviewer_id=reviewer.id,
            reviewer_name=reviewer.display_name,
            reviewer_title=reviewer.clinician_title or "",
            decision="approved" if approve else "returned",
            note=note,
            valid_until=clock.now() + GOOD_FOR,
        )
        db.session.add(review)
        article.state = "approved" if approve else "draft"
        article.updated_at = clock.now()
        db.session.flush()
        announce(ReviewDecided(article.id, approve, by))
        return review


def check_publishable(text: ArticleText, lang: str) -> None:
    """Raises Invalid for a text without a source or with words that must not stand in a health text."""
    if not text.sources:
        raise Invalid(lazy("Please name at least one source first."), "sources")
    problems = find_problems(f"{text.title}\n{text.summary}\n{text.body}", lang)
    if problems:
        first = problems[0]
        place = {1: "title", 2: "summary"}.get(first.line, "body")
        if place != "body":
            found = lazy("“%(words)s” is a contact or a shop link. Please take it out.", words=first.words)
            raise Invalid(found, place)
        found = lazy(
            "Line %(line)s: “%(words)s” is a contact or a shop link. Please take it out.",
            line=first.line - 2,
            words=first.words,
        )
        raise Invalid(found, place)
