"""Real processes for tests: the portal, and what it stands on, each on a free port, killed at the end."""

from __future__ import annotations

import os
import secrets
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable, Sequence
from contextlib import suppress
from pathlib import Path
from types import TracebackType
from typing import Self

CHECKOUT = Path(__file__).resolve().parents[1]
BELOW_CLIENTS = range(20_000, 32_000)


def free_port() -> int:
    """A free port below those the kernel lends to clients, so that a killed server gets it back."""
    while True:
        port = secrets.choice(BELOW_CLIENTS)
        with socket.socket() as probe, suppress(OSError):
            probe.bind(("127.0.0.1", port))
            return port


def wait_until(done: Callable[[], object], what: str, seconds: float) -> float:
    """How long it took until something was so; fails when it takes longer than allowed."""
    begun = time.monotonic()
    while not done():
        assert time.monotonic() - begun < seconds, f"not within {seconds} s: {what}"
        time.sleep(0.01)
    return time.monotonic() - begun


class Process:
    """A command as a process group that writes to a log; a context manager that answers when it is entered."""

    def __init__(self, command: Sequence[str], *, log: Path, port: int | None = None, **environment: str) -> None:
        self.port = port
        self._command = command
        self._log = log
        own = {"DATABASE_URL", "REDIS_URL"}
        kept = {name: value for name, value in os.environ.items() if not name.startswith("PORTAL_") and name not in own}
        self._environment = {**kept, "PYTHONPATH": str(CHECKOUT), **environment}
        self._running: subprocess.Popen[bytes] | None = None

    def __enter__(self) -> Self:
        self.start()
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, _: TracebackType | None) -> None:
        self.kill()
        if error is not None:
            sys.stderr.write(self._log.read_text()[-4000:])

    def start(self, seconds: float = 60) -> None:
        """Starts the command and waits until it answers. Raises TimeoutError with the end of its log."""
        with self._log.open("ab") as log:
            self._running = subprocess.Popen(
                self._command, env=self._environment, stdout=log, stderr=log, start_new_session=True, cwd=CHECKOUT
            )
        until = time.monotonic() + seconds
        while self.port is not None and not self.answers():
            if time.monotonic() > until or self._running.poll() is not None:
                self.kill()
                raise TimeoutError(self._log.read_text()[-3000:])
            time.sleep(0.05)

    def answers(self) -> bool:
        with socket.socket() as probe:
            return probe.connect_ex(("127.0.0.1", self.port)) == 0

    def kill(self) -> None:
        """kill -9 for every process of the group, at once."""
        if self._running is not None:
            with suppress(ProcessLookupError):
                os.killpg(self._running.pid, signal.SIGKILL)
            self._running.wait()

    @property
    def pid(self) -> int:
        assert self._running is not None
        return self._running.pid


class Server(Process):
    """`portal ARGUMENTS` on a data directory, without rate limits; one with a port answers when it is ready."""

    def __init__(self, *arguments: str, data_dir: Path, port: int | None = None, **environment: str) -> None:
        self.url = f"http://127.0.0.1:{port}"
        named = {"PORTAL_DATA_DIR": str(data_dir), "PORTAL_RATE_LIMITS": "0", "PORTAL_LOG_LEVEL": "warning"}
        if port is not None:
            arguments = (*arguments, "--port", str(port))
            named["PORTAL_BASE_URL"] = self.url
        command = [sys.executable, "-m", "portal", *arguments]
        log = data_dir / f"{arguments[0]}-{port or 'quiet'}.log"
        super().__init__(command, log=log, port=port, **{**named, **environment})

    def answers(self) -> bool:
        try:
            with urllib.request.urlopen(f"{self.url}/readyz", timeout=2) as answer:
                return bool(answer.status == 200)
        except OSError:
            return False
