"""Contacts: written down by officers, their figures read by everybody."""

from datetime import timedelta
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from coopcouncil.casework.actions import contacts as actions
from coopcouncil.casework.domain.contacts import shipped_categories, shipped_costs
from coopcouncil.casework.forms.register import ContactForm
from coopcouncil.casework.models import Case
from coopcouncil.casework.queries import cases, contacts
from coopcouncil.casework.queries.contacts import ContactFigure
from coopcouncil.directory import public as directory
from coopcouncil.foundation import tables
from coopcouncil.foundation.forms import act_on, typed
from coopcouncil.foundation.pages import render
from coopcouncil.foundation.permissions import PUBLIC, require, requires
from coopcouncil.foundation.requests import Request
from coopcouncil.kernel.money import Money

YEAR = timedelta(days=365)
BY = {
    "service": gettext_lazy("Service"),
    "channel": gettext_lazy("How they got in touch"),
    "place": gettext_lazy("Place"),
}


def _table(by: str) -> tables.Table:
    def name(row: ContactFigure) -> str:
        if by == "channel":
            return str(Case.Channel(row.code).label)
        if by == "service":
            known = directory.service_types().get(row.code)
            return known.name if known else _("Something else")
        return row.code or _("No place")

    return tables.Table(
        name=f"contacts-by-{by}",
        caption=gettext_lazy("Contacts of the last twelve months"),
        order="-count",
        empty=gettext_lazy("No contact was written down in the last twelve months."),
        source=_source(),
        columns=[
            tables.Column("code", BY[by], value=name),
            tables.Column("count", gettext_lazy("Contacts"), numeric=True),
            tables.Column(
                "avoidable", gettext_lazy("Avoidable"), numeric=True,
                show=lambda row: f"{row.avoidable} ({row.avoidable_share:.0f} %)",
            ),
            tables.Column(
                "share", gettext_lazy("Avoidable, %"), value=lambda row: round(row.avoidable_share, 1), numeric=True,
                in_page=False,
            ),
            tables.Column("repeats", gettext_lazy("Got in touch again"), numeric=True),
            tables.Column("facts_again", gettext_lazy("Facts asked again"), numeric=True),
            tables.Column("pence", gettext_lazy("Cost"), show=lambda row: str(Money(row.pence)), numeric=True),
            tables.Column(
                "avoidable_pence", gettext_lazy("Of that, avoidable"),
                show=lambda row: str(Money(row.avoidable_pence)), numeric=True,
            ),
        ],
    )  # fmt: skip


def _source() -> str:
    costs = shipped_costs()
    return _("Contacts as officers wrote them down; cost of one contact: %(source)s, %(year)s") % {
        "source": costs.source,
        "year": costs.year,
    }


@requires(PUBLIC)
def figures(request: Request) -> HttpResponseBase:
    """How people get in touch, how much of it they should not have had to, and what it costs."""
    by = request.GET.get("by", "service")
    by = by if by in BY else "service"
    since = request.now - YEAR
    categories = shipped_categories()
    why = [[_(categories[code]), count] for code, count in contacts.why_avoidable(since, request.now)]
    context: dict[str, Any] = {
        "door": "/agreed/",
        "by": by,
        "choices": [{"code": code, "label": label} for code, label in BY.items()],
        "why_columns": [{"label": _("Why they should not have had to")}, {"label": _("Contacts"), "numeric": True}],
        "why_rows": why if any(count for _words, count in why) else [],
    }
    found = contacts.figures(by, since, request.now)
    context |= {
        "count": sum(row.count for row in found),
        "avoidable": sum(row.avoidable for row in found),
        "spared": Money(sum(row.avoidable_pence for row in found)),
    }
    return tables.respond(request, _table(by), found, "casework/contacts.html", context)


@requires("casework.record_contact", "GET", "POST")
def new_contact(request: Request) -> HttpResponse:
    """Write down a contact that is about no case."""
    form = ContactForm(typed(request), about_a_case=False)

    def act(given: dict[str, Any]) -> HttpResponse:
        actions.record_contact(actor=request.actor, now=request.now, **form.contact())
        messages.success(request, _("Written down. Thank you: it shows what people should not have to do."))
        return redirect("casework:new_contact")

    if answer := act_on(form, act):
        return answer
    context = {"form": form, "door": "/desk/"}
    return render(request, "casework/new_contact.html", context, status=422 if form.errors else 200)


@requires("casework.work", "GET", "POST")
def contact_of_case(request: Request, case_id: UUID) -> HttpResponse:
    """Write down that somebody was in touch about a case, and see when they were before."""
    found = cases.case(case_id)
    require(request.actor, "casework.work", found)
    form = ContactForm(typed(request), about_a_case=True)

    def act(given: dict[str, Any]) -> HttpResponse:
        actions.record_contact(actor=request.actor, case_id=case_id, now=request.now, **form.contact())
        messages.success(request, _("Written down."))
        return redirect("casework:case", case_id)

    if answer := act_on(form, act):
        return answer
    book = shipped_categories()
    before = [
        {
            "at": row.at,
            "channel": row.get_channel_display(),
            "why": _(book[row.category]) if row.category in book else _("It was of use to them"),
            "again": row.repeats_id is not None,
        }
        for row in contacts.contacts_of_case(case_id)
    ]
    context = {"form": form, "case": found, "before": before, "door": "/desk/"}
    return render(request, "casework/contact_of_case.html", context, status=422 if form.errors else 200)
