"""The same things in every kind of place: a group with a topic, sessions, questions, a challenge, and work for staff.

Each function gives the values of addresses, named as `World.values` names them.
"""

from __future__ import annotations

from datetime import timedelta

import sqlalchemy as sa

from portal.accounts.models import Member
from portal.challenges.models import Challenge, Enrolment
from portal.community.actions.posts import open_topic
from portal.community.models import Group, JoinRequest
from portal.core import clock
from portal.core.db import db, transaction
from portal.live.models import LiveSession, Question
from portal.moderation.models import Case, Sanction
from tests.factories import join, make_group, make_member

ADVERT = "加微信 tangyou8866 特效药，前十名半价，包治百病"
SCRIPTS = ("zh_hans", "zh_hant", "en")
TOPIC_ARGUMENTS = [f"community.{endpoint}:public_id" for endpoint in ("topic", "reply", "pin", "close")]
Values = dict[str, str]


def add_place(slug: str, visibility: str, author: Member, host: Member, *inside: Member) -> Values:
    """A disease group in which `author` wrote everything, `host` is the doctor and a stranger asks to be let in."""
    group, guest = make_group(slug, visibility=visibility), make_member()
    join(group, *{member.id: member for member in (author, host, *inside)}.values())
    topic = open_topic(group.id, "Breakfast", "Oats and an apple.", by=author.id)
    values = {"home.group:slug": group.slug, "community:slug": group.slug, "community:public_id": topic.public_id}
    values |= dict.fromkeys(TOPIC_ARGUMENTS, topic.topic_public_id) | {"moderation.report:public_id": topic.public_id}
    with transaction():
        db.session.add(JoinRequest(group_id=group.id, member_id=guest.id, label="patient"))
    values |= dict.fromkeys(("community.approve:public_id", "community.decline:public_id"), guest.public_id)
    values |= _sessions(group, author, host) | _challenge(group, author) | _staff_work(group, author, topic.public_id)
    return values


def add_held_things(open_place: Values, author: Member) -> Values:
    """What screening keeps from the readers of an open place."""
    group = db.session.scalars(sa.select(Group).where(Group.slug == open_place["home.group:slug"])).one()
    held = open_topic(group.id, "Breakfast", ADVERT, by=author.id)
    assert held.held
    values = {"community:public_id": held.public_id, "moderation.report:public_id": held.public_id}
    values |= dict.fromkeys(TOPIC_ARGUMENTS, held.topic_public_id)
    return values | {"live.vote:slug": open_place["live:slug"], "live.vote:public_id": open_place["live:public_id"]}


def enrol(place: Values, member: Member) -> None:
    wanted = sa.select(Challenge.id).where(Challenge.slug == place["challenges:slug"])
    with transaction():
        challenge_id = db.session.scalars(wanted).one()
        db.session.add(Enrolment(challenge_id=challenge_id, member_id=member.id, timezone=member.timezone))


def claim_a_case(place: Values, author: Member, by: Member) -> Values:
    """A case of the place that one moderator holds."""
    wanted = sa.select(Group.id).where(Group.slug == place["home.group:slug"])
    with transaction():
        case = Case(kind="report", priority=1, subject="post", subject_id=place["community:public_id"])
        case.group_id, case.author_id = db.session.scalars(wanted).one(), author.id
        case.claimed_by, case.claimed_at = by.id, clock.now()
        db.session.add(case)
    return {"moderation.release:public_id": case.public_id}


def _sessions(group: Group, asker: Member, host: Member) -> Values:
    soon = clock.now() + timedelta(hours=1)
    when = {"scheduled_at": soon, "minutes": 60, "zone": "Asia/Shanghai", "lang": "en", "title": "Eating well"}
    people = {"group_id": group.id, "host_id": host.id, "scheduled_by": host.id}
    with transaction():
        now, later = (LiveSession(slug=f"{group.slug}-{name}", **when, **people) for name in ("now", "later"))
        now.state = "open"
        db.session.add_all((now, later))
        db.session.flush()
        asked = {"session_id": now.id, "asker_id": asker.id, "lang": "en"}
        waiting, shown = (Question(body="May I?", state=state, **asked) for state in ("pending", "approved"))
        db.session.add_all((waiting, shown))
    values = {"live:slug": now.slug, "live:public_id": waiting.public_id, "live.vote:public_id": shown.public_id}
    return values | {"live.opening:slug": later.slug, "live.cancellation:slug": later.slug}


def _challenge(group: Group, member: Member) -> Values:
    today = clock.local_date("Asia/Shanghai")
    texts = {f"{field}_{script}": "Walk" for field in ("name", "about", "safety") for script in SCRIPTS}
    days = {"starts_on": today - timedelta(days=2), "ends_on": today + timedelta(days=9), "goal_days": 5}
    with transaction():
        challenge = Challenge(slug=f"{group.slug}-walk", group_id=group.id, **texts, **days)
        db.session.add(challenge)
    place = {"challenges:slug": challenge.slug}
    enrol(place, member)
    return place


def _staff_work(group: Group, author: Member, post: str) -> Values:
    with transaction():
        subject = {"subject": "post", "subject_id": post, "group_id": group.id, "author_id": author.id}
        case = Case(kind="report", priority=1, open_key=f"post:{post}", **subject)
        warned = {"member_id": author.id, "imposed_by": author.id, "kind": "warn", "reason": "other"}
        sanction = Sanction(group_id=group.id, **warned)
        db.session.add_all((case, sanction))
    return {"moderation:public_id": case.public_id, "moderation.lift:public_id": sanction.public_id}
