"""What can be settled at each place, by whose leave, and from which wards such a place is far."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.http import HttpResponseBase
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from coopcouncil.directory import queries
from coopcouncil.directory.domain import catalogue, speech
from coopcouncil.directory.domain.completing import FAR_M, Leave, Nearest, Spot, Way, nearest, settled_at
from coopcouncil.directory.models import AccessPoint
from coopcouncil.directory.queries import completing
from coopcouncil.foundation import contributions, languages, maps
from coopcouncil.foundation.contributions import Completed
from coopcouncil.foundation.jinja import date_in_words, number
from coopcouncil.foundation.permissions import requires
from coopcouncil.foundation.requests import Request
from coopcouncil.foundation.tables import Column, Table, respond
from coopcouncil.people import public as people
from coopcouncil.places import public as places

WAYS = {
    Way.OWN: gettext_lazy("By the staff of the service itself"),
    Way.TOLD: gettext_lazy("An officer there tells the service for you, in one go"),
    Way.PARTLY: gettext_lazy("An officer there tells some of those who provide it"),
    Way.ASK: gettext_lazy("You can ask there, and they help you to reach it"),
}


@dataclass(frozen=True)
class Gap:
    """One ward: how far it is to the nearest place, and which."""

    ward: str
    metres: int | None
    place: str
    code: str
    far: bool


def leave_of(request: Request) -> tuple[Leave, list[Completed]]:
    """Who may do what today, and what officers can tell: from life events, agreements and grants."""
    told = [item for find in contributions.completing for item in find(request.today)]
    by_type: dict[str, set[UUID]] = {}
    for item in told:
        by_type.setdefault(item.service_type, set()).add(item.organisation_id)
    leave = Leave(completing.providers(), {code: frozenset(held) for code, held in by_type.items()}, people.assisting())
    return leave, told


def kind_names() -> Mapping[str, str]:
    """The types of service by code, in the language of the page."""
    kinds = speech.catalogue_in(languages.current()) if languages.is_foreign() else catalogue.shipped_catalogue()
    return {code: kind.name for code, kind in sorted(kinds.items(), key=lambda one: one[1].name)}


def settled_here(request: Request, point: AccessPoint) -> dict[str, Any]:
    """For the page of a place: what can be settled there, how, and by whose leave."""
    leave, told = leave_of(request)
    names = kind_names()
    by_way = settled_at(leave, [code for code in names if code in leave.providers], point.organisation_id)
    spoken_of = {code for way in (Way.TOLD, Way.PARTLY) for code in by_way[way]}
    events = {item.url: item.how for item in told if item.service_type in spoken_of}
    since = people.assisting_since(point.organisation_id)
    return {
        "settled": sum(len(codes) for way, codes in by_way.items() if way.settles),
        "kinds": sum(len(codes) for codes in by_way.values()),
        "helps": point.organisation_id in leave.assisting,
        "since": date_in_words(since) if since else "",
        "events": sorted(events.items(), key=lambda one: one[1]),
        "ways": [(WAYS[way], [names[code] for code in codes]) for way, codes in by_way.items() if codes],
    }


@requires("public")
def gaps(request: Request) -> HttpResponseBase:
    """From each ward, how far it is to the nearest place where a kind of service can be settled."""
    names = kind_names()
    code = request.GET.get("service", "")
    code = code if code in names else ""
    leave, _told = leave_of(request)
    spots = [row for row in completing.points_with_places() if _settles(leave, code, row[3])]
    wards = {ward.id: ward for ward in queries.ward_borders()}
    centres = [Spot(ward.id, *ward.centre) for ward in places.areas("ward")]
    found = nearest(centres, [Spot(row[0], row[4], row[5]) for row in spots])
    held = {row[0]: (row[2], row[1]) for row in spots}
    lines = [_gap(item, wards, held) for item in found if item.ward in wards]
    context = {
        "code": code,
        "names": names,
        "far": sum(line.far for line in lines),
        "wards": len(lines),
        "spots": len(spots),
        "limit": FAR_M,
        "map": _map(lines, wards, spots) if request.GET.get("format") is None else None,
    }
    return respond(request, _table(code), lines, "directory/gaps.html", context)


def _settles(leave: Leave, code: str, organisation_id: UUID) -> bool:
    """Whether the type can be settled there; without one, whether officers there may tell services for people."""
    return leave.way(code, organisation_id).settles if code else organisation_id in leave.assisting


def _gap(item: Nearest, wards: Mapping[UUID, Any], held: Mapping[UUID, tuple[str, str]]) -> Gap:
    name, code = held[item.place] if item.place else ("", "")
    away = round(item.metres / 10) * 10 if item.metres is not None else None
    return Gap(wards[item.ward].name, away, name, code, item.is_gap)


def _table(code: str) -> Table:
    return Table(
        name="gaps",
        caption=_("How far it is from the middle of each ward"),
        order="-metres",
        tie="ward",
        empty=_("No ward has been loaded yet."),
        source=_("the directory of services, agreements in force, and who may help people to tell"),
        keeps={"service": code} if code else {},
        columns=[
            Column("ward", _("Ward"), search="contains"),
            Column("metres", _("Metres"), numeric=True, show=lambda row: _("No such place")
                   if row.metres is None else number(row.metres)),
            Column("place", _("Nearest place"), show=lambda row: row.place or "–"),
            Column("code", _("Code of the place"), in_page=False),
            Column("far", _("Farther than 20 minutes on foot"), search="exact",
                   choices=[("True", _("Yes")), ("False", _("No"))],
                   show=lambda row: _("Yes") if row.far else _("No")),
        ],
    )  # fmt: skip


def _map(lines: list[Gap], wards: Mapping[UUID, Any], spots: list[Any]) -> maps.AreaMap | None:
    away = {line.ward: line.metres for line in lines}
    if not wards:
        return None
    return maps.AreaMap(
        name="gaps-map",
        title=_("How far it is to the nearest place"),
        unit=_("metres"),
        area_label=_("Ward"),
        source=_("the directory of services, agreements in force, and who may help people to tell"),
        areas=[maps.Area(ward.code, ward.name, ward.geometry, _float(away.get(ward.name))) for ward in wards.values()],
        points=[
            maps.Point(row[2], row[4], row[5], reverse("directory:access_point", args=[row[1]])) for row in spots
        ],
    )  # fmt: skip


def _float(value: int | None) -> float | None:
    return None if value is None else float(value)
