"""Reports as everybody may read them: list and map, one report with each body's state, photos; and one's own."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from coopcouncil.casework.actions import report_answers, reporting
from coopcouncil.casework.domain import duplicates
from coopcouncil.casework.domain import report_answers as answers
from coopcouncil.casework.domain.report_states import OVER
from coopcouncil.casework.queries import report_places as places
from coopcouncil.casework.queries import reports as queries
from coopcouncil.casework.views import shown
from coopcouncil.casework.views.reporting import DOOR, picture
from coopcouncil.foundation import languages, tables
from coopcouncil.foundation.pages import render
from coopcouncil.foundation.permissions import require, requires
from coopcouncil.foundation.requests import Request
from coopcouncil.kernel.errors import BadInput, Conflict, NotFound
from coopcouncil.places import public as areas

NEAR_ME_M = 1000
MOST_ON_A_MAP = 300


@requires("public")
def reports(request: Request) -> HttpResponseBase:
    """What was reported: a list that narrows, and a map of the same; near a postcode where one is asked for."""
    table = shown.table(
        name="reports",
        caption=gettext_lazy("Problems that people reported"),
        empty=gettext_lazy("Nobody has reported anything yet."),
        wards=shown.wards(),
    )
    rows, near, problem = queries.public_reports(), request.GET.get("near", "").strip()[:12], ""
    if near:
        position = areas.postcode_position(near)
        if position is None:
            problem = _("We do not know that postcode. The list shows the whole borough.")
        else:
            rows = rows.filter(places.cells_near(*position, NEAR_ME_M))
    if request.GET.get("format") in {"csv", "json"}:
        return tables.respond(request, table, rows, "casework/reports/list.html")
    found: Any = table.rows(request.GET, rows)
    on_map = list(found[:MOST_ON_A_MAP])
    context = {
        "map": shown.area_map(on_map, name="reports-map", title=_("Where they are")),
        "on_map": len(on_map),
        "most_on_map": MOST_ON_A_MAP,
        "near": near,
        "problem": problem,
        "door": DOOR,
    }
    return tables.respond(request, table, rows, "casework/reports/list.html", context)


@requires("casework.see_report")
def report(request: Request, reference: str) -> HttpResponse:
    """One report: what is wrong where, each body's own state side by side, and its history."""
    found = queries.report(reference)
    require(request.actor, "casework.see_report", found)
    parts = queries.parts(found.id)
    category = places.shipped(found.category)
    own = request.actor.account_id is not None and found.account_id == request.actor.account_id
    context = {
        "report": found,
        "category": category,
        "name": shown.category_name(found.category),
        "answers": answers.said(category, found.answers) if category else [],
        "parts": [(part, shown.tag(part), shown.why(part)) for part in parts],
        "failing": [part for part in parts if part.state in ("retrying", "dead")],
        "may_say_not_fixed": own or shown.sees_to(request),
        "owner": queries.owner_name(found) if own or shown.sees_to(request) else "",
        "over": OVER,
        "events": shown.history(queries.events(found.id)),
        "photos": queries.shown_photos(found.id),
        "map": shown.place_map([places.at(found)], name="report-map", title=_("Where it is")),
        "own": own,
        "said_too": queries.said_too(request.actor, found.id),
        "follows": request.actor.is_signed_in and not own and queries.said_too(request.actor, found.id),
        "metres": duplicates.NEAR_M,
        "door": DOOR,
    }
    return render(request, "casework/reports/report.html", context)


@requires("casework.see_report_photo")
def photo(request: Request, photo_id: UUID) -> HttpResponse:
    """A photo that the council has looked at; another one for those who look, and for the bodies that act on it."""
    found = queries.photo(photo_id)
    require(request.actor, "casework.see_report_photo", found)
    content = bytes(found.content)
    if not content:
        raise NotFound("The photo is gone.")
    return picture(content, found.media_type)


@requires("casework.my_reports")
def mine(request: Request) -> HttpResponseBase:
    """What somebody reported, and what they follow."""
    assert request.actor.account_id is not None
    table = shown.table(
        name="my-reports",
        caption=gettext_lazy("What you reported or follow"),
        empty=gettext_lazy("You have reported nothing yet while you were signed in."),
        wards=shown.wards(),
    )
    rows = queries.of_person(request.actor.account_id)
    return tables.respond(request, table, rows, "casework/reports/mine.html", {"door": "/account/"})


@requires("casework.my_reports", "GET", "POST")
def unfollow(request: Request, reference: str) -> HttpResponseBase:
    """Follow it no more."""
    if request.method == "POST":
        reporting.unfollow(actor=request.actor, reference=reference)
        messages.success(request, _("You do not follow it any more."))
    else:
        queries.report(reference)
    return redirect("casework:report", reference)


@requires("casework.reopen_report", "GET", "POST")
def not_fixed(request: Request, part_id: UUID) -> HttpResponseBase:
    """It is not done after all, says whoever reported it or the council: the body is asked again."""
    part = queries.part(part_id)
    require(request.actor, "casework.reopen_report", part)
    if request.method == "POST":
        try:
            report_answers.reopen(
                actor=request.actor, part_id=part.id, words=request.POST.get("words", ""), now=request.now
            )
        except (BadInput, Conflict) as error:
            words = languages.explain(error) if isinstance(error, BadInput) else languages.say(error.args[0])
            messages.warning(request, words)
        else:
            messages.success(request, _("Thank you. We asked them again."))
    return redirect("casework:report", part.report.reference)
