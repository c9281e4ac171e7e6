"""The main job among the demo people, in Simplified Chinese on a phone, with JavaScript and without."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import timedelta
from itertools import count

import pytest
import sqlalchemy as sa
from playwright.sync_api import Page, expect

from portal.accounts.codes import code_of
from portal.accounts.models import Member, VerificationCode
from portal.challenges.actions.keeping import define_challenge
from portal.challenges.actions.taking_part import join_challenge
from portal.cli.seed.people import NEIGHBORS, SIGN_INS
from portal.community.actions.posts import open_topic
from portal.community.models import Group
from portal.core import clock
from portal.core.db import db
from portal.core.i18n import _, force_locale
from portal.live.actions.sessions import open_session, schedule_session
from portal.rewards.earning import CHECKED_IN, POST_PUBLISHED
from tests.browser.serving import Served, serve_demo

GROUP, CHALLENGE, ITEM = "/groups/sugar", "/challenges/walk-after-meals", "garden-flower"
TITLE = "第一次测血糖，要注意什么？"
BODY = "医生让我在家测血糖。\n\n大家一般什么时候测？"
REPLIES = ("谢谢大家，我先从早上空腹开始测。", "今天测了，没有那么疼。")
QUESTION, ANSWER = "空腹测之前能喝水吗？", "可以喝一小杯白开水。"
ADVERT = "我侄子卖的血糖仪又好又便宜，想买就找我。"
_runs = count(1)
both_ways = pytest.mark.parametrize("javascript", [True, False], ids=["javascript", "no-javascript"])


@pytest.fixture(scope="module")
def portal(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    with serve_demo(tmp_path_factory.mktemp("demo")) as served:
        yield served


@pytest.fixture
def zh(portal: Served) -> Callable[[str], str]:
    """What a person reads for a source text."""

    def read(source: str) -> str:
        with portal.app.test_request_context(), force_locale("zh_Hans"):
            return _(source)

    return read


@pytest.fixture
def run() -> int:
    return next(_runs)


def person(name: str) -> Member:
    """One of the demo people."""
    display_name = NEIGHBORS.get(name) or SIGN_INS[name][0]
    return db.session.scalars(sa.select(Member).where(Member.display_name == display_name)).one()


def sugar() -> Group:
    return db.session.scalars(sa.select(Group).where(Group.slug == "sugar")).one()


def newest_code() -> str:
    db.session.expire_all()
    newest = sa.select(VerificationCode).order_by(VerificationCode.id.desc()).limit(1)
    return code_of(db.session.scalars(newest).one())


def sign_up(page: Page, zh: Callable[[str], str], contact: str, onward: str) -> None:
    page.goto(f"/sign-up?next={onward}")
    page.get_by_label(zh("E-mail address or phone number")).fill(contact)
    page.get_by_role("button", name=zh("Send me a code")).click()
    page.get_by_label(zh("The 6-digit code")).fill(newest_code())
    page.get_by_role("button", name=zh("Go on")).click()
    page.locator("input[type=password]").fill("安静的七条小河流过")
    page.get_by_role("button", name=zh("Finish")).click()
    page.wait_for_url(f"**{onward}")


def join(page: Page, zh: Callable[[str], str]) -> None:
    page.locator("#join a.button--primary").click()
    page.get_by_role("radio").first.check()
    page.get_by_role("button", name=zh("Next")).click()
    page.get_by_role("checkbox").check()
    page.get_by_role("button", name=zh("Agree and continue")).click()
    expect(page.get_by_text(zh("Welcome! You are now a member of this group."))).to_be_visible()


def write(page: Page, zh: Callable[[str], str]) -> None:
    page.goto(f"{GROUP}/topics/new")
    page.get_by_label(zh("Title")).fill(TITLE)
    page.locator("textarea").fill(BODY)
    page.get_by_role("button", name=zh("Publish")).click()
    expect(page.locator("h1")).to_have_text(TITLE)
    for number, reply in enumerate(REPLIES):
        page.locator("#composer textarea").fill(reply)
        page.get_by_role("button", name=zh("Send reply")).click()
        expect(page.locator("#posts article")).to_have_count(number + 2)
        expect(page.locator("#posts")).to_contain_text(reply)


def ask(page: Page, doctor: Page, javascript: bool) -> None:
    """A question to the doctor and the answer to it, each in the other's browser by itself, or after a reload."""
    chen = person("chen")
    soon = clock.now() + timedelta(minutes=5)
    session = open_session(schedule_session(sugar().id, "在家测血糖", soon, by=chen.id).id, by=chen.id)
    page.goto(f"/live/{session.slug}")
    doctor.goto(f"/live/{session.slug}/host")
    if javascript:
        for joining in (page, doctor):
            expect(joining.locator("[data-link]")).to_have_attribute("data-now", "joined")
    page.locator("#asking textarea").fill(QUESTION)
    page.locator("#asking button[type=submit]").click()
    expect(page.locator("#mine")).to_contain_text(QUESTION)
    if not javascript:
        doctor.reload()
    asked = doctor.locator("#pending .question", has_text=QUESTION)
    expect(asked).to_be_visible()
    asked.locator("button").first.click()
    doctor.locator("#waiting .question__reply").click()
    doctor.locator("main textarea").fill(ANSWER)
    doctor.locator("main button[type=submit]").click()
    expect(doctor.locator("#answered")).to_contain_text(ANSWER)
    if not javascript:
        page.reload()
    expect(page.locator("#answered")).to_contain_text(ANSWER)


def check_in(page: Page, zh: Callable[[str], str]) -> None:
    page.goto(CHALLENGE)
    page.get_by_role("button", name=zh("Join the challenge")).click()
    page.get_by_role("button", name=zh("Check in for today")).click()
    expect(page.locator("#panel")).to_contain_text(zh("Done for today. Well done!"))


def redeem(page: Page, zh: Callable[[str], str], points: int) -> None:
    """Spends on the demo's cheapest gift all that was earned."""
    page.goto("/rewards")
    expect(page.locator("#balance")).to_contain_text(str(points))
    page.locator(f"#item-{ITEM}").get_by_role("button", name=zh("Redeem")).click()
    expect(page.locator("main")).to_contain_text(zh("Done. It is yours."))
    expect(page.locator("#balance .balance__number")).to_have_text("0")


@both_ways
def test_a_patient_goes_from_signing_up_to_a_redeemed_reward(open_page, zh, run: int, javascript: bool) -> None:
    page: Page = open_page(javascript=javascript)
    sign_up(page, zh, f"walk{run}@demo.example", GROUP)
    join(page, zh)
    write(page, zh)
    ask(page, open_page(person("chen"), width=1280, javascript=javascript), javascript)
    check_in(page, zh)
    redeem(page, zh, POST_PUBLISHED.points * (1 + len(REPLIES)) + CHECKED_IN.points)


def test_a_reported_post_is_hidden_and_its_author_told(open_page, zh) -> None:
    author, reader, moderator = person("li"), person("ana"), person("mia")
    written = open_topic(sugar().id, TITLE, ADVERT, by=author.id)

    page: Page = open_page(reader)
    page.goto(f"/topics/{written.topic_public_id}")
    page.locator(f"#post-{written.public_id}").get_by_role("link", name=zh("Report")).click()
    page.get_by_label(zh("Advertising or selling medicine")).check()
    page.get_by_role("button", name=zh("Send report")).click()

    desk: Page = open_page(moderator, width=1280, height=900)
    desk.goto("/staff/queue")
    desk.locator("main .cell__link", has_text=ADVERT).click()
    desk.get_by_role("button", name=zh("Claim this case")).click()
    desk.get_by_label(zh("Hide it")).check()
    desk.locator("main select").first.select_option("advertising")
    desk.get_by_role("button", name=zh("Close the case")).click()
    expect(desk.get_by_text(zh("This case is closed.")).or_(desk.locator("h1", has_text=zh("Queue")))).to_be_visible()

    assert page.goto(f"/topics/{written.topic_public_id}").status == 404
    told: Page = open_page(author)
    told.goto("/notices")
    expect(told.locator("main")).to_contain_text(zh("Your text was hidden. You can read why and change it."))


@both_ways
def test_a_family_member_checks_in_with_a_label(open_page, zh, run: int, javascript: bool) -> None:
    ana, fei = person("ana"), person("fei")
    today = clock.local_date("Asia/Shanghai")
    names = ("每天走一走", "每天走一走", "Walk a little")
    days = {"starts_on": today, "ends_on": today + timedelta(days=6), "goal_days": 3}
    challenge = define_challenge(f"walk-{run}", names=names, about=names, safety=names, **days)
    join_challenge(challenge.id, by=ana.id)

    page: Page = open_page(fei, javascript=javascript)
    page.goto(f"/challenges/{challenge.slug}?for={ana.public_id}")
    page.get_by_role("button", name=zh("Check in for today")).click()
    own: Page = open_page(ana, javascript=javascript)
    own.goto(f"/challenges/{challenge.slug}")
    expect(own.locator("#panel")).to_contain_text(zh("Checked in by family. Done for today."))
