"""A disease group with members and topics, one with a closed door, and a post of each state."""

from __future__ import annotations

import sqlalchemy as sa

from portal.community.actions.groups import GroupDetails, create_group
from portal.community.actions.membership import Agreement, join_group
from portal.community.actions.moderating import hide_post
from portal.community.actions.posts import Written, open_topic, publish_reply
from portal.community.actions.support import support_post
from portal.community.actions.topics import pin_topic
from portal.community.models import Group, Topic
from portal.conditions.actions import define_condition
from portal.core.db import db
from tests.factories import grant
from tests.world.rows import World

TOPICS = [
    (
        "空腹血糖总在 7 左右，怎么办？",
        "我每天早上测空腹血糖，总在 7 上下。\n\n- 晚饭少吃主食\n- 饭后走 **30 分钟**\n\n大家有什么经验？",
    ),
    ("外出吃饭怎么选菜", "周末常和家人出去吃。我一般先吃青菜，再吃肉，主食放最后。"),
    ("第一次来，大家好", "刚确诊两个月，还在学怎么测血糖。请多关照。"),
]
REPLIES = ["我也是这样，后来医生让我睡前少吃一点水果。", "先别急，记录一周再给医生看。", "谢谢大家，今天降到 6.5 了！"]

HELD = "想了解更多，加微信 tangyou88"


def add_groups(world: World) -> None:
    tag = define_condition("diabetes", zh_hans="糖尿病", zh_hant="糖尿病", en="Diabetes")
    admin = world.people["ada"]
    names = ("糖友之家", "糖友之家", "Living with diabetes")
    about = ("一起学控糖，互相打气。", "一起學控糖，互相打氣。", "Learn and cope together.")
    group = create_group("sugar", _details(names, about, "public", tag.id), by=admin)
    for name, label in (("ana", "patient"), ("fei", "family"), ("chen", "clinician"), ("mia", "patient")):
        join_group(group.id, by=world.people[name], label=label, agreement=Agreement(group.consent_version, "en"))
    grant(world.member("mia"), "moderator", group)
    quiet = create_group("quiet", _details(("安静角落", "安靜角落", "Quiet corner"), about, "approval", None), by=admin)
    join_group(quiet.id, by=world.people["ben"], note="Hello")
    for endpoint in ("home.group", "community.topics", "community.membership", "community.new_topic"):
        world.values[f"{endpoint}:slug"] = "sugar"
    world.values |= {"community.edit:slug": "sugar", "community.join:slug": "sugar", "community.requests:slug": "quiet"}
    world.visitors |= {"community.join": ["ben"], "community.requests": ["ada"]}


def add_topics(world: World) -> None:
    group_id = db.session.scalar(sa.select(Group.id).where(Group.slug == "sugar"))
    ana, fei, mia = (world.people[name] for name in ("ana", "fei", "mia"))
    topics = [open_topic(group_id, title, body, by=ana) for title, body in TOPICS]
    replies = [
        publish_reply(_topic_id(topics[0]), body, by=by) for body, by in zip(REPLIES, (fei, mia, ana), strict=True)
    ]
    support_post(replies[0].post_id, True, by=ana)
    pin_topic(_topic_id(topics[2]), True, by=mia)
    held = publish_reply(_topic_id(topics[1]), HELD, by=ana)
    world.own_words |= {HELD, REPLIES[0]}
    hide_post(replies[1].post_id, reason="advertising", by=mia)
    world.values |= {"community.topic:public_id": topics[0].topic_public_id, "community.care:public_id": held.public_id}
    world.values |= {
        "community.edit_text:public_id": replies[2].public_id,
        "moderation.report:public_id": replies[0].public_id,
    }


def _topic_id(written: Written) -> int:
    return db.session.scalars(sa.select(Topic.id).where(Topic.public_id == written.topic_public_id)).one()


def _details(
    names: tuple[str, str, str], about: tuple[str, str, str], visibility: str, condition_id: int | None
) -> GroupDetails:
    return GroupDetails(*names, visibility, condition_id, *about)
