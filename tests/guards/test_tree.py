"""Nothing of one machine stands in the tree, and every package says what it is for."""

from __future__ import annotations

import re
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
TEXTS = {".py", ".html", ".css", ".js", ".toml", ".md", ".txt", ".yml", ".yaml", ".conf", ".service", ".example", ""}
MACHINE = re.compile(r"(?<![\w.:/}])/(home|root|Users|work|tmp/w)/\w")


def _own_files() -> list[Path]:
    places = ["portal", "tests", "deploy", "translations", ".ci"]
    inside = [path for place in places for path in (ROOT / place).rglob("*") if path.is_file()]
    top = [path for path in ROOT.iterdir() if path.is_file() and path.suffix in TEXTS and path.name != ".git"]
    return [path for path in inside + top if path.suffix in TEXTS and not {"vendor", "__pycache__"} & set(path.parts)]


def test_no_file_names_a_path_of_one_machine() -> None:
    found = [str(path.relative_to(ROOT)) for path in _own_files() if MACHINE.search(path.read_text("utf-8"))]
    assert found in ([], ["tests/guards/test_tree.py"])


def test_every_package_opens_with_its_purpose() -> None:
    packages = list((ROOT / "portal").glob("*/__init__.py"))
    assert packages
    assert [str(path.parent.name) for path in packages if not path.read_text("utf-8").startswith('"""')] == []
