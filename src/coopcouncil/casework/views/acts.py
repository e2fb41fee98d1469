"""What an officer does with a case: one page a verb, each with one form."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from coopcouncil.casework.actions import closing, owning, reading, stepping_in, timing, working
from coopcouncil.casework.forms import (
    AskForm,
    EndForm,
    ExtendForm,
    FileForm,
    GoesOnForm,
    LinkForm,
    NoteForm,
    NothingForm,
    OfficerForm,
    OrganisationForm,
    ReasonForm,
    RecordForm,
    TaskForm,
    TickForm,
)
from coopcouncil.casework.models import Case
from coopcouncil.casework.queries import cases as queries
from coopcouncil.casework.queries import teams as staffing
from coopcouncil.casework.views import standing
from coopcouncil.casework.views.cases import officer_choices
from coopcouncil.casework.views.files import examined
from coopcouncil.foundation.forms import act_on, status
from coopcouncil.foundation.pages import render
from coopcouncil.foundation.permissions import allowed, require, requires
from coopcouncil.foundation.requests import Request
from coopcouncil.foundation.uploads import as_download
from coopcouncil.kernel.errors import NotFound
from coopcouncil.people import public as people

Run = Callable[[Request, Case, dict[str, Any]], object]


@dataclass(frozen=True)
class Act:
    """One thing to do with a case: the words of its page, who may, its form (of a request), and what it calls."""

    title: Any
    button: Any
    done: Any
    permission: str
    form: Callable[[Request], forms.Form]
    run: Run
    lede: Any = ""
    warns: bool = False
    takes_file: bool = False


def _plain(form: type[forms.Form]) -> Callable[[Request], forms.Form]:
    return lambda request: form(request.POST if request.method == "POST" else None)


def _officer(request: Request) -> forms.Form:
    return OfficerForm(_sent(request), officers=officer_choices(staffing.active_officers()))


def _task(request: Request) -> forms.Form:
    return TaskForm(
        _sent(request), organisations=organisation_choices(), officers=officer_choices(staffing.active_officers())
    )


def _organisation(request: Request) -> forms.Form:
    return OrganisationForm(_sent(request), organisations=organisation_choices())


def _sent(request: Request) -> Any:
    return request.POST if request.method == "POST" else None


def organisation_choices() -> list[tuple[str, str]]:
    return [(str(body.id), body.name) for body in people.organisations()]


def _ids(given: dict[str, Any], *names: str) -> dict[str, Any]:
    """Take these choices out of what was typed, as ids under the names that actions know."""
    chosen = {name: given.pop(name, "") for name in names}
    return {f"{name}_id": UUID(value) if value else None for name, value in chosen.items()}


ACTS: dict[str, Act] = {
    "note": Act(
        gettext_lazy("Write a note"), gettext_lazy("Keep the note"), gettext_lazy("The note is kept."),
        "casework.work", _plain(NoteForm),
        lambda request, case, given: working.note(actor=request.actor, case_id=case.id, now=request.now, **given),
    ),
    "ask": Act(
        gettext_lazy("Ask whether it is solved"), gettext_lazy("Ask them"),
        gettext_lazy("The resident is asked. We ask once more after a week without an answer."),
        "casework.work", _plain(AskForm),
        lambda request, case, given: closing.ask_whether_solved(
            actor=request.actor, case_id=case.id, now=request.now, **given
        ),
        gettext_lazy("It ends when they say that it is solved. We never take silence as a yes."),
    ),
    "answer": Act(
        gettext_lazy("Write down their answer"), gettext_lazy("Write it down"),
        gettext_lazy("Their answer is written down."),
        "casework.work", _plain(RecordForm),
        lambda request, case, given: closing.record_answer(
            actor=request.actor, case_id=case.id, solved=given["solved"] == "yes", words=given["words"],
            now=request.now,
        ),
        gettext_lazy("Use this for what they told you by phone, in a letter or face to face."),
    ),
    "end": Act(
        gettext_lazy("End it with a reason"), gettext_lazy("End the case"),
        gettext_lazy("The case is closed. The resident reads why, and can open it again."),
        "casework.answer_for", _plain(EndForm),
        lambda request, case, given: closing.end_case(actor=request.actor, case_id=case.id, now=request.now, **given),
        gettext_lazy("Nobody has said that it is solved. End it only if nothing more can be done."),
        warns=True,
    ),
    "goes-on": Act(
        gettext_lazy("Say how the service goes on"), gettext_lazy("Close the case"),
        gettext_lazy("The case is closed."),
        "casework.answer_for", _plain(GoesOnForm),
        lambda request, case, given: stepping_in.end_step_in(
            actor=request.actor, case_id=case.id, now=request.now, **given
        ),
        gettext_lazy("You can do this once everybody can read on the service’s own page how it goes on."),
    ),
    "hand-over": Act(
        gettext_lazy("Hand it over"), gettext_lazy("Hand it over"), gettext_lazy("Handed over."),
        "casework.answer_for", _officer,
        lambda request, case, given: owning.hand_over(
            actor=request.actor, case_ids=[case.id], officer_id=UUID(given["officer"]), reason=given["reason"],
            now=request.now, seen={case.id: _seen_owner(request, case)},
        ),
        gettext_lazy("The clocks keep running. The resident sees who owns it from now on."),
    ),
    "task": Act(
        gettext_lazy("Ask somebody to do something"), gettext_lazy("Give the task"), gettext_lazy("The task is given."),
        "casework.work", _task,
        lambda request, case, given: working.give_task(
            actor=request.actor, case_id=case.id, now=request.now, today=request.today,
            **_ids(given, "organisation", "officer"), **given,
        ),
    ),
    "file": Act(
        gettext_lazy("Add a file"), gettext_lazy("Add the file"), gettext_lazy("The file is added."),
        "casework.work", _plain(FileForm),
        lambda request, case, given: working.add_document(
            actor=request.actor, case_id=case.id, file=examined(request), visibility=given["visibility"],
            now=request.now,
        ),
        takes_file=True,
    ),
    "link": Act(
        gettext_lazy("Link another case"), gettext_lazy("Link the cases"), gettext_lazy("They are linked."),
        "casework.work", _plain(LinkForm),
        lambda request, case, given: working.link(actor=request.actor, case_id=case.id, now=request.now, **given),
    ),
    "organisation": Act(
        gettext_lazy("Say who has to act"), gettext_lazy("Say so"), gettext_lazy("Written down."),
        "casework.work", _organisation,
        lambda request, case, given: working.name_organisation(
            actor=request.actor, case_id=case.id, now=request.now, **_ids(given, "organisation"), **given
        ),
    ),
}  # fmt: skip
TITLES = {
    "pause": (gettext_lazy("Pause the clock"), gettext_lazy("Pause the clock")),
    "resume": (gettext_lazy("Start the clock again"), gettext_lazy("Start the clock again")),
    "extend": (gettext_lazy("Take more time"), gettext_lazy("Take more time")),
}


def _seen_owner(request: Request, case: Case) -> UUID:
    """The owner when the page was shown; the one there is where the form came from elsewhere."""
    try:
        return UUID(request.POST.get("seen", ""))
    except ValueError:
        return case.owner_id


@requires("casework.see", "GET", "POST")
def act(request: Request, case_id: UUID, verb: str) -> HttpResponse:
    """Do one of `ACTS`."""
    case = queries.case(case_id)
    require(request.actor, "casework.see", case)
    wanted = ACTS.get(verb)
    if wanted is None:
        raise NotFound("There is nothing of that name to do.")
    require(request.actor, wanted.permission, case)
    form = wanted.form(request)

    def do(given: dict[str, Any]) -> HttpResponse:
        wanted.run(request, case, given)
        messages.success(request, str(wanted.done))
        return _back(request, case_id)

    context = {
        "title": wanted.title, "button": wanted.button, "lede": wanted.lede, "warns": wanted.warns,
        "takes_file": wanted.takes_file, "hidden": {"seen": request.POST.get("seen") or str(case.owner_id)},
    }  # fmt: skip
    return act_on(form, do) or act_page(request, case, form, **context)


@requires("casework.see", "GET", "POST")
def clock(request: Request, case_id: UUID, clock_id: UUID, verb: str) -> HttpResponse:
    """Let a clock stand still or run on, or take more time, where its promise allows it."""
    case = queries.case(case_id)
    require(request.actor, "casework.see", case)
    require(request.actor, "casework.answer_for", case)
    row = next((row for row in queries.clocks_of(case_id) if row.id == clock_id), None)
    if row is None or verb not in TITLES:
        raise NotFound("There is no such clock.")
    changes: dict[str, Callable[..., None]] = {
        "pause": timing.pause_clock, "resume": timing.resume_clock, "extend": timing.extend_clock,
    }  # fmt: skip
    form = _plain({"pause": ReasonForm, "resume": NothingForm, "extend": ExtendForm}[verb])(request)
    if verb == "extend":
        unit = str(row.terms["within"]).partition(" ")[2].rstrip("s")
        form.fields["count"].help_text = {
            "hour": _("In hours, %(most)s at most."), "day": _("In days, %(most)s at most."),
            "week": _("In weeks, %(most)s at most."), "month": _("In months, %(most)s at most."),
            "working_day": _("In working days, %(most)s at most."),
        }[unit] % {"most": standing.left_to_extend(row)}  # fmt: skip

    def do(given: dict[str, Any]) -> HttpResponse:
        changes[verb](actor=request.actor, case_id=case_id, clock_id=clock_id, now=request.now, **given)
        messages.success(request, _("Done. The resident reads why, and until when."))
        return redirect("casework:case", case_id)

    title, button = TITLES[verb]
    lede = _(str(row.terms["title"]))
    return act_on(form, do) or act_page(request, case, form, title=title, button=button, lede=lede)


@requires("casework.work", "GET", "POST")
def tick_off(request: Request, task_id: UUID) -> HttpResponse:
    """Write down what became of a task. Opening it is logged."""
    task = reading.read_task_of_case(actor=request.actor, task_id=task_id)
    form = _plain(TickForm)(request)

    def do(given: dict[str, Any]) -> HttpResponse:
        working.tick_off_task(actor=request.actor, task_id=task_id, now=request.now, **given)
        messages.success(request, _("Written down."))
        return redirect("casework:case", task.case_id)

    context = {"title": _("What happened with it?"), "button": _("Write it down"), "lede": task.words or ""}
    return act_on(form, do) or act_page(request, task.case, form, **context)


@requires("casework.see")
def document(request: Request, document_id: UUID) -> HttpResponse:
    """A file of a case, as a download. Its reading is logged."""
    file = working.read_document(actor=request.actor, document_id=document_id)
    return as_download(file.content, name=file.name or "", media_type=file.media_type)


def act_page(request: Request, case: Case, form: forms.Form, **context: Any) -> HttpResponse:
    """The page of one form about a case."""
    shown = {
        "case": case, "form": form, "door": "/desk/", "warns": False, "takes_file": False, "hidden": {}, "lede": "",
        "back": reverse("casework:case", args=[case.id]), **context,
    }  # fmt: skip
    return render(request, "casework/act.html", shown, status=status(form))


def _back(request: Request, case_id: UUID) -> HttpResponse:
    """To the case, or, where it went to another team, to the list."""
    if allowed(request.actor, "casework.see", queries.case(case_id)):
        return redirect("casework:case", case_id)
    return redirect("casework:cases")
