"""The search page as people meet it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest

from portal.accounts.models import Member
from portal.content.models import Article
from portal.core import clock
from portal.core.db import db
from portal.live.actions.questions import answer_question, ask_question
from portal.live.actions.sessions import schedule_session
from portal.live.models import Question
from tests.browser_client import Browser, OpenBrowser
from tests.factories import join, make_group
from tests.queries import count_queries
from tests.search.conftest import Say

MOST_QUERIES = 12


@pytest.mark.parametrize("query", ["", "%20", "，。", "%00", "body:[a TO z]", "%F0%9F%8D%8E", "的"])
def test_a_query_without_words_answers_with_a_page(browser, query):
    assert browser().get(f"/search?q={query}&after=-3&kind=nothing").status_code == 200


def test_results_show_marked_words_and_lead_to_their_page(browser, say, ana):
    say(make_group(visibility="public"), ana, "头晕 <b>用药</b>", "最近总是头晕")
    page = browser().get("/search?q=頭暈").get_data(as_text=True)
    assert "<mark>头晕</mark> &lt;b&gt;用药" in page
    assert 'lang="zh-Hans"' in page


@pytest.mark.parametrize("url", ["/search?q=血糖", "/search?q=空腹&kind=talk", "/search?q=七点九&group=sugar"])
def test_an_outsider_sees_nothing_of_a_closed_group_and_a_member_does(browser, say, group, ana, ben, url):
    say(group, ana, "空腹血糖canary", "七点九")
    assert "canary" not in browser().get(url).get_data(as_text=True)
    assert "canary" not in browser(ben).get(url).get_data(as_text=True)
    assert "canary" in browser(ana).get(url).get_data(as_text=True)


def test_words_of_despair_show_the_help_panel_above_the_results(browser):
    page = browser().get("/search?q=自杀").get_data(as_text=True)
    assert page.index("care-card--emergency") < page.index('class="search-form"')
    assert "tel:12356" in page and "tel:120" in page
    assert "care-card--emergency" not in browser().get("/search?q=血糖").get_data(as_text=True)


@pytest.mark.parametrize("query", ["长辈版", "亲情版", "关爱版", "关怀版", "長輩版"])
def test_looking_for_the_larger_view_offers_it_first(browser, query):
    page = browser().get(f"/search?q={query}").get_data(as_text=True)
    assert page.index('name="elder" value="1"') < page.index('class="search-form"')


def test_a_second_page_follows_the_first(browser, say, ana):
    group = make_group(visibility="public")
    say(group, ana, "血糖", "一", *(f"血糖 {number}" for number in range(14)))
    first = browser().get("/search?q=血糖").get_data(as_text=True)
    assert first.count('class="cell__link"') == 10 and "after=10" in first
    second = browser().get("/search?q=血糖&after=10").get_data(as_text=True)
    assert second.count('class="cell__link"') == 5 and "after=20" not in second


def test_a_miss_is_in_the_editors_report_and_closed_to_others(browser, eli, ben):
    browser(ben).get("/search?q=莫须有症").close()
    assert "莫须有症" in browser(eli).get("/staff/searches").get_data(as_text=True)
    assert browser(ben).get("/staff/searches").status_code == 404


def test_suggestions_are_a_fragment_of_links(browser, group):
    answer = browser().get("/search/suggestions?q=糖尿").get_data(as_text=True)
    assert answer.lstrip().startswith("<ul") and "糖尿病" in answer


def test_a_search_asks_few_questions_and_no_more_when_more_is_found(
    browser: OpenBrowser, say: Say, publish: Callable[..., Article], ana: Member, chen: Member
) -> None:
    def add(number: int) -> None:
        """One more of each kind of result, in a group of its own."""
        group = make_group(visibility="public", condition=None)
        join(group, ana)
        join(group, chen, label="clinician")
        session = schedule_session(group.id, "问答", clock.now() + timedelta(days=1), by=chen.id)
        asked = ask_question(session.id, f"空腹血糖 {number} 高吗？", by=ana.id).public_id
        answer_question(db.session.query(Question).filter_by(public_id=asked).one().id, "看血糖。", by=chen.id)
        publish(f"血糖 {number}", "空腹血糖")
        say(group, ana, f"血糖 {number}", "空腹血糖", f"我的血糖 {number}")

    def counts(client: Browser) -> list[int]:
        numbers = []
        for url in ("/search?q=血糖", "/search?q=血糖&kind=talk", "/search?q=莫须有", "/search/suggestions?q=血"):
            client.get(url).close()
            with count_queries() as seen:
                assert client.get(url).status_code == 200
            numbers.append(len(seen))
        return numbers

    add(0)
    reader = browser(ana)
    assert reader.get("/search?q=血糖").text.count('class="cell__link"') == 4
    few = counts(reader)
    add(1)
    assert reader.get("/search?q=血糖").text.count('class="cell__link"') == 8
    assert counts(reader) == few
    assert max(few) <= MOST_QUERIES, few
