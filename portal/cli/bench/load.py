"""Closed-loop HTTP clients and what the server's processes spent on them."""

from __future__ import annotations

import http.client
import os
import threading
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

TICKS = os.sysconf("SC_CLK_TCK")


@dataclass(frozen=True, slots=True)
class Request:
    """One request of a client's loop; `body` is asked anew each time, so that posts differ."""

    method: str
    path: str
    headers: dict[str, str] = field(default_factory=dict)
    body: Callable[[], str] | None = None
    expect: tuple[int, ...] = (200,)


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
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
        while (begun := time.perf_counter()) < until:
            body = request.body() if request.body else None
            connection.request(request.method, request.path, body, request.headers)
            answer = connection.getresponse()
            sizes[0] = len(answer.read())
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
