"""Articles in three states: published, waiting for review, and a draft."""

from __future__ import annotations

from portal.content.actions.publishing import publish
from portal.content.actions.review import decide_review, request_review
from portal.content.actions.writing import write_article
from portal.content.models import Article
from portal.content.text import ArticleText, Citation
from tests.world.rows import World

BODY = """## 什么时候测

早上空腹测一次，饭后 **两小时** 再测一次。

1. 洗手，擦干。
2. 在手指侧面取血。
3. 记下时间和数值。

## 什么时候看医生

连续三天超过 10 时，请联系医生。
"""
SOURCE = Citation("家庭血糖监测指南", "https://example.org/guideline", "某学会")


def add_articles(world: World) -> None:
    published, waiting, draft = (
        _draft(world, title) for title in ("在家怎么测血糖", "低血糖怎么办", "糖尿病人怎么选水果")
    )
    for article in (published, waiting):
        request_review(article.id, revision=1, by=world.people["eli"])
    decide_review(published.id, revision=1, approve=True, by=world.people["chen"])
    publish(published.id, revision=1, by=world.people["eli"])
    world.values |= dict.fromkeys(("home.article:slug", "pwa.article:slug"), published.slug)
    world.values |= {"content.edit:public_id": draft.public_id, "content.review:public_id": waiting.public_id}
    world.visitors |= {"content.review": ["chen"], "content.staff": ["eli", "chen"]}
    world.queries["search.index"] = [{}, {"q": "血糖"}, {"q": "zzzz"}, {"q": "不想活了"}, {"q": "长辈版"}]
    world.own_words |= {SOURCE.title, SOURCE.publisher}


def _draft(world: World, title: str) -> Article:
    text = ArticleText(title=title, body=BODY, summary="三步学会，记录好再给医生看。", sources=(SOURCE,))
    return write_article(text, lang="zh-Hans", by=world.people["eli"])
