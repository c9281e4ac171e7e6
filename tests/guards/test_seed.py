"""The demo's community can be sown, by the verbs, into an empty database."""

from __future__ import annotations

import pytest
from flask import Flask

from portal.accounts.actions.signing_in import authenticate
from portal.cli import seed
from portal.cli.seed.people import SIGN_INS, address
from portal.core.outbox import counts


@pytest.fixture
def sown(app: Flask) -> list[str]:
    """What `portal demo` says it sows."""
    told: list[str] = []
    seed.sow("portal-demo", told.append)
    return told


def test_the_seed_runs_and_its_people_can_sign_in(sown: list[str], deliver: object) -> None:
    assert sown == [name for name, _sower in seed.SOWERS]
    for name in SIGN_INS:
        assert authenticate(address(name), "portal-demo", address="127.0.0.1")
    deliver()  # type: ignore[operator]
    assert "dead" not in counts()
