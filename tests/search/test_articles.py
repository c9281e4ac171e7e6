"""Articles among the results: public ones only, reviewed ones first."""

from __future__ import annotations

from portal.core.bus import announce
from portal.core.db import transaction
from portal.events import ArticleUnpublished
from portal.search.queries import Choices, find, suggest
from tests.factories import make_group


def kinds(query, viewer=None, **choices):
    return [result.kind for result in find(query, viewer, Choices(**choices)).results]


def test_a_reviewed_article_stands_above_what_peers_wrote(say, publish, ana):
    say(make_group(visibility="public"), ana, "血糖血糖血糖", "血糖")
    publish("饮食与健康", "少吃甜食。" * 50 + "这样血糖更平稳。")
    assert kinds("血糖") == ["article", "topic"]
    assert kinds("血糖", reviewed_only=True) == kinds("血糖", kind="articles") == ["article"]
    assert kinds("血糖", kind="talk") == ["topic"]


def test_a_withdrawn_article_and_a_draft_are_found_by_nobody(publish, deliver, eli):
    article = publish("血糖的自我监测", "每天记录。")
    assert kinds("监测") == ["article"]
    with transaction():
        article.published_at = None
        announce(ArticleUnpublished(article.id, by=eli.id))
    deliver()
    assert kinds("监测") == kinds("监测", eli) == []
    assert suggest("血糖") == []


def test_an_english_word_finds_its_article_by_its_stem(publish):
    publish("Treatments of hypertension", "Eat less salt.", lang="en")
    assert kinds("hypertension") == kinds("treatment") == ["article"]


def test_the_page_shows_that_a_doctor_checked_an_article(browser, publish):
    article = publish("血糖的自我监测", "每天记录。")
    page = browser().get("/search?q=监测").get_data(as_text=True)
    assert f"/articles/{article.slug}" in page
    assert "badge--ok" in page
