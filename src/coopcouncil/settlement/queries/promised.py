"""What the edition in force promises today, for those who keep the promises."""

from collections.abc import Container, Iterable
from dataclasses import dataclass
from uuid import UUID

from django.db.models import Q

from coopcouncil.directory import public as directory
from coopcouncil.settlement.domain import lives
from coopcouncil.settlement.models import Edition, Entry
from coopcouncil.settlement.queries.entries import entries_of


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


@dataclass(frozen=True)
class OfProvider:
    """A promise in force with a provider's part in it: whether it answers for it, and whether it runs the service."""

    entry: Entry
    answers: bool
    runs: bool


def of_provider(edition_id: UUID, organisation_id: UUID) -> list[OfProvider]:
    """The promises of an edition that an organisation answers for, or whose service it runs. Two queries."""
    run = {row.service_type for row in directory.services_of(organisation_id)}
    own = Q(accountable_id=organisation_id) | Q(service__organisation_id=organisation_id)
    rows = entries_of(edition_id).filter(own | Q(service__isnull=True, service_type__in=run))
    return [OfProvider(row, row.accountable_id == organisation_id, _runs(row, run, organisation_id)) for row in rows]


def _runs(row: Entry, service_types: Container[str], organisation_id: UUID) -> bool:
    return row.service.organisation_id == organisation_id if row.service else row.service_type in service_types


def fitting(edition_id: UUID, life: lives.Life, ward: str) -> list[tuple[Entry, str]]:
    """The promises of an edition that fit a life in a ward (its code, or ""), or may: what fits surely comes first."""
    found = [(row, lives.fit(_reach(row), life, ward)) for row in entries_of(edition_id)]
    return sorted((item for item in found if item[1] != lives.NOT), key=lambda item: item[1] != lives.FITS)


def _reach(row: Entry) -> lives.Reach:
    return lives.Reach(row.audiences, row.minimum_age, row.maximum_age, row.wards)
