"""Ten roles, and for each address an object of every kind: one's own, others' in the open, closed, hidden, held."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import timedelta

from portal.accounts.models import Member, Proxy
from portal.community.models import Group
from portal.core import clock
from portal.core.db import db, transaction
from portal.rewards.actions.catalogue import define_item
from tests.content.articles import draft, published
from tests.factories import grant, make_group, make_member
from tests.world.belongings import add_articles, add_belongings, as_read
from tests.world.places import Values, add_held_things, add_place, claim_a_case, enrol

NAMES = ("ben", "ana", "fei", "chen", "moe", "mia", "eli", "ada", "sam")
WRITERS = ("chen", "eli", "ada")
ITEM = "porcelain-cup"


@dataclass
class Doors:
    """`kinds` and, by role, `own` give the values of addresses; `people` are who opens them, None signed out.

    `stranger` is the public id of a member who is in no group.
    """

    people: dict[str, Member | None] = field(default_factory=dict)
    kinds: dict[str, Values] = field(default_factory=dict)
    own: dict[str, Values] = field(default_factory=dict)
    stranger: str = ""

    def objects(self, role: str) -> Mapping[str, Values]:
        """What there is for a role, by kind."""
        return self.kinds | ({"own": self.own[role]} if role in self.own else {})


def build_doors() -> Doors:
    """Fills an empty database; needs an app context."""
    doors = Doors(stranger=make_member("Sten").public_id)
    doctor = _doctor("Dora")
    others = {"Inga": make_member("Inga"), "Erin": make_member("Erin"), "Dora": doctor}
    people = {name: _doctor("Chen") if name == "chen" else make_member(name.capitalize()) for name in NAMES}
    for person, role in ((others["Erin"], "editor"), (people["eli"], "editor"), (people["ada"], "admin")):
        grant(person, role)
    grant(people["moe"], "moderator", make_group("elsewhere", condition=None))
    define_item(ITEM, names=("杯", "杯", "Cup"), cost=20)
    _add_kinds(doors, people, others)
    for name, person in people.items():
        own = add_place(f"house-of-{name}", "hidden", person, doctor) | add_belongings(person, ITEM)
        doors.own[name] = own | (add_articles(person, doctor, others["Erin"]) if name in WRITERS else {})
    with transaction():
        db.session.get_one(Member, people["sam"].id).suspended_until = clock.now() + timedelta(days=7)
    doors.people = {"signed out": None, **people}
    return doors


def _add_kinds(doors: Doors, people: dict[str, Member], others: dict[str, Member]) -> None:
    inga, erin, dora = others["Inga"], others["Erin"], others["Dora"]
    kinds = {"open": add_place("house-open", "public", inga, dora)}
    kinds["hidden"] = add_place("house-hidden", "hidden", inga, dora)
    kinds["closed"] = add_place("house-closed", "members", inga, people["chen"], people["ana"], people["sam"])
    grant(people["mia"], "moderator", db.session.query(Group).filter_by(slug="house-closed").one())
    kinds["closed"] |= claim_a_case(kinds["closed"], inga, by=people["mia"])
    enrol(kinds["closed"], people["ana"])
    _let_care(people["fei"], for_whom=people["ana"])
    kinds["open"] |= {"rewards.redeem_item:slug": ITEM, **as_read(published(erin, dora).slug)}
    kinds["held"] = add_held_things(kinds["open"], inga) | as_read(draft(erin).slug)
    kinds["others"] = add_belongings(erin, ITEM) | add_articles(erin, dora, erin)
    doors.kinds = kinds


def _doctor(name: str) -> Member:
    member = make_member(
        name, clinician_title="Endocrinology", clinician_until=clock.now().date() + timedelta(days=365)
    )
    grant(member, "doctor")
    return member


def _let_care(carer: Member, for_whom: Member) -> None:
    now = clock.now()
    with transaction():
        tie = Proxy(subject_id=for_whom.id, proxy_id=carer.id, code_digest="care", scopes="read,checkin")
        tie.invite_expires_at, tie.accepted_at = now + timedelta(days=1), now
        db.session.add(tie)
