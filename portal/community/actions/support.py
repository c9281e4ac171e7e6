"""The one supportive sign a member can give a post."""

from __future__ import annotations

import sqlalchemy as sa

from portal.accounts.policy import acting_member
from portal.community.models import Post, Reaction
from portal.community.policy import visible_posts
from portal.core import clock
from portal.core.bus import announce
from portal.core.db import change_rows, db, insert_once, transaction
from portal.core.errors import NotAllowed, NotFound
from portal.core.i18n import lazy
from portal.events import PostSupported


def support_post(post_id: int, wanted: bool, *, by: int) -> int:
    """Gives or takes back support and returns how many support the post; asking for what is already so is no error.

    Raises NotFound for a post the member cannot read, NotAllowed for their own.
    """
    with transaction():
        member = acting_member(by)
        post = db.session.scalar(visible_posts(member).where(Post.id == post_id))
        if post is None or not post.is_open:
            raise NotFound()
        if post.author_id == by:
            raise NotAllowed(lazy("This is your own post. Others can show their support."))
        change = _give(post_id, by) if wanted else -_take(post_id, by)
        if change:
            counted = sa.update(Post).where(Post.id == post_id).values(support_count=Post.support_count + change)
            db.session.execute(counted)
            db.session.refresh(post)
        if change > 0:
            announce(PostSupported(post.id, post.topic_id, post.author_id, by))
        return post.support_count


def _give(post_id: int, by: int) -> int:
    return 0 if insert_once(Reaction, post_id=post_id, member_id=by, created_at=clock.now()) is None else 1


def _take(post_id: int, by: int) -> int:
    mine = sa.delete(Reaction).where(Reaction.post_id == post_id, Reaction.member_id == by)
    return change_rows(mine)
