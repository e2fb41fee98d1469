"""The council's side of what people ask about their data: the list, one request, and its items one by one."""

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

from coopcouncil.foundation import audit, tables
from coopcouncil.foundation.forms import act_on, refuse, typed
from coopcouncil.foundation.pages import render
from coopcouncil.foundation.permissions import allowed, require, requires
from coopcouncil.foundation.requests import Request
from coopcouncil.kernel.errors import BadInput
from coopcouncil.kernel.words import Said
from coopcouncil.people import public as people
from coopcouncil.sharing.actions import governing, requesting, retaining, reviewing
from coopcouncil.sharing.domain import disclosing, rights
from coopcouncil.sharing.forms.rights import IdentityForm, ItemForm, PauseForm, RecordForm, WordsForm
from coopcouncil.sharing.models import DataRequest, ReviewItem
from coopcouncil.sharing.queries import rights as queries
from coopcouncil.sharing.views.rights import correspondence

REQUESTS = tables.Table(
    name="data-requests",
    caption=gettext_lazy("Requests about people’s data"),
    order="due_on",
    empty=gettext_lazy("Nobody has asked for anything."),
    columns=[
        tables.Column(
            "kind", gettext_lazy("What"), search="exact", choices=DataRequest.Kind.choices,
            show=lambda row: row.get_kind_display(), link=lambda row: reverse("sharing:data_request", args=[row.id]),
        ),
        tables.Column("person", gettext_lazy("Person"), source="account__name", search="contains",
                      value=lambda row: str(row.account)),
        tables.Column(
            "state", gettext_lazy("State"), search="exact", choices=DataRequest.State.choices,
            show=lambda row: row.get_state_display(),
        ),
        tables.Column("received_on", gettext_lazy("Came on")),
        tables.Column("due_on", gettext_lazy("Due")),
    ],
)  # fmt: skip
ITEMS = tables.Table(
    name="items",
    caption=gettext_lazy("What is held"),
    order="number",
    empty=gettext_lazy("Nothing was gathered yet, or it is over."),
    columns=[
        tables.Column(
            "number", gettext_lazy("Item"),
            link=lambda row: reverse("sharing:review_item", args=[row.request_id, row.number]),
        ),
        tables.Column("section", gettext_lazy("Where it stands"), search="contains"),
        tables.Column("flags", gettext_lazy("Look twice"), value=lambda row: _flags(row), sortable=False),
        tables.Column(
            "decision", gettext_lazy("Decided"), search="exact", choices=ReviewItem.Decision.choices,
            show=lambda row: row.get_decision_display() or _("Not yet"),
        ),
    ],
)  # fmt: skip
FLAGS = {
    "others": gettext_lazy("It may be about somebody else"),
    "contact": gettext_lazy("It shows how to reach somebody else"),
}
ACTS: dict[str, tuple[Any, Any, type[forms.Form] | None]] = {
    "identity": (gettext_lazy("Make sure who asks"), gettext_lazy("Keep it"), IdentityForm),
    "pause": (gettext_lazy("Ask the person something: the clock stands still"), gettext_lazy("Ask"), PauseForm),
    "resume": (gettext_lazy("They answered: let the clock run on"), gettext_lazy("Run on"), None),
    "extend": (gettext_lazy("Take two months more, with the reason"), gettext_lazy("Extend"), WordsForm),
    "gather": (gettext_lazy("Gather what every part of the platform holds"), gettext_lazy("Gather"), None),
    "disclose-rest": (
        gettext_lazy("Give everything that is about the person alone"), gettext_lazy("Give the rest"), None),
    "finish": (gettext_lazy("Everything is decided"), gettext_lazy("Hand over for release"), None),
    "again": (gettext_lazy("Look through it again"), gettext_lazy("Give it back"), None),
    "release": (gettext_lazy("Release it to the person"), gettext_lazy("Release"), None),
    "decide": (
        gettext_lazy("Say yes: erase it, and say what stays and why"), gettext_lazy("Decide to erase"), WordsForm),
    "refuse": (gettext_lazy("Say no, with reasons"), gettext_lazy("Refuse"), WordsForm),
    "acknowledge": (gettext_lazy("Confirm that it is here"), gettext_lazy("Confirm"), WordsForm),
    "answer": (gettext_lazy("Answer in writing"), gettext_lazy("Answer"), WordsForm),
}  # fmt: skip


def _flags(row: ReviewItem) -> str:
    return ". ".join(str(FLAGS[flag]) for flag in row.flags)


@requires("sharing.see_requests")
def data_requests(request: Request) -> HttpResponseBase:
    """Everybody's requests but one's own; what is due first stands first."""
    rows = queries.requests_for_table(request.actor.account_id)

    def seen(shown: tables.Rows) -> None:
        about = tables.ids(shown, "account_id")
        audit.read(request.actor, "sharing.requests_read", ("sharing.datarequest", None), about=about)

    return tables.respond(request, REQUESTS, rows, "sharing/data_requests.html", {"door": "/desk/"}, seen=seen)


@requires("sharing.see_requests", "GET", "POST")
def record_request(request: Request) -> HttpResponse:
    """Put down what came by letter, by telephone or at the counter."""

    def act(given: dict[str, Any]) -> HttpResponse:
        account_id = account_of(given.pop("who").strip())
        made = requesting.record_data_request(actor=request.actor, account_id=account_id, today=request.today, **given)
        messages.success(request, _("Kept. The clock runs from the day it came."))
        return redirect("sharing:data_request", made)

    form = RecordForm(typed(request))
    if answer := act_on(form, act):
        return answer
    context = {"form": form, "door": "/desk/"}
    return render(request, "sharing/record_request.html", context, status=422 if form.errors else 200)


def account_of(who: str) -> UUID:
    """The account of an e-mail address or a reference. Raises BadInput, placed at "who"."""
    found = people.account_with_email(who) if "@" in who else people.account_by_reference(who)
    if found is None:
        raise BadInput(
            Said("We know nobody by that."),
            place="who",
            mend=Said("Ask them for the e-mail address that they sign in with."),
        )
    return found


@requires("sharing.handle_request")
def data_request(request: Request, request_id: UUID) -> HttpResponse:
    """One request: what was asked, when it is due, and what can be done."""
    return _page(request, queries.data_request(request_id))


@requires("sharing.handle_request", "POST")
def act_on_request(request: Request, request_id: UUID, verb: str) -> HttpResponse:
    """Do one of `ACTS`."""
    row = queries.data_request(request_id)
    require(request.actor, "sharing.handle_request", row)
    if verb not in ACTS:
        raise Http404
    form_class = ACTS[verb][2]
    form = form_class(request.POST, auto_id=f"{verb}_%s") if form_class else None
    if form is not None and not form.is_valid():
        return _page(request, row, wrong=(verb, form))
    try:
        _do(request, request_id, verb, form.cleaned_data if form else {})
    except BadInput as error:
        assert form is not None
        refuse(form, error)
        return _page(request, row, wrong=(verb, form))
    messages.success(request, _("Done."))
    return redirect("sharing:data_request", request_id)


def _do(request: Request, request_id: UUID, verb: str, given: dict[str, Any]) -> None:
    who: dict[str, Any] = {"actor": request.actor, "request_id": request_id}
    now: dict[str, Any] = {"now": request.now}
    today: dict[str, Any] = {"today": request.today}
    calls: dict[str, Callable[[], object]] = {
        "identity": lambda: governing.confirm_identity(**who, **given),
        "pause": lambda: governing.pause_request(**who, **given, **now, **today),
        "resume": lambda: governing.resume_request(**who, **today),
        "extend": lambda: governing.extend_request(**who, **given, **now, **today),
        "gather": lambda: reviewing.gather(**who, **now),
        "disclose-rest": lambda: reviewing.disclose_rest(**who, **now),
        "finish": lambda: reviewing.finish_review(**who),
        "again": lambda: reviewing.review_again(**who),
        "release": lambda: reviewing.release(**who, **now, **today),
        "decide": lambda: governing.decide_erasure(**who, **given, **now, **today),
        "refuse": lambda: governing.refuse_request(**who, **given, **now, **today),
        "acknowledge": lambda: governing.acknowledge_complaint(**who, **given, **now, **today),
        "answer": lambda: governing.answer_complaint(**who, **given, **now, **today),
    }
    calls[verb]()


def _page(request: Request, row: DataRequest, wrong: tuple[str, forms.Form] | None = None) -> HttpResponse:
    require(request.actor, "sharing.handle_request", row)
    audit.read(request.actor, "sharing.request_read", row, about=[row.account_id, row.asked_by_id])
    possible = rights.acts(
        row.kind,
        row.state,
        identified=row.identity_by_id is not None,
        may_extend=queries.clock_of(row).may_extend(request.today),
    )
    acts = []
    for verb in possible:
        title, button, form_class = ACTS[verb]
        started = {"words": _what_stays(row.account_id)} if verb == "decide" else {}
        form = form_class(auto_id=f"{verb}_%s", initial=started) if form_class else None
        if wrong and wrong[0] == verb:
            form = wrong[1]
        acts.append({"verb": verb, "title": title, "button": button, "form": form})
    context = {
        "row": row,
        "acts": acts,
        "wrong": wrong[1] if wrong else None,
        "left": queries.items_left(row.id) if row.kind == rights.ACCESS else None,
        "may_release": allowed(request.actor, "sharing.release_request", row),
        "letters": correspondence(row),
        "door": "/desk/",
    }
    return render(request, "sharing/data_request.html", context, status=422 if wrong else 200)


def _what_stays(account_id: UUID) -> str:
    """What the law keeps of this person when they are erased, for the letter that says so."""
    kept = retaining.kept_by_law(account_id)
    if not kept:
        return _("We will erase what we hold about you. No law makes us keep anything of it.")
    words = _(
        "We will erase what we hold about you. What a law keeps stays. It is in no list any more, and only our data "
        "protection officer can read it, for a reason that the law allows:"
    )
    return "\n".join([words, *kept])


@requires("sharing.handle_request")
def review_items(request: Request, request_id: UUID) -> HttpResponseBase:
    """The items of a copy that is being looked through."""
    row = queries.data_request(request_id)
    require(request.actor, "sharing.handle_request", row)
    context = {"row": row, "door": "/desk/"}
    return tables.respond(request, ITEMS, queries.items_for_table(request_id), "sharing/review_items.html", context)


@requires("sharing.handle_request", "GET", "POST")
def review_item(request: Request, request_id: UUID, number: int) -> HttpResponse:
    """One item: what it holds, and whether they get it."""
    row = queries.data_request(request_id)
    require(request.actor, "sharing.handle_request", row)
    item = queries.review_item(request_id, number)
    held = list(disclosing.leaves(item.value)) if item.value is not None else []
    started = {"decision": item.decision, "exemption": item.exemption, "reason": item.reason, "hidden": item.hidden}

    def act(given: dict[str, Any]) -> HttpResponse:
        reviewing.decide_item(actor=request.actor, request_id=request_id, number=number, now=request.now, **given)
        following = queries.next_undecided(request_id, number)
        if following is None:
            return redirect("sharing:data_request", request_id)
        return redirect("sharing:review_item", request_id, following)

    form = ItemForm(typed(request), parts=[(place, _part(place, leaf)) for place, leaf in held], initial=started)
    if answer := act_on(form, act):
        return answer
    audit.read(request.actor, "sharing.request_read", row, reason=f"item {number}", about=[row.account_id])
    context = {"row": row, "item": item, "flags": _flags(item), "form": form, "door": "/desk/"}
    return render(request, "sharing/review_item.html", context, status=422 if form.errors else 200)


def _part(place: str, leaf: Any) -> str:
    if place.endswith("content_base64"):
        return _("the file itself")
    said = "–" if leaf in (None, "") else str(leaf)
    return f"{place}: {said}" if place else said
