"""Published appraisals: the list, each with its figures, every step of its sums, and its files."""

import json
from typing import Any

from django.http import HttpResponse, HttpResponseBase
from django.urls import reverse
from django.utils.translation import gettext as _

from coopcouncil.foundation import jinja, uploads
from coopcouncil.foundation.pages import render
from coopcouncil.foundation.permissions import allowed, requires
from coopcouncil.foundation.requests import Request
from coopcouncil.foundation.tables import Column, Table, files, respond
from coopcouncil.kernel.errors import NotFound
from coopcouncil.reviews import queries
from coopcouncil.reviews.domain.appraisal.sums import Appraisal as Found
from coopcouncil.reviews.domain.appraisal.sums import pence
from coopcouncil.reviews.formats import results
from coopcouncil.reviews.models import Appraisal
from coopcouncil.reviews.views.shown import WorkedOut, explained, published, shown

DOOR = "/agreed/"


def _table() -> Table:
    def money(name: str) -> Any:
        return lambda row: jinja.money(getattr(row, name))

    return Table(
        name="appraisals",
        caption=_("Appraisals"),
        order="-published",
        empty=_("No appraisal has been published yet. You can try a case of your own."),
        source=_("the cases that organisations published here; every figure can be worked out again from its case"),
        columns=[
            Column("reference", _("Reference"), in_page=False),
            Column("title", _("Appraisal"), search="contains",
                   link=lambda row: reverse("reviews:appraisal", args=[row.reference])),
            Column("organisation", _("Who answers for it"), source="organisation__name"),
            Column("costs_pence", _("Costs"), numeric=True, show=money("costs_pence")),
            Column("benefits_pence", _("Benefits"), numeric=True, in_page=False),
            Column("net_pence", _("Worth, net"), numeric=True, show=money("net_pence")),
            Column("fiscal_net_pence", _("Gain to public budgets, net"), numeric=True, show=money("fiscal_net_pence")),
            Column("payback_year", _("Paid back in year"), numeric=True, in_page=False),
            Column("pool_pence", _("Savings to share"), numeric=True, show=money("pool_pence")),
            Column("local_pence", _("Stays local"), numeric=True, in_page=False),
            Column("published", _("Published"), source="published_at",
                   show=lambda row: jinja.date_in_words(row.published_at)),
            Column("withdrawn_at", _("Withdrawn"), in_page=False),
            Column("state", _("State"), sortable=False,
                   value=lambda row: "withdrawn" if row.withdrawn_at else "published",
                   show=lambda row: _("Withdrawn") if row.withdrawn_at else _("Published")),
        ],
    )  # fmt: skip


@requires("public")
def appraisals(request: Request) -> HttpResponseBase:
    """Every appraisal; filtered, sorted, paged, as CSV and as JSON."""
    context = {"door": DOOR}
    return respond(request, _table(), queries.appraisals(), "reviews/appraisals.html", context)


@requires("public")
def appraisal(request: Request, code: str) -> HttpResponse:
    """One appraisal: what it comes to, who bears and saves what, what turns it, and how sure it is."""
    held = queries.appraisal(code)
    made = _made(held)
    may = request.actor.is_staff and allowed(request.actor, "reviews.publish", held.organisation_id)
    context = {"held": held, "may_withdraw": may and held.withdrawn_at is None, "door": DOOR, **shown(made)}
    return render(request, "reviews/appraisal.html", context)


@requires("public")
def sums(request: Request, code: str) -> HttpResponse:
    """Every step of its sums, to print and add up by hand."""
    held = queries.appraisal(code)
    return render(request, "reviews/sums.html", {"held": held, "door": DOOR, **explained(_made(held))})


@requires("public")
def file(request: Request, code: str, kind: str) -> HttpResponse:
    """One of its files: case.toml and ranges.toml as they were published, result.json, years.csv."""
    held = queries.appraisal(code)
    texts = {"case.toml": held.case_text, "ranges.toml": held.ranges_text}
    if texts.get(kind):
        return uploads.as_download(texts[kind].encode(), name=f"{code}-{kind}", media_type="application/toml")
    if kind == "result.json":
        return as_json(_made(held), f"{code}-{kind}")
    if kind == "years.csv":
        return years_as_csv(_made(held).found, f"{code}-{kind}")
    raise NotFound("There is no such file.")


def _made(held: Appraisal) -> WorkedOut:
    return published(held.case_text, held.ranges_text)


def as_json(made: WorkedOut, name: str) -> HttpResponse:
    """The result with its switching values and draws, as the command prints it."""
    data = results.as_json(made.found) | {"switching": results.switching_json(made.switches)}
    if made.simulation is not None:
        data["monte_carlo"] = results.simulation_json(made.simulation)
    content = json.dumps(data, ensure_ascii=False, indent=1).encode()
    return uploads.as_download(content, name=name, media_type="application/json")


def years_as_csv(found: Found, name: str) -> HttpResponse:
    """Each year's money in pence, undiscounted, and what is shared."""
    flows, shared = found.flows, {year.year: year for year in found.pool.years}
    rows = []
    for year in found.case.years:
        given = shared.get(year)
        rows.append(
            {
                "t": year,
                "costs_pence": pence(flows.costs[year]),
                "public_benefits_pence": pence(flows.public[year]),
                "fiscal_benefits_pence": pence(flows.fiscal[year]),
                "cashable_pence": pence(flows.cashable[year]),
                "shared_pence": given.pool_pence if given else 0,
                "central_pence": given.central_pence if given else 0,
                "local_pence": given.local_pence if given else 0,
            }
        )
    columns = [Column(key, key) for key in rows[0]]
    content = "".join(files.as_csv(columns, rows)).encode()
    return uploads.as_download(content, name=name, media_type="text/csv; charset=utf-8; header=present")
