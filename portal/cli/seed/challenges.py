"""Challenges in full swing: one for all, one of a group, one to come, and weeks of check-ins."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from portal.accounts.models import Member
from portal.challenges.actions.keeping import define_challenge
from portal.challenges.actions.taking_part import check_in, join_challenge
from portal.challenges.models import Challenge
from portal.challenges.policy import can_take_part
from portal.cli.seed.cast import Cast
from portal.core import clock
from portal.core.db import db

DAYS_SO_FAR = 16
WALK: dict[str, Any] = {
    "names": ("饭后走一走", "飯後走一走", "A walk after meals"),
    "about": (
        "每天饭后走一走，走多走少都算。步数可记可不记。",
        "每天飯後走一走，走多走少都算。步數可記可不記。",
        "A short walk after a meal, every day. Counting steps is up to you.",
    ),
    "safety": (
        "量力而行。头晕、胸闷、腿疼就停下来休息；不舒服的日子不用勉强。",
        "量力而為。頭暈、胸悶、腿痛就停下來休息；不舒服的日子不用勉強。",
        "Go gently. Stop and rest if you feel dizzy, or if your chest or legs hurt. Skip days when you are unwell.",
    ),
    "measure": "steps",
    "goal_days": 14,
    "finish_points": 50,
}
SUGAR: dict[str, Any] = {
    "names": ("早餐前测血糖", "早餐前量血糖", "Blood sugar before breakfast"),
    "about": (
        "每天早餐前测一次血糖并记下来，复诊时给医生看。",
        "每天早餐前量一次血糖並記下來，回診時給醫師看。",
        "Measure once before breakfast and write it down, to show your doctor.",
    ),
    "safety": (
        "血糖低于 3.9 请马上吃点甜的，并告诉身边的人。不要自己改药量。",
        "血糖低於 3.9 請馬上吃點甜的，並告訴身邊的人。不要自己更改藥量。",
        "Below 3.9, eat something sweet at once and tell someone. Do not change your medicine on your own.",
    ),
    "measure": "glucose",
    "goal_days": 15,
    "finish_points": 60,
}
SLEEP: dict[str, Any] = {
    "names": ("十点半放下手机", "十點半放下手機", "Phone down at half past ten"),
    "about": (
        "十点半放下手机，准备睡觉。第二天早上来打卡。",
        "十點半放下手機，準備睡覺。第二天早上來打卡。",
        "Put the phone down at half past ten and get ready to sleep. Check in the next morning.",
    ),
    "safety": (
        "睡不着也没关系。失眠超过两周，请告诉医生。",
        "睡不著也沒關係。失眠超過兩週，請告訴醫師。",
        "It is fine if sleep does not come. If it lasts over two weeks, tell your doctor.",
    ),
    "goal_days": 10,
    "finish_points": 40,
}


def sow(cast: Cast) -> None:
    today = clock.local_date("Asia/Shanghai")
    start = today - timedelta(days=DAYS_SO_FAR)
    with cast.ago(days=DAYS_SO_FAR + 2):
        walk = define_challenge("walk-after-meals", **WALK, starts_on=start, ends_on=start + timedelta(days=29))
        place: dict[str, Any] = {
            "starts_on": start,
            "ends_on": start + timedelta(days=29),
            "group_id": cast.groups.get("sugar"),
        }
        sugar = define_challenge("sugar-before-breakfast", **SUGAR, **place)
        _join(cast, walk, "ana", "ben", "li", "sunflower", "slowly", "lin", "jie", "walker")
        _join(cast, sugar, "ana", "li", "soymilk")
    soon = today + timedelta(days=5)
    define_challenge("phone-down", **SLEEP, starts_on=soon, ends_on=soon + timedelta(days=20))
    for days in range(DAYS_SO_FAR, 0, -1):
        with cast.ago(days=days):
            _one_day(cast, walk, sugar, days)


def _one_day(cast: Cast, walk: Challenge, sugar: Challenge, days: int) -> None:
    for name in ("li", "sunflower", "slowly", "lin", "jie", "walker"):
        if cast.chance.random() < 0.8:
            check_in(walk.id, cast.people[name], by=cast.people[name], value=cast.chance.randrange(2500, 9000))
    ana = cast.people["ana"]
    if days == 9:
        return
    check_in(walk.id, ana, by=cast.people["fei"] if days == 4 else ana, value=cast.chance.randrange(3000, 6500))
    if _takes_part(sugar, ana):
        check_in(sugar.id, ana, by=ana, value=round(cast.chance.uniform(5.2, 7.9), 1))


def _join(cast: Cast, challenge: Challenge, *names: str) -> None:
    for name in names:
        if _takes_part(challenge, cast.people[name]):
            join_challenge(challenge.id, by=cast.people[name])


def _takes_part(challenge: Challenge, member_id: int) -> bool:
    member = db.session.get(Member, member_id)
    return member is not None and can_take_part(member, challenge.id)
