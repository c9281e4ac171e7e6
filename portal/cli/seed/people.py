"""The seven people who can sign in to the demo, and the neighbors they talk with."""

from __future__ import annotations

from datetime import timedelta

from portal.accounts.actions.family import accept_invitation, invite_family
from portal.accounts.actions.members import create_member
from portal.accounts.actions.roles import grant_role, record_credential
from portal.cli.seed.cast import Cast
from portal.core import clock

HOST = "demo.example"
SIGN_INS = {
    "ana": ("安娜 Ana", "a patient in the diabetes group"),
    "ben": ("阿本 Ben", "a patient outside it"),
    "fei": ("小菲 Fei", "Ana's family, may check in for her"),
    "chen": ("陈晨 Chen", "a doctor with a checked license"),
    "mia": ("米娅 Mia", "a moderator"),
    "eli": ("易力 Eli", "an editor"),
    "admin": ("管家 Admin", "an admin"),
}
NEIGHBORS = {
    "li": "晨跑的老李",
    "sunflower": "向日葵",
    "slowly": "慢慢来",
    "breeze": "海边的风",
    "xiaoman": "小满",
    "soymilk": "阿婆的豆浆",
    "lin": "林媽媽",
    "jie": "阿傑",
    "walker": "Sunny Walker",
    "tom": "Tom K.",
}


def sow(cast: Cast) -> None:
    with cast.ago(days=60):
        for name, (display_name, _who) in SIGN_INS.items():
            cast.people[name] = create_member(address(name), cast.password, display_name)
        for name, display_name in NEIGHBORS.items():
            cast.people[name] = create_member(address(name), None, display_name)
        _give_roles(cast)
        accept_invitation(invite_family(["read", "checkin"], by=cast.people["ana"]), by=cast.people["fei"])


def address(name: str) -> str:
    return f"{name}@{HOST}"


def _give_roles(cast: Cast) -> None:
    admin = cast.people["admin"]
    grant_role(admin, "admin", by=None)
    grant_role(cast.people["chen"], "doctor", by=admin)
    grant_role(cast.people["mia"], "moderator", by=admin)
    grant_role(cast.people["eli"], "editor", by=admin)
    record_credential(
        cast.people["chen"],
        by=admin,
        license_number="110000000000001",
        hospital="示范医院",
        department="内分泌科",
        title="主治医师",
        expires_on=clock.local_date("Asia/Shanghai") + timedelta(days=730),
    )
