"""A resident's own problems: what is happening, who owns it, what comes next and by when."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from coopcouncil.casework.actions import closing, reading, working
from coopcouncil.casework.domain import outcomes
from coopcouncil.casework.forms.own import DoneForm, NotSolvedForm, OwnFileForm, SolvedForm, WriteForm
from coopcouncil.casework.models import Case
from coopcouncil.casework.permissions import OnDay
from coopcouncil.casework.queries import cases as queries
from coopcouncil.casework.queries import delegations, elsewhere
from coopcouncil.casework.queries import transfers as moving
from coopcouncil.casework.queries.complaints import complaint_of_case
from coopcouncil.casework.queries.decisions import decisions_of
from coopcouncil.casework.views import lines, standing
from coopcouncil.casework.views.acts import act_page
from coopcouncil.casework.views.files import examined
from coopcouncil.foundation import tables
from coopcouncil.foundation.forms import act_on, typed
from coopcouncil.foundation.jinja import date_in_words
from coopcouncil.foundation.pages import render
from coopcouncil.foundation.permissions import require, requires
from coopcouncil.foundation.requests import Request
from coopcouncil.foundation.uploads import as_download
from coopcouncil.kernel.errors import NotFound
from coopcouncil.people import public as people

DOOR = "/account/"
MINE = tables.Table(
    name="my-cases",
    caption=gettext_lazy("My problems"),
    order="-opened_at",
    empty=gettext_lazy(
        "You have not told us about a problem yet. Tell us, whatever it is and whoever has to put it right."
    ),
    columns=[
        tables.Column(
            "title", gettext_lazy("About"), source="title", search="contains",
            link=lambda row: reverse("casework:my_case", args=[row.id]),
        ),
        tables.Column(
            "reference", gettext_lazy("Reference"), source="reference",
            show=lambda row: format_html('<span class="app-nowrap">{}</span>', row.reference),
        ),
        tables.Column("owner", gettext_lazy("Who owns it"), value=lambda row: str(row.owner.account)),
        tables.Column(
            "state", gettext_lazy("State"), search="exact", choices=Case.State.choices,
            show=lambda row: row.get_outcome_display() or row.get_state_display(),
        ),
        tables.Column("opened_at", gettext_lazy("Since"), show=lambda row: date_in_words(row.opened_at)),
    ],
)  # fmt: skip


@requires("casework.open_own")
def my_cases(request: Request) -> HttpResponseBase:
    """Everything that somebody told the council of, themself or for somebody, the newest first."""
    assert request.actor.account_id is not None
    by_power = delegations.cases_by_power(request.actor, request.today)
    by_right = delegations.cases_open_to(request.actor.account_id, request.today)
    found = queries.cases_of_person(request.actor.account_id, also=by_power | by_right)

    def seen(rows: Any) -> None:
        others = [(row.id, row.person_id) for row in rows if row.person_id != request.actor.account_id]
        reading.note_list_read(actor=request.actor, what="for_you", shown=others)

    return tables.respond(request, MINE, found, "casework/my_cases.html", {"door": DOOR}, seen=seen)


@requires("casework.see_own")
def my_case(request: Request, case_id: UUID) -> HttpResponse:
    """One problem of theirs."""
    page = reading.read_own_case(actor=request.actor, case_id=case_id, today=request.today)
    if carried := complaint_of_case(case_id):
        return redirect("casework:my_complaint", carried)
    held = page.case
    context = {
        "transfer": moving.view_of_case(case_id),
        "page": page,
        "case": held,
        "door": DOOR,
        "history": lines.history(page, theirs=True),
        "decisions": decisions_of(case_id),
        "promises": standing.promises(page.clocks, theirs=True),
        "next": standing.next_for_resident(page, request.now),
        "colours": standing.COLOURS,
        "whose": partial(lines.whose, theirs=True),
        "may_reopen": held.closed_at is not None and outcomes.may_reopen(held.closed_at, request.now),
        "reopen_until": held.closed_at + outcomes.REOPEN_WITHIN if held.closed_at else None,
        "council": people.council(),
        "elsewhere": elsewhere.matters_of(case_id),
        "for_whom": str(held.person) if held.person and held.person_id != request.actor.account_id else "",
    }
    return render(request, "casework/my_case.html", context)


@dataclass(frozen=True)
class OwnAct:
    """One thing that a resident does with their case. Where it needs no words, a button on its page does it at once."""

    title: Any
    button: Any
    done: Any
    form: Callable[..., forms.Form]
    run: Callable[[Request, UUID, dict[str, Any]], object]
    takes_file: bool = False


def _answer(request: Request, case_id: UUID, given: dict[str, Any], *, solved: bool) -> None:
    closing.answer_solved(
        actor=request.actor, case_id=case_id, solved=solved, words=given["words"], now=request.now, today=request.today
    )


ACTS = {
    "write": OwnAct(
        gettext_lazy("Add something"), gettext_lazy("Send it"), gettext_lazy("Sent. Your officer hears of it."),
        WriteForm,
        lambda request, case_id, given: working.write_as_resident(
            actor=request.actor, case_id=case_id, text=given["text"], now=request.now, today=request.today
        ),
    ),
    "file": OwnAct(
        gettext_lazy("Add a photo or a letter"), gettext_lazy("Send the file"),
        gettext_lazy("Sent. Your officer hears of it."), OwnFileForm,
        lambda request, case_id, given: working.add_document_as_resident(
            actor=request.actor, case_id=case_id, file=examined(request), now=request.now, today=request.today
        ),
        takes_file=True,
    ),
    "solved": OwnAct(
        gettext_lazy("It is solved"), gettext_lazy("Yes, it is solved"),
        gettext_lazy("Thank you. It is closed. If it comes back, open it again here."), SolvedForm,
        partial(_answer, solved=True),
    ),
    "not-solved": OwnAct(
        gettext_lazy("It is not solved"), gettext_lazy("Send it"),
        gettext_lazy("We work on it again. Your officer hears of it."), NotSolvedForm,
        partial(_answer, solved=False),
    ),
    "reopen": OwnAct(
        gettext_lazy("Open it again"), gettext_lazy("Open it again"),
        gettext_lazy("It is open again. Your officer hears of it."), NotSolvedForm,
        lambda request, case_id, given: closing.reopen(
            actor=request.actor, case_id=case_id, words=given["words"], now=request.now, today=request.today
        ),
    ),
}  # fmt: skip


@requires("casework.see_own", "GET", "POST")
def my_act(request: Request, case_id: UUID, verb: str) -> HttpResponse:
    """Do one of `ACTS`."""
    case = queries.case(case_id)
    require(request.actor, "casework.see_own", OnDay(case, request.today))
    wanted = ACTS.get(verb)
    if wanted is None:
        raise NotFound("There is nothing of that name to do.")
    form = wanted.form(typed(request))

    def do(given: dict[str, Any]) -> HttpResponse:
        wanted.run(request, case_id, given)
        messages.success(request, str(wanted.done))
        return redirect("casework:my_case", case_id)

    context = {
        "title": wanted.title, "button": wanted.button, "takes_file": wanted.takes_file, "door": DOOR,
        "back": reverse("casework:my_case", args=[case_id]),
    }  # fmt: skip
    return act_on(form, do) or act_page(request, case, form, **context)


@requires("casework.see_own", "GET", "POST")
def my_task(request: Request, task_id: UUID) -> HttpResponse:
    """The resident's own part is done."""
    task = reading.read_own_task(actor=request.actor, task_id=task_id, today=request.today)
    form = DoneForm(typed(request))

    def do(given: dict[str, Any]) -> HttpResponse:
        working.do_own_task(
            actor=request.actor, task_id=task_id, words=given["words"], now=request.now, today=request.today
        )
        messages.success(request, _("Thank you. Your officer hears of it."))
        return redirect("casework:my_case", task.case_id)

    context = {
        "title": gettext_lazy("Your part is done"), "button": gettext_lazy("It is done"), "lede": task.words or "",
        "door": DOOR, "back": reverse("casework:my_case", args=[task.case_id]),
    }  # fmt: skip
    return act_on(form, do) or act_page(request, task.case, form, **context)


@requires("casework.see_own")
def my_document(request: Request, document_id: UUID) -> HttpResponse:
    """A file of their case that they may read, as a download."""
    file = working.read_own_document(actor=request.actor, document_id=document_id, today=request.today)
    return as_download(file.content, name=file.name or "", media_type=file.media_type)
