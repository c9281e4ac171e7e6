"""Points in hand, a store with things to have and to want, and one redemption."""

from __future__ import annotations

from portal.core.db import transaction
from portal.rewards import ledger
from portal.rewards.actions.catalogue import define_item
from portal.rewards.actions.redemptions import redeem
from tests.world.rows import World


def add_store(world: World) -> None:
    define_item("cup", names=("保温杯", "保溫杯", "Warm cup"), cost=30, stock=5)
    define_item("visit", names=("营养门诊一次", "營養門診一次", "One diet visit"), cost=900, stock=2)
    define_item("gone", names=("健康日历", "健康日曆", "Health calendar"), cost=20, stock=0)
    with transaction():
        ledger.credit(world.people["ana"], 120, reason="checked_in", source="world:1")
    redeem("cup", "a-request-key", by=world.people["ana"])
