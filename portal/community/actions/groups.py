"""Making groups and changing what they are; admins only."""

from __future__ import annotations

import re
from dataclasses import asdict, dataclass

import sqlalchemy as sa

from portal.accounts.policy import acting_member
from portal.community.models import VISIBILITIES, Group
from portal.conditions.models import Condition
from portal.core.bus import announce
from portal.core.db import db, transaction
from portal.core.errors import Invalid, NotFound
from portal.core.i18n import lazy
from portal.events import GroupChanged

_SLUG = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*\Z")


@dataclass(frozen=True, slots=True)
class GroupDetails:
    """What an admin decides about a group; `condition_id` makes it a disease group, which asks its own consent."""

    name_zh_hans: str
    name_zh_hant: str
    name_en: str
    visibility: str = "members"
    condition_id: int | None = None
    about_zh_hans: str = ""
    about_zh_hant: str = ""
    about_en: str = ""


def create_group(slug: str, details: GroupDetails, *, by: int) -> Group:
    """Makes a group. Raises Invalid for a slug that is taken or not made of small letters, digits and dashes."""
    with transaction():
        _check_admin(by)
        if len(slug) > 60 or not _SLUG.match(slug) or slug == "new":
            raise Invalid(lazy("Use small letters, digits and dashes, such as living-with-diabetes."), field="slug")
        if db.session.scalar(sa.select(Group.id).where(Group.slug == slug)) is not None:
            raise Invalid(lazy("Another group has this address."), field="slug")
        group = Group(slug=slug)
        _describe(group, details)
        db.session.add(group)
        db.session.flush()
        announce(GroupChanged(group.id))
        return group


def edit_group(group_id: int, details: GroupDetails, *, by: int) -> Group:
    """Changes a group; who becomes unable to read it is refused from the next page on."""
    with transaction():
        _check_admin(by)
        group = db.session.get(Group, group_id)
        if group is None:
            raise NotFound()
        _describe(group, details)
        db.session.flush()
        announce(GroupChanged(group.id))
        return group


def ask_consent_anew(group_id: int, *, by: int) -> int:
    """Raises the consent version of a disease group, so that everyone is asked before they enter again."""
    with transaction():
        _check_admin(by)
        group = db.session.get(Group, group_id)
        if group is None or not group.needs_consent:
            raise NotFound()
        group.consent_version = Group.consent_version + 1  # type: ignore[assignment]
        db.session.flush()
        announce(GroupChanged(group.id))
        return group.consent_version


def _check_admin(by: int) -> None:
    if not acting_member(by).has_role("admin"):
        raise NotFound()


def _describe(group: Group, details: GroupDetails) -> None:
    if details.visibility not in VISIBILITIES:
        raise Invalid(field="visibility")
    if not (details.name_zh_hans.strip() or details.name_en.strip()):
        raise Invalid(lazy("Please give the group a name."), field="name_zh_hans")
    if details.condition_id is not None and db.session.get(Condition, details.condition_id) is None:
        raise Invalid(field="condition_id")
    for name, value in asdict(details).items():
        setattr(group, name, value.strip() if isinstance(value, str) else value)
