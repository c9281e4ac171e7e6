"""Honor titles to earn or buy, and what the store offers for points."""

from __future__ import annotations

from portal.cli.seed.cast import Cast
from portal.core.db import db
from portal.rewards.actions.catalogue import define_item
from portal.rewards.actions.titles import define_title
from portal.rewards.earning import ARTICLE_USEFUL, CHECKED_IN, POST_PUBLISHED

TITLES = {
    "first-steps": (("初来乍到", "初來乍到", "First steps"), POST_PUBLISHED.reason, 1),
    "warm-heart": (("热心邻居", "熱心鄰居", "Warm heart"), POST_PUBLISHED.reason, 10),
    "steady": (("持之以恒", "持之以恆", "Steady as a clock"), CHECKED_IN.reason, 21),
    "curious": (("爱学习", "愛學習", "Curious mind"), ARTICLE_USEFUL.reason, 5),
    "sunrise": (("早起的人", "早起的人", "Early riser"), None, None),
}
ITEMS = (
    (
        "garden-flower",
        ("认养一株小花", "認養一株小花", "Adopt a flower"),
        (
            "医院小花园里的一株花，挂上您的昵称。",
            "醫院小花園裡的一株花，掛上您的暱稱。",
            "A flower in the hospital garden with your nickname on it.",
        ),
        {"cost": 20, "kind": "virtual", "limit_each": 1},
    ),
    (
        "water-bottle",
        ("保温水杯", "保溫水杯", "Water bottle"),
        (
            "在门诊一楼服务台领取。",
            "在門診一樓服務台領取。",
            "Pick it up at the desk.",
        ),
        {"cost": 300, "stock": 40, "limit_each": 1},
    ),
    (
        "pill-box",
        ("七日药盒", "七日藥盒", "Seven-day pill box"),
        (
            "一周的药一目了然。",
            "一週的藥一目了然。",
            "Three boxes a day, one week at a glance.",
        ),
        {"cost": 150, "stock": 80, "limit_each": 2},
    ),
    (
        "resistance-band",
        ("弹力带", "彈力帶", "Stretch band"),
        ("坐着也能练，附练习图。", "坐著也能練，附練習圖。", "Exercise while sitting; comes with pictures."),
        {"cost": 120, "stock": 60, "limit_each": 1},
    ),
    (
        "title-sunrise",
        ("头衔：早起的人", "頭銜：早起的人", "Title: early riser"),
        ("戴在名字旁边。", "戴在名字旁邊。", "Worn beside your name."),
        {"cost": 50, "kind": "title"},
    ),
)


def sow(cast: Cast) -> None:
    with cast.ago(days=57):
        ids = {}
        for slug, ((hans, hant, en), reason, count) in TITLES.items():
            title = define_title(slug, zh_hans=hans, zh_hant=hant, en=en, rule_reason=reason, rule_count=count)
            ids[slug] = title.id
        db.session.flush()
        for slug, names, about, terms in ITEMS:
            title_id = ids[slug.removeprefix("title-")] if slug.startswith("title-") else None
            define_item(slug, names=names, about=about, title_id=title_id, **terms)  # type: ignore[arg-type]
