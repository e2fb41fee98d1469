"""The library of unit costs: what things cost public bodies, with where each figure comes from."""

from typing import Any

from django.http import HttpResponse, HttpResponseBase
from django.urls import reverse
from django.utils.translation import gettext as _

from coopcouncil.foundation import jinja
from coopcouncil.foundation.languages import as_written
from coopcouncil.foundation.pages import render
from coopcouncil.foundation.permissions import requires
from coopcouncil.foundation.requests import Request
from coopcouncil.foundation.tables import Column, Table, respond
from coopcouncil.reviews import queries
from coopcouncil.reviews.domain.appraisal.explaining import decimal
from coopcouncil.reviews.domain.prices import Uplift, uplift
from coopcouncil.reviews.domain.tables import deflators
from coopcouncil.reviews.models import UnitCost
from coopcouncil.reviews.views.appraisals import DOOR


def _lifted(row: UnitCost) -> Uplift | None:
    return uplift(row.pence, row.prices_of, deflators())


def _table() -> Table:
    def lifted_pence(row: UnitCost) -> int | None:
        found = _lifted(row)
        return found.pence if found else None

    def lifted(row: UnitCost) -> str:
        found = _lifted(row)
        return jinja.money(found.pence) if found else "–"

    newest, load = deflators().newest, queries.newest_load()
    years = [(value, str(UnitCost(price_year=int(value)).prices_of)) for value, _label in queries.choices("price_year")]
    return Table(
        name="unit-costs",
        caption=_("Unit costs"),
        order="code",
        empty=_("No unit costs are loaded yet. The council’s technical team can load them."),
        source=f"{load.source}; {deflators().source}" if load else "",
        columns=[
            Column("category", _("Field"), search="exact", choices=queries.choices("category"), in_page=False),
            Column("topic", _("Topic"), in_page=False),
            Column("code", _("Code")),
            Column("name", _("What"), search="contains", show=lambda row: as_written(row.name),
                   link=lambda row: reverse("reviews:unit_cost", args=[row.slug])),
            Column("agency", _("Who bears it"), search="exact", choices=queries.choices("agency"),
                   show=lambda row: as_written(row.agency)),
            Column("part", _("Part of it"), in_page=False),
            Column("unit", _("For each"), show=lambda row: as_written(row.unit)),
            Column("pence", _("Cost as published"), numeric=True, show=lambda row: jinja.money(row.pence)),
            Column("price_year", _("In prices of"), search="exact", choices=years,
                   value=lambda row: str(row.prices_of), source="price_year"),
            Column("lifted_pence", _("In prices of %(year)s") % {"year": newest}, numeric=True, source="uplifted",
                   value=lifted_pence, show=lifted),
            Column("quality", _("How well founded"), search="exact", choices=UnitCost.Quality.choices,
                   show=lambda row: row.get_quality_display()),
            Column("source", _("Source"), in_page=False),
            Column("address", _("Address"), in_page=False),
            Column("comment", _("Comment"), in_page=False),
            Column("library", _("Library"), source="load__source", in_page=False),
        ],
    )  # fmt: skip


@requires("public")
def unit_costs(request: Request) -> HttpResponseBase:
    """All unit costs; filtered, sorted, paged, as CSV and as JSON."""
    context: dict[str, Any] = {"door": DOOR, "newest": deflators().newest}
    return respond(request, _table(), queries.unit_costs(deflators()), "reviews/unit_costs.html", context)


@requires("public")
def unit_cost(request: Request, code: str) -> HttpResponse:
    """One unit cost: where it comes from, what its publisher says of it, and how it was brought to today's prices."""
    row, table = queries.unit_cost(code), deflators()
    found = _lifted(row)
    context = {
        "row": row,
        "lifted": found,
        "sum": f"{jinja.money(row.pence)} × {decimal(found.index_to)} / {decimal(found.index_from)}" if found else "",
        "deflator": table,
        "door": DOOR,
    }
    return render(request, "reviews/unit_cost.html", context)
