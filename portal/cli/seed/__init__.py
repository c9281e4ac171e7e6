"""A believable small community for `portal demo`, made by the verbs that people use.

Each module has one `sow(cast)`, which may read what the ones before it put into the cast; `SOWERS` is their order.
Texts live beside the code that sows them. Everything is made up; times lie in the last weeks.
"""

from __future__ import annotations

from collections.abc import Callable

from portal.cli.seed import articles, challenges, groups, guides, live, moderation, people, redemptions, store, topics
from portal.cli.seed.cast import Cast
from portal.core.db import transaction

SOWERS: list[tuple[str, Callable[[Cast], None]]] = [
    ("people", people.sow),
    ("groups", groups.sow),
    ("store", store.sow),
    ("topics", topics.sow),
    ("articles", articles.sow),
    ("guides", guides.sow),
    ("challenges", challenges.sow),
    ("redemptions", redemptions.sow),
    ("live", live.sow),
    ("moderation", moderation.sow),
]


def sow(password: str, tell: Callable[[str], None]) -> None:
    """Fills an empty database; `tell` hears what is being sown. Needs an app context.

    Each sower is one transaction: a commit waits for the disk, and there are hundreds of verbs.
    """
    cast = Cast(password)
    for name, sower in SOWERS:
        tell(name)
        with transaction():
            sower(cast)
