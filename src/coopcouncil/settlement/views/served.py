"""How near a promised service is and how much of it there is, by ward, deprivation and age: what gaps are told by."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.http import HttpResponseBase
from django.utils.translation import gettext as _

from coopcouncil.foundation import jinja
from coopcouncil.foundation.permissions import requires
from coopcouncil.foundation.requests import Request
from coopcouncil.foundation.tables import Column, Table, respond
from coopcouncil.kernel.disclosure import K
from coopcouncil.kernel.errors import NotFound
from coopcouncil.settlement.actions.finding import source
from coopcouncil.settlement.domain.access import FAR_M, Served
from coopcouncil.settlement.domain.gaps import FURTHER_M, WARDS_A_PLACE, Dimension
from coopcouncil.settlement.models import Entry
from coopcouncil.settlement.queries import editions as queries
from coopcouncil.settlement.queries import entries, exploring, serving

DOOR = "/agreed/"
FEW = 5  # wards on the page of the promise: those with the farthest to go


@requires("public")
def access(request: Request, edition: str, code: str) -> HttpResponseBase:
    """Every ward, tenth of deprivation and span of ages, with how near the service is and how much there is."""
    held = queries.edition(edition)
    row = entries.entry(held.id, code)
    near = _near(row)
    if not near:
        raise NotFound("We know of no place where this is given.")
    parts, places = near
    context = {
        "door": DOOR, "edition": held, "entry": row, "places": len(places), "unit": exploring.unit_of(places),
        "head": heads(_("Tenth")), "ages_head": heads(_("Ages")), "source_words": source("access"),
        "tenths": [line(one) for one in shown(parts["tenth"])], "ages": [line(one) for one in shown(parts["ages"])],
        "further": FURTHER_M, "far": FAR_M, "wards_a_place": WARDS_A_PLACE,
    }  # fmt: skip
    return respond(request, _table(), shown(parts["ward"]), "settlement/access.html", context)


def short(row: Entry) -> dict[str, Any] | None:
    """What the page of a promise shows of it: the wards with farthest to go, and the tenths. None without places."""
    near = _near(row)
    if not near:
        return None
    parts, places = near
    wards = sorted(shown(parts["ward"]), key=lambda one: (-one.metres, one.name))
    return {
        "places": len(places), "wards": [line(one) for one in wards[:FEW]], "all": len(wards),
        "head": heads(_("Ward")), "tenths": [line(one) for one in shown(parts["tenth"])],
        "tenth_head": heads(_("Tenth")), "source": source("access"),
    }  # fmt: skip


def _near(row: Entry) -> tuple[Mapping[Dimension, Sequence[Served]], Sequence[Any]] | None:
    if row.service_id is not None:
        return None
    places = serving.places_of([row.service_type]).get(row.service_type, [])
    found = serving.served(places, exploring.areas(), row.wards) if places else {}
    return (found, places) if found else None


def shown(parts: Sequence[Served]) -> list[Served]:
    """Without the parts in which too few people live to say anything."""
    return [part for part in parts if part.people >= K]


def heads(first: str) -> list[dict[str, Any]]:
    """The columns of every table of it."""
    return [{"label": first}, *({"label": name, "numeric": True} for name in _labels())]


def _labels() -> list[str]:
    return [_("People"), _("Metres on average"), _("Half have at most"), _("Far for"), _("Supply for 1,000")]


def line(one: Served) -> list[str]:
    """One row of a table, as `heads` says."""
    return [
        one.name, jinja.number(round(one.people)), jinja.number(round(one.metres, -1)),
        jinja.number(round(one.half, -1)), f"{one.far * 100:.0f}%", f"{one.supply:.3f}",
    ]  # fmt: skip


def _table() -> Table:
    names = ("people", "metres", "half", "far", "supply")

    def column(at: int, name: str, label: str) -> Column:
        return Column(name, label, numeric=True, show=lambda row: line(row)[at])

    return Table(
        name="wards", caption=_("By ward"), order="-metres", tie="name", page_size=50, source=source("access"),
        columns=[
            Column("name", _("Ward"), search="contains"),
            *(column(at, name, label) for at, (name, label) in enumerate(zip(names, _labels(), strict=True), start=1)),
            Column("key", _("Code"), in_page=False),
        ],
    )  # fmt: skip
