from __future__ import annotations

from datetime import timedelta

import pytest
import sqlalchemy as sa

from portal.accounts.models import Member
from portal.content.actions.publishing import publish, unpublish
from portal.content.actions.review import decide_review, request_review
from portal.content.actions.writing import save_revision
from portal.content.models import MedicalReview
from portal.core import clock
from portal.core.db import db, transaction
from portal.core.errors import Conflict, Invalid, NotAllowed
from tests.content.articles import a_text, approved, draft, in_review, published
from tests.factories import grant, make_member


def licensed(name: str, role: str) -> Member:
    until = clock.local_date("Asia/Shanghai") + timedelta(days=30)
    member = make_member(name, clinician_title="Cardiology", clinician_until=until)
    grant(member, role)
    return member


def test_an_approved_text_is_published_with_reviewer_title_and_date(eli: Member, chen: Member) -> None:
    article = published(eli, chen)
    assert (article.state, article.published_revision) == ("published", 1)
    assert (article.reviewer_name, article.reviewer_title) == ("Chen", "Endocrinology, attending")
    review = db.session.scalars(sa.select(MedicalReview)).one()
    assert article.reviewed_at == review.decided_at
    assert review.valid_until - review.decided_at > timedelta(days=729)


def test_nothing_is_published_without_a_medical_approval(eli: Member) -> None:
    article = draft(eli)
    with pytest.raises(NotAllowed):
        publish(article.id, revision=1, by=eli.id)
    request_review(article.id, revision=1, by=eli.id)
    with pytest.raises(NotAllowed):
        publish(article.id, revision=1, by=eli.id)
    assert not article.is_public


def test_authors_cannot_approve_their_own_text(chen: Member) -> None:
    article = in_review(chen)
    with pytest.raises(NotAllowed):
        decide_review(article.id, revision=1, approve=True, by=chen.id)
    assert article.state == "review"


def test_who_edited_the_text_cannot_review_it_either(chen: Member) -> None:
    editor = licensed("Edith", "editor")
    article = draft(chen)
    save_revision(article.id, a_text(body="Edited."), base=1, by=editor.id)
    request_review(article.id, revision=2, by=chen.id)
    with pytest.raises(NotAllowed):
        decide_review(article.id, revision=2, approve=True, by=editor.id)


def test_a_review_needs_a_valid_license(eli: Member, chen: Member, ada: Member) -> None:
    article = in_review(eli)
    with pytest.raises(NotAllowed):
        decide_review(article.id, revision=1, approve=True, by=ada.id)
    with transaction():
        doctor = db.session.get_one(Member, chen.id)
        doctor.clinician_until = clock.local_date("Asia/Shanghai") - timedelta(days=2)
    with pytest.raises(NotAllowed):
        decide_review(article.id, revision=1, approve=True, by=chen.id)


def test_an_editor_with_a_license_reviews_what_others_wrote(chen: Member) -> None:
    editor = licensed("Edith", "editor")
    article = in_review(chen)
    decide_review(article.id, revision=1, approve=True, by=editor.id)
    assert article.state == "approved"


def test_deciding_on_a_revision_that_is_no_longer_the_newest_is_a_conflict(eli: Member, chen: Member) -> None:
    article = in_review(eli)
    save_revision(article.id, a_text(body="Changed meanwhile."), base=1, by=eli.id)
    with pytest.raises(Conflict):
        decide_review(article.id, revision=1, approve=True, by=chen.id)
    assert db.session.scalar(sa.select(sa.func.count()).select_from(MedicalReview)) == 0


def test_two_reviewers_cannot_both_decide(eli: Member, chen: Member) -> None:
    article = in_review(eli)
    decide_review(article.id, revision=1, approve=True, by=chen.id)
    with pytest.raises(Conflict):
        decide_review(article.id, revision=1, approve=False, note="No.", by=licensed("Dora", "doctor").id)


def test_an_edit_after_approval_needs_approval_again(eli: Member, chen: Member) -> None:
    article = approved(eli, chen)
    save_revision(article.id, a_text(body="One more thing."), base=1, by=eli.id)
    assert article.state == "draft"
    with pytest.raises(NotAllowed):
        publish(article.id, revision=2, by=eli.id)
    with pytest.raises(Conflict):
        publish(article.id, revision=1, by=eli.id)


def test_an_approval_runs_out(eli: Member, chen: Member) -> None:
    article = approved(eli, chen)
    with transaction():
        db.session.execute(sa.update(MedicalReview).values(valid_until=clock.now() - timedelta(days=1)))
    with pytest.raises(NotAllowed):
        publish(article.id, revision=1, by=eli.id)


def test_a_text_is_returned_only_with_a_note(eli: Member, chen: Member) -> None:
    article = in_review(eli)
    with pytest.raises(Invalid) as refused:
        decide_review(article.id, revision=1, approve=False, note=" ", by=chen.id)
    assert refused.value.field == "note"
    decide_review(article.id, revision=1, approve=False, note="Name the cuff size.", by=chen.id)
    assert article.state == "draft"


def test_a_text_without_a_source_goes_neither_to_review_nor_online(eli: Member) -> None:
    article = draft(eli, sources=())
    with pytest.raises(Invalid) as refused:
        request_review(article.id, revision=1, by=eli.id)
    assert refused.value.field == "sources"


@pytest.mark.parametrize(
    "line", ["Call 13800138000 now", "Buy at https://item.taobao.com/x", "Add WeChat: abc12345", "https://wa.me/8612"]
)
def test_contacts_and_shop_links_block_with_their_line(eli: Member, line: str) -> None:
    article = draft(eli, body=f"Rest first.\n\n{line}")
    with pytest.raises(Invalid) as refused:
        request_review(article.id, revision=1, by=eli.id)
    assert refused.value.field == "body"
    assert "3" in str(refused.value.message)


def test_doctors_do_not_publish(chen: Member) -> None:
    editor = licensed("Edith", "editor")
    article = approved(chen, editor)
    with pytest.raises(NotAllowed):
        publish(article.id, revision=1, by=chen.id)


def test_taking_down_needs_a_reason_and_the_same_text_can_come_back(eli: Member, chen: Member) -> None:
    article = published(eli, chen)
    with pytest.raises(Invalid):
        unpublish(article.id, reason=" ", by=eli.id)
    unpublish(article.id, reason="Being checked again", by=eli.id)
    assert (article.state, article.is_public) == ("unpublished", False)
    with pytest.raises(Conflict):
        unpublish(article.id, reason="Twice", by=eli.id)
    publish(article.id, revision=1, by=eli.id)
    assert article.is_public
    assert article.unpublished_reason is None
