"""Two councils on this machine, each with a database and a web server of its own, who know each other.

Their workers' turns are taken here, by the very handlers that a worker runs, so that a test says when one comes, when
it dies, and what it carries first. What they post goes over real HTTP to the other's server, or to nobody while that is
down.
"""

import os
import signal
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from types import SimpleNamespace
from typing import Any
from uuid import UUID
from wsgiref.simple_server import WSGIRequestHandler, WSGIServer, make_server

import pytest
from django.conf import settings
from django.core.wsgi import get_wsgi_application
from django.db import connection
from django.test import Client
from tests.support.servers import TestServer, roles

from coopcouncil.casework.actions import opening, transferring, working
from coopcouncil.casework.actions.opening import Problem
from coopcouncil.casework.models import Entry, Transfer, TransferLine, Visibility
from coopcouncil.casework.tests.conftest import a_team, join
from coopcouncil.foundation import clock, outbox
from coopcouncil.foundation.actors import OPERATOR, Actor
from coopcouncil.foundation.commandline import close_database, use_database
from coopcouncil.people import demo, public
from coopcouncil.people.models import Account, Organisation
from coopcouncil.sharing.actions import parcels
from coopcouncil.sharing.models import Parcel
from coopcouncil.sharing.public import Letter, take_letter, write_letter


class Died(BaseException):
    """A worker is killed: nothing catches it, and what it had not written down is not written."""


class _Quiet(WSGIRequestHandler):
    def log_message(self, *_given: Any) -> None:
        """Whatever a request says, a test need not print."""


@dataclass
class Council:
    """One installation. `other` is the code under which it knows the other."""

    name: str
    other: str
    home: Path
    port: int
    database: str
    keys: str
    web: int | None = None  # the process

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    @contextmanager
    def here(self) -> Iterator[None]:
        """In it, as one of its own programs."""
        close_database()
        use_database(self.database)
        settings.KEYS_DATABASE_URL, settings.PUBLIC_URL = self.keys, self.url
        yield
        close_database()

    def up(self) -> None:
        """Let its web server run: a process of its own, born of this one, so that nothing need be made ready anew."""
        if self.web is not None:
            return
        close_database()  # no connection may be held by two processes
        with make_server("127.0.0.1", self.port, get_wsgi_application(), handler_class=_Quiet) as server:
            parent = os.getpid()
            if (child := os.fork()) == 0:
                self._serve(server, parent)
        self.web = child

    def _serve(self, server: WSGIServer, parent: int) -> None:
        try:
            log = os.open(self.home / "web.log", os.O_WRONLY | os.O_CREAT | os.O_APPEND)
            os.dup2(log, 1)
            os.dup2(log, 2)
            use_database(self.database)
            settings.KEYS_DATABASE_URL, settings.PUBLIC_URL = self.keys, self.url
            server.timeout = 1
            while os.getppid() == parent:
                server.handle_request()
        finally:
            os._exit(0)

    def down(self) -> None:
        if self.web is not None:
            os.kill(self.web, signal.SIGKILL)
            os.waitpid(self.web, 0)
            self.web = None

    def work(self) -> None:
        """Its worker's turn: all that waits is carried once, as if the waits between attempts were over."""
        with self.here():
            with connection.cursor() as cursor:
                cursor.execute("UPDATE outbox_entry SET due_at = now(), leased_until = NULL WHERE done_at IS NULL")
                cursor.execute("UPDATE outbox_lane SET resting_until = NULL")
            for _ in range(100):
                if not outbox.carry_one(clock=clock.now):
                    return
        raise AssertionError("the worker never came to an end")

    def waiting(self) -> list[UUID]:
        """What is not yet at the other's, as it was made."""
        with self.here():
            self._say_what_is_new()
            return list(Parcel.objects.exclude(state="sent").order_by("made_at", "id").values_list("id", flat=True))

    def _say_what_is_new(self) -> None:
        from coopcouncil.casework.actions.exchanging import tell_the_other

        for transfer_id in Transfer.objects.values_list("id", flat=True):
            tell_the_other(transfer_id=transfer_id, now=clock.now())

    def post(self, parcel_id: UUID, *, dies: bool = False) -> None:
        """One message alone is sent; where the worker dies after it, nobody here knows that it is there."""
        with self.here(), pytest.MonkeyPatch.context() as patch:
            if dies:

                def die(*_given: Any) -> None:
                    raise Died

                patch.setattr(parcels.circuit, "note", die)
                with pytest.raises(Died):
                    parcels.carry(parcel_id=parcel_id, now=clock.now())
                assert Parcel.objects.get(id=parcel_id).state != "sent"
            else:
                parcels.carry(parcel_id=parcel_id, now=clock.now())
                assert Parcel.objects.get(id=parcel_id).state == "sent"

    def somebody(self, name: str) -> Actor:
        return public.actor_for_account(self._account(name).id, clock.today())

    def _account(self, name: str) -> Account:
        return Account.objects.get(email=f"{name}@ashmere.example")

    def page(self, name: str, address: str) -> str:
        """A page as somebody signed in reads it."""
        with self.here():
            client = Client()
            client.force_login(self._account(name), backend=settings.AUTHENTICATION_BACKENDS[0])
            answer = client.get(address)
            assert answer.status_code == 200
            return answer.content.decode()

    def transfer(self, transfer_id: UUID) -> Transfer:
        """As it stands here, with what is sealed in it."""
        with self.here():
            found = Transfer.objects.select_related("case").get(id=transfer_id)
            assert isinstance(found.offer, dict) and isinstance(found.theirs, dict)  # noqa: PT018 - opened while we are here
            return found

    def texts(self, case_id: UUID) -> list[str]:
        """What the resident may read of a case, in order of its words, so that it can be compared."""
        with self.here():
            rows = Entry.objects.filter(case_id=case_id, visibility=Visibility.RESIDENT)
            return sorted(text for text in (row.text for row in rows) if text)

    def steps(self, case_id: UUID) -> list[str]:
        """What was written down here of the hand-over itself."""
        with self.here():
            rows = Entry.objects.filter(case_id=case_id, kind=Entry.Kind.TRANSFER).order_by("at", "id")
            return [row.data["step"] for row in rows]


def found(server: TestServer, name: str, other: str, home: Path, port: int) -> Council:
    """A council with the cast, a team, and the other one in its list of organisations."""
    home.mkdir()
    database, keys = server.copy(), server.copy(roles.KEYS_DATABASE)
    council = Council(name, other, home, port, server.address("app", database), server.address("app", keys))
    with council.here():
        cast = demo.load_cast()
        Organisation.objects.create(code=other, name=other.replace("-", " ").title(), kind="other_council")
        join(a_team("first-team", takes_the_rest=True), cast["carys"])
    return council


def introduce(one: Council, another: Council) -> dict[str, Letter]:
    """Let them exchange letters. Returns them by who wrote them."""
    letters = {}
    for council in (one, another):
        with council.here():
            letters[council.name] = write_letter(
                actor=OPERATOR, organisation_id=public.organisation_by_code(council.other).id, scope="cases:transfer",
                now=clock.now() - timedelta(seconds=1),
            )  # fmt: skip
    for council, sender in ((one, another), (another, one)):
        with council.here():
            take_letter(
                actor=OPERATOR, organisation_id=public.organisation_by_code(council.other).id,
                letter=letters[sender.name], now=clock.now(),
            )  # fmt: skip
    return letters


def offered(elm: Council, *, title: str = "Damp in a flat", who: str = "amara") -> SimpleNamespace:
    """Amara (or somebody else) tells Elm of a problem, and Carys there asks Vale to take it."""
    now = clock.now()
    with elm.here():
        case_id = opening.open_own(
            actor=elm.somebody(who), problem=Problem(title, "The wall is wet again."), now=now, today=clock.today()
        ).id
        working.note(
            actor=elm.somebody("carys"), case_id=case_id, text="A secret of the team.", visibility="team", now=now
        )
        transfer_id = transferring.offer_case(
            actor=elm.somebody("carys"), case_id=case_id, council_id=public.organisation_by_code("vale-council").id,
            basis="agreed", basis_words="On the phone today.", why="She has moved there.",
            contact={"name": "Amara Osei"}, now=now,
        )  # fmt: skip
    return SimpleNamespace(id=transfer_id, case_id=case_id, page=f"/account/cases/{case_id}/")


def accepted(vale: Council, transfer_id: UUID) -> UUID:
    with vale.here():
        return transferring.accept(
            actor=vale.somebody("carys"), transfer_id=transfer_id, team_id=None, now=clock.now()
        )  # fmt: skip


def agree(councils: SimpleNamespace) -> None:
    """Workers at both ends take turns until neither has anything to say."""
    for _ in range(4):
        councils.elm.work()
        councils.vale.work()
    for council in (councils.elm, councils.vale):
        assert council.waiting() == []


def nothing_is_doubled(council: Council, case_id: UUID, transfer_id: UUID) -> None:
    texts = council.texts(case_id)
    assert len(set(texts)) == len(texts)
    with council.here():
        lines = list(TransferLine.objects.filter(transfer_id=transfer_id).values_list("entry_id", flat=True))
        assert None not in lines
        assert len(set(lines)) == len(lines)


def backwards(council: Council) -> None:
    """Send all that waits, the last first, each twice: after the first time the worker dies."""
    waiting = council.waiting()
    assert waiting
    for parcel_id in reversed(waiting):
        council.post(parcel_id, dies=True)
        council.post(parcel_id)
