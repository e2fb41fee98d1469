"""Councillors' casework: what they asked, asking anew, passing answers on, and their ward in counts."""

from datetime import date
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from coopcouncil.casework.actions import enquiring
from coopcouncil.casework.domain.patterns import SMALLEST, pattern, together
from coopcouncil.casework.forms.enquiries import AnswerForm, EnquiryForm, SeatForm, ShareForm, WordsForm
from coopcouncil.casework.models import Case, Entry, Visibility
from coopcouncil.casework.permissions import WardOnDay
from coopcouncil.casework.queries import cases
from coopcouncil.casework.queries import enquiries as queries
from coopcouncil.directory import public as directory
from coopcouncil.foundation import tables
from coopcouncil.foundation.forms import act_on, typed
from coopcouncil.foundation.jinja import date_in_words, month_in_words
from coopcouncil.foundation.pages import render
from coopcouncil.foundation.permissions import require, requires
from coopcouncil.foundation.requests import Request
from coopcouncil.foundation.roles import Role
from coopcouncil.kernel.errors import NotFound
from coopcouncil.people import public as people
from coopcouncil.places import public as places

DESK = "/desk/"


def _how_far(row: Any) -> str:
    if row.case.state == Case.State.CLOSED:
        return str(row.case.get_outcome_display())
    if row.answered_at is None or row.case.state == Case.State.OPEN:
        return _("With the council")
    return _("Answered: please pass it on") if row.shared_at is None else _("Passed on")


ENQUIRIES = tables.Table(
    name="enquiries",
    caption=gettext_lazy("My enquiries"),
    order="next_due_at",
    empty=gettext_lazy("You have asked for nobody yet."),
    columns=[
        tables.Column(
            "reference", gettext_lazy("Reference"), source="case__reference", search="contains",
            value=lambda row: row.case.reference, link=lambda row: reverse("casework:enquiry", args=[row.id]),
        ),
        tables.Column("title", gettext_lazy("About"), source="case__title", search="contains",
                      value=lambda row: row.case.title),
        tables.Column("ward", gettext_lazy("Ward"), source="ward__name", value=lambda row: row.ward.name),
        tables.Column("owner", gettext_lazy("Owner"), value=lambda row: str(row.case.owner.account)),
        tables.Column(
            "state", gettext_lazy("State"), source="case__state", search="exact", choices=Case.State.choices,
            value=lambda row: row.case.state, show=_how_far,
        ),
        tables.Column(
            "next_due_at", gettext_lazy("Answer due"), source="case__next_due_at",
            value=lambda row: row.case.next_due_at,
            show=lambda row: date_in_words(row.case.next_due_at) if row.case.next_due_at else "",
        ),
    ],
)  # fmt: skip


@requires("casework.list_enquiries")
def enquiries(request: Request) -> HttpResponseBase:
    """What a councillor asked for people of their wards, and the wards."""
    account_id = request.actor.account_id
    assert account_id is not None
    wards = queries.wards_of(account_id, request.today)
    found = queries.enquiries_of(account_id, [seat.ward_id for seat in wards])
    context = {"wards": [seat.ward for seat in wards], "door": DESK}
    return tables.respond(request, ENQUIRIES, found, "casework/enquiries.html", context)


@requires("casework.enquire", "GET", "POST")
def new_enquiry(request: Request) -> HttpResponse:
    """Ask the council for somebody of your ward."""
    wards = queries.wards_of(request.actor.account_id, request.today)
    if not wards:
        raise NotFound("They speak for no ward.")
    for seat in wards:
        require(request.actor, "casework.enquire", WardOnDay(seat.ward_id, request.today))
    types = directory.service_types_in(get_language() or "en")
    form = EnquiryForm(
        typed(request),
        wards=[(str(seat.ward_id), seat.ward.name) for seat in wards],
        types=sorted(((code, kind.name) for code, kind in types.items()), key=lambda item: item[1].casefold()),
        initial={"ward": str(wards[0].ward_id)},
    )

    def act(said: dict[str, Any]) -> HttpResponse:
        kind = directory.service_types().get(said["service_type"])
        made = enquiring.open_enquiry(
            actor=request.actor, ward_id=UUID(said["ward"]), title=kind.name if kind else "A councillor’s enquiry",
            words=said["words"], service_type=said["service_type"], constituent=form.constituent(),
            basis=said["basis"], asked_on=said["asked_on"], asked_how=said["asked_how"], now=request.now,
            today=request.today,
        )  # fmt: skip
        messages.success(request, _("The council has it. Below you see who owns it, and by when you have an answer."))
        return redirect("casework:enquiry", made)

    done = act_on(form, act)
    status = 400 if form.errors else 200
    return done or render(request, "casework/new_enquiry.html", {"form": form, "door": DESK}, status=status)


@requires("casework.see_enquiry", "GET", "POST")
def enquiry(request: Request, enquiry_id: UUID) -> HttpResponse:
    """One enquiry: who owns it, what is promised, the answer; pass it on, or add something. Opening it is logged."""
    row = enquiring.read_enquiry(actor=request.actor, enquiry_id=enquiry_id, today=request.today)
    sharing = row.answered_at is not None and row.case.state == Case.State.ASKED
    asked_to_share = request.method == "POST" and "how" in request.POST
    share = ShareForm(request.POST if asked_to_share else None)
    more = WordsForm(request.POST if request.method == "POST" and not asked_to_share else None)
    common: dict[str, Any] = {
        "actor": request.actor,
        "enquiry_id": enquiry_id,
        "now": request.now,
        "today": request.today,
    }

    def pass_on(said: dict[str, Any]) -> HttpResponse:
        enquiring.share_answer(how=said["how"], says=said["says"], words=said["words"], **common)
        messages.success(request, _("Kept. Thank you for passing it on."))
        return redirect("casework:enquiry", enquiry_id)

    def add(said: dict[str, Any]) -> HttpResponse:
        enquiring.add_to_enquiry(words=said["words"], **common)
        messages.success(request, _("Added. The owner hears of it."))
        return redirect("casework:enquiry", enquiry_id)

    done = act_on(share, pass_on) if share.is_bound else act_on(more, add) if more.is_bound else None
    wrong = share.errors or more.errors
    context = {
        "row": row, "case": row.case, "sharing": sharing, "share": share, "more": more, "how_far": _how_far(row),
        "clocks": cases.clocks_of(row.case_id),
        "said": [
            entry for entry in cases.entries_of(row.case_id, [Visibility.COUNCIL, Visibility.RESIDENT])
            if entry.kind == Entry.Kind.MESSAGE and entry.text
        ],
        "door": DESK,
    }  # fmt: skip
    return done or render(request, "casework/enquiry.html", context, status=400 if wrong else 200)


@requires("casework.see_ward_pattern")
def ward_pattern(request: Request, ward_code: str) -> HttpResponse:
    """What the problems of a ward have in common, in counts that point at nobody."""
    ward = places.area("ward", ward_code)
    require(request.actor, "casework.see_ward_pattern", WardOnDay(ward.id, request.today))
    counts = queries.ward_counts(ward.id, today=request.today)
    counts["service_type"] = together(counts["service_type"], other="other")
    found = pattern(counts)
    types = directory.service_types_in(get_language() or "en")
    outcomes = {"open": _("Not closed yet"), **dict(Case.Outcome.choices)}
    names: dict[str, Any] = {
        "service_type": lambda code: types[code].name if code in types else _("Other things, or nothing named"),
        "month": lambda code: month_in_words(date.fromisoformat(code)),
        "outcome": lambda code: str(outcomes.get(code, code)),
    }
    titles = {"service_type": _("By what they are about"), "month": _("By month"), "outcome": _("By how they ended")}
    by = {"service_type": _("About"), "month": _("Month"), "outcome": _("How they ended")}
    tables_shown = [
        {
            "title": titles[name],
            "by": by[name],
            "rows": [[names[name](code), _("not shown") if n is None else n] for code, n in counted.items()]
            if any(n is not None for n in counted.values())
            else [],
        }
        for name, counted in found.tables.items()
    ]
    context = {"ward": ward, "found": found, "tables": tables_shown, "k": SMALLEST, "door": DESK}
    return render(request, "casework/ward_pattern.html", context)


@requires("casework.work", "GET", "POST")
def answer_councillor(request: Request, case_id: UUID) -> HttpResponse:
    """Answer a councillor who asked for somebody."""
    case = cases.case(case_id)
    require(request.actor, "casework.work", case)
    row = queries.enquiry_of_case(case.id)
    if row is None:
        raise NotFound("No councillor asked about this.")
    form = AnswerForm(typed(request))

    def act(said: dict[str, Any]) -> HttpResponse:
        enquiring.answer_enquiry(actor=request.actor, case_id=case_id, words=said["words"], now=request.now)
        messages.success(request, _("Sent. The councillor has your answer, to pass it on."))
        return redirect("casework:case", case_id)

    done = act_on(form, act)
    context = {"case": case, "row": row, "form": form, "door": DESK}
    return done or render(request, "casework/answer_councillor.html", context, status=400 if form.errors else 200)


@requires("casework.set_ward_seats", "GET", "POST")
def ward_seats(request: Request) -> HttpResponse:
    """Which councillor speaks for which ward."""
    council = people.council()
    holders = people.staff(council.id, [Role.WARD_COUNCILLOR], request.today) if council else []
    form = SeatForm(
        typed(request),
        councillors=[(str(member.account_id), member.name) for member in holders],
        wards=[(str(ward.id), ward.name) for ward in places.areas("ward")],
        initial={"since": request.today},
    )

    def act(said: dict[str, Any]) -> HttpResponse:
        enquiring.give_ward(
            actor=request.actor, account_id=UUID(said["councillor"]), ward_id=UUID(said["ward"]), since=said["since"],
            now=request.now,
        )  # fmt: skip
        messages.success(request, _("Kept."))
        return redirect("casework:ward_seats")

    done = act_on(form, act)
    context = {"form": form, "seats": queries.seats(request.today), "anybody": bool(holders), "door": DESK}
    return done or render(request, "casework/ward_seats.html", context, status=400 if form.errors else 200)


@requires("casework.set_ward_seats", "POST")
def end_ward_seat(request: Request, seat_id: UUID) -> HttpResponse:
    """A councillor speaks for a ward no longer."""
    enquiring.end_ward(actor=request.actor, seat_id=seat_id, today=request.today)
    messages.success(request, _("Ended, from today."))
    return redirect("casework:ward_seats")
