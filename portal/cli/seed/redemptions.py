"""What neighbors bought with the points they earned, and the titles people wear."""

from __future__ import annotations

from portal.cli.seed.cast import Cast
from portal.rewards.actions.redemptions import redeem
from portal.rewards.actions.titles import wear_title
from portal.rewards.queries import held_titles, offers

WISHES = {"li": "garden-flower", "sunflower": "title-sunrise", "lin": "garden-flower", "ana": "garden-flower"}


def sow(cast: Cast) -> None:
    with cast.ago(days=1):
        for name, slug in WISHES.items():
            member = cast.people[name]
            if any(offer.slug == slug and offer.can_redeem for offer in offers(member, "en")):
                redeem(slug, f"demo{name}", by=member)
        for name in ("ana", "li", "sunflower", "jie"):
            titles = held_titles(cast.people[name])
            if titles:
                wear_title(titles[-1].slug, by=cast.people[name])
