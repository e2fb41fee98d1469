"""Complaining: how it is done, one's own complaints, and following one to its end."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from coopcouncil.casework.actions import complaining, reading_complaints
from coopcouncil.casework.actions.complaining import Made
from coopcouncil.casework.actions.reading_complaints import ComplaintPage
from coopcouncil.casework.domain import complaints as rules
from coopcouncil.casework.domain.complaints import shipped_schemes
from coopcouncil.casework.forms.complaints import MakeForm, NextStageForm, scheme_hint, scheme_title
from coopcouncil.casework.models import Case, Complaint
from coopcouncil.casework.permissions import OnDay
from coopcouncil.casework.queries import cases, complaint_words
from coopcouncil.casework.queries import complaints as queries
from coopcouncil.casework.views import lines, standing
from coopcouncil.foundation import pages, pdf, tables
from coopcouncil.foundation.forms import act_on, typed
from coopcouncil.foundation.jinja import date_in_words
from coopcouncil.foundation.pages import render
from coopcouncil.foundation.permissions import require, requires
from coopcouncil.foundation.requests import Request
from coopcouncil.kernel.errors import Conflict
from coopcouncil.people import public as people
from coopcouncil.places import public as places


def reference_of(row: Complaint) -> str:
    """On one line, however narrow the column is."""
    return format_html('<span class="app-nowrap">{}</span>', row.case.reference)


MINE = tables.Table(
    name="my-complaints",
    caption=gettext_lazy("Your complaints"),
    order="-made_on",
    empty=gettext_lazy("You have not complained of anything."),
    columns=[
        tables.Column(
            "about", gettext_lazy("About"), value=lambda row: scheme_title(row.scheme), source="scheme",
            link=lambda row: reverse("casework:my_complaint", args=[row.id]),
        ),
        tables.Column(
            "reference", gettext_lazy("Reference"), source="case__reference", search="contains", show=reference_of,
        ),
        tables.Column("stage", gettext_lazy("Stage"), numeric=True),
        tables.Column(
            "state", gettext_lazy("How far it is"), search="exact", choices=Complaint.State.choices,
            show=lambda row: row.get_state_display(),
        ),
        tables.Column("made_on", gettext_lazy("Made on"), show=lambda row: date_in_words(row.made_on)),
    ],
)  # fmt: skip
STEPS = {
    rules.ACKNOWLEDGE: gettext_lazy("We say that we have it, and how we understand it"),
    rules.MEET: gettext_lazy("The panel meets"),
    rules.REPORT: gettext_lazy("The panel sends its report"),
    rules.ANSWER: gettext_lazy("You have our answer"),
}
# What each unit of a promise is called, of one and of several.
_UNITS = {
    "working_days": gettext_lazy("%(count)s working days"),
    "months": gettext_lazy("%(count)s months"),
    "days": gettext_lazy("%(count)s days"),
    "weeks": gettext_lazy("%(count)s weeks"),
}


def times(page: ComplaintPage) -> list[dict[str, Any]]:
    """What was and is promised, in order: what, until when, and whether it was kept."""
    return [
        {"title": STEPS.get(row.step, row.terms["title"]), "row": row, "stage": row.code.rpartition("_")[2]}
        for row in page.case.clocks
    ]


def in_words(length: Any) -> str:
    """How long a time is, in words."""
    return str(_UNITS[length.unit]) % {"count": length.count} if length else ""


@requires("public")
def how(request: Request) -> HttpResponse:
    """How to complain, by which rules and times, and who comes after us; for everybody."""
    schemes = [
        {
            "title": scheme_title(scheme.code),
            "hint": scheme_hint(scheme.code),
            "scheme": scheme,
            "stages": [
                [stage.title, in_words(stage.acknowledge_within) or "–", in_words(stage.answer_within)]
                for stage in scheme.stages
            ],
        }
        for scheme in shipped_schemes().schemes
    ]
    return render(request, "casework/complaints_how.html", {"schemes": schemes, "door": "/report/"})


@requires("casework.open_own")
def my_complaints(request: Request) -> HttpResponseBase:
    """What somebody complained of, themself or by a power, the newest first."""
    account_id = request.actor.account_id
    assert account_id is not None
    powers = [view.id for view in people.authorities_of(request.actor, request.today)]
    found = queries.complaints_of_person(account_id, powers)
    return tables.respond(request, MINE, found, "casework/my_complaints.html", {"door": "/account/"})


@requires("casework.open_own", "GET", "POST")
def make(request: Request) -> HttpResponse:
    """Complain of anything, or of how a case went (`?about=`)."""
    about = _about(request)
    powers = [
        (str(power.id), power.person_name)
        for power in people.authorities_of(request.actor, request.today)
        if power.subject_id is not None
    ]

    def act(given: dict[str, Any]) -> HttpResponse:
        made = complaining.make_complaint(
            actor=request.actor, made=made_of(given, about), now=request.now, today=request.today
        )
        messages.success(request, _("We have your complaint. Here you see who owns it, and by when you hear from us."))
        return redirect("casework:my_complaint", made)

    form = MakeForm(typed(request), powers=powers, about=about)
    if answer := act_on(form, act):
        return answer
    context = {"form": form, "about": about, "door": "/report/"}
    return render(request, "casework/make_complaint.html", context, status=422 if form.errors else 200)


def made_of(given: dict[str, Any], about: Case | None) -> Made:
    """What was typed, as the action takes it."""
    ward = places.area_of_postcode(given["postcode"]) if given.get("postcode") else None
    return Made(
        words=given["words"],
        wanted=given["wanted"],
        known_on=given["known_on"],
        scheme=given.get("scheme") or "corporate",
        organisation_id=UUID(given["organisation"]) if given.get("organisation") else None,
        ward_id=ward.id if ward else None,
        about_id=about.id if about else None,
        authority_id=UUID(given["for_whom"]) if given.get("for_whom") else about.authority_id if about else None,
        advocate={key: given.get(f"advocate_{key}", "") for key in ("name", "phone", "email")},
    )


def _about(request: Request) -> Case | None:
    """The case that is complained of, where it is theirs. Raises NotFound, NotAllowed."""
    wanted = request.GET.get("about", "")
    if not wanted:
        return None
    try:
        found = cases.case(UUID(wanted))
    except ValueError:
        raise Http404 from None
    require(request.actor, "casework.see_own", OnDay(found, request.today))
    return found


@requires("casework.see_own", "GET", "POST")
def my_complaint(request: Request, complaint_id: UUID) -> HttpResponse:
    """One complaint: who owns it, how far it is, what we answered, and what the person can do."""
    page = reading_complaints.read_own_complaint(actor=request.actor, complaint_id=complaint_id, today=request.today)
    who: dict[str, Any] = {
        "actor": request.actor, "complaint_id": complaint_id, "now": request.now, "today": request.today,
    }  # fmt: skip
    form = NextStageForm(request.POST if request.POST.get("do") == "next" else None)
    try:
        if request.method == "POST":
            wanted = request.POST.get("do", "")
            if wanted == "next" and form.is_valid():
                complaining.ask_next_stage(**who, **form.cleaned_data)
                messages.success(request, _("The next stage has begun. Somebody else looks at it now."))
                return redirect("casework:my_complaint", complaint_id)
            if wanted == "content":
                complaining.be_content(**who)
                messages.success(request, _("Thank you. The complaint is closed."))
                return redirect("casework:my_complaint", complaint_id)
            if wanted == "withdraw":
                complaining.withdraw_complaint(**who)
                messages.success(request, _("Withdrawn."))
                return redirect("casework:my_complaint", complaint_id)
    except Conflict as error:
        return pages.conflict(request, error)
    found = page.complaint
    may_ask = (
        found.state in {rules.ANSWERED, rules.CONTENT, rules.ENDED}
        and found.ask_until is not None
        and found.ask_until >= request.today
        and not page.scheme.is_last(found.stage)
    )
    context = {
        "page": page,
        "complaint": found,
        "title": scheme_title(found.scheme),
        "times": times(page),
        "history": lines.history(page.case, theirs=True),
        "tasks": page.case.tasks,
        "documents": page.case.documents,
        "colours": standing.COLOURS,
        "council": people.council(),
        "may_ask": may_ask,
        "next_steps": complaint_words.what_next(page.at, page.scheme),
        "form": form,
        "door": "/account/",
    }
    return render(request, "casework/my_complaint.html", context, status=422 if form.errors else 200)


@requires("casework.see_own")
def my_letter(request: Request, complaint_id: UUID, number: int) -> HttpResponse:
    """Our answer at a stage as a letter, to keep or print."""
    page = reading_complaints.read_own_complaint(actor=request.actor, complaint_id=complaint_id, today=request.today)
    return letter_of(page, number)


def letter_of(page: ComplaintPage, number: int) -> HttpResponse:
    """The letter of a stage, as PDF. Raises Http404 where there is no answer."""
    stage = next((row for row in page.stages if row.number == number and row.answer), None)
    if stage is None:
        raise Http404
    content = pdf.letter(complaint_words.letter(page.complaint, stage, page.scheme))
    response = HttpResponse(content, content_type="application/pdf")
    name = f"{page.complaint.case.reference}-stage-{number}"
    response["Content-Disposition"] = f'attachment; filename="{name}.pdf"'
    response["Cache-Control"] = "private, no-store"
    return response
