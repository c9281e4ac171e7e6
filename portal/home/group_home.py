"""What the home of a group shows to those who may read it: topics, articles, the next session, the challenge."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from portal.accounts.policy import Person
from portal.challenges.models import Challenge
from portal.challenges.queries import challenges_of_group
from portal.community.queries.groups import GroupRow, group_or_404
from portal.community.queries.topics import TopicRow, group_topics, pinned_topics
from portal.content.models import Article
from portal.content.queries import condition_slug, published_page
from portal.core.i18n import lang_tag
from portal.live.models import LiveSession
from portal.live.queries import next_session

LATEST = 10
ARTICLES = 3


@dataclass(frozen=True, slots=True)
class GroupHome:
    """A group's blocks; all empty for someone who may only know that it exists."""

    group: GroupRow
    pinned: list[TopicRow]
    latest: list[TopicRow]
    has_more: bool
    articles: Sequence[Article] = ()
    live_session: LiveSession | None = None
    challenges: Sequence[Challenge] = ()


def read_group_home(member: Person | None, slug: str, locale: str, today: date) -> GroupHome:
    """Reads the page of a group. Raises NotFound when the reader may not know of it."""
    group = group_or_404(member, slug, locale)
    if not group.is_readable:
        return GroupHome(group, [], [], False)
    pinned = pinned_topics(member, group.id)
    latest = group_topics(member, group.id, limit=LATEST)
    above = {topic.public_id for topic in pinned}
    shown = [topic for topic in latest[:LATEST] if topic.public_id not in above]
    return GroupHome(
        group,
        pinned,
        shown,
        len(latest) > LATEST,
        articles=_related(group.condition_id, locale),
        live_session=next_session(member, group.id),
        challenges=challenges_of_group(group.id, today),
    )


def _related(condition_id: int | None, locale: str) -> Sequence[Article]:
    if condition_id is None:
        return ()
    found, _next = published_page(lang=lang_tag(locale), condition=condition_slug(condition_id))
    return found[:ARTICLES]
