"""The counters that protect accounts hold over processes, and believe only the proxies that were set."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

from flask import Flask

from tests.accounts.entrance import ANA, make_account, sign_in
from tests.browser_client import OpenBrowser

ROOT = Path(__file__).resolve().parents[2]


def elsewhere(app: Flask, identifiers: list[str], forwarded: list[str] | None = None, **plan: Any) -> list[int]:
    """The statuses of wrong sign-ins made by another process on this test's database."""
    here = app.extensions["settings"]
    plan["settings"] = {
        "data_dir": str(here.data_dir),
        "database_url": here.database_url,
        "trusted_proxies": plan.pop("trusted_proxies", 0),
    }
    plan |= {"identifiers": identifiers, "forwarded": forwarded or [""] * len(identifiers)}
    command = [sys.executable, "-m", "tests.accounts.elsewhere", json.dumps(plan)]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=60, check=True)
    found: list[int] = json.loads(done.stdout.splitlines()[-1])
    return found


def test_wrong_tries_add_up_over_two_processes(app: Flask, browser: OpenBrowser) -> None:
    make_account()
    for _try in range(3):
        assert sign_in(browser(), password="wrong words").status_code == 422
    assert elsewhere(app, [ANA] * 3) == [422, 422, 429]
    assert sign_in(browser()).status_code == 429


def test_behind_a_trusted_proxy_only_its_own_word_counts(app: Flask) -> None:
    people = [f"p{number}@demo.example" for number in range(5)]
    spoofed = [f"10.0.0.{number}, 203.0.113.9" for number in range(5)]
    assert elsewhere(app, people, spoofed, trusted_proxies=1, per_address=4) == [422] * 4 + [429]
    real = [f"203.0.113.{number}" for number in range(20, 25)]
    assert elsewhere(app, people, real, trusted_proxies=1, per_address=4) == [422] * 5


def test_without_one_a_claimed_address_changes_nothing(app: Flask) -> None:
    people = [f"q{number}@demo.example" for number in range(5)]
    claimed = [f"203.0.113.{number}" for number in range(5)]
    assert elsewhere(app, people, claimed, per_address=4) == [422] * 4 + [429]
