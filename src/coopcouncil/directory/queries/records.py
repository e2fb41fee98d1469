"""The whole records of a page of services, in a number of queries that does not grow with the page."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from coopcouncil.directory.domain import record
from coopcouncil.directory.models import Service
from coopcouncil.directory.queries import parts
from coopcouncil.directory.queries.bodies import organisations_of
from coopcouncil.directory.queries.filters import ORDERS, ServiceFilter, filtered
from coopcouncil.directory.queries.grouping import AnyOf
from coopcouncil.directory.queries.locations import at_locations, placed
from coopcouncil.kernel.errors import NotFound

COLUMNS = (
    "id", "code", "service_type", "name", "summary", "description", "organisation_id", "owner_id", "owner__name",
    "delivery_model", "scope", "outcome", "also_serves", "phone", "email", "website", "opening_hours", "cost", "alert",
    "accreditations", "reached_by", "status", "assured_on", "due_on", "created_at", "updated_at", "version",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Page:
    """Some of the services that were asked for, and how many there are in all. `metres`, by id, where a point was."""

    services: tuple[record.Service, ...]
    count: int
    page: int
    per_page: int
    metres: dict[UUID, float]

    @property
    def pages(self) -> int:
        return max(1, -(-self.count // self.per_page))


def services_page(
    asked: ServiceFilter | None = None, *, page: int = 1, per_page: int = 50, order: str = "name"
) -> Page:
    """A page (from 1) of the services that `asked` means, whole; by "name", "code", "modified" (newest first), "near".

    A page after the last is empty.
    """
    asked = asked or ServiceFilter()
    rows = filtered(asked)
    count = rows.count()
    start = (page - 1) * per_page
    found = list(
        rows.order_by(*ORDERS[order]).values_list("id", *(["metres"] if asked.near else []))[start : start + per_page]
    )
    ids = [row[0] for row in found]
    return Page(tuple(records(ids)), count, page, per_page, {row[0]: row[1] for row in found} if asked.near else {})


def service_record(*, service_id: UUID | None = None, code: str = "") -> record.Service:
    """One service, whole; closed ones too. Raises NotFound."""
    if service_id is None:
        service_id = Service.objects.filter(code=code).values_list("id", flat=True).first()
    for found in records([service_id] if service_id else []):
        return found
    raise NotFound("There is no such service.")


def records(ids: Sequence[UUID]) -> list[record.Service]:
    """The services of these ids, whole, in the order of the ids; those that are not there are left out."""
    rows = {row[0]: row for row in Service.objects.filter(AnyOf("id", ids)).values_list(*COLUMNS)}
    if not rows:
        return []
    where, organisations = placed(list(rows)), {row[COLUMNS.index("organisation_id")] for row in rows.values()}
    shared = parts.shared({"service": list(rows), "organisation": organisations, **where.owners})
    bodies, places = organisations_of(organisations, shared), at_locations(where, shared)
    held = parts.of_services(list(rows), shared)
    return [_record(rows[key], bodies, held, places, where.hidden) for key in dict.fromkeys(ids) if key in rows]


def _record(
    row: Sequence[Any],
    bodies: dict[UUID, record.Organisation],
    held: parts.Parts,
    places: dict[UUID, list[record.AtLocation]],
    hidden: frozenset[UUID],
) -> record.Service:
    values: dict[str, Any] = dict(zip(COLUMNS, row, strict=True))
    key, body, owner = values["id"], values.pop("organisation_id"), values.pop("owner__name")
    values["also_serves"] = tuple(values["also_serves"])
    return record.Service(
        **values, organisation=bodies[body], owner_name=owner or "", at_locations=tuple(places.get(key, ())),
        hidden_place=key in hidden, **held.of(key),
    )  # fmt: skip
