"""One key, one deed: whatever is lost, however often it is asked, and by however many at once."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from threading import Barrier
from types import SimpleNamespace
from typing import Any
from uuid import UUID

import pytest
from cryptography.fernet import InvalidToken
from django.db import connections, transaction

from coopcouncil.foundation.actors import Actor
from coopcouncil.foundation.models import Marker
from coopcouncil.kernel.errors import BadInput, Conflict
from coopcouncil.sharing import public
from coopcouncil.sharing.actions import REMEMBERED_FOR, forget_replies
from coopcouncil.sharing.models import IdempotentRequest

NOON = datetime(2026, 11, 25, 12, 0, tzinfo=UTC)
ASKED = {"answers": {"name": "Ruth"}, "life_event": "death"}


def agency(organisation_id: UUID) -> Actor:
    return Actor(kind="agency", organisation_id=organisation_id)


class Deed:
    """Something that can be seen to have been done: a row, and a reply that is never the same twice."""

    done = 0

    def __call__(self) -> tuple[int, str]:
        Deed.done += 1
        Marker.objects.create(name=f"deed {Deed.done}", at=NOON)
        return 201, f'{{"number": {Deed.done}}}'


def ask(actor: Actor, key: str = "k-1", asked: Any = ASKED, do: Any = None, now: datetime = NOON) -> tuple[int, str]:
    return public.once(actor=actor, key=key, asked=asked, now=now, do=do or Deed())


@pytest.mark.django_db
def test_the_same_request_gets_the_same_reply_letter_for_letter(bodies: SimpleNamespace) -> None:
    first = ask(agency(bodies.surgery))
    turned_round = dict(reversed(ASKED.items()))
    assert ask(agency(bodies.surgery), asked=turned_round) == first
    assert Marker.objects.filter(name__startswith="deed").count() == 1


@pytest.mark.django_db
def test_another_request_under_the_same_key_is_refused(bodies: SimpleNamespace) -> None:
    ask(agency(bodies.surgery))
    with pytest.raises(Conflict, match="something else"):
        ask(agency(bodies.surgery), asked={**ASKED, "answers": {"name": "Rose"}})
    assert Marker.objects.filter(name__startswith="deed").count() == 1


@pytest.mark.django_db
def test_keys_of_two_organisations_are_two_keys(bodies: SimpleNamespace) -> None:
    assert ask(agency(bodies.surgery)) != ask(agency(bodies.council), asked={"other": 1})


@pytest.mark.django_db
def test_what_failed_was_not_asked_and_may_be_mended_under_its_key(bodies: SimpleNamespace) -> None:
    def fail() -> tuple[int, str]:
        Deed()()
        raise BadInput("No.")

    with pytest.raises(BadInput):
        ask(agency(bodies.surgery), do=fail)
    assert not Marker.objects.filter(name__startswith="deed").exists()
    assert ask(agency(bodies.surgery), asked={"mended": True})[0] == 201


@pytest.mark.django_db
@pytest.mark.parametrize("key", ["", " ", "a b", "k" * 101, "clé", "a\x00"])
def test_what_is_no_key_is_refused_with_a_mend(bodies: SimpleNamespace, key: str) -> None:
    with pytest.raises(BadInput, match="random UUID"):
        ask(agency(bodies.surgery), key=key)


@pytest.mark.django_db
def test_neither_the_request_nor_the_reply_can_be_read_in_the_table(bodies: SimpleNamespace) -> None:
    ask(agency(bodies.surgery), do=lambda: (201, "Ruth"))
    row = IdempotentRequest.objects.raw("SELECT *, encode(answer, 'escape') AS bytes FROM sharing_idempotent_request")[
        0
    ]
    assert "Ruth" not in f"{row.bytes}{row.body_digest}"  # type: ignore[attr-defined]


@pytest.mark.django_db
def test_a_kept_reply_opens_to_the_same_request_only_and_not_with_all_that_we_keep(bodies: SimpleNamespace) -> None:
    assert ask(agency(bodies.surgery), do=lambda: (201, "apple river")) == (201, "apple river")
    kept = IdempotentRequest.objects.get()
    assert "apple" not in f"{kept.answer}"  # unsealed, and locked still
    for other in (agency(bodies.tenants), agency(bodies.surgery)):
        IdempotentRequest.objects.update(organisation_id=other.organisation_id, key="k-2")
        with pytest.raises(InvalidToken):
            ask(other, key="k-2")
    IdempotentRequest.objects.update(organisation_id=bodies.surgery, key="k-1")
    assert ask(agency(bodies.surgery)) == (201, "apple river")


@pytest.mark.django_db
def test_a_reply_is_kept_for_thirty_days(bodies: SimpleNamespace) -> None:
    first = ask(agency(bodies.surgery))
    assert timedelta(days=30) == REMEMBERED_FOR
    assert forget_replies(now=NOON + REMEMBERED_FOR) == 0
    assert ask(agency(bodies.surgery)) == first
    assert forget_replies(now=NOON + REMEMBERED_FOR + timedelta(seconds=1)) == 1


@pytest.mark.invariants
def test_requests_that_race_are_done_once_and_all_get_the_one_reply(cloned_db: Any, bodies: SimpleNamespace) -> None:
    start, actor = Barrier(6), agency(bodies.surgery)

    def race(number: int) -> tuple[int, str]:
        try:
            start.wait(timeout=10)
            return ask(replace(actor, name=str(number)))
        finally:
            connections.close_all()

    with ThreadPoolExecutor(6) as pool:
        assert len(set(pool.map(race, range(6)))) == 1
    assert Marker.objects.filter(name__startswith="deed").count() == 1


@pytest.mark.invariants
def test_when_the_first_is_lost_half_way_the_one_that_waited_does_it(cloned_db: Any, bodies: SimpleNamespace) -> None:
    actor, under_way = agency(bodies.surgery), Barrier(2)

    def wait() -> tuple[int, str]:
        try:
            under_way.wait(timeout=10)
            return ask(actor)
        finally:
            connections.close_all()

    with ThreadPoolExecutor(1) as pool:
        with transaction.atomic():
            ask(actor, do=lambda: (201, "lost"))
            second = pool.submit(wait)
            under_way.wait(timeout=10)
            transaction.set_rollback(True)
        status, body = second.result(timeout=10)
    assert (status, "number" in body) == (201, True)
    assert Marker.objects.filter(name__startswith="deed").count() == 1
