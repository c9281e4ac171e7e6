"""`portal demo` as its user meets it: an address and sign-ins, kept for the next start, nothing else touched."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.error import URLError
from urllib.request import urlopen

import pytest
from click.testing import CliRunner

from portal.cli import main

ROOT = Path(__file__).resolve().parents[2]


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        return int(listener.getsockname()[1])


@contextmanager
def running_demo(home: Path, *arguments: str) -> Iterator[tuple[str, subprocess.Popen[str]]]:
    """A demo that answers, by its address; told to end on exit."""
    port = free_port()
    env = {name: value for name, value in os.environ.items() if not name.startswith("PORTAL_")}
    command = [sys.executable, "-m", "portal", "demo", "--port", str(port), "--data", str(home), *arguments]
    pipes = {"stdout": subprocess.PIPE, "stderr": subprocess.STDOUT}
    process = subprocess.Popen(command, env={**env, "PYTHONPATH": str(ROOT)}, cwd=home.parent, text=True, **pipes)  # type: ignore[call-overload]
    address = f"http://127.0.0.1:{port}"
    try:
        wait_until_ready(address, process)
        yield address, process
    finally:
        process.send_signal(signal.SIGTERM)
        process.wait(timeout=15)
        process.stdout.close()


def wait_until_ready(address: str, process: subprocess.Popen[str]) -> None:
    for _attempt in range(300):
        assert process.poll() is None, process.stdout.read() if process.stdout else ""
        try:
            with urlopen(f"{address}/readyz", timeout=5):
                return
        except (URLError, OSError):
            time.sleep(0.2)
    raise AssertionError("the demo did not answer within a minute")


def test_a_demo_shows_its_sign_ins_and_keeps_its_people_for_the_next_start(tmp_path: Path) -> None:
    home = tmp_path / "demo"
    with running_demo(home) as (address, process):
        page = urlopen(f"{address}/sign-in", timeout=10).read().decode()
        assert 'lang="zh-Hans"' in page
        assert "演示" in page
        assert urlopen(f"{address}/healthz", timeout=10).status == 200
        process.send_signal(signal.SIGTERM)
        said = process.communicate(timeout=15)[0]
    assert process.returncode == 0
    assert "ana@demo.example" in said
    assert address in said
    sown = (home / "portal.db").stat().st_size
    started = time.monotonic()
    with running_demo(home) as (_address, process):
        took = time.monotonic() - started
        process.send_signal(signal.SIGTERM)
        assert "Sown" not in process.communicate(timeout=15)[0]
    assert took < 15
    assert (home / "portal.db").stat().st_size >= sown


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["--host", "0.0.0.0"], "--yes-public"),
        (["--host", "192.0.2.1"], "--yes-public"),
    ],
)
def test_a_host_that_others_reach_is_refused(arguments: list[str], words: str) -> None:
    ended = CliRunner().invoke(main, ["demo", *arguments])
    assert ended.exit_code == 1
    assert words in ended.output


@pytest.mark.parametrize("options", [[], ["--fresh"]])
def test_a_directory_that_holds_something_else_is_never_emptied(tmp_path: Path, options: list[str]) -> None:
    (tmp_path / "thesis.txt").write_text("years of work")
    ended = CliRunner().invoke(main, ["demo", "--data", str(tmp_path), *options])
    assert ended.exit_code == 1
    assert "something else" in ended.output
    assert (tmp_path / "thesis.txt").exists()
