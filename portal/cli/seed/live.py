"""Two sessions with the doctor: one that is over and can be read again, one that is still to come."""

from __future__ import annotations

from datetime import datetime, timedelta

import sqlalchemy as sa

from portal.cli.seed.cast import Cast
from portal.core import clock
from portal.core.db import db
from portal.live.actions.questions import answer_question, approve_question, ask_question
from portal.live.actions.sessions import close_session, open_session, schedule_session
from portal.live.actions.votes import vote
from portal.live.models import Question

GROUP = "sugar"
WALKING = (
    (
        "ana",
        "饭后多久开始走路比较好？我一般洗完碗就出门。",
        "洗完碗再出门，时间正好。一般**饭后半小时到一小时**开始，走到微微出汗、还能说话就可以。\n\n"
        "刚吃饱就快走，胃会不舒服。",
        ("slowly", "soymilk"),
    ),
    (
        "li",
        "早上空腹跑步时手抖、冒冷汗，要紧吗？",
        "这可能是**低血糖**的样子。先停下来，吃几颗糖或喝半杯果汁，坐着休息。\n\n"
        "- 以后不要空腹跑，先吃一点东西\n- 口袋里常备几颗糖\n- 把当时的血糖记下来，下次门诊带给医生看\n\n"
        "如果休息后还不好，请马上就医。",
        ("ana", "sunflower", "lin"),
    ),
    (
        "lin",
        "膝蓋不好，不能走太久，還有別的運動嗎？",
        "有的，請慢慢來。可以坐在椅子上抬腿、用彈力帶練手臂，或者到水裡走路。每次十分鐘，一天做三次，也很有幫助。",
        ("soymilk",),
    ),
    (
        "walker",
        "Does housework count as exercise?",
        "Yes, if it makes you breathe a little faster. Sweeping and window cleaning count. "
        "Add a walk when you can, and sit less in between.",
        (),
    ),
)
COMING = ("ana", "中秋节全家一起吃饭，月饼可以尝多少？"), ("soymilk", "外出吃饭，怎么点菜血糖比较稳？")


def sow(cast: Cast) -> None:
    _sow_past(cast)
    _sow_coming(cast)


def _sow_past(cast: Cast) -> None:
    doctor = cast.people["chen"]
    with cast.ago(days=12):
        session = schedule_session(
            cast.groups[GROUP],
            "走一走，血糖稳：运动答疑",
            _evening_in(days=2),
            by=doctor,
            description="想动又怕动错？把您的疑问写下来，陈医生一条一条回答。",
        )
        asked = [ask_question(session.id, body, by=cast.people[name]) for name, body, _answer, _voters in WALKING]
    with cast.ago(days=10):
        open_session(session.id, by=doctor)
        for item, (_name, _body, answer, voters) in zip(asked, WALKING, strict=True):
            question = approve_question(_id_of(item.public_id), by=doctor)
            for voter in voters:
                vote(question.id, by=cast.people[voter])
            answer_question(question.id, answer, by=doctor)
        close_session(session.id, by=doctor)


def _sow_coming(cast: Cast) -> None:
    doctor = cast.people["chen"]
    session = schedule_session(
        cast.groups[GROUP],
        "过节怎么吃：饮食答疑",
        _evening_in(days=3),
        by=doctor,
        description="聚餐、点心、水果，怎么吃得开心又放心？现在就可以先提问。",
    )
    first, _second = (ask_question(session.id, body, by=cast.people[name]) for name, body in COMING)
    approve_question(_id_of(first.public_id), by=doctor)


def _id_of(public_id: str) -> int:
    return db.session.scalars(sa.select(Question.id).where(Question.public_id == public_id)).one()


def _evening_in(*, days: int) -> datetime:
    """Half past seven in the evening in the hospital's zone, some days from now."""
    day = clock.now().astimezone(clock.zone("Asia/Shanghai")) + timedelta(days=days)
    return day.replace(hour=19, minute=30, second=0, microsecond=0)
