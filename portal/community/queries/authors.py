"""The name an author is shown under: their own, or the alias of someone who has left."""

from __future__ import annotations

import sqlalchemy as sa
from sqlalchemy.orm import aliased

from portal.accounts.models import Member
from portal.community.models import Membership, Topic
from portal.community.wording import FORMER_MEMBER
from portal.core.db import AnySelect

LastAuthor = aliased(Member)
LastMembership = aliased(Membership)


def shown_name(name: str | None, erased: bool, is_inside: bool) -> str:
    return name if name and is_inside and not erased else str(FORMER_MEMBER)


def with_last_author(topics: AnySelect) -> AnySelect:
    """Joins who wrote last in each topic, and whether they are still in its group."""
    here = sa.and_(LastMembership.group_id == Topic.group_id, LastMembership.member_id == Topic.last_author_id)
    return topics.outerjoin(LastAuthor, LastAuthor.id == Topic.last_author_id).outerjoin(LastMembership, here)
