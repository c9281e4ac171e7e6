"""The search page as people meet it."""

from __future__ import annotations

import pytest

from tests.factories import make_group


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
