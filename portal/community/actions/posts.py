"""Opening topics, replying and editing.

A text is screened and rendered before the lock; a request key makes sending twice one act.
"""

from __future__ import annotations

from dataclasses import dataclass

import sqlalchemy as sa

from portal.accounts.models import Member
from portal.accounts.policy import Person, acting_member
from portal.accounts.readers import prepared_entities
from portal.community.actions.counters import count_post, recount
from portal.community.actions.drafts import drop_draft
from portal.community.actions.screening import Care, Screened, screen_text
from portal.community.models import Group, Post, ReadMark, Topic
from portal.community.policy import check_may_write, moderates, readable_group_ids, visible_topics
from portal.core import clock
from portal.core.bus import announce
from portal.core.db import AnySelect, UtcDateTime, change_rows, db, execute, insert_once, locked, transaction
from portal.core.errors import Conflict, Invalid, NotAllowed, NotFound
from portal.core.i18n import lazy
from portal.events import CrisisNoticed, PostEdited, PostHeld, PostPublished

_LAST_NUMBER = sa.select(sa.func.max(Post.number)).where(Post.topic_id == sa.bindparam("topic"))
_AUTHOR_LOCKED = sa.select(Member.id).where(Member.id == sa.bindparam("author")).with_for_update(key_share=True)
_READ = (
    sa.update(ReadMark)
    .where(ReadMark.member_id == sa.bindparam("member"), ReadMark.topic_id == sa.bindparam("topic"))
    .values(number=sa.bindparam("seen"), read_at=sa.bindparam("at", type_=UtcDateTime()))
)
_MADE_BEFORE = sa.select(Post).where(Post.author_id == sa.bindparam("author"), Post.request_key == sa.bindparam("key"))


@dataclass(frozen=True, slots=True)
class Written:
    """What became of a text: the post, whether staff look first, and the panel its author needs now."""

    post_id: int
    public_id: str
    topic_public_id: str
    number: int
    held: bool
    care: Care


def open_topic(
    group_id: int, title: str, body: str, *, by: int, request_key: str | None = None, locale: str = "zh_Hans"
) -> Written:
    """Opens a topic with its first post; the same request key finds the first result.

    Raises Invalid for title or body, NotFound outside the group, NotAllowed for a silenced or suspended member.
    """
    if not title.strip():
        raise Invalid(lazy("Please give your topic a title."), field="title")
    text = screen_text(body, locale=locale, title=title)
    with transaction():
        member = acting_member(by)
        earlier = _earlier(by, request_key)
        if earlier is not None:
            return _outcome(earlier, text.care)
        group = db.session.scalar(sa.select(Group).where(Group.id == group_id, readable_group_ids(member)))
        if group is None:
            raise NotFound()
        label = check_may_write(member, group.id)
        now = clock.now()
        topic = Topic(group_id=group.id, author_id=by, title=text.title, lang=text.lang, last_post_at=now)
        db.session.add(topic)
        db.session.flush()
        post = _write(topic, text, 1, by, label, request_key)
        drop_draft(by, f"topic:{group.slug}")
        return _outcome(post, text.care)


def publish_reply(
    topic_id: int, body: str, *, by: int, request_key: str | None = None, locale: str = "zh_Hans"
) -> Written:
    """Adds a reply to a topic; the same request key finds the first result.

    Raises Invalid for the body, NotFound for a topic the member cannot open, NotAllowed for a closed topic and for a
    silenced or suspended member.
    """
    text = screen_text(body, locale=locale)
    with transaction():
        member = acting_member(by)
        earlier = _earlier(by, request_key)
        if earlier is not None:
            return _outcome(earlier, text.care)
        topic = _locked_topic(member, topic_id)
        label = check_may_write(member, topic.group_id)
        if topic.closed_at is not None and not moderates(member, topic.group_id):
            raise NotAllowed(lazy("This topic is closed. You can still read it, or open a new one."))
        if not topic.is_open:
            raise NotAllowed(lazy("This topic is not open yet. A moderator takes a look first."))
        last = execute(_LAST_NUMBER, topic=topic.id).scalar() or 0
        post = _write(topic, text, last + 1, by, label, request_key)
        drop_draft(by, f"reply:{topic.public_id}")
        return _outcome(post, text.care)


def edit_post(
    post_id: int, body: str, *, by: int, version: int, title: str | None = None, locale: str = "zh_Hans"
) -> Written:
    """Changes one's own post, and the title of the topic it opens, and screens it again.

    A held post stays held; a hidden one is held for a second look. Raises Conflict when the post has changed since
    `version` was read, and what `publish_reply` raises.
    """
    text = screen_text(body, locale=locale, title=title)
    with transaction():
        member = acting_member(by)
        post = db.session.get(Post, post_id)
        if post is None or post.author_id != by:
            raise NotFound()
        topic = _locked_topic(member, post.topic_id)
        db.session.refresh(post)
        check_may_write(member, topic.group_id)
        if post.number == 1 and title is not None and not text.title:
            raise Invalid(lazy("Please give your topic a title."), field="title")
        was_open, was_held = post.is_open, post.held_at is not None
        held = "edited" if post.hidden_at else text.held
        if was_held and post.held_reason:
            held = post.held_reason
        values = {
            "body": text.body,
            "html": text.html,
            "lang": text.lang,
            "version": version + 1,
            "edited_at": clock.now(),
            "held_at": (post.held_at or clock.now()) if held else None,
            "held_reason": held or post.held_reason,
            "hidden_at": None,
            "hidden_by": None,
            "hidden_reason": None,
        }
        same = sa.and_(Post.id == post_id, Post.version == version)
        if not change_rows(sa.update(Post).where(same).values(**values)):
            raise Conflict(lazy("This post has changed in the meantime. Your text is kept below."))
        db.session.refresh(post)
        if post.number == 1 and title is not None and topic.group_id is not None:
            topic.title, topic.lang = text.title, text.lang
        follow_opening(topic, post)
        if was_open != post.is_open:
            recount(topic)
        db.session.flush()
        announce(PostEdited(post.id, topic.id))
        if held and not was_held:
            announce(PostHeld(post.id, topic.id, topic.group_id, by, held))
        _notice_crisis(post, topic, text)
        return _outcome(post, text.care)


def follow_opening(topic: Topic, post: Post) -> None:
    """Gives a topic the state of its opening post."""
    if post.number == 1 and topic.group_id is not None:
        topic.held_at, topic.hidden_at = post.held_at, post.hidden_at
        db.session.flush()


def _write(topic: Topic, text: Screened, number: int, by: int, label: str | None, request_key: str | None) -> Post:
    now = clock.now()
    post = Post(
        topic_id=topic.id,
        number=number,
        author_id=by,
        author_label=label,
        body=text.body,
        html=text.html,
        lang=text.lang,
        request_key=request_key or None,
        held_at=now if text.held else None,
        held_reason=text.held or None,
        published_at=None if text.held else now,
        created_at=now,
    )
    db.session.add(post)
    db.session.flush()
    follow_opening(topic, post)
    if post.is_open:
        count_post(topic, post)
        _mark_read(topic, post)
        announce(PostPublished(post.id, topic.id, topic.group_id, by, number))
    else:
        announce(PostHeld(post.id, topic.id, topic.group_id, by, text.held))
    _notice_crisis(post, topic, text)
    return post


def _notice_crisis(post: Post, topic: Topic, text: Screened) -> None:
    if text.care == "crisis" and post.author_id is not None:
        announce(CrisisNoticed(post.author_id, "post", post.public_id, topic.group_id, text.crisis_level))


def _mark_read(topic: Topic, post: Post) -> None:
    """One's own reply is read; what came before it was on the page."""
    if not execute(_READ, member=post.author_id, topic=topic.id, seen=post.number, at=post.created_at).rowcount:
        mine = {"member_id": post.author_id, "topic_id": topic.id}
        insert_once(ReadMark, **mine, number=post.number, read_at=post.created_at)


def _earlier(by: int, request_key: str | None) -> Post | None:
    """The post this request has already made. Locks the author's row, so that two at once find each other."""
    if not request_key:
        return None
    execute(_AUTHOR_LOCKED, author=by).first()
    return db.session.scalar(_MADE_BEFORE, {"author": by, "key": request_key})


def _locked_topic(member: Member, topic_id: int) -> Topic:
    topic: Topic | None = _visible_locked(member, topic=topic_id).scalar()
    if topic is None:
        raise NotFound()
    return topic


@prepared_entities
def _visible_locked(member: Person | None) -> AnySelect:
    return locked(visible_topics(member).where(Topic.id == sa.bindparam("topic")))


def _outcome(post: Post, care: Care) -> Written:
    return Written(post.id, post.public_id, post.topic.public_id, post.number, not post.is_open, care)
