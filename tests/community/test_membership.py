"""Entering and leaving groups, and the consent of disease groups."""

from __future__ import annotations

from datetime import timedelta

import pytest
import sqlalchemy as sa

from portal.accounts.models import Consent, Member
from portal.community.actions.admission import approve_join, decline_join, invite_member, silence_member
from portal.community.actions.groups import ask_consent_anew
from portal.community.actions.membership import Agreement, ConsentNeeded, join_group, leave_group
from portal.community.consent_text import EDITIONS, consent_text
from portal.community.models import Group, JoinRequest, Membership
from portal.community.policy import is_member, membership_of
from portal.core import clock
from portal.core.db import db
from portal.core.errors import Conflict, Invalid, NotAllowed, NotFound
from tests.community.conftest import Heard, kinds
from tests.factories import join, make_group, make_member

YES = Agreement(1, "en")


def members(group: Group) -> int:
    db.session.refresh(group)
    return group.member_count


def consents(member: Member) -> list[Consent]:
    return list(db.session.scalars(sa.select(Consent).where(Consent.member_id == member.id)))


@pytest.mark.parametrize("visibility", ["public", "members", "approval", "hidden"])
def test_no_entry_leads_into_a_disease_group_without_consent(ben: Member, mia: Member, visibility: str) -> None:
    group = make_group("liver", visibility)
    if visibility == "hidden":
        from tests.factories import grant

        grant(mia, "moderator", group)
        invite_member(group.id, ben.public_id, by=mia.id)
    for agreement in (None, Agreement(0, "en"), Agreement(2, "en")):
        with pytest.raises(ConsentNeeded):
            join_group(group.id, by=ben.id, agreement=agreement)
    assert membership_of(ben.id, group.id) is None
    assert db.session.scalar(sa.select(JoinRequest.id)) is None
    assert consents(ben) == []


def test_consent_is_kept_with_version_digest_and_locale(ben: Member, group: Group, heard: Heard) -> None:
    assert join_group(group.id, by=ben.id, agreement=Agreement(1, "zh_Hant")) == "joined"
    (consent,) = consents(ben)
    shown = consent_text(1, "zh_Hant", group.name_zh_hant)
    assert (consent.text_version, consent.text_digest, consent.locale) == (1, shown.digest, "zh_Hant")
    assert consent.withdrawn_at is None
    assert kinds(heard) == ["ConsentGiven", "GroupJoined"]
    assert members(group) == 1


def test_the_digest_differs_by_version_locale_and_group() -> None:
    texts = [(1, "en", "A"), (2, "en", "A"), (1, "zh_Hans", "A"), (1, "en", "B")]
    assert len({consent_text(*text).digest for text in texts}) == 4
    assert set(EDITIONS[1]) == {"zh_Hans", "zh_Hant", "en"}


def test_withdrawal_ends_the_membership_and_keeps_the_proof(ben: Member, group: Group, heard: Heard) -> None:
    join_group(group.id, by=ben.id, agreement=YES)
    heard.clear()
    leave_group(group.id, by=ben.id)
    (consent,) = consents(ben)
    assert consent.given_at and consent.withdrawn_at and consent.text_version == 1
    assert membership_of(ben.id, group.id) is None
    assert kinds(heard) == ["ConsentWithdrawn", "GroupLeft", "AccessChanged"]
    assert members(group) == 0


def test_a_suspended_member_can_still_withdraw(sam: Member, group: Group) -> None:
    leave_group(group.id, by=sam.id)
    assert membership_of(sam.id, group.id) is None


def test_a_changed_consent_text_closes_the_group_until_agreed_to(ben: Member, ada: Member, group: Group) -> None:
    join_group(group.id, by=ben.id, agreement=YES)
    assert ask_consent_anew(group.id, by=ada.id) == 2
    assert not is_member(ben, group.id)
    with pytest.raises(ConsentNeeded):
        join_group(group.id, by=ben.id, agreement=YES)
    join_group(group.id, by=ben.id, agreement=Agreement(2, "en"))
    assert is_member(ben, group.id)
    assert [consent.text_version for consent in consents(ben)] == [1, 2]
    assert members(group) == 1


def test_a_group_without_an_illness_asks_no_consent_and_joining_twice_counts_once(ben: Member) -> None:
    group = make_group("newcomers", "public", condition=None)
    assert [join_group(group.id, by=ben.id) for _ in range(2)] == ["joined", "joined"]
    assert members(group) == 1 and consents(ben) == []


def test_an_approval_group_takes_a_request_and_lets_in_after_a_yes(ben: Member, ada: Member, heard: Heard) -> None:
    group = make_group("heart", "approval")
    assert join_group(group.id, by=ben.id, label="family", note=" for my son ", agreement=YES) == "requested"
    assert kinds(heard) == ["ConsentGiven", "JoinRequested"]
    assert not is_member(ben, group.id) and members(group) == 0
    approve_join(group.id, ben.id, by=ada.id)
    found = membership_of(ben.id, group.id)
    assert found is not None and found.label == "family" and is_member(ben, group.id)
    with pytest.raises(Conflict):
        decline_join(group.id, ben.id, by=ada.id)


def test_a_declined_request_closes_the_consent(ben: Member, ada: Member, heard: Heard) -> None:
    group = make_group("heart", "approval")
    join_group(group.id, by=ben.id, agreement=YES)
    decline_join(group.id, ben.id, by=ada.id)
    assert consents(ben)[0].withdrawn_at is not None
    assert kinds(heard)[-2:] == ["ConsentWithdrawn", "JoinDeclined"]


def test_someone_who_asked_can_take_the_request_back(ben: Member) -> None:
    group = make_group("heart", "approval")
    join_group(group.id, by=ben.id, agreement=YES)
    leave_group(group.id, by=ben.id)
    assert db.session.scalar(sa.select(JoinRequest.id)) is None
    assert consents(ben)[0].withdrawn_at is not None
    assert members(group) == 0


def test_a_hidden_group_is_entered_only_by_invitation(ben: Member, ada: Member) -> None:
    group = make_group("quiet", "hidden", condition=None)
    with pytest.raises(NotFound):
        join_group(group.id, by=ben.id)
    invite_member(group.id, ben.public_id, by=ada.id)
    assert not is_member(ben, group.id)
    assert join_group(group.id, by=ben.id) == "joined"


def test_only_moderators_of_the_group_decide_about_its_people(ana: Member, ben: Member, moe: Member) -> None:
    group = make_group("heart", "approval")
    join_group(group.id, by=ben.id, agreement=YES)
    for member in (ana, ben, moe):
        with pytest.raises(NotFound):
            approve_join(group.id, ben.id, by=member.id)
        with pytest.raises(NotFound):
            invite_member(group.id, ana.public_id, by=member.id)
    assert not is_member(ben, group.id)


def test_only_checked_clinicians_join_as_clinicians(ben: Member, group: Group) -> None:
    with pytest.raises(NotAllowed):
        join_group(group.id, by=ben.id, label="clinician", agreement=YES)
    with pytest.raises(Invalid):
        join_group(group.id, by=ben.id, label="boss", agreement=YES)
    doctor = make_member("Wu", clinician_title="Physician", clinician_until=clock.local_date("Asia/Shanghai"))
    assert join_group(group.id, by=doctor.id, label="clinician", agreement=YES) == "joined"


def test_a_suspended_member_cannot_join(group: Group) -> None:
    member = make_member("Sue", suspended_until=clock.now() + timedelta(days=1))
    with pytest.raises(NotAllowed):
        join_group(group.id, by=member.id, agreement=YES)


def test_silence_is_set_and_ended_by_the_moderator(ana: Member, mia: Member, group: Group) -> None:
    until = clock.now() + timedelta(days=1)
    silence_member(group.id, ana.id, until, by=mia.id)
    assert db.session.scalar(sa.select(Membership.silenced_until).where(Membership.member_id == ana.id)) == until
    silence_member(group.id, ana.id, None, by=mia.id)
    assert db.session.scalar(sa.select(Membership.silenced_until).where(Membership.member_id == ana.id)) is None


def test_leaving_a_group_one_is_not_in_is_told(ben: Member, group: Group) -> None:
    join(group, make_member("Other"))
    with pytest.raises(NotFound):
        leave_group(group.id, by=ben.id)
