"""What a phone still shows without a network: articles that were read, and never a private page."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from playwright.sync_api import Page, expect

from portal.accounts.models import Member
from portal.community.actions.posts import open_topic
from portal.content.actions.publishing import unpublish
from portal.content.models import Article
from portal.core import clock
from tests.browser.audit.checks import audit
from tests.browser.windows import PATIENCE, Windows
from tests.content.articles import published
from tests.factories import grant, join, make_group, make_member
from tests.servers import wait_until

WECHAT = "Mozilla/5.0 (Linux; Android 13) AppleWebKit/537.36 Chrome/116.0 Mobile Safari/537.36 MicroMessenger/8.0.47"
KEPT = """async () => (await Promise.all((await caches.keys()).map(async (name) =>
  (await (await caches.open(name)).keys()).map(({ url }) => new URL(url).pathname)))).flat()"""
REGISTRATIONS = "async () => (await navigator.serviceWorker.getRegistrations()).length"


@pytest.fixture
def staff(in_portal: None) -> tuple[Member, Member]:
    until = clock.local_date("Asia/Shanghai") + timedelta(days=30)
    editor, doctor = make_member(), make_member(clinician_title="Endocrinology", clinician_until=until)
    grant(editor, "editor")
    grant(doctor, "doctor")
    return editor, doctor


@pytest.fixture
def patient(in_portal: None) -> Member:
    return make_member("小荷")


def await_worker(page: Page) -> None:
    """Opens the portal until a worker stands between the page and the network."""
    page.goto("/sign-in")
    page.evaluate("navigator.serviceWorker.ready.then(() => true)")
    page.goto("/sign-in")
    assert page.evaluate("!!navigator.serviceWorker.controller")


def kept_articles(page: Page) -> list[str]:
    return [path for path in page.evaluate(KEPT) if path.startswith("/articles/")]


def is_newest(path: str, kept: list[str]) -> bool:
    return kept[-1:] == [path] and len(kept) <= 10


def read(page: Page, article: Article) -> None:
    """Opens an article and waits until the worker has kept it as the newest of ten."""
    path = f"/articles/{article.slug}"
    page.goto(path)
    wait_until(lambda: is_newest(path, kept_articles(page)), "the article is kept", PATIENCE / 1000)


def go_offline(page: Page, path: str) -> None:
    page.context.set_offline(True)
    page.goto(path)


def test_offline_an_article_read_before_opens_and_a_private_page_does_not(
    open_page: Callable[..., Page], patient: Member, staff: tuple[Member, Member]
) -> None:
    group = make_group(visibility="hidden")
    join(group, patient)
    topic = open_topic(group.id, "私下的话题", "只给组员看的话", by=patient.id)
    article = published(*staff, lang="zh-Hans", title="在家量血压", body="先坐着**歇五分钟**。")
    page = open_page(patient, workers="allow", theme="dark", text_step=2, locale="zh_Hant")
    private = f"/topics/{topic.topic_public_id}"
    await_worker(page)
    page.goto(private)
    expect(page.locator("main")).to_contain_text("只给组员看的话")
    read(page, article)

    go_offline(page, f"/articles/{article.slug}")
    expect(page.locator("h1")).to_have_text("在家量血压")
    expect(page.locator("strong")).to_have_text("歇五分钟")
    expect(page.locator(".notice")).to_contain_text("沒有網路")
    assert page.locator("html").get_attribute("data-theme") == "dark"
    assert page.locator("html").get_attribute("data-text-step") == "2"
    assert page.evaluate("getComputedStyle(document.body).display") == "flex", "it has its style sheet"

    page.goto(private)
    expect(page.locator("h1")).to_have_text("現在沒有網路")
    expect(page.locator("body")).not_to_contain_text("只给组员看的话")
    page.get_by_role("link", name="在家量血压").click()
    expect(page.locator("strong")).to_have_text("歇五分钟")


def test_signing_out_leaves_nothing_that_was_read(
    open_page: Callable[..., Page], patient: Member, staff: tuple[Member, Member]
) -> None:
    article = published(*staff, title="Measuring at home")
    page = open_page(patient, workers="allow", locale="en")
    read(page, article)
    page.get_by_role("button", name="Sign out").click()
    page.wait_for_url("**/sign-in")
    assert kept_articles(page) == []
    page.evaluate("navigator.serviceWorker.ready.then(() => true)")
    go_offline(page, f"/articles/{article.slug}")
    expect(page.locator("h1")).to_have_text("You are offline")


def test_nothing_of_a_signed_in_page_is_ever_kept(
    open_page: Callable[..., Page], patient: Member, staff: tuple[Member, Member]
) -> None:
    article = published(*staff, title="Measuring at home")
    page = open_page(patient, workers="allow", locale="en")
    await_worker(page)
    for path in ("/", "/me", "/notices", "/groups"):
        page.goto(path)
    read(page, article)
    kept = page.evaluate(KEPT)
    assert {path for path in kept if not path.startswith("/static/")} == {"/offline", f"/articles/{article.slug}"}
    texts = page.evaluate(
        """async () => (await Promise.all((await caches.keys()).map(async (name) => {
          const cache = await caches.open(name);
          return Promise.all((await cache.keys()).map(async (key) => (await cache.match(key)).text()));
        }))).flat()"""
    )
    assert not [text for text in texts if "小荷" in text or "csrf_token" in text or "Sign out" in text]


def test_the_ten_articles_read_last_are_kept_and_a_withdrawn_one_is_not(
    open_page: Callable[..., Page], staff: tuple[Member, Member]
) -> None:
    articles = [published(*staff, title=f"Text {number}") for number in range(11)]
    page = open_page(workers="allow", locale="en")
    for article in [*articles[:10], articles[0], articles[10]]:
        read(page, article)
    unpublish(articles[10].id, reason="wrong", by=staff[0].id)
    page.goto(f"/articles/{articles[10].slug}")
    gone = f"/articles/{articles[10].slug}"
    wait_until(lambda: gone not in kept_articles(page), "the withdrawn article is forgotten", PATIENCE / 1000)
    page.context.set_offline(True)
    page.goto("/groups")
    expect(page.locator(".cell__link")).to_have_text(["Text 0", *(f"Text {number}" for number in range(9, 1, -1))])


def test_inside_wechat_no_worker_is_registered(windows: Windows, staff: tuple[Member, Member]) -> None:
    article = published(*staff)
    pages = [windows.open(workers="allow", user_agent=agent) for agent in (WECHAT, WECHAT.partition(" Micro")[0])]
    for page in pages:
        page.goto(f"/articles/{article.slug}", wait_until="networkidle")
    elsewhere = pages[1]
    elsewhere.evaluate("navigator.serviceWorker.ready.then(() => true)")
    assert [page.evaluate(REGISTRATIONS) for page in pages] == [0, 1]


def test_a_new_version_waits_until_the_reader_reloads(windows: Windows) -> None:
    page = windows.open(workers="allow", locale="en")
    await_worker(page)
    bar = page.locator(".version-bar")
    expect(bar).to_be_hidden()

    page.evaluate("navigator.serviceWorker.register('/sw.js?next').then(() => true)")
    expect(bar).to_be_visible()
    assert audit(page, elder=False) == []
    with page.expect_navigation():
        bar.get_by_role("button").click()
    active = "navigator.serviceWorker.getRegistration().then((found) => found.active.scriptURL)"
    assert page.evaluate(active).endswith("/sw.js?next")
