"""An open session with a question in each state, and one still to come."""

from __future__ import annotations

from datetime import timedelta

import sqlalchemy as sa

from portal.community.models import Group
from portal.core import clock
from portal.core.db import db
from portal.live.actions.questions import answer_question, approve_question, ask_question
from portal.live.actions.sessions import open_session, schedule_session
from portal.live.queries import question_in
from tests.world.rows import World

BODIES = ("月饼能吃吗？", "走路多久？", "喝粥好吗？", "我不想活了")


def add_sessions(world: World) -> None:
    ana, chen = world.people["ana"], world.people["chen"]
    group_id = db.session.scalars(sa.select(Group.id).where(Group.slug == "sugar")).one()
    soon = clock.now() + timedelta(hours=1)
    schedule_session(group_id, "运动答疑", soon, by=chen, slug="walking")
    session = schedule_session(group_id, "过节怎么吃", soon, by=chen, description="饮食与血糖", slug="festival")
    asked = [ask_question(session.id, body, by=ana) for body in BODIES]
    waiting, shown, answered, help_wanted = [question_in(session.id, item.public_id) for item in asked]
    assert waiting and shown and answered and help_wanted
    approve_question(shown.id, by=chen)
    answer_question(answered.id, "可以尝**一小块**。", by=chen)
    open_session(session.id, by=chen)
    world.values |= {"live:slug": session.slug, "live:public_id": waiting.public_id}
    world.values["live.care:public_id"] = help_wanted.public_id
    world.visitors |= {"live.session": [None, "ana", "chen"], "live.host": ["chen"], "live.answer_page": ["chen"]}
    world.own_words |= {"运动答疑", session.title}
