"""The wheel, installed alone into an empty directory, serves all three languages."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
LOOK = """
import os
from portal import create_app
from portal.config import load_settings
from portal.core import migrations
app = create_app(load_settings(data_dir="data"))
with app.app_context():
    migrations.upgrade()
client = app.test_client()
for tag in ("zh-CN", "zh-TW", "en"):
    page = client.get("/sign-in", headers={"Accept-Language": tag}).get_data(as_text=True)
    print(page.split("<title>")[1].split("</title>")[0].strip())
style = app.extensions["assets"]["css/app.css"]
print(len(style.brotli) < len(style.body) / 3)
"""


@pytest.mark.slow
def test_an_installed_wheel_serves_three_languages_and_packed_assets(tmp_path: Path) -> None:
    source, place, empty = tmp_path / "source", tmp_path / "installed", tmp_path / "empty"
    empty.mkdir()
    subprocess.run(["git", "clone", "-q", str(ROOT), str(source)], check=True)
    install = [sys.executable, "-m", "pip", "install", "-q", "--no-deps", "--target", str(place), str(source)]
    subprocess.run(install, check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    env = {name: value for name, value in os.environ.items() if not name.startswith("PORTAL_")}
    env["PYTHONPATH"] = str(place)
    seen = subprocess.run([sys.executable, "-c", LOOK], cwd=empty, env=env, capture_output=True, text=True, check=True)
    *titles, packed = seen.stdout.strip().splitlines()
    assert len(set(titles)) == 3
    assert titles[0].startswith("登录")
    assert titles[1].startswith("登入")
    assert titles[2].startswith("Sign in")
    assert packed == "True"
