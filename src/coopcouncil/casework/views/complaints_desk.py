"""Complaints as officers see them: what is due first, one complaint, and everything that is done with it."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import Http404, HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from coopcouncil.casework.actions import answering, complaining, ombudsman, reading_complaints
from coopcouncil.casework.actions.answering import Decided
from coopcouncil.casework.actions.complaining import Made
from coopcouncil.casework.actions.reading_complaints import ComplaintPage
from coopcouncil.casework.domain import complaints as rules
from coopcouncil.casework.domain.complaints import shipped_schemes
from coopcouncil.casework.forms import complaints as asked
from coopcouncil.casework.forms.complaints import scheme_title
from coopcouncil.casework.models import Complaint
from coopcouncil.casework.queries import complaint_words, teams
from coopcouncil.casework.queries import complaints as queries
from coopcouncil.casework.views import lines
from coopcouncil.casework.views.cases import due_in_words
from coopcouncil.casework.views.complaints import letter_of, made_of, reference_of, times
from coopcouncil.foundation import clock, tables
from coopcouncil.foundation.forms import act_on, refuse, typed
from coopcouncil.foundation.jinja import date_in_words
from coopcouncil.foundation.pages import render
from coopcouncil.foundation.permissions import allowed, require, requires
from coopcouncil.foundation.requests import Request
from coopcouncil.kernel.errors import BadInput, Conflict, NotFound
from coopcouncil.kernel.words import Said
from coopcouncil.people import public as people

COMPLAINTS = tables.Table(
    name="complaints",
    caption=gettext_lazy("Complaints"),
    order="due",
    empty=gettext_lazy("Nobody has complained."),
    columns=[
        tables.Column(
            "reference", gettext_lazy("Reference"), source="case__reference", search="contains", show=reference_of,
            link=lambda row: reverse("casework:complaint", args=[row.id]),
        ),
        tables.Column(
            "scheme", gettext_lazy("About"), search="exact", value=lambda row: str(scheme_title(row.scheme)),
            source="scheme", choices=[(scheme.code, scheme_title(scheme.code)) for scheme in shipped_schemes().schemes],
        ),
        tables.Column("stage", gettext_lazy("Stage"), numeric=True),
        tables.Column(
            "state", gettext_lazy("How far it is"), search="exact", choices=Complaint.State.choices,
            show=lambda row: row.get_state_display(),
        ),
        tables.Column(
            "organisation", gettext_lazy("Of whom"), source="case__organisation__name", search="contains",
            show=lambda row: row.case.organisation.name if row.case.organisation else _("The council"),
        ),
        tables.Column("owner", gettext_lazy("Owner"), value=lambda row: str(row.case.owner.account)),
        tables.Column("made_on", gettext_lazy("Made on"), show=lambda row: date_in_words(row.made_on)),
        tables.Column(
            "due", gettext_lazy("Next due"), source="case__next_due_at",
            show=lambda row: due_in_words(row.case, clock.now()),
        ),
    ],
)  # fmt: skip
# Verb: what it is, the words on its button, what is typed.
ACTS: dict[str, tuple[Any, Any, type[forms.Form] | None]] = {
    "acknowledge": (
        gettext_lazy("Say that we have it, and how we understand it"), gettext_lazy("Send"), asked.UnderstoodForm),
    "answer": (gettext_lazy("Answer it"), gettext_lazy("Send our answer"), asked.AnswerForm),
    "more-time": (gettext_lazy("Take more time"), gettext_lazy("Take it, and tell them"), asked.MoreTimeForm),
    "panel-met": (gettext_lazy("The panel has met"), gettext_lazy("Keep it"), asked.PanelForm),
    "panel-reported": (gettext_lazy("The panel’s report has come"), gettext_lazy("Keep it"), asked.ReportForm),
    "content": (gettext_lazy("They are content"), gettext_lazy("Close it"), asked.WordsForm),
    "next-stage": (
        gettext_lazy("They ask for the next stage"), gettext_lazy("Begin the next stage"), asked.WordsForm),
    "ombudsman": (gettext_lazy("The ombudsman asks about it"), gettext_lazy("Keep it"), asked.OmbudsmanForm),
    "ombudsman-decided": (
        gettext_lazy("The ombudsman has decided"), gettext_lazy("Keep it"), asked.OmbudsmanDecidedForm),
    "made-good": (gettext_lazy("What we promised is done"), gettext_lazy("Keep it"), asked.WordsForm),
    "learn": (gettext_lazy("What we learn from it"), gettext_lazy("Keep it"), asked.LearnForm),
    "decline": (gettext_lazy("Not look into it, with reasons"), gettext_lazy("Send these reasons"), asked.ReasonForm),
}  # fmt: skip
# Of these only who may decide this stage.
DECIDING = frozenset({"answer", "more-time", "decline"})


@requires("casework.list")
def complaints(request: Request) -> HttpResponseBase:
    """Those that one's teams carry; what is due first stands first."""
    mine = [row.team_id for row in teams.teams_of(request.actor)]
    found = queries.complaints_of_teams(mine, but_of=request.actor.account_id)

    def seen(shown: tables.Rows) -> None:
        reading_complaints.note_complaints_listed(
            actor=request.actor, shown=[(row.id, row.case.person_id) for row in shown]
        )

    return tables.respond(request, COMPLAINTS, found, "casework/complaints.html", {"door": "/desk/"}, seen=seen)


@requires("casework.open_for_another", "GET", "POST")
def record(request: Request) -> HttpResponse:
    """Take down what came by telephone, by letter or face to face."""

    def act(given: dict[str, Any]) -> HttpResponse:
        made = complaining.record_complaint(
            actor=request.actor, made=_recorded(given), received_on=given["received_on"], now=request.now,
            today=request.today,
        )  # fmt: skip
        messages.success(request, _("Kept. It has an owner, and its clock runs from the day it came."))
        if not allowed(request.actor, "casework.see", queries.complaint(made).case):
            return redirect("casework:complaints")  # another team owns it
        return redirect("casework:complaint", made)

    form = asked.RecordForm(typed(request))
    if answer := act_on(form, act):
        return answer
    context = {"form": form, "door": "/desk/"}
    return render(request, "casework/record_complaint.html", context, status=422 if form.errors else 200)


def _recorded(given: dict[str, Any]) -> Made:
    made = made_of(given, None)
    contact = {key: given[key] for key in ("name", "phone", "email") if given[key]}
    who = given["who"].strip()
    person_id = _account_of(who) if who else None
    return Made(
        **{**vars(made), "channel": given["channel"], "person_id": person_id, "contact": {} if person_id else contact}
    )


def _account_of(who: str) -> UUID:
    """The account of an e-mail address or a reference. Raises BadInput, placed at "who"."""
    try:
        found = people.account_with_email(who) if "@" in who else people.account_by_reference(who)
    except NotFound:
        found = None
    if found is None:
        raise BadInput(Said("We know nobody by that."), place="who", mend=Said("Leave it empty, and give their name."))
    return found


@requires("casework.see")
def complaint(request: Request, complaint_id: UUID) -> HttpResponse:
    """One complaint with all that belongs to it, and what can be done next. Opening it is logged."""
    return _page(request, complaint_id)


@requires("casework.see")
def letter(request: Request, complaint_id: UUID, number: int) -> HttpResponse:
    """Our answer at a stage, as the person has it."""
    return letter_of(reading_complaints.read_complaint(actor=request.actor, complaint_id=complaint_id), number)


@requires("casework.work", "POST")
def act_on_complaint(request: Request, complaint_id: UUID, verb: str) -> HttpResponse:
    """Do one of `ACTS`."""
    require(request.actor, "casework.work", queries.complaint(complaint_id).case)
    if verb not in ACTS:
        raise Http404
    form_class = ACTS[verb][2]
    assert form_class is not None
    form = form_class(request.POST, auto_id=f"{verb}_%s")
    if not form.is_valid():
        return _page(request, complaint_id, wrong=(verb, form))
    try:
        _do(request, complaint_id, verb, form.cleaned_data)
    except (BadInput, Conflict) as error:
        refuse(form, error)
        return _page(request, complaint_id, wrong=(verb, form))
    messages.success(request, _("Done."))
    return redirect("casework:complaint", complaint_id)


def _do(request: Request, complaint_id: UUID, verb: str, given: dict[str, Any]) -> None:
    who: dict[str, Any] = {"actor": request.actor, "complaint_id": complaint_id, "now": request.now}
    today: dict[str, Any] = {"today": request.today}
    calls: dict[str, Callable[[], object]] = {
        "acknowledge": lambda: answering.acknowledge(**who, **given),
        "answer": lambda: answering.answer(**who, **today, decided=Decided(**given)),
        "more-time": lambda: answering.take_more_time(**who, **given),
        "decline": lambda: answering.decline(**who, **today, **given),
        "panel-met": lambda: answering.panel_met(**who, **today, **given),
        "panel-reported": lambda: answering.panel_reported(**who, **today, **given),
        "content": lambda: complaining.record_content(**who, **given),
        "next-stage": lambda: complaining.ask_next_stage_for(**who, **today, **given),
        "ombudsman": lambda: ombudsman.ombudsman_asks(**who, **today, **given),
        "ombudsman-decided": lambda: ombudsman.ombudsman_decided(**who, **today, **given),
        "made-good": lambda: answering.make_good(**who, **given, number=int(request.POST.get("number") or 0)),
        "learn": lambda: answering.learn(**who, **given),
    }
    calls[verb]()


def _possible(page: ComplaintPage) -> list[str]:
    """What can be done as the complaint stands, what is due first."""
    found, last = page.complaint, page.scheme.is_last(page.complaint.stage)
    panel = page.scheme.stage(found.stage).decided_by == "panel"
    first = ["decline"] if found.stage == 1 else []
    after = ([] if last else ["next-stage"]) + ["ombudsman"]
    by_state = {
        rules.RECEIVED: ["panel-met"] if panel else ["acknowledge", *first],
        rules.ACKNOWLEDGED: ["answer", "more-time", *first],
        rules.MET: ["panel-reported"],
        rules.REPORTED: ["answer"],
        rules.ANSWERED: ["content", *after],
        rules.CONTENT: after,
        rules.ENDED: after,
        rules.DECLINED: ["ombudsman"],
        rules.OMBUDSMAN: ["ombudsman-decided"],
    }
    verbs = list(by_state.get(found.state, []))
    if found.state == rules.ACKNOWLEDGED and not page.scheme.stage(found.stage).extend_at_most:
        verbs.remove("more-time")
    if any(stage.remedy_by and not stage.remedied_at for stage in page.stages):
        verbs.append("made-good")
    if page.stages[0].answered_at:
        verbs.append("learn")
    return verbs


def _page(request: Request, complaint_id: UUID, wrong: tuple[str, forms.Form] | None = None) -> HttpResponse:
    page = reading_complaints.read_complaint(actor=request.actor, complaint_id=complaint_id)
    found = page.complaint
    may_answer = allowed(request.actor, "casework.answer_complaint", found)
    acts = []
    for verb in _possible(page):
        if verb in DECIDING and not may_answer:
            continue
        title, button, form_class = ACTS[verb]
        form = form_class(auto_id=f"{verb}_%s", initial=_started(page, verb)) if form_class else None
        if wrong and wrong[0] == verb:
            form = wrong[1]
        acts.append({"verb": verb, "title": title, "button": button, "form": form})
    open_remedy = next((stage for stage in page.stages if stage.remedy_by and not stage.remedied_at), None)
    context = {
        "page": page,
        "complaint": found,
        "title": scheme_title(found.scheme),
        "whose": complaint_words.whose(found),
        "times": times(page),
        "history": lines.history(page.case, theirs=False),
        "acts": acts,
        "open_remedy": open_remedy,
        "may_answer": may_answer,
        "next": acts[0]["title"] if acts else "",
        "wrong": wrong[1] if wrong else None,
        "door": "/desk/",
    }
    answer = render(request, "casework/complaint.html", context, status=422 if wrong else 200)
    answer["Cache-Control"] = "no-store"
    return answer


def _started(page: ComplaintPage, verb: str) -> dict[str, Any]:
    """What a form begins with."""
    if verb == "learn":
        return {"learned": page.complaint.learned}
    if verb == "answer":
        return {"independent": page.at.independent}
    return {}
