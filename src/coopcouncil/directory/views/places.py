"""Who provides, and where people are helped face to face."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.http import HttpResponseBase
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext as _

from coopcouncil.directory import queries
from coopcouncil.directory.models import AccessPoint
from coopcouncil.directory.queries import ServiceRow
from coopcouncil.directory.views.completing import settled_here
from coopcouncil.foundation import maps
from coopcouncil.foundation.pages import render
from coopcouncil.foundation.permissions import requires
from coopcouncil.foundation.requests import Request
from coopcouncil.foundation.tables import Column, Table, respond
from coopcouncil.people import public as people


@dataclass(frozen=True)
class OrganisationLine:
    """One organisation on the list."""

    code: str
    name: str
    kind: str
    kind_label: str
    summary: str
    phone: str
    services: int
    access_points: int


@requires("public")
def organisations(request: Request) -> HttpResponseBase:
    """Every organisation, with how much it answers for."""
    counts = queries.counts_by_organisation()
    lines = [
        OrganisationLine(item.code, item.name, item.kind, str(item.kind_label), item.summary, item.phone,
                         *counts.get(item.id, (0, 0)))
        for item in people.organisations()
    ]  # fmt: skip
    kinds = sorted({(line.kind, line.kind_label) for line in lines}, key=lambda item: item[1])
    table = Table(
        name="organisations",
        caption=_("Organisations"),
        order="name",
        empty=_("No organisation has been put into the directory yet."),
        source=_("the directory of services"),
        columns=[
            Column("code", _("Code"), in_page=False),
            Column("name", _("Organisation"), search="contains",
                   link=lambda row: reverse("directory:organisation", args=[row.code])),
            Column("kind", _("What kind of body"), source="kind_label", in_page=True),
            Column("of", _("What kind of body"), source="kind", search="exact", choices=kinds, in_page=False,
                   in_files=False),
            Column("summary", _("What it does"), sortable=False),
            Column("phone", _("Phone"), sortable=False),
            Column("services", _("Services"), numeric=True),
            Column("access_points", _("Places"), numeric=True),
        ],
    )  # fmt: skip
    return respond(request, table, lines, "directory/organisations.html")


@requires("public")
def organisation(request: Request, code: str) -> HttpResponseBase:
    """Who they are, what they answer for and where they are found."""
    found = people.organisation_by_code(code)
    return render(
        request,
        "directory/organisation.html",
        {
            "organisation": found,
            "record": queries.organisations_of([found.id])[found.id],
            "kind_label": found.kind_label,
            "services": _service_lines(queries.services_of(found.id)),
            "points": [
                [
                    _link("directory:access_point", point.code, point.name),
                    f"{point.address}, {point.postcode}",
                    _("Yes") if point.step_free else _("No"),
                ]
                for point in queries.access_points_of(found.id)
            ],
        },
    )


@requires("public")
def access_points(request: Request) -> HttpResponseBase:
    """Every place where people are helped: a list, and a map of the same list."""
    rows = queries.access_points_by_help(people.assisting())
    table = Table(
        name="access-points",
        caption=_("Places"),
        order="name",
        tie="code",
        empty=_("No place has been put into the directory yet. Phone us instead."),
        source=_("the directory of services"),
        columns=[
            Column("code", _("Code"), in_page=False),
            Column("name", _("Place"), search="contains",
                   link=lambda row: reverse("directory:access_point", args=[row.code])),
            Column("kind", _("What it is"), search="exact", choices=AccessPoint.Kind.choices,
                   show=lambda row: row.get_kind_display()),
            Column("address", _("Address"), sortable=False, show=lambda row: f"{row.address}, {row.postcode}"),
            Column("postcode", _("Postcode"), in_page=False),
            Column("ward", _("Ward"), source="ward__name", search="contains"),
            Column("organisation", _("Who runs it"), source="organisation__name", in_page=False),
            Column("opening_hours", _("Open"), sortable=False),
            Column("phone", _("Phone"), in_page=False),
            Column("step_free", _("Step-free"), search="exact",
                   choices=[("True", _("Yes")), ("False", _("No"))]),
            Column("helps", _("Officers tell services for you"), search="exact",
                   choices=[("True", _("Yes")), ("False", _("No"))],
                   show=lambda row: _("Yes") if row.helps else _("No")),
            Column("longitude", _("Longitude"), in_page=False),
            Column("latitude", _("Latitude"), in_page=False),
        ],
    )  # fmt: skip
    if request.GET.get("format") in {"csv", "json"}:
        return respond(request, table, rows, "directory/access_points.html")
    chosen: Any = table.rows(request.GET, rows)
    return respond(
        request,
        table,
        rows,
        "directory/access_points.html",
        {"map": points_map(list(chosen)), "public_url": settings.PUBLIC_URL},
    )


def points_map(points: Sequence[AccessPoint]) -> maps.AreaMap | None:
    """The wards with the places that the list shows; none before there are wards."""
    wards = queries.ward_borders()
    if not wards or not points:
        return None
    counts = Counter(point.ward_id for point in points)
    return maps.AreaMap(
        name="access-points-map",
        title=_("Where these places are"),
        unit=_("places"),
        area_label=_("Ward"),
        source=_("the directory of services"),
        areas=[maps.Area(ward.code, ward.name, ward.geometry, float(counts[ward.id])) for ward in wards],
        points=[
            maps.Point(
                point.name,
                point.longitude,
                point.latitude,
                reverse("directory:access_point", args=[point.code]),
            )
            for point in points
        ],
    )


@requires("public")
def access_point(request: Request, code: str) -> HttpResponseBase:
    """One place: address, opening hours, getting in, and what its organisation answers for."""
    point = queries.access_point_page(code)
    services = _service_lines(queries.services_of(point.organisation_id))
    return render(
        request, "directory/access_point.html", {"point": point, "services": services, **settled_here(request, point)}
    )


def _service_lines(services: Sequence[ServiceRow]) -> list[list[Any]]:
    return [[_link("directory:service", item.code, item.name), item.summary, item.phone] for item in services]


def _link(route: str, code: str, text: str) -> str:
    return format_html('<a class="govuk-link" href="{}">{}</a>', reverse(route, args=[code]), text)
