"""Rows for tests, made as shortly as truth allows: verified members, groups, memberships."""

from __future__ import annotations

from datetime import timedelta
from itertools import count
from typing import Any

from portal.accounts.models import Member, RoleGrant
from portal.community.models import Group, Membership
from portal.conditions.actions import define_condition
from portal.core import clock
from portal.core.db import db, transaction

_numbers = count(1)


def make_member(name: str | None = None, **values: Any) -> Member:
    values = {"verified_at": clock.now() - timedelta(days=30), "locale": "en", **values}
    with transaction():
        member = Member(display_name=name or f"Member {next(_numbers)}", **values)
        db.session.add(member)
    return member


def grant(member: Member, role: str, group: Group | None = None) -> RoleGrant:
    with transaction():
        row = RoleGrant(member_id=member.id, role=role, group_id=group.id if group else None)
        db.session.add(row)
    db.session.expire_all()
    return row


def make_group(
    slug: str | None = None, visibility: str = "members", condition: str | None = "diabetes", **values: Any
) -> Group:
    slug = slug or f"group-{next(_numbers)}"
    with transaction():
        tag = define_condition(condition, zh_hans="糖尿病", zh_hant="糖尿病", en="Diabetes") if condition else None
        names = {"name_zh_hans": "糖友之家", "name_zh_hant": "糖友之家", "name_en": "Living with diabetes"}
        group = Group(slug=slug, visibility=visibility, condition_id=tag.id if tag else None, **{**names, **values})
        db.session.add(group)
    return group


def join(group: Group, *members: Member, label: str = "patient") -> None:
    with transaction():
        home = db.session.get_one(Group, group.id)
        home.member_count += len(members)
        for member in members:
            entered = Membership(group_id=home.id, member_id=member.id, label=label)
            entered.consent_version = home.consent_version
            db.session.add(entered)
    db.session.expire_all()
