"""What other contexts ask of services and places, and what the directory contributes to theirs."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from coopcouncil.directory import queries
from coopcouncil.directory.domain import catalogue, changing, speech
from coopcouncil.directory.domain.assurance import SOON
from coopcouncil.directory.domain.catalogue import ServiceType
from coopcouncil.directory.models import AccessPoint, Service
from coopcouncil.directory.permissions import EDITORS
from coopcouncil.directory.queries import ServiceRow as ServiceView
from coopcouncil.directory.queries import providing
from coopcouncil.foundation.actors import Actor
from coopcouncil.foundation.clock import LONDON
from coopcouncil.foundation.contributions import DeskItem
from coopcouncil.kernel.errors import NotFound


@dataclass(frozen=True)
class AccessPointView:
    """A place where people are helped. Longitude and latitude in degrees, WGS 84."""

    id: UUID
    code: str
    name: str
    kind: str
    kind_label: str
    organisation_id: UUID
    organisation_name: str
    address: str
    postcode: str
    longitude: float
    latitude: float
    ward_id: UUID
    step_free: bool


def recipient_for(
    service_type: str, *, ward_id: UUID | None = None, organisation_id: UUID | None = None
) -> ServiceView | None:
    """The open service of this type that is for the ward, else one for the whole borough; None where there is neither.

    Wards, not larger areas, are what services are limited to. The same question always has the same answer. With
    `organisation_id` only that organisation's service counts, wherever it works. One query.
    """
    found = queries.recipients(frozenset([service_type]), ward_id=ward_id, organisation_id=organisation_id)
    return found.get(service_type)


def recipients_for(service_types: Iterable[str], *, ward_id: UUID | None = None) -> Mapping[str, ServiceView]:
    """`recipient_for` of many types in one query; types that nobody provides are left out."""
    return queries.recipients(frozenset(service_types), ward_id=ward_id)


def offering(service_types: Iterable[str]) -> dict[str, list[ServiceView]]:
    """Who offers each type, one open service an organisation, by its name: for people who name whom they mean.

    In one query, whatever the number of types; types that nobody offers have an empty list.
    """
    found: dict[str, list[ServiceView]] = {code: [] for code in service_types}
    for row in queries.offered(frozenset(found)):
        found[row.service_type].append(row)
    return found


def service(service_id: UUID) -> ServiceView:
    """Raises NotFound."""
    return queries.service_row(service_id)


def services_of(organisation_id: UUID) -> list[ServiceView]:
    """What an organisation answers for and has not closed, by name."""
    return queries.services_of(organisation_id)


def access_points(
    *, kind: str | None = None, ward_id: UUID | None = None, organisation_id: UUID | None = None
) -> list[AccessPointView]:
    """Places where people are helped, by name, narrowed by what is given. One query."""
    asked = {"kind": kind, "ward_id": ward_id, "organisation_id": organisation_id}
    found = queries.access_points().filter(**{name: value for name, value in asked.items() if value is not None})
    return [_point(point) for point in found.order_by("name", "code")]


def access_point(code: str) -> AccessPointView:
    """The place of that code. Raises NotFound."""
    return _point(queries.access_point_page(code))


def access_point_name(access_point_id: UUID) -> str:
    """What a place is called. Raises NotFound."""
    name = queries.access_points().filter(id=access_point_id).values_list("name", flat=True).first()
    if name is None:
        raise NotFound("There is no such place.")
    return name


def _point(point: AccessPoint) -> AccessPointView:
    return AccessPointView(
        id=point.id,
        code=point.code,
        name=point.name,
        kind=point.kind,
        kind_label=point.get_kind_display(),
        organisation_id=point.organisation_id,
        organisation_name=point.organisation.name,
        address=point.address,
        postcode=point.postcode,
        longitude=point.longitude,
        latitude=point.latitude,
        ward_id=point.ward_id,
        step_free=point.step_free,
    )


def service_types() -> dict[str, ServiceType]:
    """The shipped catalogue, by code."""
    return dict(catalogue.shipped_catalogue())


def service_types_in(language: str) -> Mapping[str, ServiceType]:
    """The shipped catalogue in another language, by code: for people. What has no translation is in English, marked."""
    return speech.catalogue_in(language)


def service_type(code: str) -> ServiceType:
    """Raises NotFound for a code that the catalogue does not hold."""
    found = catalogue.shipped_catalogue().get(code)
    if found is None:
        raise NotFound(f"“{code}” is no type of service that we know.")
    return found


def outcomes() -> dict[str, str]:
    """The seven outcomes of the place, code → words."""
    return {value: str(label) for value, label in Service.Outcome.choices}


# --- contributions --------------------------------------------------------------------------------------------------


def desk_items(actor: Actor, now: datetime) -> list[DeskItem]:
    """One line for a provider's or service's manager whose records must soon be confirmed."""
    held = actor.organisations_for(*EDITORS) if actor.kind == "person" else frozenset()
    if not held:
        return []
    today = now.astimezone(LONDON).date()
    due = list(queries.due_records(held, by=today + SOON).values_list("due_on", flat=True))
    if not due:
        return []
    first = due[0]
    return [
        DeskItem(
            title=ngettext("%(count)s record to confirm", "%(count)s records to confirm", len(due))
            % {"count": len(due)},
            url=reverse("directory:to_confirm"),
            count=len(due),
            why=_("People trust the directory only while its records are right."),
            due_at=now if first is None else datetime(first.year, first.month, first.day, 17, tzinfo=LONDON),
        )
    ]


def export_person(account_id: UUID) -> dict[str, Any]:
    """What somebody changed, or would change, of records that are about no person."""
    changed, proposed = queries.changes_by(account_id)
    sent = providing.returns_by(account_id)
    return {
        name: changing.plain(rows)
        for name, rows in (("records_changed", changed), ("changes_proposed", proposed), ("figures_sent", sent))
        if rows
    }
