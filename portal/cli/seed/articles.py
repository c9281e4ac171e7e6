"""Articles written by the editor, approved by the doctor, published; one more waits for its review."""

from __future__ import annotations

from portal.cli.seed.cast import Cast
from portal.cli.seed.reading import READINGS, WHO, Reading
from portal.content.actions.publishing import publish
from portal.content.actions.reading import mark_useful
from portal.content.actions.review import decide_review, request_review
from portal.content.actions.writing import write_article
from portal.content.models import Article
from portal.content.text import ArticleText

READERS = ("ana", "li", "sunflower", "slowly", "lin", "walker")


def sow(cast: Cast) -> None:
    for place, reading in enumerate(READINGS):
        with cast.ago(days=40 - 6 * place):
            article = _under_review(cast, reading)
        with cast.ago(days=38 - 6 * place):
            decide_review(article.id, revision=article.revision, approve=True, by=cast.people["chen"])
        with cast.ago(days=37 - 6 * place):
            publish(article.id, revision=article.revision, by=cast.people["eli"])
        for days, name in enumerate(READERS[place:], start=1):
            with cast.ago(days=36 - 6 * place - days):
                mark_useful(article.id, by=cast.people[name])
    with cast.ago(hours=20):
        _under_review(cast, WAITING)


def _under_review(cast: Cast, reading: Reading) -> Article:
    eli = cast.people["eli"]
    text = ArticleText(
        reading.title, reading.body, reading.summary, (reading.source,), cast.conditions[reading.condition]
    )
    article = write_article(text, lang=reading.lang, by=eli, slug=reading.slug)
    return request_review(article.id, revision=article.revision, by=eli)


WAITING = Reading(
    "walking-after-meals",
    "zh-Hans",
    "diabetes",
    "饭后走一走，走多久合适",
    "不用走很快，能说话、微微出汗就好。",
    "饭后坐着不动，血糖升得快。站起来走一走，肌肉会帮忙用掉一部分糖。\n\n## 从十分钟开始\n\n"
    "吃完休息一刻钟再出门，先走十分钟，一周后加到二十分钟。\n\n"
    "## 哪些情况先别走\n\n脚上有伤口、头晕、胸口不舒服，或者刚打完胰岛素还没吃饭，先不要走。",
    WHO,
)
