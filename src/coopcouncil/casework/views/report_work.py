"""The desk of reports: a body's own list, one part to answer, and for the council what is stuck and what to look at."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from coopcouncil.casework.actions import report_answers, report_delivery, report_looking, report_moderation
from coopcouncil.casework.domain.report_categories import shipped_categories
from coopcouncil.casework.forms.reports import PartAnswerForm, ReasonForm
from coopcouncil.casework.models import ReportPart
from coopcouncil.casework.queries import report_places as places
from coopcouncil.casework.queries import reports as queries
from coopcouncil.casework.views import shown
from coopcouncil.foundation import tables
from coopcouncil.foundation.forms import act_on, typed
from coopcouncil.foundation.pages import render
from coopcouncil.foundation.permissions import allowed, require, requires
from coopcouncil.foundation.requests import Request
from coopcouncil.foundation.roles import INBOX_ROLES
from coopcouncil.foundation.tables import Column, Table
from coopcouncil.people import public as people

DOOR = "/desk/"


@requires("casework.work_reports")
def inbox(request: Request) -> HttpResponseBase:
    """The parts of this person's bodies; for the council's officers the parts of all bodies."""
    every = shown.sees_to(request)
    rows = queries.every_part() if every else queries.parts_of(request.actor.organisations_for(*INBOX_ROLES))
    if request.GET.get("state", "") == "" and "all" not in request.GET:
        rows = rows.exclude(state__in=["fixed", "refused", "passed"])
    context = {
        "every": every,
        "all": "all" in request.GET,
        "to_look_at": queries.to_look_at().count() if every else 0,
        "door": DOOR,
    }
    return tables.respond(request, _table(request, every), rows, "casework/reports/inbox.html", context)


def _table(request: Request, every: bool) -> Table:
    return Table(
        name="report-parts",
        caption=gettext_lazy("Reports to deal with"),
        order="expected",
        empty=gettext_lazy("Nothing waits for you."),
        columns=[
            Column("reference", gettext_lazy("Reference"), source="report__reference", search="contains",
                   link=lambda row: reverse("casework:report_part", args=[row.id]),
                   show=lambda row: format_html('<span class="app-nowrap">{}</span>', row.report.reference)),
            Column("category", gettext_lazy("What"), source="report__category", search="exact",
                   choices=[(item.code, item.name) for item in shipped_categories().values()],
                   show=lambda row: shown.category_name(row.report.category)),
            Column("place", gettext_lazy("Where"), source="report__place",
                   show=lambda row: ", ".join(
                       part for part in (row.report.place, row.report.ward.name if row.report.ward else "") if part)),
            Column("organisation", gettext_lazy("Body"), source="organisation__name", search="contains",
                   in_page=every),
            Column("does", gettext_lazy("What it answers for"), sortable=False),
            Column("state", gettext_lazy("State"), search="exact", choices=ReportPart.State.choices, show=shown.tag),
            Column("expected", gettext_lazy("Due")),
            Column("reported", gettext_lazy("Reported"), source="report__reported_at", in_page=False),
        ],
    )  # fmt: skip


@requires("casework.answer_report", "GET", "POST")
def part(request: Request, part_id: UUID) -> HttpResponseBase:
    """One part: what is wrong, what the others say, and the answer."""
    found = queries.part(part_id)
    require(request.actor, "casework.answer_report", found)
    bodies = [(str(view.id), view.name) for view in people.organisations() if view.id != found.organisation_id]
    form = PartAnswerForm(bodies, typed(request))

    def act(values: dict[str, Any]) -> HttpResponse:
        to = UUID(values["to"]) if values["to"] and values["kind"] == "passed" else None
        report_answers.answer(
            actor=request.actor, part_id=found.id, kind=values["kind"], words=values["words"], to=to, now=request.now
        )
        messages.success(request, _("Kept. Everybody can read it on the report’s page."))
        return redirect("casework:report_part", found.id)

    return act_on(form, act) or _page(request, found, form)


def _page(request: Request, found: ReportPart, form: PartAnswerForm) -> HttpResponse:
    may_see_to = allowed(request.actor, "casework.see_to_report", found)
    described = report_delivery.described(found)
    context = {
        "part": found,
        "report": found.report,
        "name": shown.category_name(found.report.category),
        "described": described,
        "parts": [(item, shown.tag(item), shown.why(item)) for item in queries.parts(found.report.id)],
        "events": shown.history(queries.events(found.report.id)),
        "attempts": [
            [attempt.at, attempt.route, attempt.outcome, attempt.http_status or ""]
            for attempt in queries.attempts(found.id)
        ],
        "photos": queries.photos(found.report.id),
        "contact": report_looking.contact(actor=request.actor, report_id=found.report.id) if may_see_to else None,
        "may_see_to": may_see_to,
        "may_answer": found.state not in ("fixed", "refused", "passed"),
        "owner": people.person_name(found.owner_id) if found.owner_id else "",
        "form": form,
        "map": shown.place_map([places.at(found.report)], name="part-map", title=_("Where it is")),
        "door": DOOR,
    }
    return render(request, "casework/reports/part.html", context, status=422 if form.errors else 200)


@requires("casework.see_to_report", "GET", "POST")
def again(request: Request, part_id: UUID) -> HttpResponseBase:
    """Send a part that could not be delivered again."""
    found = queries.part(part_id)
    require(request.actor, "casework.see_to_report", found)
    if request.method == "POST":
        report_delivery.send_again(actor=request.actor, part_id=found.id, now=request.now)
        messages.success(request, _("It is being sent again."))
    return redirect("casework:report_part", found.id)


@requires("casework.look_at_reports")
def to_look_at(request: Request) -> HttpResponseBase:
    """Reports and photos that nobody has looked at yet."""
    table = Table(
        name="to-look-at",
        caption=gettext_lazy("To look at"),
        order="reported",
        empty=gettext_lazy("There is nothing to look at."),
        columns=[
            Column("reference", gettext_lazy("Reference"), search="contains",
                   link=lambda row: reverse("casework:look_at_report", args=[row.id])),
            Column("category", gettext_lazy("What"), show=lambda row: shown.category_name(row.category)),
            Column("place", gettext_lazy("Where")),
            Column("reported", gettext_lazy("Reported"), source="reported_at"),
        ],
    )  # fmt: skip
    return tables.respond(request, table, queries.to_look_at(), "casework/reports/to_look_at.html", {"door": DOOR})


@requires("casework.moderate_report", "GET", "POST")
def look_at(request: Request, report_id: UUID) -> HttpResponseBase:
    """One report and its photos: show it, or take it off the public pages."""
    found = queries.report_by_id(report_id)
    require(request.actor, "casework.moderate_report", found)
    form = ReasonForm(request.POST if "hide" in request.POST else None)

    def hide(values: dict[str, Any]) -> HttpResponse:
        report_moderation.hide(actor=request.actor, report_id=found.id, reason=values["reason"], now=request.now)
        messages.success(request, _("It is off the public pages. Whoever is responsible carries on with it."))
        return redirect("casework:look_at_report", found.id)

    if request.method == "POST" and "show" in request.POST:
        report_moderation.show(actor=request.actor, report_id=found.id, now=request.now)
        messages.success(request, _("Everybody can see it now."))
        return redirect("casework:look_at_report", found.id)
    done = act_on(form, hide)
    if done is not None:
        return done
    context = {
        "report": found,
        "name": shown.category_name(found.category),
        "photos": queries.photos(found.id),
        "form": form,
        "door": DOOR,
    }
    return render(request, "casework/reports/look_at.html", context, status=422 if form.errors else 200)


@requires("casework.moderate_report", "GET", "POST")
def decide_photo(request: Request, photo_id: UUID) -> HttpResponseBase:
    """Show one photo to everybody, or not."""
    found = queries.photo(photo_id)
    report = queries.report_of_photo(found)
    require(request.actor, "casework.moderate_report", report)
    if request.method == "POST":
        report_moderation.decide_photo(
            actor=request.actor, photo_id=found.id, shown="show" in request.POST, now=request.now
        )
        messages.success(request, _("Kept."))
    return redirect("casework:look_at_report", report.id)
