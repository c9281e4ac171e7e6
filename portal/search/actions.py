"""What keeps the index in step with the rows, and remembers what was missed."""

from __future__ import annotations

from collections.abc import Sequence

import sqlalchemy as sa

from portal import events
from portal.community.models import Post
from portal.core import clock
from portal.core.db import db, insert_once, transaction
from portal.core.outbox import enqueue
from portal.safety.contacts import find_contacts
from portal.safety.crisis import find_crisis
from portal.search import analysis
from portal.search.models import LONGEST, SearchMiss

UPDATE = "index.update"


def index_row(kind: str, row_id: int) -> None:
    """Has the index read a row again once this transaction is committed.

    Kinds are those of the sources, and `thread` (a topic with all its posts) and `group` (everything in it).
    """
    enqueue(UPDATE, {"kind": kind, "id": row_id})


def index_rows(kind: str, row_ids: Sequence[int]) -> None:
    """As `index_row`, for many rows that were written together."""
    if row_ids:
        enqueue(UPDATE, {"kind": kind, "ids": list(row_ids)})


def follow_post(event: events.PostPublished) -> None:
    if event.number == 1 and event.group_id is not None:
        index_row("topic", event.topic_id)
    else:
        index_row("post", event.post_id)


def follow_change(event: events.PostEdited | events.PostHeld | events.PostHidden | events.PostRestored) -> None:
    """An opening post takes the whole thread with it."""
    if db.session.scalar(sa.select(Post.number).where(Post.id == event.post_id)) == 1:
        index_row("thread", event.topic_id)
    else:
        index_row("post", event.post_id)


def follow_article(event: events.ArticlePublished | events.ArticleUnpublished) -> None:
    index_row("article", event.article_id)


def follow_question(event: events.QuestionChanged) -> None:
    index_row("answer", event.question_id)


def follow_group(event: events.GroupChanged) -> None:
    """Who may find what a group says follows its visibility."""
    index_row("group", event.group_id)


def note_miss(query: str) -> None:
    """Counts a query that found nothing, unless it is long, names a person's contact or speaks of despair."""
    words = " ".join(analysis.fold(query).split())
    if not words or len(words) > LONGEST or find_contacts(query) or find_crisis(query):
        return
    now = clock.now()
    with transaction():
        if not insert_once(SearchMiss, words=words, count=1, first_at=now, last_at=now):
            again = sa.update(SearchMiss).where(SearchMiss.words == words)
            db.session.execute(again.values(count=SearchMiss.count + 1, last_at=now))
