from __future__ import annotations

from collections.abc import Callable

import sqlalchemy as sa

from portal.accounts.models import Member
from portal.community.actions.posts import publish_reply
from portal.community.models import Post, Topic
from portal.content.actions.publishing import publish, unpublish
from portal.core.db import db, transaction
from tests.browser_client import Browser
from tests.content.articles import published

Open = Callable[..., Browser]


def test_members_talk_under_an_article_and_everyone_reads_it(
    browser: Open, eli: Member, chen: Member, ben: Member
) -> None:
    article = published(eli, chen)
    topic = db.session.scalars(sa.select(Topic)).one()
    publish_reply(topic.id, "This helped me a lot", by=ben.id)
    page = browser().get(f"/articles/{article.slug}").text
    assert "This helped me a lot" in page
    assert f"/topics/{topic.public_id}" in page
    assert f"/articles/{article.public_id}" in browser(ben).get(f"/topics/{topic.public_id}").text
    assert browser().get(f"/articles/{article.public_id}").location == f"/articles/{article.slug}"


def test_a_doubtful_comment_waits_and_is_not_on_the_page(browser: Open, eli: Member, chen: Member, ben: Member) -> None:
    article = published(eli, chen)
    topic = db.session.scalars(sa.select(Topic)).one()
    publish_reply(topic.id, "canary: call me at 13800138000", by=ben.id)
    assert db.session.scalars(sa.select(Post)).one().held_at is not None
    assert "canary" not in browser().get(f"/articles/{article.slug}").text


def test_the_talk_goes_and_comes_back_with_the_article(browser: Open, eli: Member, chen: Member, ben: Member) -> None:
    article = published(eli, chen)
    topic = db.session.scalars(sa.select(Topic)).one()
    publish_reply(topic.id, "canary words", by=ben.id)
    unpublish(article.id, reason="Check", by=eli.id)
    assert browser().get(f"/topics/{topic.public_id}").status_code == 404
    publish(article.id, revision=1, by=eli.id)
    assert browser().get(f"/topics/{topic.public_id}").status_code == 200
    assert "canary words" in browser().get(f"/articles/{article.slug}").text


def test_an_imported_article_gets_its_discussion_when_someone_asks(
    browser: Open, eli: Member, chen: Member, ben: Member
) -> None:
    article = published(eli, chen)
    with transaction():
        db.session.execute(sa.delete(Topic))
    assert browser().get(f"/articles/{article.slug}").status_code == 200
    first = browser(ben).submit(f"/articles/{article.slug}/discussion")
    second = browser(ben).submit(f"/articles/{article.slug}/discussion")
    assert first.status_code == 303
    assert first.location == second.location
    assert browser(ben).get(first.location).status_code == 200
    unpublish(article.id, reason="Check", by=eli.id)
    assert browser(ben).submit(f"/articles/{article.slug}/discussion").status_code == 404
