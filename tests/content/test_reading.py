from __future__ import annotations

import pytest
import sqlalchemy as sa

from portal.accounts.models import Member
from portal.content.actions.publishing import unpublish
from portal.content.actions.reading import mark_useful
from portal.content.models import ArticleVote
from portal.content.policy import visible_articles
from portal.core.db import db
from portal.core.errors import NotAllowed, NotFound
from tests.content.articles import draft, in_review, published


def titles(person: Member | None) -> set[str]:
    return {article.title for article in db.session.scalars(visible_articles(person))}


def test_who_sees_which_articles(eli: Member, chen: Member, ana: Member, ben: Member, ada: Member) -> None:
    published(eli, chen, title="Public")
    draft(eli, title="Draft")
    in_review(eli, title="Waiting")
    draft(chen, title="Mine")
    for outsider in (None, ana, ben):
        assert titles(outsider) == {"Public"}
    assert titles(chen) == {"Public", "Waiting", "Mine"}
    assert titles(eli) == titles(ada) == {"Public", "Draft", "Waiting", "Mine"}


def test_a_suspended_editor_sees_what_everyone_sees(eli: Member, chen: Member, sam: Member) -> None:
    draft(eli, title="Draft")
    assert titles(sam) == set()


def test_thanks_count_once_for_each_member(eli: Member, chen: Member, ana: Member, ben: Member) -> None:
    article = published(eli, chen)
    for reader in (ana, ana, ben):
        mark_useful(article.id, by=reader.id)
    assert article.useful_count == 2
    assert db.session.scalar(sa.select(sa.func.count()).select_from(ArticleVote)) == 2


def test_authors_do_not_thank_themselves_and_nobody_thanks_what_is_not_public(
    eli: Member, chen: Member, ana: Member
) -> None:
    article = published(eli, chen)
    with pytest.raises(NotAllowed):
        mark_useful(article.id, by=eli.id)
    unpublish(article.id, reason="Check", by=eli.id)
    with pytest.raises(NotFound):
        mark_useful(article.id, by=ana.id)
