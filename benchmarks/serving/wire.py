"""The cheapest client that is still an honest one: HTTP/1.1 over a kept connection, every answer read to its end.

It shares the machine with what is measured, so each millisecond that it works is one that the server lacks: httpx takes
some two milliseconds for an exchange, this a tenth of one.
"""

import re
import socket
import time
from dataclasses import dataclass
from urllib.parse import urlsplit

IDLE_SECONDS = 5.0  # after which a new connection is made: the server closes those that nobody uses
_LENGTH = re.compile(rb"\r\ncontent-length: *(\d+)", re.I)
_LOCATION = re.compile(rb"\r\nlocation: *([^\r]+)", re.I)
_COOKIE = re.compile(rb"\r\nset-cookie: *([^=;]+)=([^;\r]*)", re.I)


@dataclass(frozen=True)
class Answer:
    """`head` is the status line and the headers as they came."""

    status: int
    head: bytes
    body: bytes

    @property
    def text(self) -> str:
        return self.body.decode()

    @property
    def location(self) -> str:
        """Where a redirect leads, or ""."""
        found = _LOCATION.search(self.head)
        return found[1].decode() if found else ""

    @property
    def cookies(self) -> dict[str, str]:
        return {name.decode(): value.decode() for name, value in _COOKIE.findall(self.head)}


class Wire:
    """One kept connection to the server at `url`; `headers` go with every request."""

    def __init__(self, url: str, headers: dict[str, str]) -> None:
        where = urlsplit(url)
        self._where = (where.hostname or "", where.port or 80)
        self._socket = self._connected()
        self._always = "".join(f"{name}: {value}\r\n" for name, value in headers.items())

    def ask(self, method: str, path: str, body: bytes = b"", **headers: str) -> Answer:
        """Send one request and read its whole answer. An underscore in a header's name stands for a hyphen."""
        own = "".join(f"{name.replace('_', '-')}: {value}\r\n" for name, value in headers.items())
        length = f"Content-Length: {len(body)}\r\n" if body or method == "POST" else ""
        if time.monotonic() - self._used_at > IDLE_SECONDS:
            self._socket.close()
            self._socket = self._connected()
        self._socket.sendall(f"{method} {path} HTTP/1.1\r\n{self._always}{own}{length}\r\n".encode() + body)
        held = b""
        while (end := held.find(b"\r\n\r\n")) < 0:
            held += self._more()
        head = held[:end]
        length_said = _LENGTH.search(head)
        if length_said is None:
            raise SystemExit(f"{method} {path}: an answer without a length\n{head.decode()}")
        whole = end + 4 + int(length_said[1])
        while len(held) < whole:
            held += self._more()
        self._used_at = time.monotonic()
        return Answer(int(head[9:12]), head, held[end + 4 :])

    def close(self) -> None:
        self._socket.close()

    def _connected(self) -> socket.socket:
        self._used_at = time.monotonic()
        made = socket.create_connection(self._where, timeout=60)
        made.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        return made

    def _more(self) -> bytes:
        if not (more := self._socket.recv(262_144)):
            raise SystemExit("The server closed the connection.")
        return more
