"""What gunicorn serves is repaired for websockets: no deflate, no frame cut short by a full socket."""

from __future__ import annotations

import base64
import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from wsproto.connection import Connection, ConnectionType
from wsproto.events import TextMessage

from portal.core import serving

ROOT = Path(__file__).resolve().parents[2]
FRAMES = 40_000
SERVER = f"""
from gevent import monkey; monkey.patch_all()
import gevent, simple_websocket, socket
from gevent.pywsgi import WSGIServer
from portal.core.serving import send_whole_frames
send_whole_frames()

def app(environ, start_response):
    ws = simple_websocket.Server(environ)
    def talk(which):
        for number in range({FRAMES // 2}):
            ws.send(f"{{which}}:{{number}}:" + "x" * 40)
    gevent.joinall([gevent.spawn(talk, which) for which in "ab"])
    gevent.sleep(20)
    return []

listener = socket.create_server(("127.0.0.1", 0))
listener.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, 8192)
print(listener.getsockname()[1], flush=True)
server = WSGIServer(listener, app, log=None, error_log=None)
server.serve_forever()
"""


@pytest.fixture
def gevent_server() -> Iterator[int]:
    """The port of a gevent server that sends from two greenlets at once."""
    pytest.importorskip("gevent")
    env = {**os.environ, "PYTHONPATH": str(ROOT)}
    process = subprocess.Popen([sys.executable, "-c", SERVER], env=env, stdout=subprocess.PIPE, text=True)
    assert process.stdout is not None
    yield int(process.stdout.readline())
    process.kill()
    process.wait()
    process.stdout.close()


def test_every_frame_reaches_a_client_that_stalls_for_three_seconds(gevent_server: int) -> None:
    key = base64.b64encode(os.urandom(16)).decode()
    with socket.socket() as client:
        client.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
        client.settimeout(20)
        client.connect(("127.0.0.1", gevent_server))
        client.sendall(
            f"GET / HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n"
            f"Sec-WebSocket-Key: {key}\r\nSec-WebSocket-Version: 13\r\n\r\n".encode()
        )
        time.sleep(3)
        frames = list(_frames(client))
    for which in "ab":
        numbers = [int(frame.split(":")[1]) for frame in frames if frame.startswith(which)]
        assert numbers == list(range(FRAMES // 2))


def _frames(client: socket.socket) -> Iterator[str]:
    received = b""
    while b"\r\n\r\n" not in received:
        received += client.recv(4096)
    frames = Connection(ConnectionType.CLIENT)
    data, seen, text = received.partition(b"\r\n\r\n")[2], 0, ""
    while seen < FRAMES:
        frames.receive_data(data)
        for event in frames.events():
            assert isinstance(event, TextMessage)
            text += event.data
            if event.message_finished:
                seen += 1
                yield text
                text = ""
        data = client.recv(65536) if seen < FRAMES else b""


def test_another_version_of_simple_websocket_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(serving, "EXAMINED", "1.0.0")
    with pytest.raises(RuntimeError, match=r"simple-websocket is not 1\.0\.0"):
        serving.send_whole_frames()


def test_a_send_writes_everything_although_the_socket_takes_only_a_part() -> None:
    class Narrow:
        taken = b""

        def send(self, data: bytes) -> int:
            self.taken += data[:3]
            return 3

        def sendall(self, data: bytes) -> None:
            self.taken += data

    narrow = Narrow()
    assert serving.WholeSocket(narrow).send(b"a whole frame") == 13
    assert narrow.taken == b"a whole frame"


def test_the_deflate_offer_of_a_websocket_is_hidden() -> None:
    seen: dict[str, object] = {}

    def wsgi(environ: dict[str, object], start_response: object) -> list[bytes]:
        seen.update(environ)
        return []

    serving.without_extensions(wsgi)({"HTTP_SEC_WEBSOCKET_EXTENSIONS": "permessage-deflate", "PATH_INFO": "/"}, print)  # type: ignore[arg-type]
    assert seen == {"PATH_INFO": "/"}
