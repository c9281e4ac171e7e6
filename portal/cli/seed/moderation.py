"""Something for the moderators to look at: a reply that members reported, and one that screening held."""

from __future__ import annotations

import sqlalchemy as sa

from portal.cli.seed.cast import Cast
from portal.community.actions.posts import publish_reply
from portal.community.models import Topic
from portal.core.db import db
from portal.moderation.actions.cases import report_post

DOUBTFUL = "我邻居说喝苦瓜水就能把药停了，他喝了半个月，药真的没再吃。大家不妨都试试。"
ADVERT = "祖传降糖方，三天见效，不用再吃药，想要的加微信 tangyou8866，前十名半价。"


def sow(cast: Cast) -> None:
    topic = sa.select(Topic.id).where(Topic.group_id == cast.groups["sugar"], Topic.closed_at.is_(None))
    topic_id = db.session.scalars(topic.order_by(Topic.last_post_at.desc()).limit(1)).one()
    with cast.ago(hours=5):
        doubtful = publish_reply(topic_id, DOUBTFUL, by=cast.people["sunflower"])
    with cast.ago(hours=4):
        report_post(doubtful.public_id, "misinformation", "停药很危险，请看看。", by=cast.people["li"])
    with cast.ago(hours=3):
        report_post(doubtful.public_id, "misinformation", "", by=cast.people["ana"])
    with cast.ago(hours=1):
        publish_reply(topic_id, ADVERT, by=cast.people["slowly"])
