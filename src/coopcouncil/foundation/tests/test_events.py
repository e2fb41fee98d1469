from collections import defaultdict
from dataclasses import dataclass
from uuid import UUID, uuid4

import pytest
from django.db import transaction

from coopcouncil.foundation import events
from coopcouncil.foundation.clock import now
from coopcouncil.foundation.models import Marker


@dataclass(frozen=True)
class Happened:
    what_id: UUID


@dataclass(frozen=True)
class HappenedElsewhere(Happened):
    pass


@pytest.fixture(autouse=True)
def _no_reactions(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(events, "_reactions", defaultdict(list))


def mark(name: str):
    return lambda event: Marker.objects.create(name=name, at=now())


def fail(event: Happened) -> None:
    raise ArithmeticError("the money does not add up")


@pytest.mark.django_db
def test_every_reaction_runs_at_once_in_the_order_of_the_table_and_gets_the_event():
    seen: list[tuple[str, object]] = []
    events.react(Happened, lambda event: seen.append(("first", event)))
    events.react(Happened, lambda event: seen.append(("second", event)))
    event = Happened(uuid4())
    events.emit(event)
    assert seen == [("first", event), ("second", event)]


@pytest.mark.django_db
def test_an_event_that_nobody_listens_to_is_no_mistake_and_kinds_are_not_mixed_up():
    seen: list[object] = []
    events.react(Happened, seen.append)
    events.emit(HappenedElsewhere(uuid4()))
    assert seen == []


def test_an_error_in_a_reaction_reaches_the_action_and_undoes_everything(cloned_db):
    events.react(Happened, mark("reaction"))
    events.react(Happened, fail)

    def action() -> None:
        with transaction.atomic():
            mark("action")(None)
            events.emit(Happened(uuid4()))

    with pytest.raises(ArithmeticError):
        action()
    assert not Marker.objects.exists()


def test_an_action_and_its_reactions_are_kept_together(cloned_db):
    events.react(Happened, mark("reaction"))
    with transaction.atomic():
        mark("action")(None)
        events.emit(Happened(uuid4()))
    assert set(Marker.objects.values_list("name", flat=True)) == {"action", "reaction"}


def test_an_event_outside_a_transaction_is_refused(cloned_db):
    with pytest.raises(RuntimeError, match="Happened was emitted outside a transaction"):
        events.emit(Happened(uuid4()))
