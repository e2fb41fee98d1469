"""How long we wait before we try again: our schedule, a little spread, and what the other side asks for."""

from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from http.server import BaseHTTPRequestHandler
from types import SimpleNamespace

import pytest

from coopcouncil.sharing import tasks
from coopcouncil.sharing.domain import delivery
from coopcouncil.sharing.models import Delivery
from coopcouncil.sharing.tests.conftest import Receiver, Teller, draft, state_of

NOW = datetime(2026, 11, 23, 12, tzinfo=UTC)


@pytest.mark.parametrize(
    ("header", "wait"),
    [
        ("120", timedelta(seconds=120)),
        (" 0 ", timedelta()),
        ("Mon, 23 Nov 2026 12:10:00 GMT", timedelta(minutes=10)),
        ("Mon, 23 Nov 2026 11:00:00 GMT", timedelta()),
        ("soon", None),
        ("", None),
        ("-5", None),
        ("٣", None),
        ("9" * 400, timedelta(seconds=10**8)),
    ],
)
def test_what_retry_after_says(header: str, wait: timedelta | None) -> None:
    assert delivery.retry_after(header, now=NOW) == wait


def test_the_longer_of_the_schedule_and_what_is_asked_for_counts_but_never_more_than_a_day() -> None:
    def at(asked: timedelta | None) -> timedelta:
        again = delivery.next_attempt(2, now=NOW, asked_to_wait=asked)
        assert again
        return again - NOW

    assert at(None) == at(timedelta(seconds=30)) == timedelta(minutes=5)
    assert at(timedelta(minutes=50)) == timedelta(minutes=50)
    assert at(timedelta(days=400)) == timedelta(hours=24)
    assert delivery.next_attempt(10, now=NOW, asked_to_wait=timedelta(hours=1)) is None


@pytest.mark.parametrize("attempts", range(1, 10))
def test_a_wait_is_up_to_a_tenth_longer_and_never_shorter(attempts: int) -> None:
    waits = [delivery.next_attempt(attempts, now=NOW, spread=spread) for spread in (0.0, 0.5, 0.999)]
    least = delivery.RETRY_AFTER[attempts - 1]
    assert waits == sorted(waits)
    assert waits[0] == NOW + least
    assert waits[2]
    assert waits[2] < NOW + least * 1.1


@pytest.mark.django_db
def test_what_failed_together_does_not_come_back_together(
    amara: Teller, bodies: SimpleNamespace, receiver: Receiver, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tasks, "spread", iter([0.2, 0.7]).__next__)
    receiver.connect(bodies.surgery)
    receiver.connect(bodies.council)
    receiver.answer = 500
    amara.tell(draft(bodies.surgery), draft(bodies.council, "tax"))
    amara.carry()
    waits = {row.next_attempt_at - amara.now for row in Delivery.objects.all() if row.next_attempt_at}
    assert waits == {timedelta(seconds=5.1), timedelta(seconds=5.35)}


@pytest.mark.django_db
@pytest.mark.parametrize("as_date", [False, True])
def test_a_server_that_asks_for_time_gets_it(
    as_date: bool, amara: Teller, bodies: SimpleNamespace, receiver: Receiver
) -> None:
    def later(handler: BaseHTTPRequestHandler) -> None:
        until = amara.now.replace(microsecond=0) + timedelta(minutes=40)
        handler.send_response(503)
        handler.send_header("Retry-After", format_datetime(until, usegmt=True) if as_date else "2400")
        handler.send_header("Content-Length", "0")
        handler.end_headers()

    receiver.connect(bodies.surgery)
    receiver.answer = later
    amara.tell(draft(bodies.surgery))
    amara.carry()
    receiver.answer = 204
    amara.carry(timedelta(minutes=39))
    assert (state_of(bodies.surgery), len(receiver.posts)) == ("retrying", 1)
    amara.carry(timedelta(minutes=1))
    assert state_of(bodies.surgery) == "sent"
