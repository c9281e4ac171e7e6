"""Conditions, the groups around them, and who is in which."""

from __future__ import annotations

from dataclasses import replace

from portal.accounts.models import Member
from portal.cli.seed.cast import Cast
from portal.community.actions.admission import approve_join, invite_member
from portal.community.actions.groups import GroupDetails, create_group
from portal.community.actions.membership import Agreement, join_group
from portal.community.models import Group
from portal.conditions.actions import define_condition
from portal.core.db import db

CONDITIONS = {
    "diabetes": (
        ("糖尿病", "糖尿病", "Diabetes"),
        "E14",
        [("血糖高", "zh-Hans"), ("sugar", "en")],
    ),
    "hypertension": (("高血压", "高血壓", "High blood pressure"), "I10", [("血压高", "zh-Hans"), ("HTN", "en")]),
    "thyroid": (("甲状腺疾病", "甲狀腺疾病", "Thyroid disease"), "E07", [("甲亢", "zh-Hans"), ("甲减", "zh-Hans")]),
    "breast-cancer": (("乳腺癌", "乳癌", "Breast cancer"), "C50", [("乳癌", "zh-Hant")]),
}
GROUPS = {
    "sugar": GroupDetails(
        name_zh_hans="糖友之家",
        name_zh_hant="糖友之家",
        name_en="Living with diabetes",
        about_zh_hans="一起学会和血糖相处：吃饭、运动、用药、复查，有问有答。",
        about_zh_hant="一起學會和血糖相處：飲食、運動、用藥、回診，有問有答。",
        about_en="Food, movement, medicine and check-ups: learning to live with blood sugar, together.",
    ),
    "pressure": GroupDetails(
        name_zh_hans="血压管家",
        name_zh_hant="血壓管家",
        name_en="Keeping blood pressure steady",
        visibility="approval",
        about_zh_hans="在家量血压、按时吃药、少盐饮食，互相提醒。",
        about_zh_hant="在家量血壓、按時吃藥、少鹽飲食，互相提醒。",
        about_en="Measuring at home, taking pills on time, less salt: we remind each other.",
    ),
    "thyroid": GroupDetails(
        name_zh_hans="甲状腺小站",
        name_zh_hant="甲狀腺小站",
        name_en="Thyroid corner",
        about_zh_hans="甲亢、甲减、结节，看懂化验单，安心复查。",
        about_zh_hant="甲亢、甲減、結節，看懂檢驗報告，安心回診。",
        about_en="Over- and underactive thyroid, nodules, and how to read the lab sheet.",
    ),
    "recovery": GroupDetails(
        name_zh_hans="乳腺康复小组",
        name_zh_hant="乳癌康復小組",
        name_en="Breast cancer recovery",
        visibility="hidden",
        about_zh_hans="只有受邀请的姐妹能看到这里。",
        about_zh_hant="只有受邀請的姊妹能看到這裡。",
        about_en="Only those who were invited can see this place.",
    ),
    "welcome": GroupDetails(
        name_zh_hans="新手报到",
        name_zh_hant="新手報到",
        name_en="New here",
        visibility="public",
        about_zh_hans="第一次来？在这里打个招呼，问问社区怎么用。",
        about_zh_hant="第一次來？在這裡打個招呼，問問社群怎麼用。",
        about_en="First time here? Say hello and ask how things work.",
    ),
    "carers": GroupDetails(
        name_zh_hans="照护者茶馆",
        name_zh_hant="照顧者茶館",
        name_en="Carers' tea house",
        about_zh_hans="照顾家人的人，也需要被照顾。",
        about_zh_hant="照顧家人的人，也需要被照顧。",
        about_en="Those who care for someone need care too.",
    ),
}
ABOUT = {"sugar": "diabetes", "pressure": "hypertension", "thyroid": "thyroid", "recovery": "breast-cancer"}
MEMBERS = {
    "sugar": ("ana", "li", "sunflower", "slowly", "soymilk", "lin", "walker", "chen", "fei"),
    "pressure": ("li", "breeze", "jie", "tom", "chen"),
    "thyroid": ("xiaoman", "breeze", "lin", "tom"),
    "recovery": ("sunflower", "xiaoman"),
    "welcome": ("ana", "ben", "fei", "li", "sunflower", "breeze", "jie", "walker", "tom", "mia", "eli", "chen"),
    "carers": ("fei", "soymilk", "lin", "walker"),
}
LABELS = {"chen": "clinician", "fei": "family", "soymilk": "family"}


def sow(cast: Cast) -> None:
    with cast.ago(days=58):
        cast.conditions = {
            slug: define_condition(slug, zh_hans=hans, zh_hant=hant, en=en, icd10=code, synonyms=words).id
            for slug, ((hans, hant, en), code, words) in CONDITIONS.items()
        }
        for slug, details in GROUPS.items():
            condition = cast.conditions[ABOUT[slug]] if slug in ABOUT else None
            cast.groups[slug] = create_group(slug, replace(details, condition_id=condition), by=cast.people["admin"]).id
    for slug, names in MEMBERS.items():
        for place, name in enumerate(names):
            with cast.ago(days=56 - place):
                _enter(cast, slug, name)


def _enter(cast: Cast, slug: str, name: str) -> None:
    group_id, member_id, mia = cast.groups[slug], cast.people[name], cast.people["mia"]
    group = db.session.get_one(Group, group_id)
    if group.visibility == "hidden":
        invite_member(group_id, db.session.get_one(Member, member_id).public_id, by=mia)
    agreement = Agreement(group.consent_version, "zh_Hans") if group.needs_consent else None
    if join_group(group_id, by=member_id, label=LABELS.get(name, "patient"), agreement=agreement) == "requested":
        approve_join(group_id, member_id, by=mia)
