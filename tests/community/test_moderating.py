"""Hiding, restoring, approving: one winner, right counters, each consequence once."""

from __future__ import annotations

import pytest
import sqlalchemy as sa

from portal.accounts.models import Member
from portal.community.actions.moderating import approve_post, hide_post, restore_post
from portal.community.actions.posts import Written, open_topic, publish_reply
from portal.community.actions.support import support_post
from portal.community.models import Group, Post, Topic
from portal.core.db import db
from portal.core.errors import Conflict, NotAllowed, NotFound
from tests.community.conftest import ADVERT, Heard, fresh, key, kinds, topic_of


def counts(topic: Topic) -> tuple[int, int, int | None, int]:
    found = db.session.get_one(Topic, topic.id, populate_existing=True)
    group = db.session.get_one(Group, topic.group_id, populate_existing=True)
    return found.post_count, found.last_number, found.last_author_id, group.topic_count


def test_hiding_and_restoring_a_reply_keeps_every_counter_right(
    topic: Topic, reply: Written, ana: Member, chen: Member, mia: Member, heard: Heard
) -> None:
    assert counts(topic) == (2, 2, chen.id, 1)
    hide_post(reply.post_id, "abuse", by=mia.id)
    assert counts(topic) == (1, 1, ana.id, 1)
    restore_post(reply.post_id, by=mia.id)
    assert counts(topic) == (2, 2, chen.id, 1)
    assert kinds(heard) == ["PostHidden", "PostRestored"]


def test_hiding_the_opening_post_hides_the_topic(topic: Topic, reply: Written, mia: Member, group: Group) -> None:
    first = db.session.scalars(sa.select(Post.id).where(Post.topic_id == topic.id, Post.number == 1)).one()
    hide_post(first, "ad", by=mia.id)
    assert fresh(topic).hidden_at is not None and counts(topic)[3] == 0  # type: ignore[attr-defined]
    assert fresh(group).active_at == group.created_at  # type: ignore[attr-defined]
    restore_post(first, by=mia.id)
    assert fresh(topic).hidden_at is None and counts(topic)[3] == 1  # type: ignore[attr-defined]


def test_the_second_of_two_moderators_is_told(reply: Written, mia: Member, ada: Member) -> None:
    hide_post(reply.post_id, "abuse", by=mia.id)
    with pytest.raises(Conflict):
        hide_post(reply.post_id, "ad", by=ada.id)
    restore_post(reply.post_id, by=ada.id)
    with pytest.raises(Conflict):
        restore_post(reply.post_id, by=mia.id)
    with pytest.raises(Conflict):
        approve_post(reply.post_id, by=mia.id)


def test_an_approved_post_is_published_exactly_once(topic: Topic, ana: Member, mia: Member, heard: Heard) -> None:
    held = publish_reply(topic.id, ADVERT, by=ana.id, request_key=key())
    heard.clear()
    approve_post(held.post_id, by=mia.id)
    assert kinds(heard) == ["PostPublished"] and counts(topic)[0] == 2
    hide_post(held.post_id, "ad", by=mia.id)
    restore_post(held.post_id, by=mia.id)
    assert kinds(heard) == ["PostPublished", "PostHidden", "PostRestored"]


def test_a_refused_held_post_that_is_restored_is_published_then(
    topic: Topic, ana: Member, mia: Member, heard: Heard
) -> None:
    held = publish_reply(topic.id, ADVERT, by=ana.id, request_key=key())
    hide_post(held.post_id, "ad", by=mia.id)
    assert counts(topic)[0] == 1
    restore_post(held.post_id, by=mia.id)
    assert kinds(heard) == ["PostHeld", "PostHidden", "PostPublished"]


def test_approving_a_held_topic_opens_and_counts_it(group: Group, ana: Member, mia: Member) -> None:
    written = open_topic(group.id, "Held", ADVERT, by=ana.id, request_key=key())
    assert counts(topic_of(written)) == (0, 0, None, 0)
    approve_post(written.post_id, by=mia.id)
    assert counts(topic_of(written)) == (1, 1, ana.id, 1)


def test_only_moderators_of_the_group_hide(reply: Written, ana: Member, chen: Member, moe: Member) -> None:
    for member in (ana, chen, moe):
        with pytest.raises(NotFound):
            hide_post(reply.post_id, "abuse", by=member.id)


def test_support_counts_one_member_once_and_can_be_taken_back(reply: Written, ana: Member, heard: Heard) -> None:
    assert [support_post(reply.post_id, True, by=ana.id) for _ in range(2)] == [1, 1]
    assert [support_post(reply.post_id, False, by=ana.id) for _ in range(2)] == [0, 0]
    assert kinds(heard) == ["PostSupported"]


def test_nobody_supports_their_own_hidden_or_unreadable_posts(
    reply: Written, ana: Member, ben: Member, chen: Member, mia: Member
) -> None:
    with pytest.raises(NotAllowed):
        support_post(reply.post_id, True, by=chen.id)
    with pytest.raises(NotFound):
        support_post(reply.post_id, True, by=ben.id)
    hide_post(reply.post_id, "abuse", by=mia.id)
    for member in (ana, mia):
        with pytest.raises(NotFound):
            support_post(reply.post_id, True, by=member.id)
