"""A wire between the browser and the server that a test may cut: what is cut is cut for workers and pages alike."""

from __future__ import annotations

import contextlib
import socket
import threading
from collections.abc import Iterator
from urllib.parse import urlsplit


class Wire:
    """Carries every connection to the server until it is cut; a cut one refuses new ones and drops the open ones."""

    def __init__(self, to: str) -> None:
        parts = urlsplit(to)
        self.target = (parts.hostname or "localhost", parts.port or 80)
        self.door = socket.create_server(("127.0.0.1", 0))
        self.url = f"http://localhost:{self.door.getsockname()[1]}"
        self.whole = True
        self.open: set[socket.socket] = set()
        threading.Thread(target=self._answer, daemon=True).start()

    def cut(self) -> None:
        """From now on nothing passes."""
        self.whole = False
        for end in list(self.open):
            with contextlib.suppress(OSError):
                end.shutdown(socket.SHUT_RDWR)

    def mend(self) -> None:
        """As before."""
        self.whole = True

    def close(self) -> None:
        """Take the wire away."""
        self.cut()
        self.door.close()

    def _answer(self) -> None:
        while True:
            try:
                near, _ = self.door.accept()
            except OSError:
                return
            if not self.whole:
                near.close()
                continue
            try:
                far = socket.create_connection(self.target)
            except OSError:
                near.close()
                continue
            self.open |= {near, far}
            for one, other in ((near, far), (far, near)):
                threading.Thread(target=self._carry, args=(one, other), daemon=True).start()

    def _carry(self, one: socket.socket, other: socket.socket) -> None:
        with contextlib.suppress(OSError):
            while self.whole and (data := one.recv(65536)):
                other.sendall(data)
        for end in (one, other):
            self.open.discard(end)
            with contextlib.suppress(OSError):
                end.close()


@contextlib.contextmanager
def wire_to(url: str) -> Iterator[Wire]:
    """A wire for one test."""
    made = Wire(url)
    try:
        yield made
    finally:
        made.close()
