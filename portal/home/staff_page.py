"""What staff see first: the top of their queue, the sessions to come, the texts that wait for a review."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from portal.accounts.policy import Person
from portal.content.models import Article
from portal.content.queries import desk_page
from portal.live.models import LiveSession
from portal.live.queries import programme
from portal.moderation.models import Case
from portal.moderation.queries import open_cases

CASES = 5
SESSIONS = 5


@dataclass(frozen=True, slots=True)
class StaffPage:
    cases: list[Case]
    live_sessions: list[LiveSession]
    reviews: Sequence[Article]


def read_staff_page(member: Person) -> StaffPage:
    cases, _next = open_cases(member)
    reviews: Sequence[Article] = ()
    if member.has_role("doctor") or member.has_role("editor"):
        reviews, _more = desk_page(member, "review")
    planned = programme(member)
    return StaffPage(cases[:CASES], [*planned["open"], *planned["upcoming"]][:SESSIONS], reviews)
