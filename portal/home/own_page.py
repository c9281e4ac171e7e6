"""What someone's own page shows: their groups, points and, if there are any, messages about the account."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from portal.accounts.policy import Person
from portal.community.queries.groups import GroupRow, my_groups
from portal.moderation.models import Sanction
from portal.moderation.queries import sanctions_in_force
from portal.rewards.queries import points_of


@dataclass(frozen=True, slots=True)
class OwnPage:
    groups: list[GroupRow]
    points: int
    sanctions: Sequence[Sanction]


def read_own_page(member: Person, locale: str) -> OwnPage:
    return OwnPage(my_groups(member, locale), points_of(member.id), sanctions_in_force(member.id))
