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
from portal.content.queries import Headline, newest_articles
from portal.core.i18n import lang_tag
from portal.live.queries import NextSession, next_session

LATEST = 10
ARTICLES = 3


@dataclass(frozen=True, slots=True)
class GroupHome:
    """A group's blocks; all empty for someone who may only know that it exists."""

    group: GroupRow
    pinned: list[TopicRow]
    latest: list[TopicRow]
    has_more: bool
    articles: Sequence[Headline] = ()
    live_session: NextSession | None = None
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
        articles=newest_articles(lang_tag(locale), ARTICLES, group.condition_id) if group.condition_id else (),
        live_session=next_session(member, group.id),
        challenges=challenges_of_group(group.id, today),
    )
