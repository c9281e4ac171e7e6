"""A mail server for tests: it keeps every message that it accepted."""

from __future__ import annotations

import socketserver
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from email import message_from_bytes, policy
from email.message import EmailMessage


class Postman(socketserver.StreamRequestHandler):
    """As much of an SMTP server as a test needs; a message that breaks off is not accepted."""

    server: Postbox

    def setup(self) -> None:
        super().setup()
        self.server.senders.add(self.client_address)

    def finish(self) -> None:
        self.server.senders.discard(self.client_address)
        super().finish()

    def handle(self) -> None:
        time.sleep(self.server.pause)
        self._say(b"220 test")
        while line := self.rfile.readline():
            word = line[:4].upper()
            if word == b"DATA":
                self._say(b"354 go on")
                if not self._take():
                    return
                time.sleep(self.server.pause)
            self._say(b"221 bye" if word == b"QUIT" else b"250 ok")

    def _take(self) -> bool:
        lines = []
        while (line := self.rfile.readline()) != b".\r\n":
            if not line:
                return False
            lines.append(line)
        self.server.kept.append(message_from_bytes(b"".join(lines), policy=policy.default))
        return True

    def _say(self, line: bytes) -> None:
        self.wfile.write(line + b"\r\n")


class Postbox(socketserver.ThreadingTCPServer):
    """`kept` holds the messages in the order of their coming, `senders` who is here.

    A sender waits a `pause` before its message is taken, and again before it hears so.
    """

    daemon_threads = True

    def __init__(self, pause: float) -> None:
        super().__init__(("127.0.0.1", 0), Postman)
        self.kept: list[EmailMessage] = []
        self.senders: set[object] = set()
        self.pause = pause
        self.url = f"smtp://127.0.0.1:{self.server_address[1]}"

    def handle_error(self, request: object, client_address: object) -> None:
        """A sender that was killed is no error."""


@contextmanager
def open_postbox(pause: float = 0) -> Iterator[Postbox]:
    with Postbox(pause) as server:
        threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True).start()
        yield server
        server.shutdown()
