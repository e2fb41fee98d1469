"""Loads the demo borough: each context's part, the lowest storey first, each part whole or not at all."""

from collections.abc import Callable

from django.db import connection, transaction

from coopcouncil.foundation import clock, contributions
from coopcouncil.foundation.contributions import DemoLoader
from coopcouncil.foundation.models import Marker
from coopcouncil.foundation.views import DEMO_LOADED

_LOADING_LOCK = 2010_05_08


def _mark(loader: DemoLoader) -> str:
    return f"demo:{loader.name}"


def missing() -> list[DemoLoader]:
    """The parts that are not loaded yet, in the order in which they go in."""
    there = set(Marker.objects.filter(name__startswith="demo:").values_list("name", flat=True))
    return sorted((part for part in contributions.demo if _mark(part) not in there), key=lambda part: part.order)


def is_loaded() -> bool:
    """Whether every part is in, and the borough says so."""
    return not missing() and Marker.objects.filter(name=DEMO_LOADED).exists()


def refresh() -> None:
    """Load again, of a borough that is loaded, the parts that each start needs afresh."""
    for part in sorted(contributions.demo, key=lambda part: part.order):
        if part.each_start:
            with transaction.atomic():
                part.load()


def unmark() -> None:
    """Take back the borough's mark, so that /readyz says no while parts of a later version go in."""
    Marker.objects.filter(name=DEMO_LOADED).delete()


def load(say: Callable[[str], None]) -> list[str]:
    """Load what is missing, and then mark the borough as loaded. Returns the names of the parts.

    A part and its mark are one transaction, so a load that was killed goes on where it stopped. Of two loads at once
    the second waits, then finds nothing to do.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_lock(%s)", [_LOADING_LOCK])
    try:
        parts = missing()
        if parts:
            unmark()
        for part in parts:
            say(part.name)
            with transaction.atomic():
                part.load()
                Marker.objects.create(name=_mark(part), at=clock.now())
        Marker.objects.get_or_create(name=DEMO_LOADED, defaults={"at": clock.now()})
    finally:
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_unlock(%s)", [_LOADING_LOCK])
    return [part.name for part in parts]
