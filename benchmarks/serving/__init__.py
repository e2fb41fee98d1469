"""What the benchmarks of the real server share: a council of its own in production settings, and how busy it is."""

import json
import os
import secrets
import signal
import socket
import subprocess
import sys
import tempfile
import time
from base64 import b64encode
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx
import psutil

COMMAND = str(Path(sys.executable).with_name("coopcouncil"))
HOST = "council.example"
# What the proxy before the site sets, as `docs/how-to/deploy.md` has it.
HEADERS = {"Host": HOST, "X-Forwarded-Proto": "https"}
READY_WITHIN_SECONDS = 120
PARTS = ("web", "database", "client")
Busy = dict[tuple[str, int], float]


@dataclass(frozen=True)
class Council:
    """A council that serves at `url` from `home`. `env` is what its commands need."""

    url: str
    home: Path
    env: dict[str, str]
    process: subprocess.Popen[bytes]

    def command(self, *words: str) -> Any:
        """What a command of it answers, as JSON."""
        return _command(self.env, *words)

    def processes(self) -> dict[str, list[psutil.Process]]:
        """Who works: the web server's processes, the database's, and this one, which asks."""
        web = psutil.Process(self.process.pid)
        data = self.home / "postgres" / "data"
        database = psutil.Process(int((data / "postmaster.pid").read_text().split("\n", 1)[0]))
        databases = [database, *database.children(recursive=True)]
        known = {process.pid for process in databases}
        webs = [item for item in (web, *web.children(recursive=True)) if item.pid not in known]
        return {"web": webs, "database": databases, "client": [psutil.Process()]}

    def processor_seconds(self) -> Busy:
        """How much processor time each process has used so far."""
        used: Busy = {}
        for part, processes in self.processes().items():
            for process in processes:
                try:
                    times = process.cpu_times()
                except psutil.Error:
                    continue
                used[part, process.pid] = times.user + times.system
        return used


def spent(before: Busy, after: Busy) -> dict[str, float]:
    """Processor seconds between two looks: of the web server, the database, and the client."""
    parts = dict.fromkeys(PARTS, 0.0)
    for who, seconds in after.items():
        parts[who[0]] += seconds - before.get(who, 0.0)
    return parts


def milliseconds_each(parts: dict[str, float], count: int) -> dict[str, float]:
    """What one of `count` answers took of the processor, by part and in all."""
    each = {part: round(seconds / count * 1000, 2) for part, seconds in parts.items()}
    return {**each, "all": round(sum(parts.values()) / count * 1000, 2)}


def _command(env: dict[str, str], *words: str) -> Any:
    done = subprocess.run([COMMAND, *words, "--json"], env=env, capture_output=True, text=True, check=False)
    if done.returncode:
        raise SystemExit(f"coopcouncil {' '.join(words)}: {done.stderr}")
    return json.loads(done.stdout)


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextmanager
def council(*, processes: int, demo_sign_in: bool = False, **settings: str) -> Iterator[Council]:
    """The borough of Ashmere in a home of its own, served by granian as in production, with the embedded PostgreSQL.

    With `demo_sign_in` the profile is `local`, so that the benchmark may sign in; all else is the same.
    """
    clean = {name: value for name, value in os.environ.items() if not name.startswith(("COOPCOUNCIL_", "DJANGO_"))}
    with tempfile.TemporaryDirectory(prefix="cc-bench-") as folder:
        home = Path(folder) / "home"
        keys = {
            "COOPCOUNCIL_HOME": str(home),
            "COOPCOUNCIL_SECRET_KEY": secrets.token_urlsafe(50),
            "COOPCOUNCIL_FACTS_KEY": b64encode(secrets.token_bytes(32)).decode(),
            "COOPCOUNCIL_SEARCH_KEY": b64encode(secrets.token_bytes(32)).decode(),
            **{f"COOPCOUNCIL_{name}": value for name, value in settings.items()},
        }
        demo = {**clean, **keys, "COOPCOUNCIL_DEMO": "1"}
        _command(demo, "db", "migrate")
        _command(demo, "demo", "load")
        production = {
            **clean, **keys, "COOPCOUNCIL_PROFILE": "production", "COOPCOUNCIL_PUBLIC_URL": f"https://{HOST}",
            "COOPCOUNCIL_ALLOWED_HOSTS": HOST, "COOPCOUNCIL_EMAIL_HOST": "mail.council.example",
            "COOPCOUNCIL_FROM_EMAIL": "noreply@council.example", "COOPCOUNCIL_BEHIND_PROXY": "1",
            "COOPCOUNCIL_STATIC_ROOT": str(Path(folder) / "static"),
        }  # fmt: skip
        env = {**demo, "COOPCOUNCIL_ALLOWED_HOSTS": HOST} if demo_sign_in else production
        port = _free_port()
        command = [COMMAND, "serve", "--port", str(port), "--processes", str(processes)]
        with (Path(folder) / "log").open("wb") as log:
            process = subprocess.Popen(command, env=env, stdout=log, stderr=subprocess.STDOUT)
            try:
                url = f"http://127.0.0.1:{port}"
                _wait(url, process, Path(folder) / "log")
                yield Council(url, home, env, process)
            finally:
                process.send_signal(signal.SIGINT)
                try:
                    process.wait(30)
                except subprocess.TimeoutExpired:
                    process.kill()


def _wait(url: str, process: subprocess.Popen[bytes], log: Path) -> None:
    until = time.monotonic() + READY_WITHIN_SECONDS
    while time.monotonic() < until and process.poll() is None:
        try:
            if httpx.get(f"{url}/readyz", headers=HEADERS, timeout=5).status_code in (200, 503):
                return  # 503: no worker runs, which is meant
        except httpx.HTTPError:
            pass
        time.sleep(0.1)
    raise SystemExit(f"The server is not ready:\n{log.read_text()[-4000:]}")


def at(share: float, values: list[float]) -> float:
    """The value below which that share of the values lies."""
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(share * len(ordered)))]
