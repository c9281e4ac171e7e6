"""What acts are worth: each rule, its cap, its once."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from itertools import count

import pytest
import time_machine

from portal import events
from portal.accounts.models import Member
from portal.community.models import Group, Post, Topic
from portal.core import clock
from portal.core.bus import announce
from portal.core.db import db, transaction
from portal.rewards.earning import ARTICLE_USEFUL, CHECKED_IN, LIVE_ATTENDED, POST_PUBLISHED
from tests.rewards.shop import books_are_clean, entries_of, give_points, points_of

TODAY = date(2026, 5, 4)
DESPAIR = "我不想活了"
_numbers = count(1)


def tell(*happened: object) -> None:
    with transaction():
        for event in happened:
            announce(event)


def make_post(author: Member, group: Group, body: str = "Hi") -> Post:
    with transaction():
        topic = Topic(group_id=group.id, author_id=author.id, title="Hello", lang="en", last_post_at=clock.now())
        db.session.add(topic)
        db.session.flush()
        post = Post(topic_id=topic.id, number=1, author_id=author.id, body=body, html="<p>Hi</p>", lang="en")
        db.session.add(post)
    return post


def published(post: Post) -> events.PostPublished:
    assert post.author_id is not None
    return events.PostPublished(post.id, post.topic_id, None, post.author_id, post.number)


def test_a_check_in_pays_once_however_often_it_is_heard(ben: Member) -> None:
    tell(*[events.CheckedIn(7, 1, ben.id, ben.id, TODAY)] * 5)
    assert [entry.amount for entry in entries_of(ben)] == [CHECKED_IN.points]


def test_live_attendance_pays_once_a_session(ben: Member) -> None:
    tell(events.LiveAttended(3, ben.id), events.LiveAttended(3, ben.id), events.LiveAttended(4, ben.id))
    assert points_of(ben) == 2 * LIVE_ATTENDED.points


def test_saying_that_an_article_helped_pays_the_reader_once_an_article(ben: Member) -> None:
    tell(events.ArticleMarkedUseful(1, ben.id), events.ArticleMarkedUseful(1, ben.id))
    assert points_of(ben) == ARTICLE_USEFUL.points


def test_a_published_post_pays_its_author(ana: Member, group: Group) -> None:
    tell(published(make_post(ana, group)))
    assert points_of(ana) == POST_PUBLISHED.points


def test_words_of_despair_earn_nothing_even_when_staff_let_them_through(ana: Member, group: Group) -> None:
    tell(published(make_post(ana, group, DESPAIR)))
    assert entries_of(ana) == []


def test_hiding_takes_back_restoring_gives_back_as_often_as_staff_change_their_mind(ana: Member, group: Group) -> None:
    post = make_post(ana, group)
    hidden = events.PostHidden(post.id, post.topic_id, ana.id, 1)
    restored = events.PostRestored(post.id, post.topic_id, ana.id, 1)
    tell(published(post))
    for _round in range(3):
        tell(hidden, hidden)
        assert points_of(ana) == 0
        tell(restored, restored)
        assert points_of(ana) == POST_PUBLISHED.points
    assert books_are_clean()


def test_hiding_a_post_that_earned_nothing_takes_nothing(ana: Member, group: Group) -> None:
    give_points(ana, 50)
    post = make_post(ana, group, DESPAIR)
    tell(events.PostHidden(post.id, post.topic_id, ana.id, 1), events.PostRestored(post.id, post.topic_id, ana.id, 1))
    assert points_of(ana) == 50


@pytest.mark.parametrize("rule", [CHECKED_IN, LIVE_ATTENDED, ARTICLE_USEFUL], ids=lambda rule: rule.reason)
def test_a_rule_stops_at_its_cap_for_the_day(ben: Member, rule: object) -> None:
    makers = {
        CHECKED_IN: lambda number: events.CheckedIn(number, 1, ben.id, ben.id, TODAY),
        LIVE_ATTENDED: lambda number: events.LiveAttended(number, ben.id),
        ARTICLE_USEFUL: lambda number: events.ArticleMarkedUseful(number, ben.id),
    }
    tell(*[makers[rule](number) for number in range(1, rule.per_day + 3)])  # type: ignore[index, attr-defined]
    assert points_of(ben) == rule.points * rule.per_day  # type: ignore[attr-defined]


@pytest.mark.parametrize(
    ("zone", "last_minute"),
    [
        ("Asia/Shanghai", datetime(2026, 5, 4, 15, 59, tzinfo=UTC)),
        ("America/New_York", datetime(2026, 5, 5, 3, 59, tzinfo=UTC)),
    ],
)
def test_caps_begin_anew_at_the_members_own_midnight(ben: Member, zone: str, last_minute: datetime) -> None:
    with transaction():
        db.session.get(Member, ben.id).timezone = zone  # type: ignore[union-attr]
    full = ARTICLE_USEFUL.points * ARTICLE_USEFUL.per_day
    with time_machine.travel(last_minute, tick=False) as journey:
        tell(*[events.ArticleMarkedUseful(number, ben.id) for number in range(1, 7)])
        assert points_of(ben) == full
        journey.shift(timedelta(minutes=1))
        tell(events.ArticleMarkedUseful(7, ben.id))
        assert points_of(ben) == full + ARTICLE_USEFUL.points


def test_an_erased_member_earns_nothing(ben: Member) -> None:
    with transaction():
        db.session.get(Member, ben.id).erased_at = clock.now()  # type: ignore[union-attr]
    tell(events.LiveAttended(3, ben.id))
    assert entries_of(ben) == []


def test_a_ledger_line_never_names_a_post_or_a_group(ana: Member, group: Group) -> None:
    post = make_post(ana, group)
    tell(published(post))
    (entry,) = entries_of(ana)
    assert post.public_id not in entry.source and group.slug not in entry.source
