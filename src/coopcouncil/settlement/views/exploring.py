"""The explorer: what if a place were withdrawn? Map, tables and words from one value."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.http import HttpResponseBase, QueryDict
from django.urls import reverse
from django.utils.translation import gettext as _

from coopcouncil.directory import public as directory
from coopcouncil.foundation import jinja, maps
from coopcouncil.foundation.forms import choose, refuse, status
from coopcouncil.foundation.languages import say
from coopcouncil.foundation.pages import render
from coopcouncil.foundation.permissions import requires
from coopcouncil.foundation.requests import Request
from coopcouncil.foundation.tables import Column, Table, respond
from coopcouncil.kernel.errors import BadInput
from coopcouncil.places import public as places
from coopcouncil.settlement.domain.access import Place
from coopcouncil.settlement.domain.what_if import STATES, Effect, Row, WhatIf, summary, to_look_at
from coopcouncil.settlement.forms.exploring import ExploreForm
from coopcouncil.settlement.queries import exploring

FIRST_KIND = "library"
TEMPLATE = "settlement/what_if.html"


@requires("public")
def what_if(request: Request) -> HttpResponseBase:
    """What would come of withdrawing places, for everybody to try; nothing is kept."""
    kinds = exploring.kinds()
    asked = codes_in(request.GET)
    if not kinds:
        return render(request, TEMPLATE, {"kinds": {}, "form": None, "answer": None, "map": None})
    kind = request.GET.get("kind", "")
    kind = kind if kind in kinds else _kind_of(asked, kinds)
    network = exploring.network_of_kind(kind)
    form = _form(request.GET, asked, network)
    answer = None
    if form.is_bound and form.is_valid():
        added = [one for one in (form.cleaned_data["replace"], form.cleaned_data["postcode"]) if one]
        try:
            answer = exploring.explore(network, form.cleaned_data["withdraw"], added, form.settings())
        except BadInput as error:
            refuse(form, _at_its_input(error))
    context: dict[str, Any] = {"kinds": kinds, "kind": kind, "form": form, "answer": None, "map": None}
    if answer is None:
        return render(request, TEMPLATE, context, status=status(form))
    keeps = {"kind": kind, "withdraw": ",".join(asked), **{name: str(form.cleaned_data[name] or "") for name in
             ("replace", "postcode", "far", "reach", "fall")}}  # fmt: skip
    context |= _shown(answer, network)
    return respond(request, table(answer, keeps), answer.wards, TEMPLATE, context)


def codes_in(asked: QueryDict) -> list[str]:
    """The places that an address names, each once: `withdraw=a&withdraw=b`, or `withdraw=a,b`."""
    return list(dict.fromkeys(code for held in asked.getlist("withdraw") for code in held.split(",") if code))


def _kind_of(codes: Sequence[str], kinds: Mapping[str, str]) -> str:
    """The kind of the place that an address names; else libraries, else the first."""
    held = {point.code: point.kind for point in directory.access_points()} if codes else {}
    found = next((held[code] for code in codes if code in held), FIRST_KIND)
    return found if found in kinds else next(iter(kinds))


def _form(asked: QueryDict, codes: Sequence[str], network: exploring.Network) -> ExploreForm:
    """Bound where somebody has asked: the button sends the sliders, a link only the places."""
    data = None
    if codes or "far" in asked:
        data = {"withdraw": list(codes), **{name: asked.get(name, "") for name in ("replace", "postcode")}}
        data |= {name: asked.get(name, str(first)) for name, first in ExploreForm.FIRST.items()}
    form = ExploreForm(data, initial=ExploreForm.FIRST)
    choose(form, "withdraw", [(place.key, place.name) for place in network.places])
    others = [(point.code, point.name) for point in directory.access_points()]
    choose(form, "replace", [("", _("Nothing")), *others])
    return form


def _at_its_input(error: BadInput) -> BadInput:
    """A postcode is refused by the queries as what comes instead; the page has a field of its own for it."""
    return BadInput(error.message, place="postcode", mend=error.mend) if error.place == "replace" else error


def _shown(answer: WhatIf, network: exploring.Network) -> dict[str, Any]:
    return {
        "answer": answer,
        "network": network,
        "sentences": [say(one) for one in summary(answer)],
        "map": ward_map(answer, [(area.code, area.name, geometry) for area, geometry in places.borders("ward")]),
        "ages": [line(row) for row in answer.ages],
        "tenths": [line(row) for row in answer.tenths],
        "columns": [{"label": name, "numeric": at > 0} for at, name in enumerate(heads(""))],
        "effects": [_effect(effect, answer) for effect in answer.effects],
        "takers": [
            {"name": taker.body.name, "why": say(taker.why), "metres": said_metres(taker.metres)}
            for taker in answer.takers[:10]
        ],
        "unit": exploring.unit_of(network.places),
        "people_from": places.people_from(),
    }  # fmt: skip


def _effect(effect: Effect, answer: WhatIf) -> dict[str, Any]:
    promise = effect.promise
    return {
        "title": promise.title, "words": promise.words, "is_minimum": promise.is_minimum, "basis": promise.basis,
        "state": say(STATES[effect.state]), "look_at": [say(one) for one in to_look_at(effect, answer)],
        "before": effect.share_before, "after": effect.share_after,
        "href": reverse("settlement:promise", args=[promise.key]),
    }  # fmt: skip


def ward_map(answer: WhatIf, borders: Sequence[tuple[str, str, Mapping[str, Any]]]) -> maps.AreaMap | None:
    """The wards by the share of their people who lose, in hundredths; None without borders."""
    rows = {row.key: row for row in answer.wards}
    if not borders:
        return None
    spots: list[tuple[maps.Shape, str, Sequence[Place]]] = [
        ("cross", _("Goes: %(name)s"), answer.withdrawn), ("square", _("Comes: %(name)s"), answer.added),
        ("dot", "%(name)s", answer.kept),
    ]  # fmt: skip
    return maps.AreaMap(
        name="what-if-map",
        title=_("Who loses, by ward"),
        unit=_("of a hundred people who live there"),
        area_label=_("Ward"),
        source=source(),
        areas=[
            maps.Area(code, name, geometry, rows[code].share_losing * 100 if code in rows else None)
            for code, name, geometry in borders
        ],
        points=[
            maps.Point(words % {"name": place.name}, place.longitude, place.latitude, shape=shape)
            for shape, words, held in reversed(spots)  # what changes lies above what stays
            for place in held
        ],
        marks=[maps.Mark("cross", _("Goes")), maps.Mark("square", _("Comes instead")), maps.Mark("dot", _("Stays"))],
        say=lambda value: jinja.number(round(value)),
    )  # fmt: skip


def source() -> str:
    return _("our model, from the directory of services and %(people)s") % {
        "people": places.people_from() or _("no figures of people")
    }


def heads(first: str) -> list[str]:
    """The columns of every table of the answer."""
    return [
        first, _("People"), _("Lose"), _("Go farther"), _("Becomes far"), _("Metres before"), _("Metres after"),
        _("Supply before"), _("Supply after"),
    ]  # fmt: skip


def line(row: Row) -> list[str]:
    """One row of a table, as `heads` says."""
    return [
        row.name, *(jinja.number(round(count)) for count in (row.people, row.losing, row.farther, row.becoming_far)),
        said_metres(row.metres_before), said_metres(row.metres_after), f"{row.access_before:.3f}",
        f"{row.access_after:.3f}",
    ]  # fmt: skip


def said_metres(value: float | None) -> str:
    return "–" if value is None else jinja.number(round(value, -1))


def table(answer: WhatIf, keeps: Mapping[str, str]) -> Table:
    """The wards, as a list that downloads: the same rows that the map is shaded by."""
    names = ("name", "people", "losing", "farther", "becoming_far", "metres_before", "metres_after", "access_before",
             "access_after")  # fmt: skip

    def column(at: int, name: str, label: str) -> Column:
        if not at:
            return Column(name, label, search="contains")
        return Column(name, label, numeric=True, show=lambda row: line(row)[at])

    return Table(
        name="wards",
        caption=_("By ward"),
        order="-losing",
        tie="name",
        page_size=50,
        empty=_("No ward has been loaded yet."),
        source=source(),
        keeps=keeps,
        columns=[
            *(column(at, name, label) for at, (name, label) in enumerate(zip(names, heads(_("Ward")), strict=True))),
            Column("key", _("Code"), in_page=False),
        ],
    )
