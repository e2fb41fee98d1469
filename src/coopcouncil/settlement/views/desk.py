"""The desk of those who prepare an edition: what is missing, and each step that may be taken."""

from collections.abc import Callable
from typing import Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from coopcouncil.foundation.forms import act_on, choose, status, typed
from coopcouncil.foundation.languages import say
from coopcouncil.foundation.pages import render
from coopcouncil.foundation.permissions import allowed, requires
from coopcouncil.foundation.requests import Request
from coopcouncil.foundation.tables import Column, Table, respond
from coopcouncil.settlement import actions
from coopcouncil.settlement.domain import editions as states
from coopcouncil.settlement.domain.readiness import ELECTION, GUNNING, OFFICES, Missing, missing
from coopcouncil.settlement.forms import preparing as asked
from coopcouncil.settlement.models import Edition, Entry
from coopcouncil.settlement.queries import editions as queries
from coopcouncil.settlement.queries import entries

DESK = "/desk/"


class Nothing(forms.Form):
    """Nothing is asked: the step is taken, or not."""


@requires("settlement.see_desk")
def desk(request: Request) -> HttpResponseBase:
    """Every edition, drafts too."""
    table = Table(
        name="editions", caption=_("Editions of the settlement"), order="-created_at",
        empty=_("No edition has been begun yet."),
        columns=[
            Column("title", _("Edition"), search="contains",
                   link=lambda row: reverse("settlement:prepare", args=[row.code])),
            Column("state", _("State"), search="exact", choices=Edition.State.choices,
                   show=lambda row: row.get_state_display()),
            Column("promises", _("Promises"), numeric=True),
            Column("waiting", _("Comments nobody has looked at"), numeric=True),
            Column("created_at", _("Begun")),
        ],
    )  # fmt: skip
    context = {"door": DESK, "may_steer": allowed(request.actor, "settlement.steer")}
    return respond(request, table, queries.editions_by_desk(), "settlement/desk.html", context)


@requires("settlement.steer", "GET", "POST")
def begin(request: Request) -> HttpResponse:
    """Begin an edition, on the promises of one that is there or on none."""
    form = asked.BeginForm(typed(request))
    known = [(row.code, row.title) for row in queries.editions_by_desk().order_by("-created_at")]
    choose(form, "based_on", [("", _("None: it begins empty")), *known])

    def act(given: dict[str, Any]) -> HttpResponse:
        code = actions.begin_edition(actor=request.actor, now=request.now, **given)
        messages.success(request, _("Begun. Nobody outside sees it until you open it for comments."))
        return HttpResponseRedirect(reverse("settlement:prepare", args=[code]))

    context = {
        "door": DESK, "form": form, "title": _("Begin an edition"), "button": _("Begin it"), "caption": "",
        "back": reverse("settlement:desk"), "lede": "",
    }  # fmt: skip
    return act_on(form, act) or render(request, "settlement/form.html", context, status=status(form))


@requires("settlement.see_desk")
def prepare(request: Request, edition: str) -> HttpResponseBase:
    """One edition on the desk: how far it is, what is missing, its promises."""
    held = queries.edition(edition, drafts=True)
    steers = allowed(request.actor, "settlement.steer")
    lacking = [] if held.state in {states.IN_FORCE, states.SUPERSEDED} else missing(
        queries.dossier(held, request.today), request.today
    )  # fmt: skip
    table = Table(
        name="promises", caption=_("Its promises"), order="title", empty=_("It promises nothing yet."),
        columns=[
            Column("title", _("Promise"), search="contains",
                   link=lambda row: reverse("settlement:edit", args=[held.code, row.code])),
            Column("kind", _("Kind of promise"), search="exact", choices=Entry.Kind.choices,
                   show=lambda row: str(row.get_kind_display()).partition(":")[0]),
            Column("accountable", _("Who answers for it"), source="accountable__name", search="contains"),
            Column("version", _("Version"), numeric=True),
            Column("updated_at", _("Changed")),
        ],
    )  # fmt: skip
    rows = entries.entries_of(held.id)
    context = {
        "door": DESK, "edition": held, "steers": steers, "written": held.state in states.WRITTEN_IN,
        "missing": _shown(lacking, held),
        "steps": [(verb, words) for verb, words in _open_steps(held, lacking)] if steers else [],
        "gaps": entries.gaps_before(held), "public": held.state in states.PUBLIC,
        "history": [
            {"title": say(states.WORDS[row.state]), "when": row.at, "text": row.reason}
            for row in queries.steps_of(held.id)
        ],
    }  # fmt: skip
    return respond(request, table, rows, "settlement/prepare.html", context)


_MANY = 5  # so many of one kind are folded away
_GROUPS: dict[str, Any] = {
    "entries": gettext_lazy("Types of service without a promise: %(count)s"),
    "measurable": gettext_lazy("What promises lack to be measured: %(count)s"),
    "statute": gettext_lazy("Statutory checks that are not met: %(count)s"),
    "equality": gettext_lazy("Equality records that are missing: %(count)s"),
    "gaps": gettext_lazy("Gaps without an answer: %(count)s"),
}


def _shown(lacking: list[Missing], held: Edition) -> list[dict[str, Any]]:
    """What is missing, as a page shows it: what is about the edition first, and many of one kind folded away."""
    groups: dict[str, list[tuple[Missing, str]]] = {}
    for item in lacking:
        groups.setdefault(item.rule, []).append((item, _leads_to(item, held)))
    made = [
        {"title": str(_GROUPS[rule]) % {"count": len(items)} if len(items) > _MANY and rule in _GROUPS else "",
         "items": items}
        for rule, items in groups.items()
    ]  # fmt: skip
    return sorted(made, key=lambda group: bool(group["title"]))


def _leads_to(item: Missing, held: Edition) -> str:
    """Where what is missing is put right."""
    if item.rule == "gaps":
        return "#gaps"
    if item.entry:
        return reverse("settlement:edit", args=[held.code, item.entry])
    if item.rule == "comments":
        return reverse("settlement:comments", args=[held.code])
    return reverse("settlement:add", args=[held.code]) if item.rule == "entries" else "#steps"


STEPS: dict[str, tuple[Any, Any, type[forms.Form]]] = {
    "consult": (gettext_lazy("Open it for comments"), gettext_lazy("Open it"), asked.ConsultForm),
    "amend": (gettext_lazy("End the consultation, and amend it"), gettext_lazy("Go on"), Nothing),
    "reopen": (gettext_lazy("Go back and amend it"), gettext_lazy("Go back"), Nothing),
    **{code: (words, gettext_lazy("Keep it"), asked.EvidenceForm) for code, words in GUNNING.items()},
    **{code: (words, gettext_lazy("Keep it"), asked.OfficerForm) for code, words in OFFICES.items()},
    "election": (gettext_lazy("The time before an election"), gettext_lazy("Keep it"), asked.ElectionForm),
    "decide": (gettext_lazy("The decision of the body that may decide"), gettext_lazy("Keep it"), asked.DecisionForm),
    "force": (gettext_lazy("Bring it into force"), gettext_lazy("Bring it into force"), Nothing),
}
_LEDES = {
    "amend": gettext_lazy("From now on nobody can comment. You can still change promises, and answer what was said."),
    "force": gettext_lazy(
        "It replaces the edition that is in force now, in the same moment. Everybody sees it at once."
    ),
    "decide": gettext_lazy("The edition is agreed from now on, and its promises are not changed any more."),
}


def _open_steps(held: Edition, lacking: list[Missing]) -> list[tuple[str, Any]]:
    offered = {
        states.DRAFT: ("consult",),
        states.CONSULTATION: ("amend",),
        states.AMENDED: ("consult", "decide"),
        states.AGREED: ("force", "reopen"),
    }.get(held.state, ())
    if held.state in {states.IN_FORCE, states.SUPERSEDED}:
        return []
    return [(verb, STEPS[verb][0]) for verb in (*GUNNING, *OFFICES, "election", *offered)]


@requires("settlement.steer", "GET", "POST")
def step(request: Request, edition: str, verb: str) -> HttpResponse:
    """One step: what it asks, and then it is done."""
    if verb not in STEPS:
        raise Http404
    held = queries.edition(edition, drafts=True)
    title, button, kind = STEPS[verb]
    form = kind(typed(request), initial=_held(held, verb))
    lacking: list[Missing] = []

    def act(given: dict[str, Any]) -> HttpResponse:
        _take(request, held, verb)(given)
        messages.success(request, _("Kept."))
        return HttpResponseRedirect(reverse("settlement:prepare", args=[edition]))

    if answer := act_on(form, act):
        return answer
    if verb == "force":
        lacking = missing(queries.dossier(held, request.today), request.today)
    context = {
        "door": DESK, "form": form, "title": say(title), "button": button, "caption": held.title,
        "back": reverse("settlement:prepare", args=[edition]), "lede": _LEDES.get(verb, ""),
        "missing": _shown(lacking, held),
    }  # fmt: skip
    return render(request, "settlement/form.html", context, status=status(form))


def _held(held: Edition, verb: str) -> dict[str, Any]:
    """What is on record already, to be put right."""
    if verb in GUNNING:
        row = queries.principles_of(held.id).get(verb)
        return {"met": row.met, "evidence": row.evidence} if row else {}
    if verb == "election":
        return {"falls": held.pre_election == ELECTION, "note": held.pre_election_note}
    return {"closes_on": held.closes_on} if verb == "consult" else {}


def _take(request: Request, held: Edition, verb: str) -> Callable[[dict[str, Any]], None]:
    who: dict[str, Any] = {"actor": request.actor, "edition": held.code, "now": request.now}
    dated = {**who, "today": request.today}

    def take(given: dict[str, Any]) -> None:
        if verb in GUNNING:
            actions.record_principle(code=verb, **given, **who)
        elif verb in OFFICES:
            actions.record_officer_comment(office=verb, **given, **dated)
        elif verb == "election":
            actions.record_pre_election(actor=request.actor, edition=held.code, **given)
        elif verb == "consult":
            actions.open_consultation(**given, **dated)
        elif verb in {"amend", "reopen"}:
            actions.move_on(state=states.AMENDED, **dated)
        elif verb == "decide":
            actions.record_decision(**given, **dated)
        else:
            actions.bring_into_force(**dated)

    return take
