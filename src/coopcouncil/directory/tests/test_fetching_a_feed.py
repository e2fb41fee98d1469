"""Feeds are fetched from the public internet, or from where a setting says, and every refusal says why."""

import json
import threading
import time
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import pytest
from click.testing import CliRunner, Result

from coopcouncil.directory.cli import group
from coopcouncil.directory.gateways import fetch_pages, fetching
from coopcouncil.directory.tests.openreferral import whole_service
from coopcouncil.kernel.errors import BadInput

FAR_BELOW_HALF_A_MINUTE = 10.0
Answer = Callable[[BaseHTTPRequestHandler], None]


class Publisher:
    """A real server that answers as it is told to."""

    def __init__(self) -> None:
        self.answer: Answer = lambda handler: None
        self.asked: list[str] = []
        publisher = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                publisher.asked.append(self.path)
                try:
                    publisher.answer(self)
                except OSError:
                    return

            def log_message(self, format: str, *args: Any) -> None:
                pass

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.server.daemon_threads = True
        self.port = self.server.server_port
        self.url = f"http://127.0.0.1:{self.port}/services"


@pytest.fixture
def publisher(monkeypatch: pytest.MonkeyPatch) -> Iterator[Publisher]:
    monkeypatch.setenv("COOPCOUNCIL_FEED_HOSTS", "127.0.0.1")
    made = Publisher()
    threading.Thread(target=made.server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True).start()
    yield made
    made.server.shutdown()
    made.server.server_close()


def _gives(body: Any, *, kind: str = "application/json", status: int = 200, **headers: str) -> Answer:
    content = body if isinstance(body, bytes) else json.dumps(body).encode()

    def answer(handler: BaseHTTPRequestHandler) -> None:
        handler.send_response(status)
        handler.send_header("Content-Type", kind)
        handler.send_header("Content-Length", str(len(content)))
        for name, value in headers.items():
            handler.send_header(name.replace("_", "-"), value)
        handler.end_headers()
        handler.wfile.write(content)

    return answer


def _validated(url: str) -> Result:
    return CliRunner().invoke(group, ["validate", url])


def test_a_feed_at_a_listed_host_is_checked(publisher: Publisher) -> None:
    publisher.answer = _gives({"contents": [whole_service()]})
    result = _validated(publisher.url)
    assert (result.exit_code, "valid. 1 service: 0 errors" in result.output) == (0, True), result.output


def test_a_host_of_our_own_network_that_is_not_listed_hears_nothing(
    publisher: Publisher, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("COOPCOUNCIL_FEED_HOSTS")
    names = ["127.0.0.1", "localhost", "127.1", "2130706433", "[::1]", "[::ffff:127.0.0.1]", "0.0.0.0"]  # noqa: S104
    for host in [*names, "10.0.0.1", "192.168.1.1", "169.254.169.254", "[64:ff9b::7f00:1]", "[2002:7f00:1::]"]:
        result = _validated(f"http://{host}:{publisher.port}/services")
        assert result.exit_code == 2
        assert "is inside a private network" in result.output, host
        assert "COOPCOUNCIL_FEED_HOSTS" in result.output
    assert publisher.asked == []


def test_a_redirect_into_our_own_network_is_not_followed(publisher: Publisher) -> None:
    publisher.answer = _gives(b"", status=302, Location=f"http://localhost:{publisher.port}/secret")
    result = _validated(publisher.url)
    assert result.exit_code == 2
    assert "It sends us on to “localhost”. “localhost” is inside a private network" in result.output
    assert publisher.asked == ["/services"]


def test_a_redirect_to_where_we_may_go_is_followed_and_one_without_end_is_not(publisher: Publisher) -> None:
    def sends_on(handler: BaseHTTPRequestHandler) -> None:
        if handler.path == "/services":
            _gives(b"", status=301, Location="/v3/services")(handler)
        else:
            _gives(whole_service())(handler)

    publisher.answer = sends_on
    assert _validated(publisher.url).exit_code == 0
    publisher.answer = _gives(b"", status=302, Location="/services")
    result = _validated(publisher.url)
    assert (result.exit_code, "sends us on and on" in result.output) == (2, True)
    publisher.answer = _gives(b"", status=302, Location="file:///etc/passwd")
    assert "no address of a server" in _validated(publisher.url).output


def test_a_body_without_end_is_cut_off(publisher: Publisher, monkeypatch: pytest.MonkeyPatch) -> None:
    sent = 0

    def endless(handler: BaseHTTPRequestHandler) -> None:
        nonlocal sent
        handler.wfile.write(b"HTTP/1.0 200 OK\r\nContent-Type: application/json\r\n\r\n")
        while True:
            handler.wfile.write(b" " * 65536)
            sent += 65536

    monkeypatch.setattr(fetching, "MOST_BYTES", 1 << 20)
    publisher.answer = endless
    result = _validated(publisher.url)
    assert (result.exit_code, "It is larger than 1 MB, so we stopped." in result.output) == (2, True), result.output
    assert sent < 64 << 20


def test_a_body_that_drips_is_given_up_when_the_time_is_over(
    publisher: Publisher, monkeypatch: pytest.MonkeyPatch
) -> None:
    def drips(handler: BaseHTTPRequestHandler) -> None:
        handler.wfile.write(b"HTTP/1.0 200 OK\r\nContent-Type: application/json\r\n\r\n")
        for _ in range(300):  # half a minute, in steps that each take less than the time
            handler.wfile.write(b" ")
            time.sleep(0.1)

    monkeypatch.setattr(fetching, "SECONDS", 0.5)
    publisher.answer = drips
    began = time.monotonic()
    result = _validated(publisher.url)
    assert (result.exit_code, "not all here within 0.5 seconds" in result.output) == (2, True), result.output
    assert time.monotonic() - began < FAR_BELOW_HALF_A_MINUTE


def test_what_is_not_json_is_named(publisher: Publisher) -> None:
    publisher.answer = _gives(b"<!doctype html><p>Hello", kind="text/html; charset=utf-8")
    result = _validated(publisher.url)
    assert (result.exit_code, "a web page or a picture (text/html), not JSON" in result.output) == (1, True)
    publisher.answer = _gives(b"id,name", kind="text/csv")
    result = _validated(publisher.url)
    assert (result.exit_code, "This is not JSON" in result.output) == (1, True)


@pytest.mark.parametrize(
    ("answer", "says"),
    [
        (_gives(b"", status=404), "The server answers 404 and gives nothing."),
        (_gives(b"", status=503), "The server answers 503 and gives nothing."),
        (_gives(b"x", Content_Encoding="gzip"), "It comes packed"),
        (lambda handler: None, "does not answer"),
    ],
    ids=["404", "503", "packed", "hung up"],
)
def test_a_server_that_gives_nothing_is_named(publisher: Publisher, answer: Answer, says: str) -> None:
    publisher.answer = answer
    result = _validated(publisher.url)
    assert (result.exit_code, says in result.output) == (2, True), result.output


def test_an_address_with_a_password_or_without_a_host_is_refused() -> None:
    assert "with a name and a password" in _validated("https://me:secret@feed.example/").output
    assert "secret" not in _validated("https://me:secret@feed.example/").output
    assert "no address of a server" in _validated("https:///services").output


def test_the_pages_of_a_feed_are_fetched_until_the_last(publisher: Publisher) -> None:
    def pages(handler: BaseHTTPRequestHandler) -> None:
        number = int(handler.path.partition("page=")[2] or 1)
        _gives({"contents": [whole_service(number)], "page_number": number, "last_page": number == 3})(handler)

    publisher.answer = pages
    assert len(list(fetch_pages(publisher.url))) == 3
    assert publisher.asked == ["/services", "/services?page=2", "/services?page=3"]


def test_pages_that_never_end_or_stand_still_are_left(publisher: Publisher, monkeypatch: pytest.MonkeyPatch) -> None:
    publisher.answer = _gives({"contents": [whole_service()], "page_number": 1, "last_page": False})
    assert len(list(fetch_pages(publisher.url))) == 2
    monkeypatch.setattr(fetching, "MOST_PAGES", 3)

    def endless(handler: BaseHTTPRequestHandler) -> None:
        number = int(handler.path.partition("page=")[2] or 1)
        _gives({"contents": [whole_service()], "page_number": number, "last_page": False})(handler)

    publisher.answer = endless
    with pytest.raises(BadInput, match="more than 3 pages"):
        list(fetch_pages(publisher.url))
