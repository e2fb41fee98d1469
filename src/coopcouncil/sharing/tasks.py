"""The worker's entries: the outbox topics `sharing.deliver` and `sharing.write`, and what goes once an hour."""

import random
from datetime import datetime
from uuid import UUID

from django_tasks import task

from coopcouncil.foundation import clock
from coopcouncil.foundation.actors import SYSTEM
from coopcouncil.sharing import actions
from coopcouncil.sharing.actions import agreeing, looking, parcels, retaining


@task()
def forget_replies() -> int:
    """Throw away the replies of the API that were kept for long enough. Returns how many went."""
    return actions.forget_replies(now=clock.now())


def spread() -> float:
    """From 0 to 1, another each time: by how much of its tenth a wait is longer."""
    return random.random()  # noqa: S311 - nothing secret hangs on it


@task()
def keep_agreements() -> int:
    """Say which agreements are over, and send what waited for one. Returns how much was sent."""
    return agreeing.keep_agreements(now=clock.now())[1]


def deliver(object_id: UUID, *, attempt: int, now: datetime) -> datetime | None:
    """Carry one delivery. How often it was tried is kept with the delivery, because a replay begins afresh."""
    return actions.deliver(delivery_id=object_id, now=now, spread=spread())


def carry_parcel(object_id: UUID, *, attempt: int, now: datetime) -> datetime | None:
    """Carry one message to another installation. How often it was tried is kept with it."""
    return parcels.carry(parcel_id=object_id, now=now, spread=spread())


@task()
def end_overdue_parcels() -> int:
    """End what has waited too long for another installation. Returns how many messages."""
    return parcels.end_overdue(now=clock.now())


def watch(object_id: UUID, *, attempt: int, now: datetime) -> datetime | None:
    """Look whether a person has one notice in hand."""
    return actions.watch(delivery_id=object_id, now=now)


def alarm(object_id: UUID, *, attempt: int, now: datetime) -> datetime | None:
    """Send one alert. How often it was tried is kept with the alarm."""
    return actions.send_alarm(alarm_id=object_id, now=now)


@task()
def own_what_nobody_owns() -> int:
    """Give what is stuck, and whose owner has gone, to somebody. Returns how many deliveries."""
    return actions.own_what_nobody_owns(now=clock.now())


@task()
def end_overdue() -> int:
    """End what has waited too long for a server that is paused. Returns how many deliveries."""
    return actions.end_overdue(now=clock.now())


@task()
def remove_unsent_documents() -> int:
    """Throw away files that were given and never sent. Returns how many went."""
    return actions.remove_unsent_documents(now=clock.now())


@task()
def expire_help() -> int:
    """Close what nobody answered by the end of its day. Returns how many questions."""
    return actions.expire_help(now=clock.now())


@task()
def empty_what_is_over() -> int:
    """Empty the facts whose time is over. Returns of how many submissions."""
    return actions.empty_what_is_over(now=clock.now())


@task()
def let_go() -> int:
    """Let go of what every context need not keep any more. Returns how many things."""
    return retaining.let_go(actor=SYSTEM, now=clock.now()).total()


@task()
def carry_out_erasures() -> int:
    """Erase whoever asked for it and was granted it, once nothing stands in the way. Returns how many people."""
    return retaining.carry_out_erasures(now=clock.now())


def alert(object_id: UUID, *, attempt: int, now: datetime) -> datetime | None:
    """Tell the administrators that something was opened in need."""
    return looking.alert(object_id, attempt=attempt, now=now)


def write(object_id: UUID, *, attempt: int, now: datetime) -> datetime | None:
    """Carry one message to a person. How often it was tried is kept with the message."""
    return actions.write(message_id=object_id, now=now)


@task()
def make_due_batches() -> int:
    """Make the day's files for organisations that take files, and put them into their folder. Returns how many."""
    return actions.make_due_batches(now=clock.now())
