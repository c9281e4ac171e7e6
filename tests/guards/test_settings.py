"""The README's table of settings is the one the code makes, and `.env.example` names only settings that exist."""

from __future__ import annotations

import re
from dataclasses import fields
from pathlib import Path

from portal.cli.settings import settings_table
from portal.config import Settings

ROOT = Path(__file__).resolve().parents[2]


def test_the_readme_holds_the_table_made_from_the_settings() -> None:
    assert settings_table() in (ROOT / "README.md").read_text("utf-8"), "run: portal settings --write README.md"


def test_the_example_environment_names_only_settings() -> None:
    named = re.findall(r"^#?\s?PORTAL_(\w+)=", (ROOT / ".env.example").read_text("utf-8"), re.MULTILINE)
    assert named
    known = {item.name.upper() for item in fields(Settings)}
    assert [name for name in named if name.removesuffix("_FILE") not in known] == []
