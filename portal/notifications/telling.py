"""Which events become notices, and for whom: the reactions of this package."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import sqlalchemy as sa

from portal import events
from portal.accounts.models import RoleGrant
from portal.community.models import Group, Membership, Post, Topic
from portal.core import clock
from portal.core.db import db, transaction
from portal.core.outbox import Delivery, enqueue, handles
from portal.core.realtime import broadcast, member_room
from portal.live.models import LiveSession, Question
from portal.notifications.actions import notify, notify_all
from portal.notifications.queries import unread_count


def staff_of(group_id: int | None, role: str = "moderator") -> set[int]:
    """The members who hold a role for a group: its own, the portal-wide ones and, when there are none, the admins."""
    current = sa.or_(RoleGrant.until.is_(None), RoleGrant.until > clock.now())
    scoped = sa.or_(RoleGrant.group_id.is_(None), RoleGrant.group_id == group_id)
    found = set(db.session.scalars(sa.select(RoleGrant.member_id).where(RoleGrant.role == role, current, scoped)))
    return found or set(db.session.scalars(sa.select(RoleGrant.member_id).where(RoleGrant.role == "admin", current)))


def tell_topic_author(event: events.PostPublished) -> None:
    """A reply is news to whoever opened the topic, unless they wrote it themselves."""
    post, topic = db.session.get_one(Post, event.post_id), db.session.get_one(Topic, event.topic_id)
    if event.number > 1 and topic.author_id is not None and topic.author_id != event.author_id:
        notify(topic.author_id, "reply", source=f"post:{post.id}", target=post.public_id)


def tell_author_held(event: events.PostHeld) -> None:
    _tell_author(event.post_id, "post_held")


def tell_moderators_held(event: events.PostHeld) -> None:
    notify_all(staff_of(event.group_id), "report", source=f"held:{event.post_id}")


def tell_author_hidden(event: events.PostHidden) -> None:
    _tell_author(event.post_id, "post_hidden")


def tell_author_restored(event: events.PostRestored) -> None:
    _tell_author(event.post_id, "post_restored")


def tell_author_supported(event: events.PostSupported) -> None:
    """Support is told once a post, however many give it: who and how many stays out of the inbox."""
    _tell_author(event.post_id, "support", once=True)


def tell_joiner(event: events.GroupJoined) -> None:
    group = db.session.get_one(Group, event.group_id)
    if group.visibility in {"approval", "hidden"}:
        notify(event.member_id, "joined", source=f"joined:{group.id}:{clock.now():%Y%m%d%H%M}", target=group.slug)


def tell_moderators_request(event: events.JoinRequested) -> None:
    group = db.session.get_one(Group, event.group_id)
    source = f"request:{group.id}:{event.member_id}:{clock.now():%Y%m%d}"
    notify_all(staff_of(group.id), "join_request", source=source, target=group.slug)


def tell_role_changed(event: events.RoleGranted | events.RoleRevoked) -> None:
    notify(event.member_id, "role", source=f"role:{event.role}:{event.group_id}:{clock.now():%Y%m%d%H%M%S}")


def tell_both_sides(event: events.ProxyAccepted | events.ProxyRevoked) -> None:
    source = f"proxy:{type(event).__name__}:{event.subject_id}:{event.proxy_id}:{clock.now():%Y%m%d%H%M%S}"
    notify_all((event.subject_id, event.proxy_id), "family", source=source)


def tell_asker_answered(event: events.QuestionChanged) -> None:
    question = db.session.get_one(Question, event.question_id)
    if event.state == "answered" and question.asker_id is not None:
        session = db.session.get_one(LiveSession, event.live_session_id)
        notify(question.asker_id, "answered", source=f"answered:{question.id}", target=session.slug)


def tell_group_opened(event: events.LiveStateChanged) -> None:
    """A group can be large, so its members are told by the worker."""
    if event.state == "open":
        enqueue("notice.live_open", {"session": event.live_session_id}, dedupe=f"live_open:{event.live_session_id}")


@handles("notice.live_open")
def tell_members_opened(deliveries: Sequence[Delivery]) -> None:
    """Tells the group, unless the session is over before the worker came to it."""
    for delivery in deliveries:
        session = db.session.get_one(LiveSession, delivery.payload["session"])
        if session.state != "open":
            continue
        members = sa.select(Membership.member_id).where(Membership.group_id == session.group_id)
        present = set(db.session.scalars(members)) - {session.host_id}
        for some in _batches(sorted(present), 50):
            with transaction():
                notify_all(some, "live_open", source=f"live_open:{session.id}", target=session.slug)


def push_badge(event: events.NoticePosted) -> None:
    """Live pages hear of a notice at once; every other page asks each minute."""
    broadcast(member_room(event.member_id), "notice", {"unread": unread_count(event.member_id)})


def _batches(ids: Sequence[int], size: int) -> Iterator[Sequence[int]]:
    return (ids[start : start + size] for start in range(0, len(ids), size))


def _tell_author(post_id: int, kind: str, *, once: bool = False) -> None:
    post = db.session.get_one(Post, post_id)
    if post.author_id is not None:
        turn = "" if once else f":{clock.now():%Y%m%d%H%M%S}"
        notify(post.author_id, kind, source=f"{kind}:{post.id}{turn}", target=post.public_id)
