"""Two questions: what am I promised here, and what is different in another edition?"""

from typing import Any

from django.http import HttpResponseBase
from django.urls import reverse
from django.utils.translation import gettext as _

from coopcouncil.foundation.languages import say
from coopcouncil.foundation.pages import render
from coopcouncil.foundation.permissions import requires
from coopcouncil.foundation.requests import Request
from coopcouncil.foundation.tables import Column, Table, respond
from coopcouncil.kernel.errors import NotFound
from coopcouncil.places import public as places
from coopcouncil.settlement.domain import comparing, lives
from coopcouncil.settlement.forms.asking import LifeForm
from coopcouncil.settlement.queries import editions as queries
from coopcouncil.settlement.queries import entries, promised
from coopcouncil.settlement.queries.words import clock_in_words
from coopcouncil.settlement.views.reading import DOOR
from coopcouncil.settlement.views.shown import Words


@requires("public")
def here(request: Request) -> HttpResponseBase:
    """What somebody is promised where they live and as they live. Nothing of it is kept."""
    held = queries.in_force()
    asked = bool(request.GET)
    form = LifeForm(request.GET if asked else None)
    context: dict[str, Any] = {"door": DOOR, "form": form, "edition": held, "ward": "", "page": None}
    if held is None or not form.is_valid():
        return render(request, "settlement/here.html", context, status=422 if form.errors else 200)
    given = form.cleaned_data
    area = places.area_of_postcode(given["postcode"]) if given["postcode"] else None
    if given["postcode"] and area is None:
        form.add_error("postcode", _("We do not know that postcode. Look at it again, or leave it out."))
        return render(request, "settlement/here.html", context, status=422)
    life = lives.Life(given["age"], given["children"], given["carer"], given["tenant"])
    words = {lives.FITS: _("For you"), lives.PERHAPS: _("For you, if it fits")}
    found = [{"row": row, "fits": fit} for row, fit in promised.fitting(held.id, life, area.code if area else "")]
    keeps = {name: str(value) for name, value in request.GET.items() if name in form.fields and value}
    table = Table(
        name="here", caption=_("What you are promised"), keeps=keeps, page_size=20,
        empty=_("Nothing is promised here that fits what you told us."),
        columns=[
            Column("title", _("Service"), source="row__title", search="contains",
                   link=lambda item: reverse("settlement:entry", args=[held.code, item["row"].code])),
            Column("fits", _("For you"), search="exact", choices=list(words.items()),
                   show=lambda item: words[item["fits"]]),
            Column("for_whom", _("Who it is for"), source="row__for_whom"),
            Column("standard", _("What you can expect"), source="row__standard"),
            Column("clock", _("How soon"), source="row__clock",
                   show=lambda item: clock_in_words(item["row"].clock) or "–"),
            Column("accountable", _("Who answers for it"), source="row__accountable__name"),
        ],
    )  # fmt: skip
    return respond(request, table, found, "settlement/here.html", {**context, "ward": area.name if area else ""})


@requires("public")
def compare(request: Request) -> HttpResponseBase:
    """Any two editions, in sentences; without a choice, the newest against the one in force."""
    known = {row.code: row for row in queries.public_editions()}
    codes = list(known)
    now = next((code for code, row in known.items() if row.state == "in_force"), "")
    new = request.GET.get("new") or next(iter(codes), "")
    before = now if now and now != new else next((code for code in codes if code != new), "")
    old = request.GET.get("old") or before
    if (old and old not in known) or (new and new not in known):
        raise NotFound("There is no such edition.")
    words = Words()
    what = {comparing.NEW: _("New"), comparing.GONE: _("No longer promised"), comparing.CHANGED: _("Changed")}
    changes = []
    if old and new and old != new:
        changes = comparing.compare(entries.snapshots(known[old].id), entries.snapshots(known[new].id), words.say)
    table = Table(
        name="compared", caption=_("What is different"), keeps={"old": old, "new": new}, page_size=50,
        empty=_("Nothing is different."),
        columns=[
            Column("title", _("Service"), search="contains", link=lambda row: reverse(
                "settlement:entry", args=[old if row.what == comparing.GONE else new, row.code])),
            Column("what", _("What became of it"), search="exact", choices=list(what.items()),
                   show=lambda row: what[row.what]),
            Column("sentences", _("In words"), sortable=False,
                   value=lambda row: " ".join(say(sentence) for sentence in row.sentences)),
            Column("why", _("Why"), sortable=False, show=lambda row: row.why or "–"),
        ],
    )  # fmt: skip
    context = {"door": DOOR, "editions": list(known.values()), "old": known.get(old), "new": known.get(new)}
    return respond(request, table, changes, "settlement/compare.html", context)
