"""ClamAV, where the council runs it: a file is streamed to `clamd`, which says what it found.

The protocol is `INSTREAM` of clamd(8): the command, then pieces each headed by its length in four bytes, then a length
of zero; the answer is one line.
"""

import socket
import struct

import structlog
from django.conf import settings

from coopcouncil.kernel.words import Said
from coopcouncil.sharing.domain.documents import RefusedFile

log = structlog.get_logger(__name__)
_PIECE = 64 * 1024
_SECONDS = 30


class ScannerDown(RefusedFile):
    """A scanner is set up and gave no answer that can be trusted."""


def scan(content: bytes) -> str:
    """Returns "clean", or "not_scanned" where no scanner is set up. Raises RefusedFile for a find, and ScannerDown."""
    where = settings.CLAMD
    if not where:
        return "not_scanned"
    try:
        answer = _ask(where, content)
    except (OSError, ValueError) as error:
        log.error("scanner_down", reason=type(error).__name__)
        raise _down() from error
    if answer == "stream: OK":
        return "clean"
    if answer.endswith(" FOUND"):
        log.warning("scanner_found", signature=answer.removeprefix("stream: ").removesuffix(" FOUND")[:80])
        raise RefusedFile(Said("Our scanner found a virus in this file."))
    log.error("scanner_down", reason=answer[:80])
    raise _down()


def _down() -> ScannerDown:
    return ScannerDown(
        Said("We could not scan the file for viruses just now."),
        Said("Please try again in a few minutes, or go on without it."),
    )


def _ask(where: str, content: bytes) -> str:
    with _connect(where) as line:
        line.sendall(b"zINSTREAM\0")
        for start in range(0, len(content), _PIECE):
            piece = content[start : start + _PIECE]
            line.sendall(struct.pack("!L", len(piece)) + piece)
        line.sendall(struct.pack("!L", 0))
        answer = b""
        while not answer.endswith(b"\0"):
            more = line.recv(4096)
            if not more or len(answer) > _PIECE:
                raise ValueError("no whole answer")
            answer += more
    return answer.rstrip(b"\0").decode("utf-8", "replace").strip()


def _connect(where: str) -> socket.socket:
    """By a path, `/run/clamav/clamd.ctl`, or by `host:port`."""
    if where.startswith("/"):
        line = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        line.settimeout(_SECONDS)
        try:
            line.connect(where)
        except OSError:
            line.close()
            raise
        return line
    host, _, port = where.rpartition(":")
    return socket.create_connection((host, int(port)), timeout=_SECONDS)
