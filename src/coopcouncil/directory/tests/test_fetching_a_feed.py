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
from coopcouncil.directory.gateways import feeds, fetch_feed, fetch_pages, fetching
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
        (_gives(b"", status=429, Retry_After="30"), "come more slowly. Try again in 30 seconds"),
        (_gives(b"x", Content_Encoding="gzip"), "It comes packed"),
        (lambda handler: None, "does not answer"),
    ],
    ids=["404", "503", "429", "packed", "hung up"],
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
    monkeypatch.setattr(feeds, "MOST_PAGES", 3)

    def endless(handler: BaseHTTPRequestHandler) -> None:
        number = int(handler.path.partition("page=")[2] or 1)
        _gives({"contents": [whole_service()], "page_number": number, "last_page": False})(handler)

    publisher.answer = endless
    with pytest.raises(BadInput, match="more than 3 pages"):
        list(fetch_pages(publisher.url))


# --- a list that says little of each --------------------------------------------------------------------------------

_ONE = ("id", "name", "description", "status", "last_modified", "organization")


class _Feed:
    """A publisher of services, three a page; with `full` its list gives whole records if it is asked for them."""

    def __init__(self, publisher: Publisher, count: int = 7, *, full: bool = False, gone: str = "") -> None:
        self.services, self.full, self.gone = [whole_service(number) for number in range(1, count + 1)], full, gone
        publisher.answer = self.answer

    def answer(self, handler: BaseHTTPRequestHandler) -> None:
        path, _, query = handler.path.partition("?")
        asked = dict(part.split("=") for part in query.split("&") if part)
        if path != "/services":
            key = path.rpartition("/")[2]
            found = next((item for item in self.services if item["id"] == key and key != self.gone), None)
            _gives(found if found else {}, status=200 if found else 404)(handler)
            return
        number, total = int(asked.get("page", 1)), len(self.services)
        held = self.services[(number - 1) * 3 : number * 3]
        if not (self.full and asked.get("full") == "true"):
            held = [{name: item[name] for name in _ONE} for item in held]
        pages = -(-total // 3)
        _gives({"total_items": total, "total_pages": pages, "page_number": number, "size": len(held),
                "first_page": number == 1, "last_page": number >= pages, "empty": not held,
                "contents": held})(handler)  # fmt: skip


def _contents(found: feeds.Fetched) -> list[Any]:
    return [item for page in found.documents for item in page["contents"]]


def test_where_a_list_says_little_of_each_service_each_is_fetched_by_itself(publisher: Publisher) -> None:
    feed, seen = _Feed(publisher), []

    def watch(ids: Any) -> Any:
        seen.extend(ids)
        return ids

    found = fetch_feed(publisher.url, watch=watch)
    assert _contents(found) == feed.services
    assert (found.partial, found.followed) == ("", 7)
    assert seen == [item["id"] for item in feed.services]
    assert publisher.asked[-7:] == [f"/services/{key}" for key in seen]


def test_a_list_that_gives_whole_records_when_it_is_asked_is_asked_for_them(publisher: Publisher) -> None:
    feed = _Feed(publisher, full=True)
    found = fetch_feed(publisher.url)
    assert (_contents(found), found.followed) == (feed.services, 0)
    assert not any("/services/" in path for path in publisher.asked)


def test_a_list_of_whole_records_is_not_asked_again(publisher: Publisher) -> None:
    _Feed(publisher, full=True)
    fetch_feed(f"{publisher.url}?full=true")
    assert publisher.asked == ["/services?full=true", "/services?full=true&page=2", "/services?full=true&page=3"]


def test_a_feed_that_was_asked_for_a_part_says_so(publisher: Publisher) -> None:
    _Feed(publisher)
    assert fetch_feed(f"{publisher.url}?search=food&per_page=3").partial == "it was asked for a part only (search)"


def test_a_service_that_is_listed_and_not_to_be_had_stops_everything_and_is_named(publisher: Publisher) -> None:
    feed = _Feed(publisher)
    feed.gone = feed.services[4]["id"]
    with pytest.raises(BadInput, match=f"services/{feed.gone}: The server answers 404"):
        fetch_feed(publisher.url)


def test_what_is_listed_and_sends_us_into_our_own_network_is_not_followed(publisher: Publisher) -> None:
    feed = _Feed(publisher)

    def sends_on(handler: BaseHTTPRequestHandler) -> None:
        if "/services/" in handler.path:
            _gives(b"", status=302, Location="http://169.254.169.254/latest")(handler)
        else:
            feed.answer(handler)

    publisher.answer = sends_on
    with pytest.raises(BadInput, match="inside a private network"):
        fetch_feed(publisher.url)


def test_records_one_by_one_are_not_without_end_either(publisher: Publisher, monkeypatch: pytest.MonkeyPatch) -> None:
    _Feed(publisher)
    monkeypatch.setattr(feeds, "MOST_FOLLOWED", 6)
    with pytest.raises(BadInput, match="more than 6 of them"):
        fetch_feed(publisher.url)
    monkeypatch.setattr(feeds, "MOST_FOLLOWED", 100)
    monkeypatch.setattr(feeds, "FOLLOWED_SECONDS", -1.0)
    with pytest.raises(BadInput, match="not all here within"):
        fetch_feed(publisher.url)
