"""Who looked at what is held of a person; opening what cannot wait; reviewing it; exemptions from telling."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from coopcouncil.foundation import audit, contributions, tables
from coopcouncil.foundation.forms import act_on, typed
from coopcouncil.foundation.jinja import time_in_words
from coopcouncil.foundation.pages import render
from coopcouncil.foundation.permissions import allowed, require, requires
from coopcouncil.foundation.requests import Request
from coopcouncil.foundation.roles import Role
from coopcouncil.kernel.errors import TooMany
from coopcouncil.people import public as people
from coopcouncil.sharing.actions import looking
from coopcouncil.sharing.domain.disclosing import leaves
from coopcouncil.sharing.forms.looking import OpenForm, ReviewOpeningForm, WithholdForm
from coopcouncil.sharing.forms.rights import EXEMPTION_WORDS
from coopcouncil.sharing.models import Opening, Withholding
from coopcouncil.sharing.queries import looking as queries
from coopcouncil.sharing.views.governing import account_of

KINDS = {
    "agency": gettext_lazy("Their software"),
    "operator": gettext_lazy("Whoever runs this site"),
    "person": gettext_lazy("Somebody whom you let speak for you"),
}
OPENINGS = tables.Table(
    name="openings",
    caption=gettext_lazy("Opened in need"),
    order="-opened_at",
    empty=gettext_lazy("Nobody has opened anything in need."),
    columns=[
        tables.Column(
            "opened_at", gettext_lazy("When"), show=lambda row: time_in_words(row.opened_at),
            link=lambda row: reverse("sharing:review_opening", args=[row.id]),
        ),
        tables.Column("opened_by", gettext_lazy("Who"), source="opened_by__name", search="contains",
                      value=lambda row: str(row.opened_by)),
        tables.Column("organisation", gettext_lazy("Organisation"), source="organisation__name", search="contains"),
        tables.Column("why", gettext_lazy("Why"), search="exact", choices=Opening.Why.choices,
                      show=lambda row: row.get_why_display()),
        tables.Column("verdict", gettext_lazy("Looked at"), search="exact", choices=Opening.Verdict.choices,
                      show=lambda row: row.get_verdict_display() or _("Not yet")),
    ],
)  # fmt: skip
WITHHELD = tables.Table(
    name="withheld",
    caption=gettext_lazy("Readings that are not shown to the person"),
    order="-proposed_at",
    empty=gettext_lazy("Every reading is shown to the person."),
    columns=[
        tables.Column(
            "person", gettext_lazy("Person"), source="account__name", search="contains",
            value=lambda row: str(row.account), link=lambda row: reverse("sharing:withholding", args=[row.id]),
        ),
        tables.Column("organisation", gettext_lazy("Whose readings"), source="organisation__name", search="contains"),
        tables.Column("since", gettext_lazy("From")),
        tables.Column("until", gettext_lazy("Until")),
        tables.Column("proposed_at", gettext_lazy("Proposed"), show=lambda row: time_in_words(row.proposed_at)),
        tables.Column("state", gettext_lazy("State"), value=lambda row: str(state_of(row)), sortable=False),
    ],
)  # fmt: skip


def state_of(row: Withholding) -> Any:
    """How far an exemption is, in words."""
    if row.approved_by_id is None:
        return _("Refused") if row.decided_at else _("Waits for a second person")
    return _("Ended") if row.ended_at else _("Holds")


@requires("signed_in")
def who_looked(request: Request) -> HttpResponseBase:
    """Who looked at what we hold about you: when, in which role, for which organisation, and why."""
    account_id = request.actor.account_id
    assert account_id is not None
    entries, verbs = queries.entries_about(account_id, request.today), contributions.read_verbs()
    bodies = queries.organisations_in(entries)
    names, roles = dict(bodies), {str(value): str(label) for value, label in Role.choices}

    def who(row: Any) -> str:
        held = " + ".join(roles.get(role, role) for role in row.role.split("+") if role)
        return held or str(KINDS.get(row.actor_kind, row.actor_kind))

    table = tables.Table(
        name="who-looked",
        caption=_("Who looked"),
        order="-at",
        empty=_("Nobody has looked at what we hold about you."),
        columns=[
            tables.Column("at", _("When"), show=lambda row: time_in_words(row.at)),
            tables.Column("who", _("Role"), source="role", value=who),
            tables.Column(
                "organisation", _("Organisation"), source="organisation_id", search="exact" if bodies else "",
                choices=bodies,
                value=lambda row: names.get(str(row.organisation_id), "–"), sortable=False,
            ),
            tables.Column("what", _("What they saw"), source="verb", value=lambda row: str(verbs[row.verb].what)),
            tables.Column("why", _("Why"), value=lambda row: str(verbs[row.verb].why), sortable=False),
        ],
    )  # fmt: skip
    return tables.respond(request, table, entries, "sharing/who_looked.html", {"door": "/account/"})


@requires("sharing.open_in_need", "GET", "POST")
def open_in_need(request: Request) -> HttpResponse:
    """Say whose, why, and what happened; then it is open for an hour."""

    def page(status: int = 200) -> HttpResponse:
        return render(request, "sharing/open_in_need.html", {"form": form, "door": "/desk/"}, status=status)

    def act(given: dict[str, Any]) -> HttpResponse:
        account_id = account_of(given.pop("who").strip())
        try:
            made = looking.open_in_need(actor=request.actor, account_id=account_id, now=request.now, **given)
        except TooMany:
            form.add_error(None, _("You have opened ten today. Ask a colleague, or phone the duty officer."))
            return page(status=429)
        return redirect("sharing:opening", made)

    form = OpenForm(typed(request))
    return act_on(form, act) or page(status=422 if form.errors else 200)


@requires("sharing.see_opening")
def opening(request: Request, opening_id: UUID) -> HttpResponse:
    """What is held, for the hour. Each look is noted, and the person sees it."""
    row = queries.opening(opening_id)
    require(request.actor, "sharing.see_opening", row)
    is_open = looking.look_in_need(actor=request.actor, opening_id=opening_id, now=request.now)
    known, notices = queries.what_is_held(row.account_id) if is_open else ([], [])
    facts = [
        (item.code.replace("_", " "), ", ".join(str(leaf) for _place, leaf in leaves(item.value))) for item in known
    ]
    context = {"row": row, "is_open": is_open, "facts": facts, "notices": notices, "door": "/desk/"}
    response = render(request, "sharing/opening.html", context)
    response["Cache-Control"] = "no-store"
    return response


@requires("sharing.see_openings")
def openings(request: Request) -> HttpResponseBase:
    """What was opened in need, for those who look at it afterwards."""
    rows = queries.openings_for_table(request.actor.account_id)
    return tables.respond(request, OPENINGS, rows, "sharing/openings.html", {"door": "/desk/"})


@requires("sharing.review_opening", "GET", "POST")
def review_opening(request: Request, opening_id: UUID) -> HttpResponse:
    """Why it was opened, and whether that was right."""
    row = queries.opening(opening_id)
    require(request.actor, "sharing.review_opening", row)

    def act(given: dict[str, Any]) -> HttpResponse:
        looking.review_opening(actor=request.actor, opening_id=opening_id, now=request.now, **given)
        messages.success(request, _("Kept. Thank you for looking."))
        return redirect("sharing:openings")

    form = ReviewOpeningForm(typed(request))
    if answer := act_on(form, act):
        return answer
    audit.read(request.actor, "sharing.need_reviewed", row, about=[row.account_id])
    context = {"row": row, "form": form, "door": "/desk/"}
    return render(request, "sharing/review_opening.html", context, status=422 if form.errors else 200)


@requires("sharing.see_withholdings", "GET", "POST")
def withheld(request: Request) -> HttpResponseBase:
    """Which readings are not shown to the person, and proposing that some are not."""
    bodies = [(str(body.id), body.name) for body in people.organisations()]

    def act(given: dict[str, Any]) -> HttpResponse:
        given["account_id"] = account_of(given.pop("who").strip())
        given["organisation_id"] = UUID(given.pop("organisation"))
        looking.propose_withholding(actor=request.actor, now=request.now, **given)
        messages.success(request, _("Proposed. It holds once somebody else approves it."))
        return redirect("sharing:withheld")

    form = WithholdForm(typed(request), organisations=bodies)
    if answer := act_on(form, act):
        return answer
    rows = queries.withholdings_for_table(request.actor.account_id)
    context = {"form": form, "door": "/desk/"}
    if form.errors:
        context["page"] = WITHHELD.page(request.GET, rows, path=request.path)
        return render(request, "sharing/withheld.html", context, status=422)

    def seen(shown: tables.Rows) -> None:
        about = tables.ids(shown, "account_id")
        audit.read(request.actor, "sharing.requests_read", ("sharing.withholding", None), about=about)

    return tables.respond(request, WITHHELD, rows, "sharing/withheld.html", context, seen=seen)


@requires("sharing.see_withholding", "GET", "POST")
def withholding(request: Request, withholding_id: UUID) -> HttpResponse:
    """One of them, with its reason: approve or refuse it, or end it."""
    row = queries.withholding(withholding_id)
    require(request.actor, "sharing.see_withholding", row)
    may_decide = row.decided_at is None and allowed(request.actor, "sharing.decide_withholding", row)
    if request.method == "POST":
        asked: dict[str, Any] = {"actor": request.actor, "withholding_id": withholding_id, "now": request.now}
        if request.POST.get("do") == "end":
            looking.end_withholding(**asked)
        else:
            looking.decide_withholding(**asked, approve=request.POST.get("do") == "approve")
        messages.success(request, _("Done."))
        return redirect("sharing:withheld")
    audit.read(request.actor, "sharing.requests_read", row, about=[row.account_id])
    context = {
        "row": row, "state": state_of(row), "may_decide": may_decide, "door": "/desk/",
        "exemption": EXEMPTION_WORDS.get(row.exemption, row.exemption),
    }  # fmt: skip
    return render(request, "sharing/withholding.html", context)
