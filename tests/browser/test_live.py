"""A live session in two browsers: what the doctor does appears for the patient without a reload."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta

import pytest
from playwright.sync_api import Page, expect

from portal.accounts.models import Member
from portal.core import clock
from portal.live.actions.questions import approve_question, ask_question
from portal.live.actions.sessions import open_session, schedule_session
from portal.live.models import LiveSession
from portal.live.queries import question_in
from tests.browser.windows import Windows
from tests.factories import grant, join, make_group, make_member

AT_ONCE = 2_000


@dataclass
class Hour:
    """An open session with its doctor and a patient of the group."""

    session: LiveSession
    doctor: Member
    patient: Member

    @property
    def page(self) -> str:
        return f"/live/{self.session.slug}"


@pytest.fixture
def hour(in_portal: None) -> Hour:
    group = make_group()
    until = clock.local_date("Asia/Shanghai") + timedelta(days=30)
    doctor = make_member("陈医生", clinician_title="内分泌科 主治医师", clinician_until=until, locale="zh_Hans")
    patient = make_member("小荷", locale="zh_Hans")
    join(group, doctor, label="clinician")
    join(group, patient)
    grant(doctor, "doctor")
    session = schedule_session(group.id, "过节怎么吃", clock.now() + timedelta(minutes=5), by=doctor.id)
    return Hour(open_session(session.id, by=doctor.id), doctor, patient)


def joined(page: Page) -> Page:
    expect(page.locator("[data-link]")).to_have_attribute("data-now", "joined")
    return page


def test_a_question_and_its_answer_travel_between_two_browsers(hour: Hour, open_page: Callable[..., Page]) -> None:
    patient, doctor = open_page(hour.patient), open_page(hour.doctor, width=1280)
    patient.goto(hour.page)
    doctor.goto(f"{hour.page}/host")
    joined(patient), joined(doctor)
    loads = [patient.evaluate("window.isSame = true"), doctor.evaluate("window.isSame = true")]
    assert loads == [True, True]

    patient.get_by_role("textbox").fill("月饼能吃吗？")
    patient.locator("#asking button[type=submit]").click()
    expect(patient.locator("#mine")).to_contain_text("月饼能吃吗？")
    waiting = doctor.locator("#pending .question", has_text="月饼能吃吗？")
    expect(waiting).to_be_visible(timeout=AT_ONCE)
    expect(patient.locator("#waiting .question")).to_have_count(0)

    begun = time.monotonic()
    waiting.locator("button").first.click()
    expect(patient.locator("#waiting .question", has_text="月饼能吃吗？")).to_be_visible(timeout=AT_ONCE)
    assert time.monotonic() - begun < AT_ONCE / 1000
    expect(doctor.locator("#waiting .question")).to_have_count(1, timeout=AT_ONCE)

    patient.locator("[data-vote]").click()
    expect(patient.locator("[data-vote]")).to_have_attribute("aria-pressed", "true")
    expect(patient.locator("#waiting .question__votes")).to_contain_text("1", timeout=5_000)

    assert doctor.evaluate("window.isSame")
    doctor.locator("#waiting .question__reply").click()
    doctor.get_by_role("textbox").fill("可以尝**一小块**。")
    doctor.locator("main button[type=submit]").click()
    answered = patient.locator("#answered .question", has_text="可以尝一小块。")
    expect(answered).to_be_visible(timeout=AT_ONCE)
    expect(patient.locator("#waiting .question")).to_have_count(0)
    expect(patient.get_by_role("log")).to_contain_text("月饼能吃吗？", timeout=12_000)
    assert patient.evaluate("window.isSame")


def test_closing_the_session_takes_the_form_away(hour: Hour, open_page: Callable[..., Page]) -> None:
    patient, doctor = open_page(hour.patient), open_page(hour.doctor, width=1280)
    patient.goto(hour.page)
    joined(patient)
    expect(patient.locator("#asking")).to_be_visible()
    doctor.goto(f"{hour.page}/host")
    doctor.locator(f"form[action$='{hour.page}/closure'] button").click()
    expect(patient.locator("#asking")).to_be_hidden(timeout=AT_ONCE)


def test_a_page_catches_up_after_a_crash_of_the_server(hour: Hour, windows: Windows) -> None:
    patient = windows.open(hour.patient)
    patient.goto(hour.page)
    joined(patient)
    patient.evaluate("window.isSame = true")
    windows.portal.server.kill()
    try:
        for number in range(3):
            asked = ask_question(hour.session.id, f"第{number}个问题？", by=hour.patient.id)
            question = question_in(hour.session.id, asked.public_id)
            assert question is not None
            approve_question(question.id, by=hour.doctor.id)
        expect(patient.locator("[data-link]")).not_to_have_attribute("data-now", "joined")
    finally:
        windows.portal.server.start()
    expect(patient.locator("#waiting .question")).to_have_count(3, timeout=8_000)
    assert patient.locator("#waiting .question__body").all_text_contents() == [
        f"第{number}个问题？" for number in range(3)
    ]
    joined(patient)
    assert patient.evaluate("window.isSame")
    windows.problems = [problem for problem in windows.problems if "WebSocket" not in problem]


def test_signing_out_elsewhere_ends_the_page(hour: Hour, open_page: Callable[..., Page]) -> None:
    patient = open_page(hour.patient)
    patient.goto(hour.page)
    joined(patient)
    other = patient.context.new_page()
    other.goto("/me/devices")
    csrf = other.locator("input[name=csrf_token]").first.input_value()
    other.request.post("/sign-out", form={"csrf_token": csrf}, headers={"Referer": other.url})
    expect(patient.locator("[data-link]")).to_have_attribute("data-now", "over", timeout=4_000)


def test_without_a_socket_the_page_asks_every_few_seconds(hour: Hour, windows: Windows) -> None:
    patient, doctor = windows.open(hour.patient), windows.open(hour.doctor, width=1280)
    patient.context.route("**/vendor/socket.io*", lambda route: route.abort())
    patient.goto(hour.page)
    windows.problems.clear()
    expect(patient.locator("[data-link]")).to_have_attribute("data-now", "asking")
    patient.get_by_role("textbox").fill("能喝豆浆吗？")
    patient.locator("#asking button[type=submit]").click()
    doctor.goto(f"{hour.page}/host")
    doctor.locator("#pending button").first.click()
    expect(patient.locator("#waiting .question")).to_be_visible(timeout=7_000)


def test_without_javascript_a_session_works_from_question_to_answer(hour: Hour, open_page: Callable[..., Page]) -> None:
    patient = open_page(hour.patient, javascript=False)
    doctor = open_page(hour.doctor, width=1280, javascript=False)
    patient.goto(hour.page)
    patient.locator("#asking textarea").fill("能吃柿子吗？")
    patient.locator("#asking button[type=submit]").click()
    expect(patient.locator("#mine")).to_contain_text("能吃柿子吗？")
    doctor.goto(f"{hour.page}/host")
    doctor.locator("#pending button").first.click()
    patient.goto(hour.page)
    patient.locator("[data-vote]").click()
    expect(patient.locator("#waiting .question__votes")).to_contain_text("1")
    doctor.goto(f"{hour.page}/host")
    doctor.locator("#waiting .question__reply").click()
    doctor.locator("main textarea").fill("少量可以。")
    doctor.locator("main button[type=submit]").click()
    patient.goto(hour.page)
    expect(patient.locator("#answered")).to_contain_text("少量可以。")


def test_words_of_despair_show_help_at_once(hour: Hour, open_page: Callable[..., Page]) -> None:
    patient = open_page(hour.patient)
    patient.goto(hour.page)
    patient.get_by_role("textbox").fill("我不想活了")
    patient.locator("#asking button[type=submit]").click()
    expect(patient.locator("a[href='tel:12356']")).to_be_visible()
