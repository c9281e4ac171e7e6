"""Topics, replies, editing: published once, screened, counted."""

from __future__ import annotations

import threading
from datetime import timedelta

import pytest
import sqlalchemy as sa
from flask import Flask

from portal.accounts.models import Member
from portal.community.actions.admission import silence_member
from portal.community.actions.drafts import save_draft
from portal.community.actions.moderating import hide_post
from portal.community.actions.posts import Written, edit_post, open_topic, publish_reply
from portal.community.actions.screening import written_lang
from portal.community.actions.topics import close_topic, discuss_article, withdraw_discussion
from portal.community.models import Draft, Group, Post, Topic
from portal.community.policy import visible_topics
from portal.core import clock
from portal.core.db import db
from portal.core.errors import Conflict, Invalid, NotAllowed, NotFound
from tests.community.conftest import ADVERT, CHEST_PAIN, SAD, Heard, fresh, key, kinds, topic_of
from tests.factories import make_group


def post_of(written: Written) -> Post:
    return fresh(db.session.get_one(Post, written.post_id))  # type: ignore[return-value]


def test_a_topic_is_published_counted_and_announced(group: Group, ana: Member, heard: Heard) -> None:
    written = open_topic(group.id, "Shoes", "Which **shoes** help?", by=ana.id, request_key=key())
    topic, post = topic_of(written), post_of(written)
    assert (post.number, post.author_label, post.is_open) == (1, "patient", True)
    assert "<strong>shoes</strong>" in post.html
    assert (topic.post_count, topic.last_number, topic.last_author_id) == (1, 1, ana.id)
    assert fresh(group).topic_count == 1 and group.active_at == post.created_at  # type: ignore[attr-defined]
    assert kinds(heard) == ["PostPublished"]


def test_the_same_request_key_finds_the_first_result(group: Group, topic: Topic, ana: Member, heard: Heard) -> None:
    opened = [open_topic(group.id, "Twice", "Once", by=ana.id, request_key="a") for _ in range(2)]
    replied = [publish_reply(topic.id, "Same", by=ana.id, request_key="b") for _ in range(2)]
    assert opened[0] == opened[1] and replied[0] == replied[1]
    assert db.session.scalar(sa.select(sa.func.count()).select_from(Topic)) == 2
    assert fresh(topic).post_count == 2  # type: ignore[attr-defined]
    assert kinds(heard) == ["PostPublished", "PostPublished"]


@pytest.mark.parametrize("what", ["topic", "reply"])
def test_two_at_once_with_one_key_make_one_post(app: Flask, group: Group, topic: Topic, ana: Member, what: str) -> None:
    results: list[Written] = []
    gate = threading.Barrier(6)

    def send() -> None:
        with app.app_context():
            gate.wait()
            if what == "topic":
                results.append(open_topic(group.id, "Race", "Go", by=ana.id, request_key="race"))
            else:
                results.append(publish_reply(topic.id, "Go", by=ana.id, request_key="race"))

    threads = [threading.Thread(target=send) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(results) == 6 and len(set(results)) == 1
    assert db.session.scalar(sa.select(sa.func.count()).select_from(Post).where(Post.request_key == "race")) == 1


def test_replies_from_many_are_numbered_without_gaps(app: Flask, topic: Topic, ana: Member) -> None:
    def send() -> None:
        with app.app_context():
            publish_reply(topic.id, "Me too", by=ana.id, request_key=key())

    threads = [threading.Thread(target=send) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    numbers = db.session.scalars(sa.select(Post.number).where(Post.topic_id == topic.id).order_by(Post.number)).all()
    assert list(numbers) == list(range(1, 10))
    assert fresh(topic).post_count == 9  # type: ignore[attr-defined]


def test_an_advert_is_held_and_nothing_public_happens(topic: Topic, ana: Member, heard: Heard) -> None:
    written = publish_reply(topic.id, ADVERT, by=ana.id, request_key=key())
    assert written.held and not written.care
    assert post_of(written).published_at is None
    assert kinds(heard) == ["PostHeld"]
    assert fresh(topic).post_count == 1 and topic.last_number == 1  # type: ignore[attr-defined]


def test_a_held_opening_post_holds_its_topic(group: Group, ana: Member, ben: Member, chen: Member) -> None:
    topic = topic_of(open_topic(group.id, "Great", ADVERT, by=ana.id, request_key=key()))
    assert topic.held_at is not None and fresh(group).topic_count == 0  # type: ignore[attr-defined]
    assert db.session.scalar(visible_topics(chen)) is None
    assert db.session.scalar(visible_topics(ana)) is not None
    with pytest.raises(NotAllowed):
        publish_reply(topic.id, "Hello?", by=ana.id, request_key=key())


def test_words_of_despair_are_held_kept_and_noticed(topic: Topic, ana: Member, heard: Heard) -> None:
    written = publish_reply(topic.id, SAD, by=ana.id, request_key=key())
    assert (written.held, written.care) == (True, "crisis")
    assert post_of(written).body == SAD
    assert kinds(heard)[:2] == ["PostHeld", "CrisisNoticed"]


def test_despair_split_over_title_and_body_is_seen(group: Group, ana: Member) -> None:
    assert open_topic(group.id, SAD, "……", by=ana.id, request_key=key()).care == "crisis"


def test_an_emergency_symptom_is_published_and_its_author_warned(topic: Topic, ana: Member) -> None:
    written = publish_reply(topic.id, CHEST_PAIN, by=ana.id, request_key=key())
    assert (written.held, written.care) == (False, "emergency")


@pytest.mark.parametrize(
    ("title", "body", "field"),
    [("", "x", "title"), ("t" * 121, "x", "title"), ("t", " \n", "body"), ("t", "x" * 20_001, "body")],
)
def test_texts_are_refused_beside_their_field(group: Group, ana: Member, title: str, body: str, field: str) -> None:
    with pytest.raises(Invalid) as refusal:
        open_topic(group.id, title, body, by=ana.id)
    assert refusal.value.field == field


def test_who_may_not_write_is_told(topic: Topic, group: Group, ana: Member, sam: Member, mia: Member) -> None:
    with pytest.raises(NotAllowed):
        publish_reply(topic.id, "Hi", by=sam.id)
    silence_member(group.id, ana.id, clock.now() + timedelta(hours=1), by=mia.id)
    with pytest.raises(NotAllowed):
        publish_reply(topic.id, "Hi", by=ana.id)
    assert post_of(publish_reply(topic.id, "Hi", by=mia.id)).author_label == "staff"


def test_outsiders_find_no_topic_and_in_a_public_group_are_asked_to_join(topic: Topic, ben: Member) -> None:
    with pytest.raises(NotFound):
        publish_reply(topic.id, "Hi", by=ben.id)
    with pytest.raises(NotFound):
        open_topic(make_group("quiet", "hidden").id, "Hi", "Hi", by=ben.id)
    with pytest.raises(NotAllowed):
        open_topic(make_group("open", "public").id, "Hi", "Hi", by=ben.id)


def test_a_closed_topic_takes_replies_from_moderators_only(topic: Topic, ana: Member, mia: Member) -> None:
    close_topic(topic.id, True, by=mia.id)
    with pytest.raises(NotAllowed):
        publish_reply(topic.id, "Hi", by=ana.id)
    publish_reply(topic.id, "Closing words", by=mia.id)
    with pytest.raises(NotFound):
        close_topic(topic.id, False, by=ana.id)


def test_editing_screens_again_and_takes_a_bad_text_off_the_page(
    topic: Topic, reply: Written, chen: Member, heard: Heard
) -> None:
    written = edit_post(reply.post_id, ADVERT, by=chen.id, version=1)
    assert written.held and kinds(heard) == ["PostEdited", "PostHeld"]
    assert fresh(topic).post_count == 1 and topic.last_number == 1  # type: ignore[attr-defined]
    heard.clear()
    assert edit_post(reply.post_id, "Now harmless", by=chen.id, version=2).held
    assert kinds(heard) == ["PostEdited"]


def test_a_hidden_post_can_be_changed_and_waits_for_a_second_look(
    topic: Topic, reply: Written, chen: Member, mia: Member, heard: Heard
) -> None:
    hide_post(reply.post_id, "privacy", by=mia.id)
    heard.clear()
    assert edit_post(reply.post_id, "Without the name", by=chen.id, version=1).held
    post = post_of(reply)
    assert (post.held_reason, post.hidden_at, post.body) == ("edited", None, "Without the name")
    assert kinds(heard) == ["PostEdited", "PostHeld"]


def test_editing_renders_again_and_needs_the_version_it_was_read_at(topic: Topic, reply: Written, chen: Member) -> None:
    edit_post(reply.post_id, "*Twice* is better", by=chen.id, version=1)
    assert "<em>Twice</em>" in post_of(reply).html and post_of(reply).edited_at is not None
    with pytest.raises(Conflict):
        edit_post(reply.post_id, "From another tab", by=chen.id, version=1)


def test_editing_an_opening_post_changes_the_title(topic: Topic, ana: Member) -> None:
    first = db.session.scalars(sa.select(Post).where(Post.topic_id == topic.id)).one()
    edit_post(first.id, "New words", by=ana.id, version=1, title="New title")
    assert fresh(topic).title == "New title"  # type: ignore[attr-defined]


def test_nobody_edits_the_post_of_another(topic: Topic, reply: Written, ana: Member, mia: Member) -> None:
    for member in (ana, mia):
        with pytest.raises(NotFound):
            edit_post(reply.post_id, "Mine now", by=member.id, version=1)


def test_publishing_drops_the_draft_of_its_place_only(group: Group, topic: Topic, ana: Member) -> None:
    save_draft(f"reply:{topic.public_id}", "", "half a", by=ana.id)
    save_draft(f"topic:{group.slug}", "Half", "", by=ana.id)
    publish_reply(topic.id, "A whole thought", by=ana.id)
    assert db.session.scalars(sa.select(Draft.place)).all() == [f"topic:{group.slug}"]
    open_topic(group.id, "Whole", "thought", by=ana.id)
    assert db.session.scalars(sa.select(Draft.place)).all() == []


def test_an_article_has_one_discussion_that_any_member_may_join(ben: Member, ada: Member) -> None:
    found = [discuss_article("abc", "Feet", "en"), discuss_article("abc", "Feet, again", "en")]
    assert found[0].id == found[1].id
    publish_reply(found[0].id, "Thank you", by=ben.id)
    topic = db.session.get_one(Topic, found[0].id)
    assert (topic.title, topic.post_count) == ("Feet, again", 1)
    withdraw_discussion("abc")
    assert db.session.scalar(visible_topics(ben)) is None
    assert db.session.scalar(visible_topics(ada)) is not None


@pytest.mark.parametrize(
    ("text", "locale", "lang"),
    [
        ("血糖高怎么办", "en", "zh-Hans"),
        ("血糖高怎麼辦", "zh_Hans", "zh-Hant"),
        ("血糖", "zh_Hant", "zh-Hant"),
        ("metformin", "zh_Hans", "en"),
        ("7.8", "zh_Hant", "zh-Hant"),
    ],
)
def test_a_text_keeps_the_language_it_was_written_in(text: str, locale: str, lang: str) -> None:
    assert written_lang(text, locale) == lang
