"""What the page of an article shows: the text, who checked it, what it rests on, and what readers said last."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from portal.accounts.policy import Person
from portal.community.queries.posts import PostRow, post_page
from portal.community.queries.topics import TopicHead, article_topic
from portal.content.queries import Reading, reading

LATEST = 5


@dataclass(frozen=True, slots=True)
class ArticlePage:
    reading: Reading
    topic: TopicHead | None
    posts: Sequence[PostRow]


def read_article_page(member: Person | None, address: str) -> ArticlePage:
    """Reads a public article by its slug or public id, with the last few posts about it. Raises NotFound."""
    found = reading(address, member)
    topic = article_topic(member, found.article.public_id)
    posts = post_page(member, topic.id, None, max(0, topic.last_number - LATEST)).posts if topic else []
    return ArticlePage(found, topic, posts)
