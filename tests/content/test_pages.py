from __future__ import annotations

from collections.abc import Callable

import sqlalchemy as sa

from portal.accounts.models import Member
from portal.community.actions.posts import publish_reply
from portal.community.models import Topic
from portal.content.actions.publishing import unpublish
from portal.content.actions.writing import save_revision
from portal.content.models import Article, Revision
from portal.core.db import db
from tests.browser_client import Browser
from tests.content.articles import a_text, approved, draft, in_review, published
from tests.queries import count_queries

Open = Callable[..., Browser]


def test_the_list_shows_published_articles_in_the_readers_language(
    browser: Open, eli: Member, chen: Member, ana: Member
) -> None:
    published(eli, chen, title="English text")
    published(eli, chen, title="中文文章", lang="zh-Hans")
    draft(eli, title="canary draft")
    page = browser(ana).get("/articles").text
    assert "English text" in page
    assert "中文文章" not in page
    assert "canary" not in page
    assert "中文文章" in browser(ana).get("/articles?lang=all").text


def test_the_reading_page_names_author_reviewer_date_and_sources(browser: Open, eli: Member, chen: Member) -> None:
    article = published(eli, chen)
    page = browser().get(f"/articles/{article.slug}?lang=en", headers={"Accept-Language": "en"}).text
    for words in ("Eli", "Chen", "Endocrinology, attending", "https://example.org/guideline", "A society"):
        assert words in page
    assert str(article.reviewed_at and article.reviewed_at.date()) in page
    assert "AI" not in page.split("<main")[1]


def test_ai_help_is_labelled_in_all_three_languages(browser: Open, eli: Member, chen: Member) -> None:
    article = published(eli, chen, ai_assisted=True)
    for locale in ("zh-CN", "zh-TW", "en"):
        page = browser().get(f"/articles/{article.slug}", headers={"Accept-Language": locale}).text
        assert "AI" in page.split("<main")[1]


def test_unpublished_articles_are_missing_everywhere(browser: Open, eli: Member, chen: Member, ana: Member) -> None:
    hidden = draft(eli, title="canary one", summary="canary two", body="canary three")
    gone = published(eli, chen, title="canary four")
    unpublish(gone.id, reason="canary five", by=eli.id)
    missing = browser(ana).get("/articles/not-there")
    for reader in (browser(), browser(ana)):
        for slug in (hidden.slug, gone.slug):
            assert reader.get(f"/articles/{slug}").status_code == 404
            assert reader.submit(f"/articles/{slug}/votes").status_code in {303, 404}
        assert "canary" not in reader.get("/articles?lang=all").text
        assert reader.get(f"/staff/articles/{hidden.public_id}").status_code in {303, 404}
    same = browser(ana).get(f"/articles/{hidden.slug}").text.replace(hidden.slug, "not-there")
    assert same.count("canary") == 0
    assert missing.status_code == 404


def test_the_live_page_keeps_the_published_text_while_a_new_one_is_written(
    browser: Open, eli: Member, chen: Member
) -> None:
    article = published(eli, chen)
    changed = a_text(title="canary title", body="canary body", sources=(), summary="canary")
    save_revision(article.id, changed, base=1, by=eli.id)
    page = browser().get(f"/articles/{article.slug}").text
    assert "<strong>rest</strong>" in page
    assert "https://example.org/guideline" in page
    assert "canary" not in page + browser().get("/articles?lang=all").text


def test_thanking_works_with_and_without_javascript(
    browser: Open, eli: Member, chen: Member, ana: Member, ben: Member
) -> None:
    article = published(eli, chen)
    plain = browser(ana).submit(f"/articles/{article.slug}/votes")
    assert plain.status_code == 303
    assert plain.location.endswith("#useful")
    part = browser(ben).submit(f"/articles/{article.slug}/votes", htmx=True)
    assert part.status_code == 200
    assert "<html" not in part.text
    assert 'id="useful"' in part.text


def test_an_article_goes_from_the_editor_through_review_to_its_readers(
    browser: Open, eli: Member, chen: Member
) -> None:
    editor, doctor = browser(eli), browser(chen)
    typed = {
        "title": "Foot care",
        "body": "Look *daily*.",
        "lang": "en",
        "sources": "Guide | Society | https://a.example/x",
    }
    made = editor.submit("/staff/articles", **typed, request_key="abc")
    assert made.status_code == 303
    article = db.session.scalars(sa.select(Article)).one()
    at = f"/staff/articles/{article.public_id}"
    assert "Look *daily*." in editor.get(at).text
    assert editor.submit(f"{at}/review-requests", revision=1).status_code == 303
    assert "Foot care" in doctor.get("/staff/articles?view=review").text
    review = f"/staff/reviews/{article.public_id}"
    assert "<em>daily</em>" in doctor.get(review).text
    assert doctor.submit(review, revision=1, decision="approved").status_code == 303
    assert editor.submit(f"{at}/publication", revision=1).status_code == 303
    assert browser().get(f"/articles/{article.slug}").status_code == 200


def test_publishing_without_approval_and_approving_ones_own_text_are_refused(
    browser: Open, eli: Member, chen: Member
) -> None:
    unread = draft(eli)
    assert browser(eli).submit(f"/staff/articles/{unread.public_id}/publication", revision=1).status_code == 403
    own = in_review(chen)
    assert browser(chen).get(f"/staff/reviews/{own.public_id}").status_code == 404
    answer = browser(chen).submit(f"/staff/reviews/{own.public_id}", revision=1, decision="approved")
    assert answer.status_code == 403


def test_a_refused_text_is_shown_again_as_typed(browser: Open, eli: Member) -> None:
    answer = browser(eli).submit(
        "/staff/articles", title="", body="kept words", lang="en", sources="x | javascript://y"
    )
    assert answer.status_code == 422
    assert "kept words" in answer.text
    article = draft(eli)
    at = f"/staff/articles/{article.public_id}/revisions"
    answer = browser(eli).submit(at, base=1, title="T", body="kept words", sources="bad | ftp://x.example")
    assert answer.status_code == 422
    assert "kept words" in answer.text
    assert db.session.scalar(sa.select(sa.func.count()).select_from(Revision)) == 1


def test_a_stale_save_is_a_conflict_that_keeps_what_was_typed(browser: Open, eli: Member) -> None:
    article = draft(eli)
    save_revision(article.id, a_text(body="Newer."), base=1, by=eli.id)
    at = f"/staff/articles/{article.public_id}/revisions"
    answer = browser(eli).submit(at, base=1, title="T", body="kept words")
    assert answer.status_code == 409
    assert "kept words" in answer.text
    assert browser(eli).submit(at, base=2, title="T", body="kept words").status_code == 303


def test_the_preview_renders_safely_and_points_at_problems(browser: Open, eli: Member) -> None:
    typed = {"title": "T", "body": "## Head\n<script>x</script>\ncall 13800138000", "lang": "en"}
    part = browser(eli).submit("/staff/articles/preview", htmx=True, **typed)
    assert "<h2>Head</h2>" in part.text
    assert "<script>x" not in part.text
    assert "13800138000" in part.text.split("problems")[1]
    whole = browser(eli).submit("/staff/articles/preview", **typed)
    assert "<html" in whole.text
    assert whole.text.count("## Head") == 1


def test_the_desk_is_closed_to_patients(browser: Open, ana: Member, eli: Member) -> None:
    article = draft(eli)
    for path in ("/staff/articles", "/staff/articles/new", f"/staff/articles/{article.public_id}"):
        assert browser(ana).get(path).status_code == 404
        assert browser().get(path).status_code == 303


def test_a_doctor_cannot_open_anothers_draft(browser: Open, eli: Member, chen: Member) -> None:
    article = approved(eli, chen)
    assert browser(chen).get(f"/staff/articles/{article.public_id}").status_code == 404


def test_pages_follow_one_another_without_gap(browser: Open, eli: Member, chen: Member) -> None:
    wanted = {published(eli, chen, title=f"Text {number:02}").title for number in range(15)}
    client = browser(eli)
    first = client.get("/articles").text
    link = first.split('class="button button--secondary pager__next" href="')[1].split('"')[0].replace("&amp;", "&")
    second = client.get(link).text
    assert {title for title in wanted if title in first} | {title for title in wanted if title in second} == wanted
    assert not [title for title in wanted if title in first and title in second]
    assert client.get("/articles?before=nonsense&condition=nothing").status_code == 200


def test_no_page_needs_more_than_twelve_queries_however_many_articles(browser: Open, eli: Member, chen: Member) -> None:
    first = published(eli, chen)
    in_review(eli)
    paths = (
        *("/articles?lang=all", f"/articles/{first.slug}", "/staff/articles?view=all"),
        f"/staff/articles/{first.public_id}",
    )
    topic = db.session.scalars(sa.select(Topic).where(Topic.article_ref == first.public_id)).one()
    publish_reply(topic.id, "Thanks", by=chen.id)
    client = browser(eli)

    def counts() -> list[int]:
        numbers = []
        for path in paths:
            with count_queries() as seen:
                assert client.get(path).status_code == 200
            numbers.append(len(seen))
        return numbers

    few = counts()
    for number in range(8):
        published(eli, chen, title=f"More {number}")
        publish_reply(topic.id, f"Thanks {number}", by=chen.id)
    assert counts() == few
    assert max(few) <= 12
