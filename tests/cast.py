"""The people of every test: Ana in the group, Ben outside it, and those around them."""

from __future__ import annotations

from datetime import timedelta

import pytest
from flask import Flask

from portal.accounts.models import Member, Proxy
from portal.community.models import Group
from portal.core import clock
from portal.core.db import db, transaction
from tests.factories import grant, join, make_group, make_member


@pytest.fixture
def group(app: Flask) -> Group:
    """A members-only disease group."""
    return make_group("sugar")


@pytest.fixture
def ana(group: Group) -> Member:
    """A patient in the group."""
    member = make_member("Ana")
    join(group, member)
    return member


@pytest.fixture
def ben(app: Flask) -> Member:
    """A patient outside the group."""
    return make_member("Ben")


@pytest.fixture
def fei(ana: Member) -> Member:
    """Ana's family: may read and check in for her."""
    member = make_member("Fei")
    with transaction():
        db.session.add(
            Proxy(
                subject_id=ana.id,
                proxy_id=member.id,
                code_digest=f"fei-{ana.id}",
                scopes="read,checkin",
                invite_expires_at=clock.now() + timedelta(days=1),
                accepted_at=clock.now(),
            )
        )
    return member


@pytest.fixture
def chen(group: Group) -> Member:
    """A doctor with a valid license, host in the group."""
    until = clock.local_date("Asia/Shanghai") + timedelta(days=365)
    member = make_member("Chen", clinician_title="Endocrinology, attending", clinician_until=until)
    join(group, member, label="clinician")
    grant(member, "doctor")
    return member


@pytest.fixture
def mia(group: Group) -> Member:
    """Moderator of the group."""
    member = make_member("Mia")
    grant(member, "moderator", group)
    return member


@pytest.fixture
def moe(app: Flask) -> Member:
    """Moderator of another group."""
    member = make_member("Moe")
    grant(member, "moderator", make_group("other"))
    return member


@pytest.fixture
def eli(app: Flask) -> Member:
    """Editor."""
    member = make_member("Eli")
    grant(member, "editor")
    return member


@pytest.fixture
def ada(app: Flask) -> Member:
    """Admin."""
    member = make_member("Ada")
    grant(member, "admin")
    return member


@pytest.fixture
def sam(group: Group) -> Member:
    """A patient of the group, suspended."""
    member = make_member("Sam", suspended_until=clock.now() + timedelta(days=7))
    join(group, member)
    return member
