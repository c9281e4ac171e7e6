"""The real server under the browser tests: one process on a free port, its data in a directory of its own."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from flask import Flask

from portal import create_app
from portal.accounts.models import Member
from portal.config import load_settings
from tests.browser_client import Browser

START_WITHIN = 60.0
COMMAND = "import sys; from portal.cli import main; main(sys.argv[1:], prog_name='portal')"
ROOT = Path(__file__).resolve().parents[2]


@dataclass
class Served:
    """A running portal: its address, and an app on the same data to make rows with."""

    url: str
    app: Flask
    start: Callable[[], subprocess.Popen[bytes]]
    process: subprocess.Popen[bytes]

    def crash(self) -> None:
        """Kills the server and its worker as a crash would; `restart` brings them back."""
        children = Path(f"/proc/{self.process.pid}/task/{self.process.pid}/children").read_text().split()
        for pid in (self.process.pid, *map(int, children)):
            os.kill(pid, signal.SIGKILL)
        self.process.wait()

    def restart(self) -> None:
        self.process = self.start()

    def session_cookie(self, member: Member | None, **values: str) -> str:
        """What the browser's cookie holds once a member has signed in, with what earlier steps left there."""
        client = self.app.test_client()
        assert isinstance(client, Browser)
        if member is not None:
            client.sign_in_as(member)
        client.remember(**values)
        cookie = client.get_cookie(self.app.config["SESSION_COOKIE_NAME"])
        assert cookie is not None
        return str(cookie.value)


@contextmanager
def serve(data_dir: Path) -> Iterator[Served]:
    """Starts `portal serve` on an empty directory and ends it afterwards; fails with its log when it does not start."""
    port = _free_port()
    url = f"http://127.0.0.1:{port}"
    environment = {name: value for name, value in os.environ.items() if not name.startswith("PORTAL_")}
    environment.pop("DATABASE_URL", None)
    environment.pop("REDIS_URL", None)
    environment |= {"PORTAL_DATA_DIR": str(data_dir), "PORTAL_BASE_URL": url, "PORTAL_RATE_LIMITS": "false"}
    environment |= {"PYTHONPATH": str(ROOT)}
    settings = load_settings(
        data_dir=data_dir, base_url=url, database_url="", redis_url="", rate_limits=False, log_level="critical"
    )

    def start() -> subprocess.Popen[bytes]:
        log = data_dir / "server.log"
        with log.open("ab") as output:
            process = subprocess.Popen(
                [sys.executable, "-c", COMMAND, "serve", "--port", str(port), "--threads", "80"],
                env=environment,
                stdout=output,
                stderr=subprocess.STDOUT,
            )
        _wait(process, url, log)
        return process

    process = start()
    app = create_app(settings)
    app.test_client_class = Browser
    served = Served(url, app, start, process)
    try:
        yield served
    finally:
        process = served.process
        process.terminate()
        try:
            process.wait(timeout=15)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _wait(process: subprocess.Popen[bytes], url: str, log: Path) -> None:
    give_up = time.monotonic() + START_WITHIN
    while time.monotonic() < give_up:
        assert process.poll() is None, f"the server ended:\n{log.read_text()[-2000:]}"
        try:
            with urllib.request.urlopen(f"{url}/readyz", timeout=2) as answer:
                if answer.status == 200:
                    return
        except (urllib.error.URLError, OSError):
            time.sleep(0.1)
    raise AssertionError(f"the server was not ready after {START_WITHIN:.0f} s:\n{log.read_text()[-2000:]}")
