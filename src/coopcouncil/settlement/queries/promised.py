"""What the edition in force promises today, for those who keep the promises."""

from collections.abc import Iterable
from dataclasses import dataclass
from uuid import UUID

from coopcouncil.settlement.models import Edition, Entry


@dataclass(frozen=True)
class PromisedClock:
    """A promised time. `within` is as casework reads it ("10 working_days"); `source` says where it is promised."""

    within: str
    source: str
    code: str


def clock(service_type: str, *, service_id: UUID | None = None) -> PromisedClock | None:
    """That of the service itself before that of its type."""
    if not service_type:
        return None
    rows = Entry.objects.filter(edition__state=Edition.State.IN_FORCE, service_type=service_type).exclude(clock="")
    found = {row[0]: _made(row[1:]) for row in rows.values_list("service_id", *_FIELDS)}
    return found.get(service_id) or found.get(None)


def clocks(service_types: Iterable[str]) -> dict[str, PromisedClock]:
    rows = Entry.objects.filter(
        edition__state=Edition.State.IN_FORCE, service_type__in=set(service_types), service__isnull=True
    ).exclude(clock="")
    return {row[0]: _made(row[1:]) for row in rows.values_list("service_type", *_FIELDS)}


_FIELDS = ("clock", "edition__title", "title", "code")


def _made(row: tuple[str, str, str, str]) -> PromisedClock:
    within, edition, title, code = row
    return PromisedClock(within, f"{edition}: {title}", code)
