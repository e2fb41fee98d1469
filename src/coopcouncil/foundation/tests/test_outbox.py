import threading
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.db import connection, transaction

from coopcouncil.foundation import outbox
from coopcouncil.foundation.models import OutboxEntry
from coopcouncil.foundation.outbox import LEASE, MOST_ATTEMPTS, Priority, back_off, carry_one

# Always still to come: rows are stamped by the database’s own clock, and a day that has passed would show it.
NOON = datetime(2126, 11, 23, 12, 0, tzinfo=UTC)
TOPIC = "test.letter"


def at(moment: datetime) -> Callable[[], datetime]:
    return lambda: moment


@pytest.fixture
def carried(monkeypatch: pytest.MonkeyPatch) -> list[tuple[UUID, int]]:
    """What the handler of the topic was called with."""
    calls: list[tuple[UUID, int]] = []
    handle(monkeypatch, lambda object_id, *, attempt, now: calls.append((object_id, attempt)))
    return calls


def handle(monkeypatch: pytest.MonkeyPatch, handler: Callable[..., datetime | None]) -> None:
    monkeypatch.setattr(outbox, "_handlers", {TOPIC: handler})


def promise(due_at: datetime = NOON, **more: Any) -> UUID:
    identifier = uuid4()
    with transaction.atomic():
        outbox.add(TOPIC, identifier, due_at=due_at, **more)
    return identifier


def test_a_promise_is_taken_back_with_its_transaction(cloned_db, carried):
    with transaction.atomic():
        outbox.add(TOPIC, uuid4(), due_at=NOON)
        transaction.set_rollback(True)
    assert not carry_one(clock=at(NOON))
    assert carried == []


def test_a_promise_outside_a_transaction_or_for_nobody_is_refused(cloned_db, carried):
    with pytest.raises(RuntimeError, match="outside a transaction"):
        outbox.add(TOPIC, uuid4(), due_at=NOON)
    with pytest.raises(LookupError, match=r"test\.unknown"), transaction.atomic():
        outbox.add("test.unknown", uuid4(), due_at=NOON)


def test_a_topic_has_one_handler(carried):
    with pytest.raises(ValueError, match="two handlers"):
        outbox.carries(TOPIC, lambda object_id, *, attempt, now: None)


@pytest.mark.django_db
def test_what_is_due_is_carried_once_and_oldest_first(carried):
    later, sooner, not_yet = promise(NOON), promise(NOON - timedelta(hours=1)), promise(NOON + timedelta(seconds=1))
    while carry_one(clock=at(NOON)):
        pass
    assert carried == [(sooner, 1), (later, 1)]
    assert OutboxEntry.objects.get(done_at__isnull=True).object_id == not_yet


@pytest.mark.django_db
def test_a_handler_may_ask_to_be_called_again(monkeypatch):
    again = NOON + timedelta(minutes=5)
    handle(monkeypatch, lambda object_id, *, attempt, now: again if attempt == 1 else None)
    promise()
    assert carry_one(clock=at(NOON))
    assert not carry_one(clock=at(again - timedelta(seconds=1)))
    assert carry_one(clock=at(again))
    assert OutboxEntry.objects.get().done_at == again


@pytest.mark.django_db
def test_a_handler_that_fails_is_tried_again_later_and_the_error_holds_no_words_of_it(monkeypatch):
    def fails(object_id: UUID, *, attempt: int, now: datetime) -> None:
        raise ConnectionError("Amara's address could not be reached")

    handle(monkeypatch, fails)
    promise()
    assert carry_one(clock=at(NOON))
    entry = OutboxEntry.objects.get()
    assert (entry.done_at, entry.attempts, entry.due_at) == (None, 1, NOON + back_off(1))
    assert entry.last_error == "ConnectionError"
    assert not carry_one(clock=at(NOON))
    assert carry_one(clock=at(NOON + back_off(1)))
    assert OutboxEntry.objects.get().attempts == 2


def test_waiting_doubles_up_to_an_hour():
    assert [back_off(attempt).total_seconds() for attempt in (1, 2, 3, 10)] == [2, 4, 8, 1024]
    assert back_off(12) == back_off(1000) == timedelta(hours=1)


@pytest.mark.invariants
def test_two_workers_never_carry_the_same_promise_and_never_wait_for_each_other(cloned_db, monkeypatch):
    calls: list[UUID] = []
    both = threading.Barrier(2, timeout=20)

    def slow(object_id: UUID, *, attempt: int, now: datetime) -> None:
        if len(calls) < 2:
            calls.append(object_id)
            both.wait()  # only met when the other worker holds another promise at the same time
        else:
            calls.append(object_id)

    handle(monkeypatch, slow)
    promised = {promise() for _ in range(20)}
    failures: list[BaseException] = []

    def work() -> None:
        try:
            while carry_one(clock=at(NOON)):
                pass
        except BaseException as failure:
            failures.append(failure)
        finally:
            connection.close()

    workers = [threading.Thread(target=work) for _ in range(2)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join(30)
    assert failures == []
    assert len(calls) == len(promised)
    assert set(calls) == promised


def test_the_promise_of_a_worker_that_died_comes_back_when_its_lease_ends(cloned_db, monkeypatch):
    class Killed(BaseException):
        """Stands for SIGKILL: nothing after it runs."""

    def dies(object_id: UUID, *, attempt: int, now: datetime) -> None:
        raise Killed

    handle(monkeypatch, dies)
    identifier = promise()
    with pytest.raises(Killed):
        carry_one(clock=at(NOON))
    seen: list[tuple[UUID, int]] = []
    handle(monkeypatch, lambda object_id, *, attempt, now: seen.append((object_id, attempt)))
    assert not carry_one(clock=at(NOON + LEASE))
    assert carry_one(clock=at(NOON + LEASE + timedelta(seconds=1)))
    assert seen == [(identifier, 2)]


def test_what_kills_its_worker_each_time_waits_longer_and_keeps_nobody_from_the_rest(cloned_db, monkeypatch):
    class Killed(BaseException):
        """Stands for SIGKILL: nothing after it runs."""

    carried: list[UUID] = []

    def carries(object_id: UUID, *, attempt: int, now: datetime) -> None:
        if object_id == poison:
            raise Killed
        carried.append(object_id)

    handle(monkeypatch, carries)
    poison = promise(priority=Priority.EMERGENCY)
    now, waits = NOON, []
    for _ in range(12):  # each time a worker takes it as soon as it may
        with pytest.raises(Killed):
            carry_one(clock=at(now))
        until = OutboxEntry.objects.get(object_id=poison).leased_until
        assert until is not None
        waits.append((until - now) / LEASE)
        now = until + timedelta(seconds=1)
    assert waits == [1, 1, 2, 3, 4, 5, 6, 7, 8, 8, 8, 8]
    rest = {promise() for _ in range(3)}
    with pytest.raises(Killed):
        carry_one(clock=at(now))
    while carry_one(clock=at(now)):
        pass
    assert set(carried) == rest


def test_a_worker_that_was_too_slow_cannot_undo_the_work_of_the_one_after_it(cloned_db, monkeypatch):
    after_the_lease = NOON + LEASE + timedelta(seconds=1)

    def slow(object_id: UUID, *, attempt: int, now: datetime) -> datetime | None:
        if attempt == 1:  # while this one sleeps, its lease runs out and another worker carries the promise
            assert carry_one(clock=at(after_the_lease))
            return NOON + timedelta(days=1)
        return None

    handle(monkeypatch, slow)
    promise()
    assert carry_one(clock=at(NOON))
    entry = OutboxEntry.objects.get()
    assert (entry.done_at, entry.attempts) == (after_the_lease, 2)
    assert entry.due_at == NOON


@pytest.mark.django_db
def test_the_state_says_how_much_waits_how_long_and_whether_a_worker_lives(carried):
    empty = outbox.state(NOON)
    assert (empty.waiting, empty.oldest_seconds, empty.heartbeat_seconds) == (0, 0.0, None)
    promise(NOON - timedelta(seconds=90))
    promise(NOON + timedelta(hours=1))
    outbox.beat(NOON - timedelta(seconds=7))
    state = outbox.state(NOON)
    assert (state.waiting, state.oldest_seconds, state.heartbeat_seconds) == (2, 90.0, 7.0)


@pytest.mark.django_db
def test_what_is_urgent_goes_before_what_is_older(carried):
    routine = promise(NOON - timedelta(hours=2))
    today = promise(NOON - timedelta(hours=1), priority=Priority.SAME_DAY)
    emergency = promise(NOON, priority=Priority.EMERGENCY)
    while carry_one(clock=at(NOON)):
        pass
    assert [identifier for identifier, _ in carried] == [emergency, today, routine]


@pytest.mark.invariants
def test_of_one_lane_one_entry_is_carried_at_a_time_however_many_workers_there_are(cloned_db, monkeypatch):
    lanes, busy, most, guard = [uuid4(), uuid4()], dict[UUID, int](), [0], threading.Lock()
    lane_of: dict[UUID, UUID] = {}

    def carry(object_id: UUID, *, attempt: int, now: datetime) -> None:
        lane = lane_of[object_id]
        with guard:
            busy[lane] = busy.get(lane, 0) + 1
            most[0] = max(most[0], busy[lane])
        time.sleep(0.01)
        with guard:
            busy[lane] -= 1

    handle(monkeypatch, carry)
    for number in range(20):
        lane_of[promise(lane=lanes[number % 2])] = lanes[number % 2]

    def work() -> None:
        try:
            while OutboxEntry.objects.filter(done_at__isnull=True).exists():
                carry_one(clock=at(NOON))
        finally:
            connection.close()

    workers = [threading.Thread(target=work) for _ in range(4)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join(60)
    assert most == [1]
    assert not OutboxEntry.objects.filter(done_at__isnull=True).exists()


@pytest.mark.django_db
def test_an_entry_waits_for_its_own_lane_only_and_a_lane_comes_free_when_the_lease_ends(carried):
    slow, quick = uuid4(), uuid4()
    held = promise(NOON - timedelta(hours=1), lane=slow)
    OutboxEntry.objects.filter(object_id=held).update(lease=uuid4(), leased_until=NOON + LEASE, claimed_at=NOON)
    behind, elsewhere, alone = promise(lane=slow, priority=Priority.EMERGENCY), promise(lane=quick), promise()
    while carry_one(clock=at(NOON)):
        pass
    assert {identifier for identifier, _ in carried} == {elsewhere, alone}
    after = NOON + LEASE + timedelta(seconds=1)
    assert outbox.state(NOON + LEASE - timedelta(seconds=1)).oldest_seconds == 0  # it waits for the agency, not for us
    assert outbox.state(after).oldest_seconds > 0
    while carry_one(clock=at(after)):
        pass
    assert {identifier for identifier, _ in carried} == {elsewhere, alone, held, behind}


@pytest.mark.django_db
def test_what_only_ever_fails_is_given_up_and_counted(monkeypatch):
    def fails(object_id: UUID, *, attempt: int, now: datetime) -> None:
        raise ValueError

    handle(monkeypatch, fails)
    promise()
    OutboxEntry.objects.update(attempts=MOST_ATTEMPTS - 1)
    assert carry_one(clock=at(NOON))
    assert OutboxEntry.objects.get().given_up_at == NOON
    assert not carry_one(clock=at(NOON + timedelta(days=9)))
    state = outbox.state(NOON + timedelta(days=9))
    assert (state.waiting, state.oldest_seconds, state.given_up) == (0, 0.0, 1)


@pytest.mark.django_db
def test_what_waits_for_later_can_be_made_due_and_what_is_due_stays_where_it_is(carried):
    later, due = promise(NOON + timedelta(hours=1)), promise(NOON - timedelta(hours=1))
    outbox.hasten(TOPIC, [later, due], due_at=NOON)
    while carry_one(clock=at(NOON)):
        pass
    assert [identifier for identifier, _ in carried] == [due, later]
