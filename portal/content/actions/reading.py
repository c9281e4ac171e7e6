"""What readers do with an article."""

from __future__ import annotations

from portal.accounts.policy import acting_member
from portal.content.actions.writing import locked_article
from portal.content.models import Article, ArticleVote
from portal.core import clock
from portal.core.bus import announce
from portal.core.db import db, insert_once, transaction
from portal.core.errors import NotAllowed, NotFound
from portal.core.i18n import lazy
from portal.events import ArticleMarkedUseful


def mark_useful(article_id: int, *, by: int) -> Article:
    """Counts a member's thanks once, however often it is sent.

    Raises NotFound for an article that is not public, NotAllowed for its author.
    """
    with transaction():
        member = acting_member(by)
        article = locked_article(article_id)
        if not article.is_public:
            raise NotFound()
        if article.author_id == member.id:
            raise NotAllowed(lazy("This is your own article."))
        if insert_once(ArticleVote, article_id=article.id, member_id=member.id, created_at=clock.now()):
            article.useful_count += 1
            db.session.flush()
            announce(ArticleMarkedUseful(article.id, member.id))
        return article
