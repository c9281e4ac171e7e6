"""A topic of a thousand replies, long lists, and what a page costs."""

from __future__ import annotations

import time
from collections.abc import Callable
from datetime import timedelta

import pytest
import sqlalchemy as sa

from portal.accounts.models import Member
from portal.community.models import Group, Post, ReadMark, Topic
from portal.core import clock
from portal.core.db import db, transaction
from portal.core.ids import new_id
from tests.browser_client import Browser
from tests.queries import count_queries

Open = Callable[..., Browser]


def fill(topic: Topic, author: Member, count: int) -> None:
    start = clock.now() - timedelta(days=2)
    rows = [
        {
            "public_id": new_id(),
            "topic_id": topic.id,
            "number": number,
            "author_id": author.id,
            "author_label": "patient",
            "body": f"reply number {number}.",
            "html": f"<p>reply number {number}.</p>",
            "lang": "en",
            "created_at": start + timedelta(minutes=number),
        }
        for number in range(2, count + 2)
    ]
    with transaction():
        db.session.execute(sa.insert(Post), rows)
        found = db.session.get_one(Topic, topic.id)
        found.post_count = found.last_number = count + 1
        found.last_author_id = author.id


def fill_group(group: Group, author: Member, count: int) -> None:
    now = clock.now()
    with transaction():
        for number in range(count):
            values = {"title": f"topic number {number}.", "lang": "en", "last_post_at": now - timedelta(minutes=number)}
            topic = Topic(group_id=group.id, author_id=author.id, last_author_id=author.id, post_count=1, **values)
            db.session.add(topic)


def test_a_thousand_replies_open_fast_at_the_first_unread(
    browser: Open, ana: Member, chen: Member, topic: Topic
) -> None:
    fill(topic, ana, 1000)
    with transaction():
        db.session.add(ReadMark(member_id=chen.id, topic_id=topic.id, number=600, read_at=clock.now()))
    page = browser(chen)
    page.get(f"/topics/{topic.public_id}")
    began = time.perf_counter()
    shown = page.get(f"/topics/{topic.public_id}").text
    assert time.perf_counter() - began < 0.5
    assert shown.index("reply number 600.") < shown.index('id="unread"') < shown.index("reply number 601.")
    assert shown.count("<article") == 20
    assert "after=981" in shown and "after=0" in shown


def test_pages_of_posts_follow_each_other_without_gap_or_repeat(browser: Open, ana: Member, topic: Topic) -> None:
    fill(topic, ana, 45)
    page, after, seen = browser(ana), 0, []
    while after is not None:
        text = page.get(f"/topics/{topic.public_id}?after={after}").text
        seen += [number for number in range(2, 47) if f"reply number {number}." in text]
        after = {0: 20, 20: 40}.get(after)
    assert seen == list(range(2, 47))
    for odd in ("-5", "99999999999999999999", "x"):
        assert page.get(f"/topics/{topic.public_id}?after={odd}").status_code == 200


def test_pages_of_topics_follow_each_other_without_gap_or_repeat(browser: Open, ana: Member, group: Group) -> None:
    fill_group(group, ana, 45)
    page, address, seen = browser(ana), "/groups/sugar/topics", []
    while address:
        text = page.get(address).text
        seen += [number for number in range(45) if f"topic number {number}." in text]
        following = text.split('rel="next"')[0].rsplit('href="', 1)[-1].split('"')[0] if 'rel="next"' in text else ""
        address = following
    assert seen == list(range(45))
    for odd in ("x", "zz-aaaa", "f" * 40):
        assert page.get(f"/groups/sugar/topics?before={odd}").status_code == 200


@pytest.mark.parametrize("address", ["/groups", "/groups/sugar", "/groups/sugar/topics", "/topics/{}"])
def test_no_page_asks_more_with_more_rows(
    browser: Open, ana: Member, chen: Member, group: Group, topic: Topic, address: str
) -> None:
    page, address = browser(chen), address.format(topic.public_id)
    page.get(address)
    with count_queries() as few:
        page.get(address)
    fill(topic, ana, 100)
    fill_group(group, ana, 40)
    with count_queries() as many:
        page.get(address)
    assert len(many) == len(few) <= 12
