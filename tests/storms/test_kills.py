"""G4: web and worker killed with -9 again and again under mixed writes; what was acknowledged is there, once.

Mail is delivered at least once: whoever is killed between the mail server's yes and the mark on its row sends that
message again. A message keeps its id then, so whoever receives it can tell: by id, each mail arrives exactly once.
"""

from __future__ import annotations

import random
import threading
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from email.message import EmailMessage
from itertools import count, cycle, islice

import pytest
import sqlalchemy as sa

from portal.accounts.models import VerificationCode
from portal.community.actions.posts import open_topic
from portal.community.models import Post
from portal.core import outbox
from portal.core.db import db, transaction
from portal.core.outbox import OutboxRow
from portal.notifications.models import Notice
from portal.rewards.ledger import credit
from portal.rewards.models import Redemption, StoreItem
from portal.rewards.reconciliation import reconcile
from portal.search import indexing
from tests.factories import join, make_group, make_member
from tests.postbox import open_postbox
from tests.servers import wait_until
from tests.storms.clients import Attempt, Connection, Identity, identity
from tests.storms.conftest import Place

ACKNOWLEDGED = {200, 204, 303}
KINDS = ("reply", "reply", "order", "sign_up")


@dataclass(slots=True)
class Writers:
    """Clients that keep writing until told to stop, and remember which of their keys were acknowledged."""

    port: int
    people: list[Identity]
    topic: str
    acknowledged: dict[str, set[str]] = field(default_factory=lambda: {kind: set() for kind in KINDS})
    statuses: Counter[int] = field(default_factory=Counter)
    stopping: threading.Event = field(default_factory=threading.Event)

    def run(self, number: int) -> None:
        dice, connection = random.Random(number), Connection(self.port)
        for turn in count():
            if self.stopping.is_set():
                break
            kind, key = dice.choice(KINDS), f"k{number}x{turn}"
            status = connection.send(self.attempt(kind, key, number, turn).encoded()).status
            self.statuses[status] += 1
            if status in ACKNOWLEDGED:
                self.acknowledged[kind].add(key)
            else:
                time.sleep(0.1)
        connection.close()

    def wait_for(self, writes: int) -> None:
        """Waits until so many more writes were acknowledged, so that every kill has something to destroy."""
        enough = self.so_far() + writes
        wait_until(lambda: self.so_far() >= enough, f"{writes} writes acknowledged", 90)

    def so_far(self) -> int:
        return sum(len(keys) for keys in self.acknowledged.values())

    def attempt(self, kind: str, key: str, number: int, turn: int) -> Attempt:
        who = self.people[number]
        if kind == "reply":
            return Attempt(who, f"/topics/{self.topic}/posts", {"request_key": key, "body": f"Message {key}"})
        if kind == "order":
            return Attempt(who, "/rewards/items/cup/redemptions", {"request_key": key})
        somewhere = {"X-Forwarded-For": f"10.{number}.{turn // 250}.{turn % 250}"}
        return Attempt(who, "/sign-up", {"contact": address(key)}, somewhere)


def address(key: str) -> str:
    return f"{key}@demo.example"


def prepare(place: Place) -> tuple[list[Identity], str]:
    group = make_group("storm", visibility="members")
    reader, *members = (make_member(f"Writer {number}") for number in range(9))
    join(group, reader, *members)
    with transaction():
        names = {"name_zh_hans": "水杯", "name_zh_hant": "水杯", "name_en": "Cup"}
        db.session.add(StoreItem(slug="cup", cost=1, stock=100_000, kind="virtual", **names))
        for member in members:
            credit(member.id, 100_000, reason="gift", source="storm")
    opened = open_topic(group.id, "Storm", "Words", by=reader.id)
    return [identity(place.app, member) for member in members], opened.topic_public_id


@pytest.mark.parametrize("kills", [pytest.param(3, id="short"), pytest.param(40, id="full", marks=pytest.mark.slow)])
def test_killing_web_and_worker_loses_and_doubles_nothing(place: Place, kills: int) -> None:
    people, topic = prepare(place)
    dice = random.Random(3)
    with open_postbox(pause=0.1) as postbox:
        by_mail = {"PORTAL_MAIL_URL": postbox.url}
        web, worker = place.pages(workers=2, PORTAL_TRUSTED_PROXIES="1", **by_mail), place.worker(**by_mail)
        with web, worker:
            assert web.port is not None
            writers = Writers(web.port, people, topic)
            with at_work(writers):
                for victims in islice(cycle([(web,), (worker,), (web, worker)]), kills):
                    writers.wait_for(25)
                    wait_until(lambda: postbox.senders, "a mail on its way", 60)
                    time.sleep(dice.uniform(0, 2 * postbox.pause))
                    for victim in victims:
                        victim.kill()
                    for victim in victims:
                        victim.start()
            postbox.pause = 0
            web.kill()
            wait_until(lambda: set(outbox.counts()) == {"delivered"}, "everything in the outbox delivered", 120)
    check(writers)
    check_mail(postbox.kept, killed=2 * kills)


@contextmanager
def at_work(writers: Writers) -> Iterator[None]:
    threads = [threading.Thread(target=writers.run, args=(number,)) for number in range(len(writers.people))]
    for thread in threads:
        thread.start()
    try:
        yield
    finally:
        writers.stopping.set()
        for thread in threads:
            thread.join()


def check(writers: Writers) -> None:
    """Each acknowledged write is there, and no write is there twice."""
    found = {
        "reply": db.session.scalars(sa.select(Post.request_key).where(Post.number > 1)).all(),
        "order": db.session.scalars(sa.select(Redemption.request_key)).all(),
        "sign_up": [code.contact.partition("@")[0] for code in db.session.scalars(sa.select(VerificationCode))],
    }
    print(f"\nanswers {dict(writers.statuses)}; written", {kind: len(keys) for kind, keys in found.items()})
    for kind, keys in found.items():
        assert writers.acknowledged[kind]
        assert writers.acknowledged[kind] <= set(keys)
        assert len(keys) == len(set(keys))
    told = db.session.scalar(sa.select(sa.func.count()).select_from(Notice).where(Notice.kind == "reply"))
    assert told == len(found["reply"])
    assert reconcile().is_clean
    assert not indexing.check()


def check_mail(mails: list[EmailMessage], killed: int) -> None:
    """Each outbox row is one message for one person; no process was killed over more than one of them."""
    rows = db.session.scalars(sa.select(OutboxRow.id).where(OutboxRow.kind == "accounts.code"))
    contacts = [code.contact for code in db.session.scalars(sa.select(VerificationCode))]
    messages = {(mail["Message-ID"], mail["To"], mail.get_content()) for mail in mails}
    came_twice = len(mails) - len(messages)
    print(f"{len(messages)} mails, {came_twice} of them came twice")
    assert Counter(key for key, _to, _text in messages) == Counter(f"<code-{row}@127.0.0.1>" for row in rows)
    assert Counter(to for _key, to, _text in messages) == Counter(contacts)
    assert came_twice <= killed
