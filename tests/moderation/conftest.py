"""A reply of Ana's that others may find fault with."""

from __future__ import annotations

import pytest

from portal.accounts.models import Member
from portal.community.actions.posts import open_topic, publish_reply
from portal.community.models import Group, Post
from portal.core.db import db
from tests.factories import join, make_member


@pytest.fixture
def reader(group: Group) -> Member:
    """Another patient of the group."""
    member = make_member("Rui")
    join(group, member)
    return member


@pytest.fixture
def post(ana: Member, reader: Member, group: Group) -> Post:
    opened = open_topic(group.id, "Breakfast", "What do you eat?", by=reader.id)
    topic_id = db.session.get_one(Post, opened.post_id).topic_id
    written = publish_reply(topic_id, "Oats and an egg, every day.", by=ana.id)
    return db.session.get_one(Post, written.post_id)
