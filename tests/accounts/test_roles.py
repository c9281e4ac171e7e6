"""Roles and licenses come from admins alone, take effect at once, and end on their day."""

from __future__ import annotations

from datetime import timedelta

import pytest
import sqlalchemy as sa
import time_machine

from portal.accounts.actions.roles import grant_role, record_credential, revoke_role
from portal.accounts.models import ClinicianCredential, Member, RoleGrant
from portal.community.models import Group
from portal.core import clock, realtime
from portal.core.db import db
from portal.core.errors import Conflict, Invalid, NotAllowed, NotFound
from tests.accounts.entrance import make_account
from tests.browser_client import OpenBrowser

LICENSE = {"license_number": "110-2024-777", "hospital": "Union", "department": "内分泌科", "title": "主治医师"}


def fresh(member: Member) -> Member:
    db.session.expire_all()
    return db.session.get_one(Member, member.id)


def test_an_admin_gives_and_takes_a_role(ada: Member, ana: Member) -> None:
    grant_role(ana.id, "editor", by=ada.id)
    assert fresh(ana).has_role("editor")
    revoke_role(ana.id, "editor", by=ada.id)
    assert not fresh(ana).has_role("editor")


def test_a_role_in_one_group_holds_there_only(ada: Member, ana: Member, group: Group) -> None:
    grant_role(ana.id, "moderator", by=ada.id, group_id=group.id)
    assert fresh(ana).has_role("moderator", group.id)
    assert not fresh(ana).has_role("moderator") and not fresh(ana).has_role("moderator", group.id + 1)


@pytest.mark.parametrize("role", ["admin", "editor"])
def test_admins_and_editors_are_never_limited_to_a_group(ada: Member, ana: Member, group: Group, role: str) -> None:
    with pytest.raises(Invalid):
        grant_role(ana.id, role, by=ada.id, group_id=group.id)


def test_a_role_ends_on_its_day(ada: Member, ana: Member) -> None:
    grant_role(ana.id, "editor", by=ada.id, until=clock.now() + timedelta(days=1))
    with time_machine.travel(clock.now() + timedelta(days=1, seconds=1)):
        assert not fresh(ana).has_role("editor")
    with pytest.raises(Invalid):
        grant_role(ana.id, "editor", by=ada.id, until=clock.now() - timedelta(days=1))


def test_the_same_role_twice_is_one_grant(ada: Member, ana: Member) -> None:
    grant_role(ana.id, "editor", by=ada.id)
    grant_role(ana.id, "editor", by=ada.id, until=clock.now() + timedelta(days=1))
    assert db.session.scalar(sa.select(sa.func.count()).where(RoleGrant.member_id == ana.id)) == 1


def test_a_change_of_role_drops_the_members_sockets(ada: Member, ana: Member, closed_rooms: list[str]) -> None:
    grant_role(ana.id, "editor", by=ada.id)
    revoke_role(ana.id, "editor", by=ada.id)
    assert closed_rooms == [realtime.member_room(ana.id)] * 2


@pytest.mark.parametrize("who", ["ana", "chen", "mia", "eli", "sam"])
def test_no_one_else_gives_roles_or_licenses(request: pytest.FixtureRequest, who: str, ben: Member) -> None:
    actor = request.getfixturevalue(who)
    with pytest.raises(NotAllowed):
        grant_role(ben.id, "admin", by=actor.id)
    with pytest.raises(NotAllowed):
        grant_role(actor.id, "admin", by=actor.id)
    with pytest.raises(NotAllowed):
        record_credential(actor.id, by=actor.id, expires_on=clock.now().date(), **LICENSE)


def test_the_last_admin_stays(ada: Member, ana: Member) -> None:
    with pytest.raises(Conflict):
        revoke_role(ada.id, "admin", by=ada.id)
    with pytest.raises(Conflict):
        grant_role(ada.id, "admin", by=ada.id, until=clock.now() + timedelta(days=1))
    grant_role(ana.id, "admin", by=ada.id)
    revoke_role(ada.id, "admin", by=ana.id)
    assert not fresh(ada).has_role("admin")


def test_a_role_nobody_holds_cannot_be_taken(ada: Member, ana: Member) -> None:
    with pytest.raises(NotFound):
        revoke_role(ana.id, "editor", by=ada.id)


def test_a_license_shows_a_badge_until_it_runs_out(ada: Member, ana: Member) -> None:
    today = clock.local_date("Asia/Shanghai")
    record_credential(ana.id, by=ada.id, expires_on=today, **LICENSE)
    member = fresh(ana)
    assert member.has_badge and member.clinician_title == "内分泌科 · 主治医师"
    with time_machine.travel(clock.now() + timedelta(days=1)):
        assert not member.has_badge


def test_a_license_is_kept_once_and_sealed(ada: Member, ana: Member) -> None:
    for day in (10, 20):
        record_credential(ana.id, by=ada.id, expires_on=clock.now().date() + timedelta(days=day), **LICENSE)
    assert db.session.scalar(sa.select(ClinicianCredential.license_number)) == "110-2024-777"
    raw = db.session.scalars(sa.text("SELECT license_number FROM clinician_credentials")).all()
    assert len(raw) == 1 and "777" not in raw[0]


def test_the_admin_pages_do_the_same(browser: OpenBrowser, ada: Member, ana: Member, group: Group) -> None:
    client, url = browser(ada), f"/staff/people/{ana.public_id}"
    assert client.submit(f"{url}/grants", role="moderator", group=group.slug, until="").status_code == 303
    assert fresh(ana).has_role("moderator", group.id)
    assert client.submit(f"{url}/grants/end", role="moderator", group=group.slug).status_code == 303
    assert not fresh(ana).has_role("moderator", group.id)
    assert client.submit(f"{url}/credential", expires_on="2099-01-01", **LICENSE).status_code == 303
    assert fresh(ana).has_badge and "主治医师" in client.get(url).text


def test_a_refused_grant_is_told_beside_its_field(browser: OpenBrowser, ada: Member, ana: Member, group: Group) -> None:
    url = f"/staff/people/{ana.public_id}/grants"
    for fields in ({"role": "admin", "group": group.slug}, {"role": "editor", "group": "", "until": "2001-01-01"}):
        answer = browser(ada).submit(url, **fields)
        assert answer.status_code == 422 and "-error" in answer.text
    assert browser(ada).submit(url, role="owner", group="").status_code == 422


def test_only_admins_see_people(browser: OpenBrowser, ana: Member, mia: Member, chen: Member, ben: Member) -> None:
    for member in (ana, mia, chen):
        client = browser(member)
        for url in ("/staff/people", f"/staff/people/{ben.public_id}"):
            assert client.get(url).status_code == 404
        assert client.submit(f"/staff/people/{ben.public_id}/grants", role="admin").status_code == 404
    assert browser().get("/staff/people").status_code == 303
    assert fresh(ben).roles == frozenset()


def test_the_staff_menu_offers_people_to_admins_only(browser: OpenBrowser, ada: Member, eli: Member) -> None:
    assert 'href="/staff/people"' in browser(ada).get("/staff/articles").text
    assert 'href="/staff/people"' not in browser(eli).get("/staff/articles").text


def test_people_are_found_by_nickname_or_exact_contact_which_the_pages_never_show(
    browser: OpenBrowser, ada: Member, ana: Member
) -> None:
    make_account("13800138000", "晨光小溪")
    client = browser(ada)
    for wanted in ("光小", "138 0013 8000", "+8613800138000"):
        page = client.get("/staff/people", query_string={"q": wanted}).text
        assert "晨光小溪" in page and f">{ana.display_name}<" not in page
    assert "晨光小溪" not in client.get("/staff/people?q=1380013").text
    assert "No one found" in client.get("/staff/people?q=%25").text
    person = db.session.scalars(sa.select(Member).where(Member.display_name == "晨光小溪")).one()
    assert "13800138000" not in client.get(f"/staff/people/{person.public_id}").text


def test_the_list_of_people_goes_on(browser: OpenBrowser, ada: Member) -> None:
    from tests.factories import make_member

    made = [make_member(f"Person {number:02d}") for number in range(30)]
    client = browser(ada)
    first = client.get("/staff/people?q=person").text
    assert made[29].public_id in first and made[5].public_id in first and made[4].public_id not in first
    second = client.get(f"/staff/people?q=person&after={made[5].id}").text
    assert made[4].public_id in second and made[5].public_id not in second
