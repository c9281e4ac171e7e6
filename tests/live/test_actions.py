"""What may happen in a session, to whom, and that it is numbered without gaps."""

from __future__ import annotations

import threading
from collections.abc import Callable
from datetime import timedelta

import pytest
import sqlalchemy as sa
from flask import Flask

from portal.accounts.models import Member
from portal.community.models import Group, Membership
from portal.core import clock
from portal.core.db import db, transaction
from portal.core.errors import Conflict, Invalid, NotAllowed, NotFound, TooOften
from portal.live.actions.questions import answer_question, approve_question, ask_question, reject_question
from portal.live.actions.sessions import cancel_session, close_session, open_session, schedule_session
from portal.live.actions.votes import vote
from portal.live.models import AUDIENCE, HOSTS, LiveEvent, LiveSession, Question
from portal.notifications.models import Notice
from tests.factories import join, make_member

Ask = Callable[..., Question]
CRISIS = "I want to kill myself"


def seqs(session: LiveSession, stream: str) -> list[int]:
    wanted = sa.select(LiveEvent.seq).where(LiveEvent.session_id == session.id, LiveEvent.stream == stream)
    return list(db.session.scalars(wanted.order_by(LiveEvent.seq)))


def test_a_doctor_announces_a_session_once_for_one_request_key(group: Group, chen: Member) -> None:
    soon = clock.now() + timedelta(hours=1)
    first, second = (schedule_session(group.id, "Feet", soon, by=chen.id, request_key="k1") for _again in range(2))
    assert first.id == second.id and first.state == "scheduled"


def test_only_a_doctor_of_the_group_with_a_valid_license_may_host(group: Group, chen: Member, ana: Member) -> None:
    soon = clock.now() + timedelta(hours=1)
    with pytest.raises(NotAllowed):
        schedule_session(group.id, "Feet", soon, by=ana.id)
    with transaction():
        db.session.get_one(Member, chen.id).clinician_until = clock.now().date() - timedelta(days=2)
    with pytest.raises(NotAllowed):
        schedule_session(group.id, "Feet", soon, by=chen.id)


def test_an_admin_names_the_doctor_but_is_none(group: Group, chen: Member, ada: Member) -> None:
    soon = clock.now() + timedelta(hours=1)
    with pytest.raises(NotAllowed):
        schedule_session(group.id, "Feet", soon, by=ada.id)
    assert schedule_session(group.id, "Feet", soon, by=ada.id, host_id=chen.id).host_id == chen.id


def test_a_session_cannot_be_announced_for_the_past_or_without_a_title(group: Group, chen: Member) -> None:
    with pytest.raises(Invalid, check=lambda problem: problem.field == "scheduled_at"):
        schedule_session(group.id, "Feet", clock.now(), by=chen.id)
    with pytest.raises(Invalid, check=lambda problem: problem.field == "title"):
        schedule_session(group.id, "  ", clock.now() + timedelta(hours=1), by=chen.id)


def test_a_session_moves_only_forward(scheduled: LiveSession, chen: Member) -> None:
    with pytest.raises(Conflict):
        close_session(scheduled.id, by=chen.id)
    open_session(scheduled.id, by=chen.id)
    for refused in (open_session, cancel_session):
        with pytest.raises(Conflict):
            refused(scheduled.id, by=chen.id)
    assert close_session(scheduled.id, by=chen.id).state == "closed"
    with pytest.raises(Conflict):
        open_session(scheduled.id, by=chen.id)


@pytest.mark.parametrize("who", ["ana", "ben", "fei", "moe", "eli", "sam"])
def test_others_can_neither_open_nor_decide(
    who: str, scheduled: LiveSession, ana: Member, request: pytest.FixtureRequest
) -> None:
    by = request.getfixturevalue(who).id
    asked = ask_question(scheduled.id, "May I eat rice?", by=ana.id, locale="en")
    question = db.session.query(Question).filter_by(public_id=asked.public_id).one()
    for refused in (
        lambda: open_session(scheduled.id, by=by),
        lambda: approve_question(question.id, by=by),
        lambda: reject_question(question.id, by=by),
        lambda: answer_question(question.id, "Yes.", by=by),
    ):
        with pytest.raises((NotFound, NotAllowed)):
            refused()
    db.session.expire_all()
    assert question.state == "pending" and scheduled.state == "scheduled"


def test_a_question_before_the_start_waits_in_the_hosts_queue(scheduled: LiveSession, ana: Member) -> None:
    asked = ask_question(scheduled.id, "这药能和酒一起吃吗？", by=ana.id)
    assert asked.state == "pending" and asked.care == ""
    assert seqs(scheduled, HOSTS) == [1] and seqs(scheduled, AUDIENCE) == []


def test_who_may_not_write_in_the_group_may_not_ask(live: LiveSession, ben: Member, sam: Member, ana: Member) -> None:
    with pytest.raises(NotFound):
        ask_question(live.id, "Hello?", by=ben.id)
    with pytest.raises(NotAllowed):
        ask_question(live.id, "Hello?", by=sam.id)
    with transaction():
        silenced = db.session.query(Membership).filter_by(member_id=ana.id).one()
        silenced.silenced_until = clock.now() + timedelta(hours=1)
    with pytest.raises(NotAllowed):
        ask_question(live.id, "Hello?", by=ana.id)


def test_the_same_request_key_asks_once(live: LiveSession, ana: Member) -> None:
    asked = {ask_question(live.id, "May I eat rice?", by=ana.id, request_key="k1").public_id for _again in range(3)}
    assert len(asked) == 1 and len(seqs(live, HOSTS)) == 2


def test_five_waiting_questions_are_enough(ask: Ask) -> None:
    for number in range(5):
        ask(f"Question number {number}?")
    with pytest.raises(TooOften):
        ask("One more?")


def test_a_closed_session_takes_no_questions_but_its_open_ones_are_answered(
    ask: Ask, live: LiveSession, chen: Member, ana: Member
) -> None:
    question = ask()
    close_session(live.id, by=chen.id)
    with pytest.raises(Conflict):
        ask_question(live.id, "Too late?", by=ana.id)
    assert answer_question(question.id, "A small piece is fine.", by=chen.id).state == "answered"


def test_words_of_despair_reach_neither_hosts_nor_audience(live: LiveSession, ana: Member) -> None:
    before = seqs(live, HOSTS), seqs(live, AUDIENCE)
    asked = ask_question(live.id, CRISIS, by=ana.id, locale="en")
    assert asked.state == "help" and asked.care == "crisis"
    assert (seqs(live, HOSTS), seqs(live, AUDIENCE)) == before


def test_a_doubtful_question_waits_with_a_flag(ask: Ask) -> None:
    question = ask("加微信 wx_sugar88 聊聊")
    assert question.state == "pending" and question.held_for in {"ad", "contact"}


def test_illegal_steps_of_a_question_conflict(ask: Ask, chen: Member) -> None:
    question = ask()
    approve_question(question.id, by=chen.id)
    with pytest.raises(Conflict):
        approve_question(question.id, by=chen.id)
    answer_question(question.id, "Yes, **a little**.", by=chen.id)
    with pytest.raises(Conflict):
        answer_question(question.id, "Yes.", by=chen.id)
    reject_question(question.id, by=chen.id)
    for refused in (approve_question, reject_question):
        with pytest.raises(Conflict):
            refused(question.id, by=chen.id)


def test_moderators_screen_but_do_not_answer(ask: Ask, mia: Member) -> None:
    question = ask()
    approve_question(question.id, by=mia.id)
    with pytest.raises(NotAllowed):
        answer_question(question.id, "Yes.", by=mia.id)


def test_an_answer_tells_its_asker(ask: Ask, chen: Member, ana: Member) -> None:
    answer_question(ask().id, "A small piece is fine.", by=chen.id)
    kinds = db.session.scalars(sa.select(Notice.kind).where(Notice.member_id == ana.id)).all()
    assert kinds == ["answered"]


def test_opening_tells_the_group_once_and_not_the_host(
    live: LiveSession, ana: Member, ben: Member, chen: Member, deliver: Callable[[], None]
) -> None:
    deliver()
    deliver()
    told = db.session.scalars(sa.select(Notice.member_id).where(Notice.kind == "live_open")).all()
    assert told.count(ana.id) == 1 and ben.id not in told and chen.id not in told


def test_parallel_asks_and_decisions_leave_no_gap_in_any_stream(
    app: Flask, live: LiveSession, group: Group, chen: Member, ask: Ask
) -> None:
    askers = [make_member() for _number in range(8)]
    join(group, *askers)
    waiting = [ask(f"Number {number}?").id for number in range(4)]
    acts: list[Callable[[], object]] = [
        *(lambda by=by.id: ask_question(live.id, "How much salt?", by=by, locale="en") for by in askers),
        *(lambda question=question: approve_question(question, by=chen.id) for question in waiting),
    ]
    start, problems = threading.Barrier(len(acts)), []

    def run(act: Callable[[], object]) -> None:
        with app.app_context():
            start.wait()
            try:
                act()
            except Exception as problem:
                problems.append(problem)

    threads = [threading.Thread(target=run, args=(act,)) for act in acts]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert problems == []
    db.session.expire_all()
    session = db.session.get_one(LiveSession, live.id)
    assert seqs(session, HOSTS) == list(range(1, session.hosts_seq + 1)) == list(range(1, 1 + 1 + 4 + 8 + 4))
    assert seqs(session, AUDIENCE) == list(range(1, session.audience_seq + 1)) == list(range(1, 1 + 1 + 4))


def test_fifty_parallel_votes_of_twenty_five_members_count_twenty_five(
    app: Flask, ask: Ask, group: Group, chen: Member
) -> None:
    question = approve_question(ask().id, by=chen.id)
    voters = [make_member() for _number in range(25)]
    join(group, *voters)

    def run(by: int) -> None:
        with app.app_context():
            vote(question.id, by=by)

    threads = [threading.Thread(target=run, args=(voter.id,)) for voter in voters * 2]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    db.session.expire_all()
    assert db.session.get_one(Question, question.id).vote_count == 25


def test_a_waiting_question_can_not_be_voted_for(ask: Ask, chen: Member) -> None:
    with pytest.raises(NotFound):
        vote(ask().id, by=chen.id)


def test_votes_are_told_once_a_second(
    ask: Ask, live: LiveSession, group: Group, chen: Member, deliver: Callable[[], None]
) -> None:
    question = approve_question(ask().id, by=chen.id)
    before = len(seqs(live, AUDIENCE))
    voters = [make_member() for _number in range(6)]
    join(group, *voters)
    for voter in voters:
        vote(question.id, by=voter.id)
    with transaction():
        db.session.execute(sa.text("UPDATE outbox SET due_at = created_at"))
    deliver()
    assert before < len(seqs(live, AUDIENCE)) <= before + 2
