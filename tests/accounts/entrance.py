"""What the sign-up and sign-in tests share: accounts with contacts, the code just sent, what an answer says."""

from __future__ import annotations

import re
from typing import Any

import sqlalchemy as sa

from portal.accounts.actions.members import create_member
from portal.accounts.codes import code_of
from portal.accounts.models import Attempt, Member, VerificationCode
from portal.core.db import db, transaction
from portal.core.outbox import OutboxRow

PASSWORD = "seven quiet rivers"
ANA = "ana@demo.example"
NEW = "new@demo.example"


def make_account(contact: str = ANA, name: str = "Ana", password: str = PASSWORD) -> Member:
    member_id = create_member(contact, password, name, preferences={"locale": "en"})
    return db.session.get_one(Member, member_id)


def newest_code() -> str:
    return code_of(db.session.scalars(sa.select(VerificationCode).order_by(VerificationCode.id.desc())).first())


def outbox_size() -> int:
    return db.session.scalar(sa.select(sa.func.count()).select_from(OutboxRow))


def lift_limits() -> None:
    """As if the counters' windows had passed."""
    with transaction():
        db.session.execute(sa.delete(Attempt))


def wrong_code() -> str:
    return f"{(int(newest_code()) + 1) % 10**6:06d}"


def sign_up_as_far_as_profile(client: Any, contact: str = NEW) -> None:
    assert client.submit("/sign-up", contact=contact).status_code == 303
    assert client.submit("/sign-up/code", code=newest_code()).location == "/sign-up/profile"


def sign_in(client: Any, identifier: str = ANA, password: str = PASSWORD, **more: Any) -> Any:
    return client.submit("/sign-in", identifier=identifier, password=password, **more)


def same_for_all(body: str) -> str:
    """A page without its tokens, which differ on every rendering."""
    return re.sub(r'(name="csrf_token" value=|X-CSRFToken": )"[^"]*"', r"\1", body)
