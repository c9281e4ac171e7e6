"""Builds the world: each feature adds its rows by the verbs people use."""

from __future__ import annotations

from tests.world import accounts, challenges, community, content, live, moderation, rewards
from tests.world.rows import World

ADDERS = (
    accounts.add_people,
    accounts.add_family,
    accounts.add_unfinished_steps,
    community.add_groups,
    community.add_topics,
    content.add_articles,
    live.add_sessions,
    rewards.add_store,
    challenges.add_challenge,
    moderation.add_case,
)


def build_world() -> World:
    """Fills an empty database; needs an app context."""
    world = World()
    for add in ADDERS:
        add(world)
    return world
