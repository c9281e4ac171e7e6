"""Sanctions: at once, for a time, by those who may."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
import sqlalchemy as sa
import time_machine

from portal.accounts.models import DeviceSession, Member
from portal.community.actions.posts import publish_reply
from portal.community.models import Group, Post
from portal.core import clock
from portal.core.db import db
from portal.core.errors import Conflict, Invalid, NotAllowed, NotFound
from portal.moderation.actions.sanctions import lift, sanction
from tests.browser_client import Browser

WEEK = timedelta(days=7)


def test_a_suspension_signs_out_everywhere_and_ends_by_itself(
    post: Post, ana: Member, ada: Member, browser: Callable[..., Browser]
) -> None:
    phone = browser(ana)
    assert phone.get("/notices").status_code == 200
    sanction(ana.public_id, "suspend", "abuse", by=ada.id, until=clock.now() + WEEK)
    assert db.session.scalars(sa.select(DeviceSession).where(DeviceSession.member_id == ana.id)).all() == []
    assert phone.get("/notices").status_code == 303
    with pytest.raises(NotAllowed):
        publish_reply(post.topic_id, "Hello?", by=ana.id)
    with time_machine.travel(clock.now() + WEEK + timedelta(minutes=1)):
        publish_reply(post.topic_id, "I am back.", by=ana.id)


def test_a_silence_holds_in_its_group_until_lifted(post: Post, ana: Member, mia: Member, group: Group) -> None:
    row = sanction(ana.public_id, "silence", "abuse", by=mia.id, group_id=group.id, until=clock.now() + WEEK)
    with pytest.raises(NotAllowed):
        publish_reply(post.topic_id, "Hello?", by=ana.id)
    lift(row.public_id, by=mia.id)
    publish_reply(post.topic_id, "Thank you.", by=ana.id)
    with pytest.raises(Conflict):
        lift(row.public_id, by=mia.id)


def test_a_groups_moderator_cannot_suspend_nor_reach_another_group_nor_staff(
    post: Post, ana: Member, mia: Member, moe: Member, eli: Member, group: Group
) -> None:
    until = clock.now() + WEEK
    for by, member, kind in ((mia, ana, "suspend"), (moe, ana, "silence"), (mia, eli, "warn"), (mia, mia, "warn")):
        with pytest.raises(NotAllowed):
            sanction(member.public_id, kind, "abuse", by=by.id, group_id=group.id, until=until)


def test_a_sanction_of_elsewhere_cannot_be_lifted_and_is_as_if_it_did_not_exist(
    post: Post, ana: Member, ada: Member, mia: Member, moe: Member, group: Group
) -> None:
    until = clock.now() + WEEK
    silence = sanction(ana.public_id, "silence", "abuse", by=mia.id, group_id=group.id, until=until)
    suspension = sanction(ana.public_id, "suspend", "abuse", by=ada.id, until=until)
    for by, row in ((moe, silence), (moe, suspension), (mia, suspension)):
        with pytest.raises(NotFound):
            lift(row.public_id, by=by.id)


def test_a_sanction_needs_an_end_in_the_future(post: Post, ana: Member, ada: Member) -> None:
    for until in (None, clock.now() - WEEK):
        with pytest.raises(Invalid):
            sanction(ana.public_id, "suspend", "abuse", by=ada.id, until=until)
