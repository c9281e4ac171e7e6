from __future__ import annotations

import pytest
import sqlalchemy as sa

from portal.accounts.models import Member
from portal.content.actions.writing import save_revision, write_article
from portal.content.models import Article, Revision, Source
from portal.content.text import ArticleText, Citation, make_slug
from portal.core.db import db
from portal.core.errors import Conflict, Invalid, NotAllowed
from tests.content.articles import a_text, draft, published


def test_a_draft_keeps_its_text_as_revision_one_with_its_sources(eli: Member) -> None:
    article = draft(eli)
    revision = db.session.scalars(sa.select(Revision)).one()
    assert (revision.number, revision.body, revision.by_id) == (1, "Sit down and **rest** first.", eli.id)
    assert db.session.scalars(sa.select(Source)).one().url == "https://example.org/guideline"
    assert (article.state, article.is_public) == ("draft", False)
    assert "<strong>rest</strong>" in article.html


def test_patients_do_not_write_articles_and_doctors_do(ana: Member, chen: Member) -> None:
    with pytest.raises(NotAllowed):
        draft(ana)
    assert draft(chen).author_id == chen.id


def test_sending_the_form_twice_makes_one_draft(eli: Member) -> None:
    first = write_article(a_text(), lang="en", by=eli.id, request_key="k1")
    again = write_article(a_text(), lang="en", by=eli.id, request_key="k1")
    assert first.id == again.id
    assert db.session.scalar(sa.select(sa.func.count()).select_from(Article)) == 1


def test_every_save_is_appended_and_an_unchanged_one_is_not(eli: Member) -> None:
    article = draft(eli)
    save_revision(article.id, a_text(body="Second."), base=1, by=eli.id)
    save_revision(article.id, a_text(body="Second."), base=2, by=eli.id)
    numbers = db.session.scalars(sa.select(Revision.number).order_by(Revision.number)).all()
    assert list(numbers) == [1, 2]
    assert article.body == "Second."


def test_saving_on_an_older_revision_is_a_conflict_and_changes_nothing(eli: Member, ada: Member) -> None:
    article = draft(eli)
    save_revision(article.id, a_text(body="Mine."), base=1, by=eli.id)
    with pytest.raises(Conflict):
        save_revision(article.id, a_text(body="Theirs."), base=1, by=ada.id)
    assert db.session.scalar(sa.select(sa.func.max(Revision.number))) == 2


def test_a_doctor_edits_only_their_own_articles(eli: Member, chen: Member) -> None:
    article = draft(eli)
    with pytest.raises(NotAllowed):
        save_revision(article.id, a_text(body="Changed."), base=1, by=chen.id)


def test_editing_a_published_article_leaves_the_live_page_as_it_was(eli: Member, chen: Member) -> None:
    article = published(eli, chen)
    save_revision(article.id, a_text(title="New title", body="New text."), base=1, by=eli.id)
    assert (article.state, article.revision, article.published_revision) == ("draft", 2, 1)
    assert article.is_public
    assert article.title == "Measuring at home"
    assert "New text" not in article.html


@pytest.mark.parametrize(
    ("text", "field"),
    [
        (ArticleText(title=" ", body="x"), "title"),
        (ArticleText(title="x" * 201, body="x"), "title"),
        (ArticleText(title="x", body=" \n"), "body"),
        (ArticleText(title="x", body="x" * 60_001), "body"),
        (ArticleText(title="x", body="x", summary="x" * 501), "summary"),
        (ArticleText(title="x", body="x", sources=(Citation("a", "javascript:alert(1)"),)), "sources"),
        (ArticleText(title="x", body="x", sources=(Citation("a", "https://[bad"),)), "sources"),
        (ArticleText(title="x", body="x", sources=(Citation(" "),)), "sources"),
    ],
)
def test_a_text_that_does_not_fit_is_refused_beside_its_field(eli: Member, text: ArticleText, field: str) -> None:
    with pytest.raises(Invalid) as refused:
        write_article(text, lang="en", by=eli.id)
    assert refused.value.field == field
    assert db.session.scalar(sa.select(sa.func.count()).select_from(Article)) == 0


def test_an_unknown_language_is_refused(eli: Member) -> None:
    with pytest.raises(Invalid):
        draft(eli, lang="fr")


def test_addresses_are_made_of_latin_words_and_the_public_id() -> None:
    assert make_slug("What is (are) Sleep?", "abcdef234567") == "what-is-are-sleep-abcdef"
    assert make_slug("高血压", "abcdef234567") == "abcdef"
