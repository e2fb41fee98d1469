"""A whole borough of its own for the journeys: `coopcouncil run --demo` on free ports, and a browser."""

import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import httpx

CHROMIUM = next((path for name in ("chromium", "chromium-browser") if (path := shutil.which(name))), None)
CHROMIUM_ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
READY_WITHIN_SECONDS = 480


@dataclass(frozen=True)
class Borough:
    url: str
    home: Path
    process: subprocess.Popen[bytes]
    agencies: dict[str, str]


def free_ports(count: int) -> int:
    """The first of `count` neighbouring free ports, where no other test process looks: each begins at its own place.

    A port is free only until somebody binds it, and a borough takes seconds to do so. Below 32768, where the system
    hands out ports of its own.
    """
    for base in range(10000 + os.getpid() * 16 % 20000, 32000, count):
        held: list[socket.socket] = []
        try:
            for port in range(base, base + count):
                taken = socket.socket()
                held.append(taken)
                taken.bind(("127.0.0.1", port))
        except OSError:
            continue
        else:
            return base
        finally:
            for taken in held:
                taken.close()
    raise RuntimeError("No free ports.")


def start(home: Path, port: int, *, log: Path) -> subprocess.Popen[bytes]:
    environment = {
        **{name: value for name, value in os.environ.items() if not name.startswith(("COOPCOUNCIL_", "DJANGO_"))},
        "COOPCOUNCIL_HOME": str(home),
        "COOPCOUNCIL_AGENCY_PORT": str(port + 1),
    }
    command = [str(Path(sys.executable).with_name("coopcouncil")), "run", "--demo", "--port", str(port)]
    with log.open("ab") as output:
        return subprocess.Popen(command, env=environment, stdout=output, stderr=subprocess.STDOUT)


def wait_until_ready(url: str, process: subprocess.Popen[bytes], *, log: Path) -> float:
    """Wait for /readyz to answer 200. Returns the seconds it took."""
    began = time.monotonic()
    while time.monotonic() - began < READY_WITHIN_SECONDS:
        if process.poll() is not None:
            break
        try:
            if httpx.get(f"{url}/readyz", timeout=5).status_code == 200:
                return time.monotonic() - began
        except httpx.HTTPError:
            pass
        time.sleep(0.1)
    raise AssertionError(f"The borough is not ready:\n{log.read_text()[-4000:]}")


@contextmanager
def running_borough() -> Iterator[Borough]:
    with tempfile.TemporaryDirectory(prefix="cc-") as folder:
        home, log, port = Path(folder) / "home", Path(folder) / "log", free_ports(4)
        process = start(home, port, log=log)
        url = f"http://localhost:{port}"
        try:
            wait_until_ready(url, process, log=log)
            agencies = ("national-benefits-office", "ashmere-homes", "vale-nhs-trust")
            yield Borough(
                url,
                home,
                process,
                {code: f"http://127.0.0.1:{port + 1 + place}" for place, code in enumerate(agencies)},
            )
        finally:
            process.send_signal(signal.SIGINT)
            try:
                process.wait(30)
            except subprocess.TimeoutExpired:
                process.kill()
