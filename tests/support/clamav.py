"""ClamAV's own daemon with a signature of ours alone, so that nothing is fetched and nothing harmful is at hand."""

import shutil
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from tests.support.files import MARKER

CLAMD = shutil.which("clamd") or next((path for path in ("/usr/sbin/clamd",) if Path(path).exists()), None)
READY_WITHIN_SECONDS = 60


@dataclass
class Scanner:
    socket: str
    process: subprocess.Popen[bytes]

    def stop(self) -> None:
        self.process.terminate()
        self.process.wait(20)


@contextmanager
def running_clamd() -> Iterator[Scanner]:
    """A scanner that knows one harmless word, at a socket of its own."""
    with tempfile.TemporaryDirectory(prefix="clam-") as folder:
        home = Path(folder)
        database = home / "signatures"
        database.mkdir()
        # name : any kind of file : anywhere : the word in hexadecimal. Source: ClamAV, "Extended signature format".
        (database / "ours.ndb").write_text(f"Coopcouncil.Harmless.Marker:0:*:{MARKER.hex()}\n")
        settings = home / "clamd.conf"
        settings.write_text(
            f"DatabaseDirectory {database}\nLocalSocket {home}/clamd.sock\nForeground yes\nLogFile {home}/log\n"
            "StreamMaxLength 25M\nOfficialDatabaseOnly no\n"
        )
        process = subprocess.Popen(
            [str(CLAMD), "--config-file", str(settings)], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
        )
        scanner = Scanner(f"{home}/clamd.sock", process)
        try:
            _wait(scanner, home / "log")
            yield scanner
        finally:
            if process.poll() is None:
                scanner.stop()


def _wait(scanner: Scanner, log: Path) -> None:
    began = time.monotonic()
    while time.monotonic() - began < READY_WITHIN_SECONDS:
        if scanner.process.poll() is not None:
            break
        if Path(scanner.socket).exists():
            return
        time.sleep(0.1)
    raise AssertionError(f"clamd is not ready: {log.read_text() if log.exists() else 'no log'}")
