"""Notices: told once, read by their owner only, silent about who and where."""

from __future__ import annotations

from portal.accounts.models import Member
from portal.notifications.actions import mark_all_read, mark_read, notify
from portal.notifications.kinds import KINDS
from portal.notifications.queries import PAGE, inbox, unread_count

REVEALING = ("糖尿病", "diabetes", "group", "小组", "群组", "cancer", "disease")


def test_the_same_source_tells_once(ana: Member) -> None:
    for _again in range(3):
        notify(ana.id, "reply", source="post:1", target="abc")
    assert unread_count(ana.id) == 1


def test_only_its_owner_can_read_a_notice(ana: Member, ben: Member) -> None:
    notify(ana.id, "reply", source="post:1")
    (notice,), _next = inbox(ana.id)
    assert mark_read(notice.public_id, by=ben.id) is None
    assert unread_count(ana.id) == 1
    assert mark_read(notice.public_id, by=ana.id) is not None
    assert unread_count(ana.id) == 0


def test_the_inbox_pages_through_everything_once(ana: Member) -> None:
    for number in range(PAGE * 2 + 5):
        notify(ana.id, "reply", source=f"post:{number}")
    seen, before = [], None
    while True:
        page, before = inbox(ana.id, before)
        seen += [notice.source for notice in page]
        if before is None:
            break
    assert len(seen) == len(set(seen)) == PAGE * 2 + 5
    mark_all_read(by=ana.id)
    assert unread_count(ana.id) == 0


def test_no_words_of_a_notice_reveal_a_disease_or_a_group() -> None:
    for kind in KINDS.values():
        assert not any(word in str(kind.text).lower() for word in REVEALING), kind
