"""Closed-loop HTTP clients that cost next to nothing themselves, and what the server's processes spent on them."""

from __future__ import annotations

import os
import re
import socket
import threading
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

LENGTH = re.compile(rb"\r\ncontent-length: *(\d+)", re.IGNORECASE)
CLOSES = re.compile(rb"\r\nconnection: *close", re.IGNORECASE)
TICKS = os.sysconf("SC_CLK_TCK")


@dataclass(frozen=True, slots=True)
class Request:
    """One request of a client's loop; `body` is asked anew each time, so that posts differ."""

    method: str
    path: str
    headers: dict[str, str] = field(default_factory=dict)
    body: Callable[[], str] | None = None
    expect: tuple[int, ...] = (200,)

    def encoded(self) -> bytes:
        body = self.body() if self.body else ""
        headers = {"Host": "127.0.0.1", "Content-Length": str(len(body)), **self.headers}
        lines = (f"{self.method} {self.path} HTTP/1.1", *(f"{name}: {value}" for name, value in headers.items()))
        return "\r\n".join((*lines, "", body)).encode()


@dataclass(frozen=True, slots=True)
class Answer:
    status: int
    bytes: int


class Connection:
    """A keep-alive connection, opened again when it was lost."""

    def __init__(self, port: int) -> None:
        self._port = port
        self._link: socket.socket | None = None

    def send(self, request: bytes) -> Answer:
        """The answer, read to its end; status 0 when the connection breaks before that."""
        try:
            if self._link is None:
                self._link = socket.create_connection(("127.0.0.1", self._port), timeout=60)
            self._link.sendall(request)
            return self._read_answer(self._link)
        except OSError:
            self.close()
            return Answer(0, 0)

    def _read_answer(self, link: socket.socket) -> Answer:
        head = b""
        while (end := head.find(b"\r\n\r\n")) < 0:
            head += _receive(link)
        length = LENGTH.search(head, 0, end)
        size = int(length[1]) if length else 0
        missing = size - (len(head) - end - 4)
        while missing > 0:
            missing -= len(_receive(link))
        if CLOSES.search(head, 0, end):
            self.close()
        return Answer(int(head[9:12]), size)

    def close(self) -> None:
        if self._link is not None:
            self._link.close()
            self._link = None


def _receive(link: socket.socket) -> bytes:
    received = link.recv(65_536)
    if not received:
        raise ConnectionResetError
    return received


@dataclass(frozen=True, slots=True)
class Result:
    """Requests per second, percentiles in ms, CPU ms per request, bytes of the last body, failures."""

    requests: int
    per_second: float
    p50: float
    p99: float
    cpu_ms: float
    bytes: int
    failed: int


def cpu_seconds(pids: Sequence[int]) -> float:
    """User and system time the processes have used so far."""
    total = 0
    for pid in pids:
        fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
        total += int(fields[11]) + int(fields[12])
    return total / TICKS


def resident_mb(pids: Sequence[int]) -> float:
    """The memory the processes hold; what they share counts once."""
    shares = [Path(f"/proc/{pid}/smaps_rollup").read_text() for pid in pids]
    return (
        sum(int(line.split()[1]) for share in shares for line in share.splitlines() if line.startswith("Pss:")) / 1024
    )


def family(pid: int) -> list[int]:
    """A process and its descendants."""
    children = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
    return [pid, *(one for child in children for one in family(int(child)))]


def measure(port: int, request: Request, pids: Sequence[int], *, seconds: float, clients: int) -> Result:
    """Sends the request from `clients` keep-alive connections, each waiting for its answer, for some seconds."""
    times: list[float] = []
    sizes: list[int] = [0]
    failed: list[int] = []
    until = time.perf_counter() + seconds

    def run() -> None:
        connection = Connection(port)
        while (begun := time.perf_counter()) < until:
            answer = connection.send(request.encoded())
            sizes[0] = answer.bytes
            times.append(time.perf_counter() - begun)
            if answer.status not in request.expect:
                failed.append(answer.status)
        connection.close()

    threads = [threading.Thread(target=run) for _client in range(clients)]
    before, begun = cpu_seconds(pids), time.perf_counter()
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    elapsed, spent = time.perf_counter() - begun, cpu_seconds(pids) - before
    ordered = sorted(times)
    return Result(
        requests=len(ordered),
        per_second=len(ordered) / elapsed,
        p50=ordered[len(ordered) // 2] * 1000,
        p99=ordered[int(len(ordered) * 0.99)] * 1000,
        cpu_ms=spent * 1000 / len(ordered),
        bytes=sizes[0],
        failed=len(failed),
    )
