"""With ClamAV's own daemon: a clean file is kept, an infected one refused, and nothing is kept while it is down."""

import socket
from collections.abc import Callable, Iterator
from threading import Thread
from types import SimpleNamespace
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from tests.support import files
from tests.support.clamav import Scanner, running_clamd

from coopcouncil.frontdoor.tests.test_giving_a_file import FACT, begun, give, page
from coopcouncil.sharing.domain.documents import RefusedFile
from coopcouncil.sharing.gateways import examine
from coopcouncil.sharing.models import Document

pytestmark = pytest.mark.clamav
ClientFor = Callable[[str | None], Client]
INFECTED = files.infected_pdf()


@pytest.fixture(scope="module")
def clamd() -> Iterator[Scanner]:
    with running_clamd() as scanner:
        yield scanner


@pytest.fixture
def scanner(clamd: Scanner, settings: Any) -> Scanner:
    settings.CLAMD = clamd.socket
    return clamd


def test_a_clean_file_is_marked_so(scanner: Scanner) -> None:
    assert examine(files.picture(), "a.jpg").scan == "clean"
    assert examine(files.picture(size=(3000, 3000), quality=100), "large.jpg").scan == "clean"


def test_an_infected_file_is_refused_in_words(scanner: Scanner) -> None:
    for content in (INFECTED, files.picture("PNG") + files.MARKER):
        with pytest.raises(RefusedFile, match="found a virus in this file"):
            examine(content, "letter.pdf")


@pytest.mark.django_db
def test_while_the_scanner_is_down_nothing_is_kept_and_what_was_kept_stays(
    scanner: Scanner, settings: Any, client_for: ClientFor, cast: SimpleNamespace
) -> None:
    client = client_for("amara")
    draft = begun(client, cast.amara.actor)
    assert give(client, draft, files.picture(), "first.jpg").status_code == 302
    assert "Scanned for viruses: none found" in page(client, draft)
    settings.CLAMD = "/nowhere/clamd.sock"
    refused = give(client, draft, files.pdf(), "second.pdf")
    assert refused.status_code == 422
    words = refused.content.decode()
    assert "could not scan the file" in words
    assert "try again in a few minutes" in words
    assert str(Document.objects.get().name) == "first.jpg"
    settings.CLAMD = scanner.socket
    assert give(client, draft, INFECTED, "third.pdf").status_code == 422
    assert str(Document.objects.get().name) == "first.jpg"
    assert client.post(reverse("frontdoor:question", args=[draft.id, FACT]), {}).status_code == 302


@pytest.mark.parametrize("answer", [b"", b"stream: OK", b"INSTREAM size limit exceeded. ERROR\0", b"hello\0"])
def test_an_answer_that_cannot_be_trusted_is_no_clean_bill(answer: bytes, settings: Any) -> None:
    """By TCP: half an answer, none, a refusal, and something else on that port."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        settings.CLAMD = f"127.0.0.1:{server.getsockname()[1]}"

        def reply() -> None:
            line, _ = server.accept()
            with line:
                while not line.recv(65536).endswith(b"\0\0\0\0"):
                    pass
                line.sendall(answer)

        thread = Thread(target=reply)
        thread.start()
        with pytest.raises(RefusedFile, match="could not scan"):
            examine(files.picture(), "a.jpg")
        thread.join(10)
