"""The mixed market: how services are run, how few answer for how many, and how that changes. For everybody."""

from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from typing import Any

from django.http import HttpResponseBase
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from coopcouncil.directory.domain import catalogue, market, speech
from coopcouncil.directory.models import Service
from coopcouncil.directory.queries import market as asked
from coopcouncil.foundation import languages
from coopcouncil.foundation.charts import BarChart
from coopcouncil.foundation.jinja import date_in_words, number, percent
from coopcouncil.foundation.pages import render
from coopcouncil.foundation.permissions import requires
from coopcouncil.foundation.requests import Request
from coopcouncil.foundation.tables import Column, Table, respond
from coopcouncil.people import public as people

AGREED = "/agreed/"
SOURCE = gettext_lazy(
    "the directory of services: each open service counts once, whatever it costs and however many use it"
)
DEGREES = {
    "open": gettext_lazy("Many share it"),
    "concentrated": gettext_lazy("A few have most of it"),
    "highly": gettext_lazy("One or two have nearly all of it"),
}


@dataclass(frozen=True)
class TypeLine:
    """One type of service; `share` in per cent and `index` are rounded."""

    code: str
    name: str
    services: int
    providers: int
    largest: str
    share: float
    index: int
    degree: str


@dataclass(frozen=True)
class YearLine:
    """How many services were run in one way on one day; `known` is of how many it is known."""

    day: date
    model: str
    model_label: str
    services: int
    share: float


@requires("public")
def mixed_market(request: Request) -> HttpResponseBase:
    """Services by how they are run, in a table and a picture, with what they mean."""
    found = asked.counts_by_model()
    whole = sum(services for services, _bodies in found.values())
    lines = sorted(
        ((str(label), *found[code]) for code, label in Service.DeliveryModel.choices if code in found),
        key=lambda line: (-line[1], line[0]),
    )
    shared = asked.count_shared()
    counts = asked.counts_by_provider()
    context: dict[str, Any] = {
        "door": AGREED,
        "whole": whole,
        "rows": [
            [name, number(services), _percent(market.share(services, whole)), number(bodies)]
            for name, services, bodies in lines
        ],
        "shared": shared,
        "shared_share": _percent(market.share(shared, whole)),
        "providers": len(counts),
        "index": number(round(market.index(counts))),
        "degree": DEGREES[market.degree(market.index(counts))],
        "source": SOURCE,
        "chart": _chart([(name, services) for name, services, _bodies in lines]) if lines else None,
    }
    return render(request, "directory/market.html", context)


def _chart(bars: list[tuple[str, int]]) -> BarChart:
    return BarChart(
        name="market", title=_("How services here are run"), unit=_("services"), bars=bars, source=str(SOURCE),
        marked=frozenset([str(Service.DeliveryModel.MUTUAL.label)]),
    )  # fmt: skip


def _percent(part: Fraction) -> str:
    return percent(float(part))


@requires("public")
def market_types(request: Request) -> HttpResponseBase:
    """Each type of service: how many provide it, and how much of it the largest has.

    What is of no type of the catalogue is no market: who does one such thing does not compete with who does another.
    """
    kinds = speech.catalogue_in(languages.current()) if languages.is_foreign() else catalogue.shipped_catalogue()
    held = asked.held_by_type()
    lines = [
        TypeLine(
            item.service_type, str(kinds[item.service_type].name), item.services, item.providers, item.largest,
            round(float(100 * item.share), 1), round(item.index), market.degree(item.index),
        )
        for item in market.markets(one for one in held if one.service_type in kinds)
    ]  # fmt: skip
    table = Table(
        name="market-types", caption=_("By kind of service"), order="name", source=SOURCE,
        empty=_("No service has been put into the directory yet."),
        columns=[
            Column("code", _("Code"), in_page=False),
            Column("name", _("Kind of service"), search="contains",
                   link=lambda row: f"{reverse('directory:services')}?type={row.code}"),
            Column("services", _("Services"), numeric=True),
            Column("providers", _("Providers"), numeric=True),
            Column("largest", _("Who has most"), search="contains"),
            Column("share", _("Share of the largest"), numeric=True, show=lambda row: f"{row.share:g}%"),
            Column("index", _("Concentration"), numeric=True),
            Column("degree", _("What that means"), search="exact", choices=list(DEGREES.items()),
                   show=lambda row: DEGREES[row.degree]),
        ],
    )  # fmt: skip
    context = _list_context(_("Each kind of service"), True)
    context["unsorted"] = sum(item.services for item in held if item.service_type not in kinds)
    return respond(request, table, lines, "directory/market_list.html", context)


@requires("public")
def market_providers(request: Request) -> HttpResponseBase:
    """Who answers for how many services."""
    whole = sum(asked.counts_by_provider())

    def part(row: Any) -> float:
        return round(float(100 * market.share(row["services"], whole)), 1)

    kinds = sorted(
        ({(item.kind, item.kind_label) for item in people.organisations()}), key=lambda kind: str(kind[1])
    )  # fmt: skip
    words = dict(kinds)
    table = Table(
        name="market-providers", caption=_("By provider"), order="-services", tie="organisation__name", source=SOURCE,
        empty=_("No service has been put into the directory yet."),
        columns=[
            Column("code", _("Code"), source="organisation__code", in_page=False),
            Column("name", _("Organisation"), source="organisation__name", search="contains",
                   link=lambda row: reverse("directory:organisation", args=[row["organisation__code"]])),
            Column("kind", _("What kind of body"), source="organisation__kind", search="exact", choices=kinds,
                   show=lambda row: words.get(row["organisation__kind"], "")),
            Column("services", _("Services"), numeric=True),
            Column("types", _("Kinds of service"), numeric=True),
            Column("share", _("Share of all"), value=part, numeric=True, show=lambda row: f"{part(row):g}%"),
        ],
    )  # fmt: skip
    context = _list_context(_("Each provider"), False)
    return respond(request, table, asked.providers(), "directory/market_list.html", context)


@requires("public")
def market_years(request: Request) -> HttpResponseBase:
    """How many of today’s services were run in each way at the end of each year, and how many are today."""
    runs = asked.runs()
    begun = [run.starts_on for run in runs if run.starts_on]
    days = [*market.year_ends(min(begun), request.today), request.today] if begun else []
    labels = dict(Service.DeliveryModel.choices)
    lines = [
        YearLine(
            day, model, str(labels[model]), count, round(float(100 * market.share(count, sum(counts.values()))), 1)
        )
        for day, counts in market.over_time(runs, days).items()
        for model, count in sorted(counts.items(), key=lambda item: -item[1])
    ]
    table = Table(
        name="market-years", caption=_("Change over time"), order="-day", source=_(
            "the history of how each service is run. Only services that are open today are counted, from the day since "
            "which it is known how they are run"
        ),
        empty=_("Nobody has written down yet how services were run before today."),
        columns=[
            Column("day", _("On"), show=lambda row: date_in_words(row.day)),
            Column("model", _("How it is run"), search="exact", choices=Service.DeliveryModel.choices,
                   show=lambda row: row.model_label),
            Column("services", _("Services"), numeric=True),
            Column("share", _("Share of all"), numeric=True, show=lambda row: f"{row.share:g}%"),
        ],
    )  # fmt: skip
    context = _list_context(_("Change over time"), False)
    return respond(request, table, lines, "directory/market_list.html", context)


def _list_context(heading: str, explains: bool) -> dict[str, Any]:
    return {"door": AGREED, "heading": heading, "explains": explains, "unsorted": 0}
