"""Selects made once for a standing answer each reader with their own rows, and each standing by its own rule."""

from __future__ import annotations

import sqlalchemy as sa
from flask import Flask

from portal.accounts.models import Member
from portal.accounts.policy import Person
from portal.accounts.readers import prepared
from portal.community.models import Group
from portal.community.policy import readable_group_ids
from portal.community.queries.groups import group_or_404
from portal.core import clock
from portal.core.db import AnySelect, db
from tests.factories import grant, join, make_group, make_member

built: list[Person | None] = []


@prepared
def readable(person: Person | None) -> AnySelect:
    built.append(person)
    return sa.select(Group.slug).where(readable_group_ids(person)).order_by(Group.slug)


def slugs(person: Member | None) -> list[str]:
    return [slug for (slug,) in readable(person)]


def test_two_readers_of_one_standing_share_a_select_but_not_its_rows(app: Flask) -> None:
    ana, ben = make_member("Ana"), make_member("Ben")
    join(make_group("for-ana"), ana)
    join(make_group("for-ben"), ben)
    make_group("open", visibility="public")
    built.clear()
    assert slugs(ana) == ["for-ana", "open"]
    assert slugs(ben) == ["for-ben", "open"]
    assert len(built) == 1


def test_roles_and_suspension_have_selects_of_their_own(app: Flask) -> None:
    ana, closed, other = make_member("Ana"), make_group("closed"), make_group("other")
    join(closed, ana)
    mod, of_other = grant(make_member("M"), "moderator"), grant(make_member("O"), "moderator", other)
    everywhere, there = db.session.get_one(Member, mod.member_id), db.session.get_one(Member, of_other.member_id)
    assert slugs(everywhere) == ["closed", "other"]
    assert slugs(there) == ["other"]
    assert slugs(None) == []
    ana.suspended_until = clock.now().replace(year=clock.now().year + 1)
    assert slugs(ana) == []


def test_a_name_in_another_locale_is_another_shape(app: Flask) -> None:
    ana = make_member("Ana")
    join(make_group("both", name_en="English name", name_zh_hans="中文名"), ana)
    assert [group_or_404(ana, "both", locale).name for locale in ("en", "zh_Hans", "en")] == [
        "English name",
        "中文名",
        "English name",
    ]
