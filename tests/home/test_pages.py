"""The composed pages: a member's day, a group's blocks, the talk under an article; few queries whatever there is."""

from __future__ import annotations

from datetime import timedelta

from portal.accounts.models import Member
from portal.challenges.models import Challenge
from portal.community.actions.posts import open_topic
from portal.community.models import Group
from portal.core import clock
from portal.core.db import db, transaction
from portal.live.actions.sessions import schedule_session
from portal.rewards.actions.titles import define_title, wear_title
from portal.rewards.models import TitleHeld
from tests.browser_client import OpenBrowser
from tests.content.articles import published
from tests.queries import count_queries

MOST_QUERIES = 12
SCRIPTS = ("zh_hans", "zh_hant", "en")


def fill(group: Group, ana: Member, chen: Member, eli: Member, topics: int) -> None:
    for number in range(topics):
        open_topic(group.id, f"Topic {number}", "Some words.", by=ana.id)


def test_a_visitor_reads_what_the_portal_is_for(browser: OpenBrowser, group: Group) -> None:
    page = browser().get("/").get_data(as_text=True)
    assert "Living with diabetes" not in page, "a members' group is no advertisement"
    assert browser().get("/me").status_code == 303


def test_a_members_day_shows_their_groups_only(browser: OpenBrowser, group: Group, ana: Member, ben: Member) -> None:
    open_topic(group.id, "Breakfast ideas", "Oats?", by=ana.id)
    assert "Breakfast ideas" in browser(ana).get("/").get_data(as_text=True)
    assert "Breakfast ideas" not in browser(ben).get("/").get_data(as_text=True)


def test_the_pages_ask_few_questions_and_no_more_when_rows_grow(
    browser: OpenBrowser, group: Group, ana: Member, chen: Member, eli: Member
) -> None:
    reader, counts = browser(ana), []
    for topics in (1, 15):
        fill(group, ana, chen, eli, topics)
        seen = []
        for url in ("/", f"/groups/{group.slug}", "/me", "/articles"):
            reader.get(url)
            with count_queries() as queries:
                assert reader.get(url).status_code == 200
            seen.append(len(queries))
        counts.append(seen)
    assert counts[0] == counts[1], counts
    assert max(counts[0]) <= MOST_QUERIES, counts


def test_a_groups_home_shows_articles_the_next_session_and_the_challenge(
    browser: OpenBrowser, group: Group, ana: Member, ben: Member, eli: Member, chen: Member
) -> None:
    published(eli, chen, title="Feet first", condition_id=group.condition_id)
    today = clock.local_date("Asia/Shanghai")
    with transaction():
        texts = {f"{field}_{script}": "Walk a little" for field in ("name", "about", "safety") for script in SCRIPTS}
        days = {"starts_on": today, "ends_on": today + timedelta(days=9), "goal_days": 5}
        db.session.add(Challenge(slug="walk", group_id=group.id, **texts, **days))
    schedule_session(group.id, "Ask about feet", clock.now() + timedelta(days=1), by=chen.id)
    inside = browser(ana).get(f"/groups/{group.slug}").get_data(as_text=True)
    outside = browser(ben).get(f"/groups/{group.slug}").get_data(as_text=True)
    for block in ("Feet first", "Walk a little", "Ask about feet"):
        assert block in inside
    for private in ("Walk a little", "Ask about feet"):
        assert private not in outside


def test_a_worn_title_is_shown_by_its_name(browser: OpenBrowser, group: Group, ana: Member) -> None:
    with transaction():
        title = define_title("steady-walker", zh_hans="稳步前行", zh_hant="穩步前行", en="Steady steps")
        db.session.add(TitleHeld(member_id=ana.id, title_id=title.id))
    wear_title("steady-walker", by=ana.id)
    opened = open_topic(group.id, "Walking", "Every day.", by=ana.id)
    page = browser(ana).get(f"/topics/{opened.topic_public_id}").get_data(as_text=True)
    assert "Steady steps" in page and "steady-walker" not in page
