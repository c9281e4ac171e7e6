"""An empty index for each test, and the shortest way to something worth finding."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from typing import Any

import pytest
from flask import Flask

from portal.accounts.models import Member
from portal.community.models import Group, Post, Topic
from portal.content.models import Article
from portal.core import clock
from portal.core.bus import announce
from portal.core.db import db, transaction
from portal.core.ids import new_id
from portal.events import ArticlePublished, PostPublished
from portal.search import engine

Say = Callable[..., Topic]


@pytest.fixture(autouse=True)
def fresh_index(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(engine, "REFRESH_SECONDS", 0)
    if "app" in request.fixturenames:
        app: Flask = request.getfixturevalue("app")
        shutil.rmtree(app.extensions["settings"].data_dir / "search", ignore_errors=True)


@pytest.fixture
def say(app: Flask, deliver: Callable[[], None]) -> Say:
    """Opens a topic with its replies in a group and lets the worker run."""

    def say_in(group: Group, by: Member, title: str, body: str, *replies: str, lang: str = "zh-Hans") -> Topic:
        with transaction():
            topic = Topic(group_id=group.id, author_id=by.id, title=title, lang=lang, last_post_at=clock.now())
            db.session.add(topic)
            db.session.flush()
            for number, text in enumerate((body, *replies), start=1):
                post = Post(
                    topic_id=topic.id, number=number, author_id=by.id, body=text, html=f"<p>{text}</p>", lang=lang
                )
                db.session.add(post)
                db.session.flush()
                announce(PostPublished(post.id, topic.id, group.id, by.id, number))
        deliver()
        return topic

    return say_in


@pytest.fixture
def publish(app: Flask, deliver: Callable[[], None]) -> Callable[..., Article]:
    """Makes a reviewed public article and lets the worker run."""

    def publish_article(title: str, body: str, **values: Any) -> Article:
        now = clock.now()
        with transaction():
            article = Article(
                slug=new_id(),
                title=title,
                body=body,
                html=f"<p>{body}</p>",
                lang="zh-Hans",
                state="published",
                published_at=now,
                reviewed_at=now,
                reviewer_name="Chen",
            )
            for name, value in values.items():
                setattr(article, name, value)
            db.session.add(article)
            db.session.flush()
            announce(ArticlePublished(article.id, by=0))
        deliver()
        return article

    return publish_article
