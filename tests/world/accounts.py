"""The people of the world, their family ties, and the steps of signing up left half-way."""

from __future__ import annotations

from datetime import timedelta

import sqlalchemy as sa

from portal.accounts.actions.family import accept_invitation, invite_family
from portal.accounts.actions.members import create_member
from portal.accounts.codes import code_of, prove_code, request_code
from portal.accounts.models import Member, VerificationCode
from portal.core import clock
from portal.core.db import db, transaction
from tests.factories import grant
from tests.world.rows import World

PASSWORD = "seven quiet rivers"
DOCTORS_TITLE = "内分泌科 主治医师"


def add_people(world: World) -> None:
    for name in ("ana", "ben", "fei", "chen", "mia", "eli", "ada"):
        preferences = {"locale": "en"}
        world.people[name] = create_member(f"{name}@demo.example", PASSWORD, name.capitalize(), preferences=preferences)
    with transaction():
        doctor = db.session.get_one(Member, world.people["chen"])
        doctor.clinician_title = DOCTORS_TITLE
        doctor.clinician_until = clock.local_date("Asia/Shanghai") + timedelta(days=365)
    grant(doctor, "doctor")
    grant(world.member("eli"), "editor")
    grant(world.member("ada"), "admin")
    world.own_words.add(DOCTORS_TITLE)
    world.values["accounts:public_id"] = doctor.public_id
    world.visitors |= {"home.index": [None, "ana", "fei"], "home.staff": ["chen", "mia", "eli", "ada"]}
    world.queries["accounts.people"] = [{}, {"q": "nobody at all"}]


def add_family(world: World) -> None:
    ana, fei = world.people["ana"], world.people["fei"]
    accept_invitation(invite_family(["read", "checkin"], by=ana), by=fei)
    invite_family(["read"], by=ana, days=30)


def add_unfinished_steps(world: World) -> None:
    steps = {"sign_up": "new@demo.example", "reset": "ben@demo.example"}
    for step, contact in steps.items():
        world.sessions[f"accounts.{step}_code"] = {step: _asked_code(step, contact)}
    world.sessions["accounts.profile"] = {"sign_up": _proved_code("sign_up", "newer@demo.example")}
    world.sessions["accounts.new_password"] = {"reset": _proved_code("reset", "eli@demo.example")}
    for endpoint in ("accounts.sign_in", "accounts.sign_up", *world.sessions):
        world.visitors[endpoint] = [None]


def _asked_code(purpose: str, contact: str) -> str:
    return request_code(contact, purpose, address="192.0.2.1", locale="en")


def _proved_code(purpose: str, contact: str) -> str:
    public_id = _asked_code(purpose, contact)
    row = db.session.scalars(sa.select(VerificationCode).where(VerificationCode.public_id == public_id)).one()
    prove_code(public_id, code_of(row), purpose)
    return public_id
