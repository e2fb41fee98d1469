"""What tests of sharing need: people who tell, organisations that are told, and a real server that receives."""

import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from types import SimpleNamespace
from typing import Any
from uuid import UUID, uuid4

import pytest
from allauth.account.models import EmailAddress

from coopcouncil.foundation import clock, outbox
from coopcouncil.foundation.actors import OPERATOR, Actor
from coopcouncil.people.models import Preferences
from coopcouncil.people.public import organisation_by_code
from coopcouncil.sharing import actions, tasks
from coopcouncil.sharing.domain.slices import Fact, NoticeDraft
from coopcouncil.sharing.models import Delivery, Notice
from coopcouncil.sharing.public import Submitted, submit

NAME = Fact("person_who_died", "Full name", "Ada Example", "Ada Example")
DIED = Fact("died_on", "Date of death", "2026-11-01", "1 November 2026")
BANK = Fact("bank_account", "Bank account", "00-00-00 12345678", "00-00-00 12345678")
TOLD = {fact.code: fact.value for fact in (NAME, DIED, BANK)}
# What may be told for most purposes, where a test needs another than that of `draft`.
WHO = Fact("your_name", "Your name", "Ada Example", "Ada Example")


@pytest.fixture(autouse=True)
def _this_machine_may_be_posted_to(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COOPCOUNCIL_ALLOW_HTTP", "127.0.0.1")


@pytest.fixture(autouse=True)
def _no_wait_is_longer_than_its_schedule(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tasks, "spread", lambda: 0.0)


@pytest.fixture
def bodies(cast: SimpleNamespace) -> SimpleNamespace:
    """The ids of the organisations of the cast."""
    return SimpleNamespace(
        surgery=organisation_by_code("larkhill-surgery").id,
        tenants=organisation_by_code("larkhill-tenants-co-op").id,
        council=organisation_by_code("ashmere-council").id,
    )


def draft(organisation_id: UUID, code: str = "tell_gp", **changes: Any) -> NoticeDraft:
    """A notice that may hold two facts, given three."""
    return NoticeDraft(
        **{
            "code": code,
            "service_type": "gp",
            "organisation_id": organisation_id,
            "title": f"Notice {code}",
            "purpose": "council_tax_after_a_death",
            "purpose_words": "so that letters stop",
            "basis": "public_task",
            "fact_codes": (NAME.code, DIED.code),
            "facts": (NAME, DIED, BANK),
            "standing": "reported",
            "standing_words": "Reported, not yet verified",
            "standing_means": "Nothing stops until it is checked.",
            **changes,
        }
    )


@dataclass
class Teller:
    """Tells as one person, and carries what waits, at a clock of its own."""

    actor: Actor
    now: datetime = field(default_factory=clock.now)

    def tell(self, *drafts: NoticeDraft, **changes: Any) -> Submitted:
        return submit(
            **{
                "actor": self.actor,
                "event_code": "someone-died",
                "event_version": 1,
                "facts": TOLD,
                "drafts": drafts,
                "idempotency_key": str(uuid4()),
                "now": self.now,
                **changes,
            }
        )

    @staticmethod
    def somebody(number: int) -> Actor:
        """A person who is not signed in; another one for each number."""
        return Actor(kind="anonymous", session_key=f"session-{number}")

    def carry(self, after: timedelta = timedelta(0)) -> int:
        """Let time pass, then carry everything that is due. Returns how many rows were carried."""
        self.now += after
        count = 0
        while outbox.carry_one(clock=lambda: self.now):
            count += 1
        return count


@pytest.fixture
def amara(cast: SimpleNamespace) -> Teller:
    """She reads it in her account only: what the council writes to people has tests of its own."""
    Preferences.objects.create(account_id=cast.amara.account_id, contact_by="none", changed_at=clock.now())
    return Teller(cast.amara.actor)


@pytest.fixture
def home(settings: Any, tmp_path: Path) -> Path:
    """A home of its own, into which letters and e-mails are written."""
    settings.HOME, settings.EMAIL_BACKEND = tmp_path, "django.core.mail.backends.filebased.EmailBackend"
    return tmp_path


@pytest.fixture
def reachable(cast: SimpleNamespace, amara: Teller) -> None:
    """Amara is written to, at an address that was shown to reach her."""
    Preferences.objects.filter(account_id=cast.amara.account_id).delete()
    EmailAddress.objects.filter(user_id=cast.amara.account_id).delete()
    EmailAddress.objects.create(user_id=cast.amara.account_id, email="amara@example.org", verified=True, primary=True)


def only_notice(organisation_id: UUID) -> Notice:
    return Notice.objects.get(organisation_id=organisation_id)


def state_of(organisation_id: UUID) -> str:
    return Delivery.objects.get(notice__organisation_id=organisation_id).state


@dataclass
class Post:
    headers: dict[str, str]
    body: bytes


class Receiver:
    """A real HTTP server on a port of its own. `answer` may be a status, or a function of the handler."""

    def __init__(self) -> None:
        self.posts: list[Post] = []
        self.answer: int | Callable[[BaseHTTPRequestHandler], None] = 204
        receiver = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers["Content-Length"]))
                receiver.posts.append(Post(dict(self.headers.items()), body))
                if callable(receiver.answer):
                    receiver.answer(self)
                    return
                self.send_response(receiver.answer)
                self.send_header("Content-Length", "0")
                self.end_headers()

            do_GET = do_POST

            def log_message(self, format: str, *args: Any) -> None:
                pass

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.server.daemon_threads = True
        self.url = f"http://127.0.0.1:{self.server.server_port}/notices"

    def connect(self, organisation_id: UUID) -> str:
        """Have an organisation take its notices here. Returns its signing secret."""
        secret = actions.connect(
            actor=OPERATOR, organisation_id=organisation_id, route="webhook", url=self.url, now=clock.now()
        )
        assert secret
        return secret

    def connect_again(self, organisation_id: UUID, **changes: Any) -> None:
        """Save the same connection once more."""
        asked = {"route": "webhook", "url": self.url, "now": clock.now(), **changes}
        actions.connect(actor=OPERATOR, organisation_id=organisation_id, **asked)


@pytest.fixture
def receiver() -> Iterator[Receiver]:
    made = Receiver()
    thread = threading.Thread(target=made.server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True)
    thread.start()
    yield made
    made.server.shutdown()
    made.server.server_close()
    thread.join()
