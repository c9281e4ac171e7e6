"""A community of a known size, written in bulk: the shape of real rows without going through the verbs."""

from __future__ import annotations

import random
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import sqlalchemy as sa

from portal.accounts.models import Member
from portal.community.models import Group, Membership, Post, Topic
from portal.conditions.actions import define_condition
from portal.core import clock
from portal.core.db import Base, db, transaction
from portal.core.ids import new_id
from portal.core.markdown import render_markdown

WORDS = (
    "今天 早上 空腹 血糖 有点 高 医生 说 先 不要 着急 记录 三天 饮食 散步 晚饭 以后 血压 也 平稳 家人 一起 陪着 吃药 "
    "时间 固定 睡眠 好 了 很多 复查 结果 出来 心里 踏实 谢谢 大家 鼓励 坚持 慢慢 来"
)
BATCH = 2_000
FULL_PAGE = 20


@dataclass(frozen=True, slots=True)
class Size:
    """How much to write, at least; topics and members are spread evenly over the groups."""

    groups: int = 20
    members: int = 500
    topics: int = 5_000
    posts: int = 50_000

    def posts_in(self, topic: int) -> int:
        """A full page in the two groups that are measured, the average elsewhere."""
        return FULL_PAGE if topic % self.groups < 2 else self.posts // self.topics

    @property
    def rows(self) -> int:
        posts = sum(self.posts_in(topic) for topic in range(1, self.topics + 1))
        return self.groups + 3 * self.members + 3 + self.topics + posts


def fill(size: Size, seed: int = 7) -> Iterator[tuple[str, int]]:
    """Writes a whole community into an empty database, yielding (table, rows) as it goes."""
    dice = random.Random(seed)
    start = clock.now() - timedelta(days=180)
    with transaction():
        condition = define_condition("diabetes", zh_hans="糖尿病", zh_hant="糖尿病", en="Diabetes")
    members = range(1, size.members + 1)
    groups = range(1, size.groups + 1)
    yield from _write(Group, (_group(number, condition.id, size, start) for number in groups))
    yield from _write(Member, (_member(number, start) for number in members))
    yield from _write(Membership, _memberships(members, size.groups, start))
    yield from _write(Topic, (_topic(number, size, start, dice) for number in range(1, size.topics + 1)))
    bodies = [" ".join(dice.choices(WORDS.split(), k=60)) for _body in range(200)]
    texts = [(body, render_markdown(body)) for body in bodies]
    yield from _write(Post, _posts(size, start, texts, dice))


def _write(model: type[Base], rows: Iterable[dict[str, Any]]) -> Iterator[tuple[str, int]]:
    batch: list[dict[str, Any]] = []
    for row in rows:
        batch.append(row)
        if len(batch) == BATCH:
            yield model.__tablename__, _insert(model, batch)
            batch = []
    if batch:
        yield model.__tablename__, _insert(model, batch)


def _insert(model: type[Base], batch: list[dict[str, Any]]) -> int:
    with transaction():
        db.session.execute(sa.insert(model), batch)
    return len(batch)


def _group(number: int, condition_id: int, size: Size, start: datetime) -> dict[str, Any]:
    names = {
        "name_zh_hans": f"糖友之家{number}",
        "name_zh_hant": f"糖友之家{number}",
        "name_en": f"Sugar friends {number}",
    }
    visibility = "public" if number % 2 == 0 else "members"
    last = size.topics - (size.topics - (number - 1)) % size.groups
    return {
        "slug": f"bench-{number}",
        "visibility": visibility,
        "condition_id": condition_id,
        "topic_count": size.topics // size.groups,
        "active_at": _last_post_at(last, start),
        **names,
    }


def _member(number: int, start: datetime) -> dict[str, Any]:
    return {"display_name": f"晨光{number}", "verified_at": start, "locale": "zh_Hans"}


def _memberships(members: range, groups: int, start: datetime) -> Iterator[dict[str, Any]]:
    """Member 1, who reads in the measurement, is in five groups; everyone else in two."""
    for number in members:
        for step in range(5 if number == 1 else 2):
            group = (number - 1 + step) % groups + 1
            yield {"group_id": group, "member_id": number, "label": "patient", "joined_at": start, "consent_version": 1}


def _topic(number: int, size: Size, start: datetime, dice: random.Random) -> dict[str, Any]:
    posts = size.posts_in(number)
    return {
        "public_id": new_id(),
        "group_id": number % size.groups + 1,
        "author_id": _author(number, 1, size),
        "title": "".join(dice.choices(WORDS.split(), k=6)),
        "lang": "zh-Hans",
        "post_count": posts,
        "created_at": start + timedelta(minutes=number),
        "last_post_at": _last_post_at(number, start),
        "last_number": posts,
        "last_author_id": _author(number, posts, size),
    }


def _last_post_at(topic: int, start: datetime) -> datetime:
    return start + timedelta(minutes=topic * 2)


def _author(topic: int, number: int, size: Size) -> int:
    """A member of the topic's group, another one for each post."""
    turn = (topic + number) % (size.members // size.groups)
    return topic % size.groups + 1 + turn * size.groups


def _posts(size: Size, start: datetime, texts: list[tuple[str, str]], dice: random.Random) -> Iterator[dict[str, Any]]:
    for topic in range(1, size.topics + 1):
        for number in range(1, size.posts_in(topic) + 1):
            body, html = dice.choice(texts)
            yield {
                "public_id": new_id(),
                "topic_id": topic,
                "number": number,
                "author_id": _author(topic, number, size),
                "author_label": "patient",
                "body": body,
                "html": html,
                "lang": "zh-Hans",
                "created_at": start + timedelta(minutes=topic + number),
                "published_at": start + timedelta(minutes=topic + number),
            }
