"""Which services are meant: everything that a list, a feed or a search may narrow them by, in the database."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, time
from typing import Any
from uuid import UUID

from django.db.models import Exists, F, FloatField, Min, OuterRef, Q, QuerySet, Subquery, Value
from django.db.models.functions import ACos, Cos, Greatest, Least, Radians, Sin

from coopcouncil.directory.models import (
    Accessibility,
    Attribute,
    Language,
    Schedule,
    Service,
    ServiceArea,
    ServiceAtLocation,
)
from coopcouncil.kernel import distance


@dataclass(frozen=True, slots=True)
class Near:
    """A point, in degrees, and how many metres from it somebody will go."""

    longitude: float
    latitude: float
    metres: float


@dataclass(frozen=True, slots=True, kw_only=True)
class ServiceFilter:
    """What is not given narrows nothing. Several values of one field: any of them; several fields: all of them."""

    text: str = ""  # somewhere in the name, the summary or the description
    ids: Collection[UUID] | None = None
    codes: Collection[str] | None = None
    organisation_ids: Collection[UUID] | None = None
    service_types: Collection[str] | None = None
    statuses: Collection[str] | None = (Service.Status.ACTIVE, Service.Status.PAUSED)
    term_ids: Collection[UUID] | None = None
    taxonomy_ids: Collection[UUID] | None = None
    delivery_models: Collection[str] | None = None
    scopes: Collection[str] | None = None
    outcomes: Collection[str] | None = None
    audiences: Collection[str] | None = None
    languages: Collection[str] | None = None  # ISO 639
    features: Collection[str] | None = None  # all of them at one location: `models.Feature`
    minimum_age: int | None = None  # for people of this age and older: leaves out what ends below it
    maximum_age: int | None = None
    ward_id: UUID | None = None  # for this ward, or for the whole borough
    near: Near | None = None
    free: bool = False
    modified_after: datetime | None = None
    open_days: Collection[str] | None = None  # "MO" …
    opens_by: time | None = None  # already open at this time
    closes_after: time | None = None  # still open at this time


ORDERS = {"name": ("name", "code"), "code": ("code",), "modified": ("-updated_at", "code"), "near": ("metres", "code")}


def filtered(asked: ServiceFilter) -> QuerySet[Service]:
    """The services that are meant. With `near` each has `metres`, to its nearest location."""
    rows = _by_columns(Service.objects.all(), asked)
    rows = _by_parts(rows, asked)
    if asked.near:
        rows = rows.annotate(metres=Subquery(_nearest(asked.near))).filter(metres__lte=asked.near.metres)
    return rows


def _by_columns(rows: QuerySet[Service], asked: ServiceFilter) -> QuerySet[Service]:
    columns = {
        "id__in": asked.ids, "code__in": asked.codes, "organisation_id__in": asked.organisation_ids,
        "service_type__in": asked.service_types, "status__in": asked.statuses,
        "delivery_model__in": asked.delivery_models, "scope__in": asked.scopes,
    }  # fmt: skip
    rows = rows.filter(**{name: list(value) for name, value in columns.items() if value is not None})
    if asked.text:
        words = asked.text.replace("\x00", "")
        rows = rows.filter(Q(name__icontains=words) | Q(summary__icontains=words) | Q(description__icontains=words))
    if asked.outcomes is not None:
        rows = rows.filter(Q(outcome__in=asked.outcomes) | Q(also_serves__overlap=list(asked.outcomes)))
    if asked.modified_after:
        rows = rows.filter(updated_at__gt=asked.modified_after)
    return rows


def _by_parts(rows: QuerySet[Service], asked: ServiceFilter) -> QuerySet[Service]:
    mine = {"service": OuterRef("pk")}
    if asked.term_ids is not None:
        rows = rows.filter(Exists(Attribute.objects.filter(**mine, term_id__in=asked.term_ids)))
    if asked.taxonomy_ids is not None:
        rows = rows.filter(Exists(Attribute.objects.filter(**mine, term__taxonomy_id__in=asked.taxonomy_ids)))
    if asked.languages is not None:
        spoken = Language.objects.filter(code__in=asked.languages)
        numbers = Q(phone__service=OuterRef("pk")) | Q(phone__contact__service=OuterRef("pk"))
        rows = rows.filter(Exists(spoken.filter(**mine)) | Exists(spoken.filter(numbers)))
    for feature in asked.features or ():
        there = Accessibility.objects.filter(
            feature=feature, location__confidential=False, location__services__service=OuterRef("pk")
        )
        rows = rows.filter(Exists(there))
    if asked.audiences is not None:
        rows = rows.filter(eligibility__audiences__overlap=list(asked.audiences))
    if asked.minimum_age is not None:
        rows = rows.filter(
            Q(eligibility__maximum_age__isnull=True) | Q(eligibility__maximum_age__gte=asked.minimum_age)
        )
    if asked.maximum_age is not None:
        rows = rows.filter(
            Q(eligibility__minimum_age__isnull=True) | Q(eligibility__minimum_age__lte=asked.maximum_age)
        )
    if asked.ward_id:
        areas = ServiceArea.objects.filter(**mine)
        rows = rows.filter(Exists(areas.filter(area_id=asked.ward_id)) | ~Exists(areas))
    if asked.free:
        rows = rows.filter(Q(cost__iexact="Free") | Q(cost_options__amount_pence=0)).distinct()
    return _by_hours(rows, asked)


def _by_hours(rows: QuerySet[Service], asked: ServiceFilter) -> QuerySet[Service]:
    """By what the timetables say; bank holidays and days that are otherwise do not count here."""
    if asked.open_days is None and asked.opens_by is None and asked.closes_after is None:
        return rows
    hours = Schedule.objects.all()
    if asked.open_days is not None:
        any_day = Q()
        for day in asked.open_days:
            any_day |= Q(byday__contains=day)
        hours = hours.filter(any_day)
    late = Q(closes_at__lte=F("opens_at"))  # into the next day
    if asked.opens_by is not None:
        hours = hours.filter(opens_at__lte=asked.opens_by)
    if asked.closes_after is not None:
        hours = hours.filter(late | Q(closes_at__gte=asked.closes_after))
    here = {"location__confidential": False}
    at = {"service_at_location__location__confidential": False}
    return rows.filter(
        Exists(hours.filter(service=OuterRef("pk")))
        | Exists(hours.filter(service_at_location__service=OuterRef("pk"), **at))
        | Exists(hours.filter(location__services__service=OuterRef("pk"), **here))
    )


def _nearest(near: Near) -> Any:
    """Metres from the point to the nearest public location of the service that lies within the box around it."""
    west, south, east, north = distance.box(near.longitude, near.latitude, near.metres)
    place = ServiceAtLocation.objects.filter(
        service=OuterRef("pk"), location__confidential=False,
        location__longitude__range=(west, east), location__latitude__range=(south, north),
    )  # fmt: skip
    return (
        place.order_by()
        .values("service")
        .annotate(metres=Min(metres_from(near.longitude, near.latitude)))
        .values("metres")
    )


def metres_from(longitude: float, latitude: float, prefix: str = "location__") -> Greatest:
    """An SQL expression: metres from a point to a location, by the spherical law of cosines, as exact in PostgreSQL’s
    double precision as the haversine formula beyond a metre.
    """
    lat, lon = Radians(F(f"{prefix}latitude")), Radians(F(f"{prefix}longitude"))
    here_lat, here_lon = Radians(Value(latitude)), Radians(Value(longitude))
    cosine = Sin(here_lat) * Sin(lat) + Cos(here_lat) * Cos(lat) * Cos(lon - here_lon)
    within = Least(Value(1.0), Greatest(Value(-1.0), cosine))
    return Greatest(ACos(within) * Value(distance.EARTH), Value(0.0), output_field=FloatField())
