"""A challenge under way, where a family member has checked in today."""

from __future__ import annotations

from datetime import timedelta

from portal.challenges.actions.keeping import define_challenge
from portal.challenges.actions.taking_part import check_in, join_challenge
from portal.core import clock
from tests.world.rows import World

NOTE = "走了公园一圈"


def add_challenge(world: World) -> None:
    start = clock.local_date("Asia/Shanghai") - timedelta(days=7)
    challenge = define_challenge(
        "walk",
        names=("每天走一走", "每天走一走", "Walk a little every day"),
        about=("饭后走三十分钟。", "飯後走三十分鐘。", "Walk for thirty minutes after a meal."),
        safety=("头晕就停下休息。", "頭暈就停下休息。", "Stop and rest when you feel dizzy."),
        starts_on=start,
        ends_on=start + timedelta(days=27),
        goal_days=5,
    )
    ana, fei = world.people["ana"], world.people["fei"]
    join_challenge(challenge.id, by=ana)
    check_in(challenge.id, ana, by=fei, note=NOTE, lang="zh-Hans")
    world.own_words.add(NOTE)
    world.values["challenges:slug"] = "walk"
