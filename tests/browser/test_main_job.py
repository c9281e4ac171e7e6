"""The main job as a patient does it, in Simplified Chinese on a phone, with JavaScript and without."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from itertools import count

import pytest
import sqlalchemy as sa
from playwright.sync_api import Page, expect

from portal.accounts.actions.family import accept_invitation, invite_family
from portal.accounts.codes import code_of
from portal.accounts.models import VerificationCode
from portal.challenges.actions.keeping import define_challenge
from portal.challenges.actions.taking_part import join_challenge
from portal.community.actions.posts import open_topic
from portal.core import clock
from portal.core.db import db
from portal.core.i18n import _, force_locale
from portal.rewards.actions.catalogue import define_item
from tests.browser.serving import Served
from tests.factories import grant, make_group, make_member
from tests.factories import join as join_rows

_runs = count(1)
TITLE = "第一次测血糖，要注意什么？"
BODY = "医生让我在家测血糖。\n\n大家一般什么时候测？"
REPLY = "谢谢大家，我先从早上空腹开始测。"


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


def write(page: Page, zh: Callable[[str], str], slug: str) -> None:
    page.goto(f"/groups/{slug}/topics/new")
    page.get_by_label(zh("Title")).fill(TITLE)
    page.locator("textarea").fill(BODY)
    page.get_by_role("button", name=zh("Publish")).click()
    expect(page.locator("h1")).to_have_text(TITLE)
    page.locator("#composer textarea").fill(REPLY)
    page.get_by_role("button", name=zh("Send reply")).click()
    expect(page.locator("#posts article")).to_have_count(2)
    expect(page.locator("#posts")).to_contain_text(REPLY)


def redeem(page: Page, zh: Callable[[str], str], slug: str) -> None:
    page.goto("/rewards")
    page.locator(f"#item-{slug}").get_by_role("button").click()
    expect(page.locator("main")).to_contain_text(zh("Done. It is yours."))


@pytest.mark.parametrize("javascript", [True, False], ids=["javascript", "no-javascript"])
def test_a_patient_goes_from_signing_up_to_a_redeemed_reward(open_page, zh, run: int, javascript: bool) -> None:
    group = make_group(f"walk-{run}", visibility="public")
    item = define_item(f"walk-{run}", names=("步行手环", "步行手環", "Step band"), cost=5, stock=3)
    page: Page = open_page(javascript=javascript)
    sign_up(page, zh, f"walk{run}@demo.example", f"/groups/{group.slug}")
    join(page, zh)
    write(page, zh, group.slug)
    redeem(page, zh, item.slug)


def test_a_reported_post_is_hidden_and_its_author_told(open_page, zh, run: int) -> None:
    group = make_group(f"report-{run}", visibility="public")
    author, reader, moderator = (make_member(locale="zh_Hans") for _each in range(3))
    join_rows(group, author, reader)
    grant(moderator, "moderator", group)
    written = open_topic(group.id, TITLE, BODY, by=author.id)

    page: Page = open_page(reader)
    page.goto(f"/topics/{written.topic_public_id}")
    page.locator(f"#post-{written.public_id}").get_by_role("link", name=zh("Report")).click()
    page.get_by_label(zh("Advertising or selling medicine")).check()
    page.get_by_role("button", name=zh("Send report")).click()

    desk: Page = open_page(moderator, width=1280, height=900)
    desk.goto("/staff/queue")
    desk.locator("main .cell__link").first.click()
    desk.get_by_role("button", name=zh("Claim this case")).click()
    desk.get_by_label(zh("Hide it")).check()
    desk.locator("main select").first.select_option("advertising")
    desk.get_by_role("button", name=zh("Close the case")).click()
    expect(desk.get_by_text(zh("This case is closed.")).or_(desk.locator("h1", has_text=zh("Queue")))).to_be_visible()

    assert page.goto(f"/topics/{written.topic_public_id}").status == 404
    told: Page = open_page(author)
    told.goto("/notices")
    expect(told.locator("main")).to_contain_text(zh("Your text was hidden. You can read why and change it."))


@pytest.mark.parametrize("javascript", [True, False], ids=["javascript", "no-javascript"])
def test_a_family_member_checks_in_with_a_label(open_page, zh, run: int, javascript: bool) -> None:
    patient, family = make_member("Lin", locale="zh_Hans"), make_member(locale="zh_Hans")
    accept_invitation(invite_family(["read", "checkin"], by=patient.id), by=family.id)
    today = clock.local_date("Asia/Shanghai")
    names = ("每天走一走", "每天走一走", "Walk a little")
    days = {"starts_on": today, "ends_on": today + timedelta(days=6), "goal_days": 3}
    challenge = define_challenge(f"walk-{run}", names=names, about=names, safety=names, **days)
    join_challenge(challenge.id, by=patient.id)

    page: Page = open_page(family, javascript=javascript)
    page.goto(f"/challenges/{challenge.slug}?for={patient.public_id}")
    page.get_by_role("button", name=zh("Check in for today")).click()
    own: Page = open_page(patient, javascript=javascript)
    own.goto(f"/challenges/{challenge.slug}")
    expect(own.locator("#panel")).to_contain_text(zh("Checked in by family. Done for today."))
