"""Topics, replies and support, opened and answered over the last weeks."""

from __future__ import annotations

from portal.cli.seed.cast import Cast
from portal.cli.seed.talk import TALKS, Talk
from portal.community.actions.posts import Written, open_topic, publish_reply
from portal.community.actions.support import support_post
from portal.community.actions.topics import pin_topic
from portal.community.models import Post
from portal.core.db import db


def sow(cast: Cast) -> None:
    for talk in TALKS:
        _sow_talk(cast, talk)


def _sow_talk(cast: Cast, talk: Talk) -> None:
    with cast.ago(days=talk.days):
        opened = open_topic(cast.groups[talk.group], talk.title, talk.body, by=cast.people[talk.author])
        topic_id = db.session.get_one(Post, _published(opened)).topic_id
    for reply in talk.replies:
        with cast.ago(days=talk.days, hours=-reply.hours):
            written = publish_reply(topic_id, reply.body, by=cast.people[reply.author])
            for name in reply.supporters:
                support_post(_published(written), True, by=cast.people[name])
    if talk.pinned:
        pin_topic(topic_id, True, by=cast.people["mia"])


def _published(written: Written) -> int:
    """The post's number in the database. Raises ValueError for a made-up text that the screening would hold."""
    if written.held:
        raise ValueError(f"post {written.public_id} of the seed is held for review")
    return written.post_id
