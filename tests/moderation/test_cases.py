"""Reports and cases: one case a subject, the snapshot survives edits, each group's own staff sees it."""

from __future__ import annotations

from collections.abc import Callable

import pytest
import sqlalchemy as sa

from portal.accounts.models import Member
from portal.community.actions.posts import edit_post, publish_reply
from portal.community.models import Group, Post
from portal.core.db import db
from portal.core.errors import Conflict, Invalid, NotAllowed, NotFound
from portal.moderation.actions.cases import report_post
from portal.moderation.actions.deciding import claim, decide, release
from portal.moderation.models import AuditEntry, Case, Report
from portal.moderation.queries import open_case_count, open_cases
from portal.notifications.models import Notice
from tests.browser_client import Browser
from tests.factories import grant, make_member


def the_case() -> Case:
    db.session.expire_all()
    return db.session.scalars(sa.select(Case)).one()


def kinds_told(member: Member) -> list[str]:
    return list(db.session.scalars(sa.select(Notice.kind).where(Notice.member_id == member.id)))


def test_reports_of_one_post_meet_in_one_case(post: Post, reader: Member, chen: Member) -> None:
    report_post(post.public_id, "misinformation", "This is not right.", by=reader.id)
    report_post(post.public_id, "abuse", "", by=chen.id)
    report_post(post.public_id, "abuse", "again", by=chen.id)
    assert the_case().report_count == 2
    assert len(db.session.scalars(sa.select(Report)).all()) == 2


def test_the_snapshot_keeps_what_was_reported(post: Post, reader: Member, ana: Member) -> None:
    report_post(post.public_id, "abuse", "", by=reader.id)
    edit_post(post.id, "Nothing to see.", by=ana.id, version=post.version)
    assert the_case().snapshot == "Oats and an egg, every day."


def test_an_outsider_cannot_report_what_they_cannot_see_nor_an_author_their_own(
    post: Post, ben: Member, ana: Member, reader: Member
) -> None:
    with pytest.raises(NotFound):
        report_post(post.public_id, "abuse", "", by=ben.id)
    with pytest.raises(NotAllowed):
        report_post(post.public_id, "abuse", "", by=ana.id)
    with pytest.raises(Invalid):
        report_post(post.public_id, "boring", "", by=reader.id)


def test_only_the_staff_of_the_group_see_and_hear_of_a_case(
    post: Post, reader: Member, mia: Member, moe: Member, ada: Member
) -> None:
    report_post(post.public_id, "abuse", "", by=reader.id)
    assert [open_case_count(staff) for staff in (mia, moe, ada)] == [1, 0, 1]
    assert kinds_told(mia) == ["report"] and kinds_told(moe) == []
    with pytest.raises(NotFound):
        claim(the_case().public_id, by=moe.id)


def test_of_two_moderators_the_second_gets_a_conflict(post: Post, reader: Member, mia: Member, ada: Member) -> None:
    report_post(post.public_id, "abuse", "", by=reader.id)
    case = the_case()
    claim(case.public_id, by=mia.id)
    with pytest.raises(Conflict):
        claim(case.public_id, by=ada.id)
    with pytest.raises(Conflict):
        decide(case.public_id, "hide", "abuse", by=ada.id)
    release(case.public_id, by=mia.id)
    claim(case.public_id, by=ada.id)


def test_hiding_tells_the_author_why_and_the_reporter_that_it_is_settled(
    post: Post, reader: Member, ana: Member, mia: Member, browser: Callable[..., Browser]
) -> None:
    report_post(post.public_id, "advertising", "", by=reader.id)
    decide(the_case().public_id, "hide", "advertising", by=mia.id)
    db.session.expire_all()
    assert db.session.get_one(Post, post.id).hidden_reason == "advertising"
    assert "post_hidden" in kinds_told(ana) and "report_closed" in kinds_told(reader)
    assert reader.public_id.encode() not in browser(ana).get("/notices").data
    assert the_case().closed_at is not None
    with pytest.raises(Conflict):
        decide(the_case().public_id, "dismiss", "other", by=mia.id)


def test_after_a_case_is_closed_a_new_report_opens_another(
    post: Post, reader: Member, chen: Member, mia: Member
) -> None:
    report_post(post.public_id, "abuse", "", by=reader.id)
    decide(the_case().public_id, "dismiss", "other", by=mia.id)
    report_post(post.public_id, "abuse", "", by=chen.id)
    assert len(db.session.scalars(sa.select(Case)).all()) == 2


def test_words_of_despair_open_a_crisis_case_before_everything_else(
    post: Post, reader: Member, ana: Member, mia: Member
) -> None:
    report_post(post.public_id, "abuse", "", by=reader.id)
    publish_reply(post.topic_id, "我不想活了，真的撑不下去了", by=ana.id)
    (first, second), _more = open_cases(mia)
    assert (first.kind, second.kind) == ("crisis", "report")
    assert "crisis" in kinds_told(mia)
    with pytest.raises(Invalid):
        decide(first.public_id, "helped", "self_harm", "", by=mia.id)
    decide(first.public_id, "helped", "self_harm", "Called her; her sister is with her.", by=mia.id)


def test_staff_do_not_decide_about_their_own_words(post: Post, reader: Member, ana: Member, group: Group) -> None:
    report_post(post.public_id, "abuse", "", by=reader.id)
    grant(ana, "moderator", group)
    with pytest.raises(NotFound):
        decide(the_case().public_id, "dismiss", "other", by=ana.id)


def test_the_queue_pages_through_every_case_once(post: Post, reader: Member, mia: Member, group: Group) -> None:
    db.session.execute(
        sa.insert(Case),
        [
            {
                "kind": "held",
                "priority": 2 - number % 3,
                "subject": "post",
                "subject_id": f"x{number}",
                "group_id": group.id,
            }
            for number in range(70)
        ],
    )
    seen, after = [], None
    while True:
        page, after = open_cases(mia, after)
        seen += [(case.priority, case.id) for case in page]
        if after is None:
            break
    assert seen == sorted(seen) and len(seen) == 70


@pytest.mark.parametrize("statement", ["UPDATE audit_entries SET actor_id = 1", "DELETE FROM audit_entries"])
def test_the_database_itself_refuses_to_change_the_audit_log(
    post: Post, reader: Member, mia: Member, statement: str
) -> None:
    report_post(post.public_id, "abuse", "", by=reader.id)
    decide(the_case().public_id, "hide", "abuse", by=mia.id)
    actions = list(db.session.scalars(sa.select(AuditEntry.action)))
    assert "case.hide" in actions and "post.hide" in actions
    with pytest.raises(sa.exc.DBAPIError, match="append-only"), db.engine.begin() as connection:
        connection.exec_driver_sql(statement)


def test_the_pages_of_a_case_from_report_to_decision(
    post: Post, reader: Member, mia: Member, browser: Callable[..., Browser]
) -> None:
    make_member("unrelated")
    patient, staff = browser(reader), browser(mia)
    assert patient.get(f"/posts/{post.public_id}/reports").status_code == 200
    assert patient.submit(f"/posts/{post.public_id}/reports").status_code == 422
    assert patient.submit(f"/posts/{post.public_id}/reports", reason="abuse").status_code == 200
    case = the_case()
    assert b"Oats" in staff.get("/staff/queue").data
    url = f"/staff/cases/{case.public_id}"
    assert staff.submit(f"{url}/claim").status_code == 303
    assert staff.submit(f"{url}/decisions", outcome="hide").status_code == 422
    assert staff.submit(f"{url}/decisions", outcome="hide", reason="abuse").status_code == 303
    assert patient.get("/staff/queue").status_code == 404
    assert staff.get(url).status_code == 200
