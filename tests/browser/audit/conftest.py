"""The world that the audits look at, made once for the run."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from playwright.sync_api import Browser

from tests.browser.serving import Served
from tests.world import World, build_world


@pytest.fixture(scope="session")
def world(chromium: Browser, portal: Served) -> World:
    with portal.app.app_context():
        return build_world()


@pytest.fixture
def pictures(tmp_path: Path) -> Path:
    """Where screenshots go: PORTAL_AUDIT_DIR, or a directory of the test."""
    return Path(os.environ.get("PORTAL_AUDIT_DIR") or tmp_path / "audit")
