"""Unsent text, so that nothing typed is lost."""

from __future__ import annotations

import re

import sqlalchemy as sa

from portal.community.models import BODY_LENGTH, TITLE_LENGTH, Draft
from portal.core import clock
from portal.core.db import change_rows, db, execute, insert_once, transaction
from portal.core.errors import Invalid

KEPT = 50
_PLACE = re.compile(r"(?:topic|reply):[a-z0-9-]{1,60}\Z")


def save_draft(place: str, title: str, body: str, *, by: int) -> None:
    """Keeps a draft for a place, or drops it when it is empty; a member's oldest beyond 50 go.

    Raises Invalid for an unknown kind of place and for text longer than a post may be.
    """
    if not _PLACE.match(place) or len(title) > TITLE_LENGTH or len(body) > BODY_LENGTH:
        raise Invalid()
    with transaction():
        if not title.strip() and not body.strip():
            drop_draft(by, place)
            return
        values = {"title": title, "body": body, "updated_at": clock.now()}
        mine = sa.and_(Draft.member_id == by, Draft.place == place)
        if change_rows(sa.update(Draft).where(mine).values(**values)):
            return
        insert_once(Draft, member_id=by, place=place, **values)
        newest = sa.select(Draft.id).where(Draft.member_id == by).order_by(Draft.updated_at.desc()).limit(KEPT)
        db.session.execute(sa.delete(Draft).where(Draft.member_id == by, Draft.id.not_in(newest)))


_DROP = sa.delete(Draft).where(Draft.member_id == sa.bindparam("member"), Draft.place == sa.bindparam("place"))


def drop_draft(by: int, place: str) -> None:
    """Forgets a draft; runs inside the transaction of what was published."""
    execute(_DROP, member=by, place=place)
