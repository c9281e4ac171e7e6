"""What the start page shows: to a member their own day, to everyone else what the portal is for."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from flask_babel import LazyString

from portal.accounts.policy import Person
from portal.challenges.queries import Today, todays
from portal.community.queries.groups import GroupRow, other_groups
from portal.community.queries.topics import TopicRow, news_in_my_groups
from portal.content.queries import Headline, newest_articles
from portal.core.i18n import lang_tag, lazy
from portal.live.queries import NextSession, next_session
from portal.rewards.queries import points_of

TOPICS = 5
ARTICLES = 3
GROUPS = 4

PROMISES: tuple[tuple[str, LazyString, LazyString], ...] = (
    (
        "users",
        lazy("People like you"),
        lazy("Groups for one illness, moderated and private. No one outside sees that you are in."),
    ),
    (
        "stethoscope",
        lazy("Answers from doctors"),
        lazy("Every doctor here is checked by the hospital. Ask before or during a live session."),
    ),
    (
        "calendar-check",
        lazy("Small steps every day"),
        lazy("Check in, see your progress and collect points for small thank-you gifts."),
    ),
)


@dataclass(frozen=True, slots=True)
class StartPage:
    """A member's day: today's check-ins, the next session, what is new in their groups, something to read, points."""

    check_ins: list[Today]
    live_session: NextSession | None
    topics: list[TopicRow]
    articles: Sequence[Headline]
    points: int


@dataclass(frozen=True, slots=True)
class Welcome:
    """What a visitor may see before joining: open groups and published articles."""

    live_session: NextSession | None
    groups: list[GroupRow]
    articles: Sequence[Headline]


def read_start_page(member: Person, locale: str) -> StartPage:
    return StartPage(
        check_ins=todays(member, locale),
        live_session=next_session(member),
        topics=news_in_my_groups(member, TOPICS),
        articles=newest_articles(lang_tag(locale), ARTICLES),
        points=points_of(member.id),
    )


def read_welcome(locale: str) -> Welcome:
    groups, _more = other_groups(None, locale, 1)
    readable = [group for group in groups if group.is_readable]
    return Welcome(next_session(None), readable[:GROUPS], newest_articles(lang_tag(locale), ARTICLES))
