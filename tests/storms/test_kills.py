"""G4: web and worker killed with -9 again and again under mixed writes; what was acknowledged is there, once."""

from __future__ import annotations

import itertools
import random
import threading
import time
from dataclasses import dataclass, field

import pytest
import sqlalchemy as sa

from portal.community.actions.posts import open_topic
from portal.community.models import Group, Post
from portal.core import outbox
from portal.core.db import db, transaction
from portal.core.jobs import jobs
from portal.core.outbox import OutboxRow
from portal.notifications.models import Notice
from portal.rewards.ledger import credit
from portal.rewards.models import Redemption, StoreItem
from portal.rewards.reconciliation import reconcile
from tests.factories import join, make_group, make_member
from tests.servers import Server
from tests.storms.clients import Attempt, Identity, identity, storm
from tests.storms.conftest import Place

ACKNOWLEDGED = {200, 303}


@dataclass(slots=True)
class Writers:
    """Clients that keep writing until told to stop, and remember which request keys were acknowledged."""

    port: int
    people: list[Identity]
    topic: str
    acknowledged: dict[str, set[str]] = field(default_factory=lambda: {"reply": set(), "order": set()})
    sent: int = 0
    stopping: threading.Event = field(default_factory=threading.Event)

    def run(self, number: int) -> None:
        dice = random.Random(number)
        for turn in itertools.count():
            if self.stopping.is_set():
                return
            key = f"k{number}x{turn}"
            kind = dice.choice(["reply", "reply", "order"])
            who = self.people[number % len(self.people)]
            if kind == "reply":
                attempt = Attempt(who, f"/topics/{self.topic}/posts", {"request_key": key, "body": f"Message {key}"})
            else:
                attempt = Attempt(who, "/rewards/items/cup/redemptions", {"request_key": key})
            outcome = storm([self.port], [attempt], clients=1)
            self.sent += 1
            if set(outcome.statuses) <= ACKNOWLEDGED:
                self.acknowledged[kind].add(key)
            elif outcome.statuses[0]:
                time.sleep(0.1)


def prepare(place: Place) -> tuple[list[Identity], str]:
    group = make_group("storm", visibility="members")
    members = [make_member(f"Writer {number}") for number in range(8)]
    join(group, *members)
    with transaction():
        names = {"name_zh_hans": "水杯", "name_zh_hant": "水杯", "name_en": "Cup"}
        db.session.add(StoreItem(slug="cup", cost=1, stock=100_000, kind="virtual", **names))
        for member in members:
            credit(member.id, 100_000, reason="gift", source="storm")
    opened = open_topic(db.session.scalars(sa.select(Group.id)).one(), "Storm", "Words", by=make_reader(group).id)
    return [identity(place.app, member.id) for member in members], opened.topic_public_id


def make_reader(group: Group):  # type: ignore[no-untyped-def]
    reader = make_member("Reader")
    join(group, reader)
    return reader


@pytest.mark.parametrize("kills", [pytest.param(6, id="short"), pytest.param(40, id="full", marks=pytest.mark.slow)])
def test_killing_web_and_worker_loses_and_doubles_nothing(place: Place, kills: int) -> None:
    people, topic = prepare(place)
    web = place.server("serve", "--role", "pages", "--workers", "2")
    environment = {"PORTAL_DATABASE_URL": place.database_url} if place.database_url else {}
    worker = Server("worker", data_dir=place.home, port=None, **environment)
    dice = random.Random(3)
    web.start()
    worker.start()
    assert web.port is not None
    writers = Writers(web.port, people, topic)
    threads = [threading.Thread(target=writers.run, args=(number,)) for number in range(8)]
    for thread in threads:
        thread.start()
    try:
        for _kill in range(kills):
            time.sleep(dice.uniform(0.5, 1.5))
            victim = dice.choice([web, worker])
            victim.kill()
            victim.start()
    finally:
        writers.stopping.set()
        for thread in threads:
            thread.join()
        web.kill()
        worker.kill()
    while outbox.counts().get("pending"):
        with transaction():
            db.session.execute(
                sa.update(OutboxRow).where(OutboxRow.state == "pending").values(due_at=OutboxRow.created_at)
            )
        jobs().work()
    check(writers)


def check(writers: Writers) -> None:
    replies = list(db.session.scalars(sa.select(Post.request_key).where(Post.number > 1)))
    orders = list(db.session.scalars(sa.select(Redemption.request_key)))
    print(f"\n{writers.sent} sent, {len(replies)} replies, {len(orders)} orders, outbox {outbox.counts()}")
    assert writers.acknowledged["reply"] and writers.acknowledged["order"]
    assert writers.acknowledged["reply"] <= set(replies) and len(replies) == len(set(replies))
    assert writers.acknowledged["order"] <= set(orders) and len(orders) == len(set(orders))
    assert set(outbox.counts()) <= {"delivered"}
    told = db.session.scalar(sa.select(sa.func.count()).select_from(Notice).where(Notice.kind == "reply"))
    assert told == len(replies)
    assert reconcile().is_clean
