"""Real server processes for tests: started on a free port with a database of their own, killed at the end."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from contextlib import suppress
from pathlib import Path
from types import TracebackType
from urllib.error import URLError

PORTAL = [sys.executable, "-c", "from portal.cli import main; main(prog_name='portal')"]
CHECKOUT = Path(__file__).resolve().parents[1]


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


class Server:
    """`portal ARGUMENTS` as a process group; a context manager that is ready when entered."""

    def __init__(self, *arguments: str, data_dir: Path, port: int | None = None, **environment: str) -> None:
        self.port = port
        self._command = [*PORTAL, *arguments, *(("--port", str(port)) if port else ())]
        self._log = data_dir / f"{'-'.join(arguments[:1])}-{port or 'worker'}.log"
        self._environment = {
            **{key: value for key, value in os.environ.items() if not key.startswith("PORTAL_")},
            "PYTHONPATH": str(CHECKOUT),
            "PORTAL_DATA_DIR": str(data_dir),
            "PORTAL_RATE_LIMITS": "0",
            "PORTAL_LOG_LEVEL": "warning",
            **({"PORTAL_BASE_URL": f"http://127.0.0.1:{port}"} if port else {}),
            **environment,
        }
        self.process: subprocess.Popen[bytes] | None = None

    def __enter__(self) -> Server:
        self.start()
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, _: TracebackType | None) -> None:
        self.kill()
        if error is not None:
            sys.stderr.write(self._log.read_text()[-4000:])

    @property
    def pid(self) -> int:
        assert self.process is not None
        return self.process.pid

    def start(self, seconds: float = 20) -> None:
        """Starts the processes and waits until they answer. Raises TimeoutError with the end of their log."""
        with self._log.open("ab") as log:
            self.process = subprocess.Popen(
                self._command, env=self._environment, stdout=log, stderr=log, start_new_session=True, cwd=CHECKOUT
            )
        until = time.monotonic() + seconds
        while self.port and not self._answers():
            if time.monotonic() > until or self.process.poll() is not None:
                self.kill()
                raise TimeoutError(self._log.read_text()[-3000:])
            time.sleep(0.05)

    def _answers(self) -> bool:
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{self.port}/readyz", timeout=2) as answer:
                return bool(answer.status == 200)
        except (URLError, OSError):
            return False

    def kill(self) -> None:
        """kill -9 for every process of the group, at once."""
        if self.process is not None:
            with suppress(ProcessLookupError):
                os.killpg(self.process.pid, signal.SIGKILL)
            self.process.wait()
