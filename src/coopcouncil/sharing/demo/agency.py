"""A demo agency: a server of its own that shares nothing with coopcouncil but a secret, a key and HTTP.

It checks each signature, keeps the slice it was sent in an SQLite file of its own, knows a notice that comes twice by
its `webhook-id`, and after a little while answers through the API. Run as `coopcouncil sharing demo-agency CODE`.
"""

import argparse
import json
import signal
import sqlite3
import sys
import threading
import time
import urllib.error
import urllib.request
from contextlib import closing, suppress
from html import escape
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

from cryptography.fernet import Fernet
from standardwebhooks import Webhook, WebhookVerificationError

from coopcouncil.sharing.demo.answers import KEPT_UNDER, answers_to

MOST_BYTES = 65_536
_PAUSE = 0.2  # seconds between looks at what is to be answered
_LONGEST_WAIT = 30.0
_TABLES = """
CREATE TABLE IF NOT EXISTS notice (
    webhook_id TEXT PRIMARY KEY, notice_id TEXT NOT NULL, received_at REAL NOT NULL, event TEXT NOT NULL,
    times INTEGER NOT NULL DEFAULT 1);
CREATE TABLE IF NOT EXISTS answer (
    id TEXT PRIMARY KEY, notice_id TEXT NOT NULL, kind TEXT NOT NULL, reason TEXT NOT NULL, due_at REAL NOT NULL,
    tries INTEGER NOT NULL DEFAULT 0, outcome TEXT NOT NULL DEFAULT '');
"""


class Store:
    """What the agency holds."""

    def __init__(self, folder: Path) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        self._file = folder / "held.sqlite3"
        self._lock = Fernet(_key(folder / "held.key"))  # as a careful organisation keeps what it is told
        with closing(self._open()) as held, held:
            held.executescript(_TABLES)

    def _open(self) -> sqlite3.Connection:
        held = sqlite3.connect(self._file, timeout=10)
        held.row_factory = sqlite3.Row
        return held

    def keep(self, webhook_id: str, event: dict[str, Any], answers: list[tuple[float, str, str]], now: float) -> bool:
        """Keep a notice and what is to be answered. False, and nothing changed, when it came before."""
        notice_id = str(event["data"]["notice"])
        with closing(self._open()) as held, held:
            new = held.execute(
                "INSERT OR IGNORE INTO notice (webhook_id, notice_id, received_at, event) VALUES (?, ?, ?, ?)",
                (webhook_id, notice_id, now, self._lock.encrypt(json.dumps(event).encode()).decode()),
            ).rowcount
            if not new:
                held.execute("UPDATE notice SET times = times + 1 WHERE webhook_id = ?", (webhook_id,))
                return False
            held.executemany(
                "INSERT OR IGNORE INTO answer (id, notice_id, kind, reason, due_at) VALUES (?, ?, ?, ?, ?)",
                [(f"{webhook_id}-{kind}", notice_id, kind, reason, now + wait) for wait, kind, reason in answers],
            )
        return True

    def due(self, now: float) -> list[sqlite3.Row]:
        with closing(self._open()) as held:
            return held.execute(
                "SELECT * FROM answer WHERE outcome = '' AND due_at <= ? ORDER BY due_at LIMIT 20", (now,)
            ).fetchall()

    def answered(self, answer_id: str, outcome: str) -> None:
        with closing(self._open()) as held, held:
            held.execute("UPDATE answer SET outcome = ?, tries = tries + 1 WHERE id = ?", (outcome, answer_id))

    def later(self, answer_id: str, due_at: float) -> None:
        with closing(self._open()) as held, held:
            held.execute("UPDATE answer SET due_at = ?, tries = tries + 1 WHERE id = ?", (due_at, answer_id))

    def received(self) -> list[dict[str, Any]]:
        """Everything held, oldest first."""
        with closing(self._open()) as held:
            answers: dict[str, list[dict[str, str]]] = {}
            for row in held.execute("SELECT notice_id, kind, reason, outcome FROM answer ORDER BY due_at"):
                answers.setdefault(row["notice_id"], []).append(
                    {"answer": row["kind"], "reason": row["reason"], "outcome": row["outcome"]}
                )
            return [
                {
                    "webhook_id": row["webhook_id"],
                    "received_at": row["received_at"],
                    "times": row["times"],
                    "event": json.loads(self._lock.decrypt(row["event"])),
                    "answers": answers.get(row["notice_id"], []),
                }
                for row in held.execute("SELECT * FROM notice ORDER BY received_at")
            ]


def _key(file: Path) -> bytes:
    if not file.exists():
        file.touch(mode=0o600)
        file.write_bytes(Fernet.generate_key())
    return file.read_bytes()


class Agency:
    """One agency: who it is, what it holds, and how it answers. `api` is the address of the borough's API."""

    def __init__(self, code: str, home: Path, api: str) -> None:
        self.code, self.api, self._given = code, api.rstrip("/"), home / "agencies" / f"{code}.json"
        self.store = Store(home / "agencies" / code)
        self.stopping = threading.Event()

    def given(self) -> dict[str, str] | None:
        """The secret and the key that the borough has given; None before it has."""
        with suppress(OSError, ValueError):
            return json.loads(self._given.read_text(encoding="utf-8"))
        return None

    def take(self, headers: dict[str, str], body: bytes) -> int:
        """Take a post: the HTTP status that answers it."""
        given = self.given()
        if given is None:
            return 503
        try:
            event = Webhook(given["secret"]).verify(body, headers)
        except (WebhookVerificationError, ValueError):
            return 401
        if not isinstance(event, dict) or event.get("specversion") != "1.0" or not isinstance(event.get("data"), dict):
            return 400
        if "notice" not in event["data"]:  # a test: there is nothing to keep
            return 202
        if event["data"].get("facts") is None:
            # Too large, or about something sensitive: what was posted says where the rest is.
            event["data"] |= self._call("GET", f"/notices/{event['data']['notice']}", None)
        name = {key.lower(): value for key, value in headers.items()}["webhook-id"]
        self.store.keep(name, event, answers_to(self.code, event["data"]), time.time())
        return 202

    def _call(self, method: str, path: str, document: dict[str, str] | None) -> dict[str, Any]:
        given = self.given() or {}
        request = urllib.request.Request(  # noqa: S310 - the borough's own address
            self.api + path,
            data=None if document is None else json.dumps(document).encode(),
            method=method,
            headers={"Authorization": f"Bearer {given.get('key', '')}", "Content-Type": "application/json"},
        )
        opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
        with opener.open(request, timeout=20) as answer:
            return dict(json.load(answer))

    def answer_what_is_due(self) -> None:
        """Give every answer whose time has come; what fails is tried again, with longer and longer waits."""
        for row in self.store.due(time.time()):
            document = {"id": row["id"], "answer": row["kind"], "reason": row["reason"]}
            if row["kind"] == "kept_under":
                document["basis"] = KEPT_UNDER
            try:
                self._call("POST", f"/notices/{row['notice_id']}/answers", document)
                self.store.answered(row["id"], "taken")
            except urllib.error.HTTPError as error:
                if error.code in {400, 404, 409, 422}:  # asking again would bring the same
                    self.store.answered(row["id"], f"not taken: {error.code}")
                else:
                    self.store.later(row["id"], time.time() + min(2.0 ** row["tries"], _LONGEST_WAIT))
            except (OSError, ValueError):
                self.store.later(row["id"], time.time() + min(2.0 ** row["tries"], _LONGEST_WAIT))

    def keep_answering(self) -> None:
        while not self.stopping.wait(_PAUSE):
            with suppress(sqlite3.OperationalError):  # the file was busy; the next round comes soon
                self.answer_what_is_due()


def _standing(data: dict[str, Any]) -> str:
    """How sure a notice is, as this agency reads it: what it is not told, it takes for no."""
    if data.get("may_end_entitlement") is True:
        return f"{data.get('standing_words')}. Once checked, it may end a payment or a service."
    return f"{data.get('standing_words')}. It ends no payment and no service."


def _item(item: dict[str, Any], corrected: dict[str, list[str]]) -> str:
    data = item["event"]["data"]
    facts = "".join(
        f"<dt>{escape(str(fact['label']))}</dt><dd>{escape(json.dumps(fact['value'], ensure_ascii=False))}</dd>"
        for fact in data.get("facts") or []
    )
    said = escape(", then ".join(answer["answer"] for answer in item["answers"]))
    after = "".join(f"<p><strong>{escape(words)}</strong></p>" for words in corrected.get(str(data["notice"]), []))
    if data.get("kind") == "withdrawal":
        standing = f"It takes back notice {data.get('corrects')}. {data.get('words') or ''}"
    else:
        standing = _standing(data)
    title = escape(str(data.get("title", "")))
    return f"<li><h2>{title}</h2>{after}<dl>{facts}</dl><p>{escape(standing)}</p><p>{said}</p></li>"


def _corrected(held: list[dict[str, Any]]) -> dict[str, list[str]]:
    """By the notice that it was about: what was corrected or taken back, and whether that is put right."""
    found: dict[str, list[str]] = {}
    for item in held:
        data = item["event"]["data"]
        if data.get("corrects"):
            done = any(answer["answer"] == "acted" and answer["outcome"] == "taken" for answer in item["answers"])
            what = "Taken back by the person who told it" if data.get("kind") == "withdrawal" else "Corrected"
            found.setdefault(str(data["corrects"]), []).append(f"{what}: {'put right' if done else 'to be put right'}.")
    return found


def _page(code: str, held: list[dict[str, Any]]) -> str:
    corrected = _corrected(held)
    items = "".join(_item(item, corrected) for item in held)
    return (
        f'<!doctype html><html lang="en"><meta charset="utf-8"><title>{escape(code)}</title>'
        f"<h1>What {escape(code)} holds</h1><p>This is another organisation’s own server. It holds {len(held)} "
        f"notices, and of each only the facts that it was sent.</p><ol>{items}</ol></html>"
    )


class Handler(BaseHTTPRequestHandler):
    """The agency's pages: POST takes a notice, GET shows what is held."""

    protocol_version = "HTTP/1.1"
    timeout = 30
    agency: Agency

    def do_POST(self) -> None:
        length = self.headers.get("Content-Length", "")
        if not length.isdecimal() or int(length) > MOST_BYTES:
            self.close_connection = True
            return self._answer(413, "text/plain", "too large\n")
        body = self.rfile.read(int(length))
        if self.headers.get_content_type() != "application/cloudevents+json":
            return self._answer(415, "text/plain", "send application/cloudevents+json\n")
        try:
            status = self.agency.take(dict(self.headers.items()), body)
        except (OSError, sqlite3.Error, KeyError, ValueError):
            status = 503  # it could not be kept, so it must come again
        return self._answer(status, "text/plain", f"{status}\n")

    def do_GET(self) -> None:
        held = self.agency.store.received()
        if self.path == "/received.json":
            return self._answer(200, "application/json", json.dumps(held, ensure_ascii=False))
        if self.path == "/":
            return self._answer(200, "text/html", _page(self.agency.code, held))
        return self._answer(404, "text/plain", "not found\n")

    def _answer(self, status: int, content_type: str, text: str) -> None:
        body = text.encode()
        self.send_response(status)
        self.send_header("Content-Type", f"{content_type}; charset=utf-8")
        self.send_header("Content-Length", str(len(body)))
        self.send_header("X-Content-Type-Options", "nosniff")
        self.send_header("Cache-Control", "no-store")
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: Any) -> None:
        """No access log: it would hold when whom was told about."""


def serve(code: str, *, port: int, home: Path, api: str) -> None:
    """Serve until SIGTERM or Ctrl-C."""
    agency = Agency(code, home, api)
    server = ThreadingHTTPServer(("127.0.0.1", port), type("ThisAgency", (Handler,), {"agency": agency}))
    server.daemon_threads = True

    def stop(number: int, frame: object) -> None:
        agency.stopping.set()
        threading.Thread(target=server.shutdown, daemon=True).start()

    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, stop)
    answering = threading.Thread(target=agency.keep_answering, daemon=True)
    answering.start()
    with server:
        server.serve_forever(poll_interval=0.2)
    answering.join(timeout=2)


def main(arguments: list[str]) -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("code")
    parser.add_argument("--port", type=int, required=True)
    parser.add_argument("--home", type=Path, required=True)
    parser.add_argument("--api", required=True)
    given = parser.parse_args(arguments)
    serve(given.code, port=given.port, home=given.home, api=given.api)


if __name__ == "__main__":
    main(sys.argv[1:])
