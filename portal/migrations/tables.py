"""Imports every feature's tables, so that the metadata is whole wherever migrations or tests need it."""

from portal.accounts import models as accounts
from portal.challenges import models as challenges
from portal.community import models as community
from portal.conditions import models as conditions
from portal.content import models as content
from portal.core import outbox
from portal.live import models as live
from portal.moderation import models as moderation
from portal.notifications import models as notifications
from portal.rewards import models as rewards
from portal.search import models as search

__all__ = [
    "accounts",
    "challenges",
    "community",
    "conditions",
    "content",
    "live",
    "moderation",
    "notifications",
    "outbox",
    "rewards",
    "search",
]
