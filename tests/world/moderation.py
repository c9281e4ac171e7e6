"""A reported post that the moderator is looking at."""

from __future__ import annotations

import sqlalchemy as sa

from portal.core.db import db
from portal.moderation.actions.cases import report_post
from portal.moderation.actions.deciding import claim
from portal.moderation.models import Case
from tests.world.rows import World


def add_case(world: World) -> None:
    """Needs `world.values["moderation.report:public_id"]`: a post by someone else than the reporter."""
    post = world.values["moderation.report:public_id"]
    report_post(post, "advertising", "", by=world.people["chen"])
    case = sa.select(Case.public_id).where(Case.subject_id == post)
    world.values["moderation.case:public_id"] = db.session.scalars(case).one()
    claim(world.values["moderation.case:public_id"], by=world.people["mia"])
