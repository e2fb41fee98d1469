"""Handing a case to another council, what others ask us to take, and the page of whoever has no account here."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from coopcouncil.casework.actions import transferring
from coopcouncil.casework.forms.transfers import AnswerForm, CodeForm, OfferForm, WhyForm
from coopcouncil.casework.models import Transfer
from coopcouncil.casework.queries import cases as queries
from coopcouncil.casework.queries import teams as staffing
from coopcouncil.casework.queries import transfers as moving
from coopcouncil.casework.views import lines
from coopcouncil.foundation import pages, tables
from coopcouncil.foundation.forms import act_on, typed
from coopcouncil.foundation.jinja import date_in_words
from coopcouncil.foundation.pages import render
from coopcouncil.foundation.permissions import require, requires
from coopcouncil.foundation.requests import Request, caller
from coopcouncil.kernel.errors import BadInput, Conflict
from coopcouncil.sharing import public as sharing

OFFERS = tables.Table(
    name="offers",
    caption=gettext_lazy("Cases from other councils"),
    order="-offered_at",
    empty=gettext_lazy("No other council has asked us to take a case."),
    columns=[
        tables.Column(
            "council", gettext_lazy("Council"), source="council__name", search="contains",
            link=lambda row: reverse("casework:offer", args=[row.id]),
        ),
        tables.Column(
            "state", gettext_lazy("State"), search="exact", choices=Transfer.State.choices,
            show=lambda row: row.get_state_display(),
        ),
        tables.Column("reference", gettext_lazy("Our case"), value=lambda row: row.case.reference if row.case else ""),
        tables.Column("offered_at", gettext_lazy("Since"), show=lambda row: date_in_words(row.offered_at)),
    ],
)  # fmt: skip


@requires("casework.answer_for", "GET", "POST")
def offer(request: Request, case_id: UUID) -> HttpResponse:
    """Ask another council to take a case."""
    case = queries.case(case_id)
    require(request.actor, "casework.answer_for", case)

    def act(given: dict[str, Any]) -> HttpResponse:
        transferring.offer_case(
            actor=request.actor,
            case_id=case_id,
            council_id=UUID(given["council"]),
            basis=given["basis"],
            basis_words=given["basis_words"],
            why=given["why"],
            contact={name: given[f"contact_{name}"] for name in ("name", "phone", "email")},
            now=request.now,
        )
        messages.success(request, _("Sent. Until they take it, the case is yours."))
        return redirect("casework:case", case_id)

    councils = sharing.peers()
    known = {f"contact_{name}": value for name, value in (case.contact or {}).items()}
    form = OfferForm(typed(request), councils=councils, initial=known)
    if answer := act_on(form, act):
        return answer
    context = {"case": case, "form": form, "councils": councils, "door": "/desk/"}
    return render(request, "casework/offer_case.html", context, status=422 if form.errors else 200)


@requires("casework.answer_for", "GET", "POST")
def take_back(request: Request, transfer_id: UUID) -> HttpResponse:
    """Ask for an offer back."""
    row = moving.transfer(transfer_id)
    case = queries.case(row.case_id) if row.case_id and row.side == Transfer.Side.GIVING else None
    require(request.actor, "casework.answer_for", case or queries.case(transfer_id))
    assert case is not None

    def act(given: dict[str, Any]) -> HttpResponse:
        transferring.take_back(actor=request.actor, transfer_id=transfer_id, reason=given["reason"], now=request.now)
        messages.success(request, _("We asked for it back. If they had taken it before they heard, it stays theirs."))
        return redirect("casework:case", case.id)

    form = WhyForm(typed(request))
    if answer := act_on(form, act):
        return answer
    context = {"case": case, "row": row, "form": form, "door": "/desk/"}
    return render(request, "casework/take_back_offer.html", context, status=422 if form.errors else 200)


@requires("casework.list_offers", "POST")
def send_again(request: Request, transfer_id: UUID) -> HttpResponse:
    """Send again what could not be delivered."""
    row = moving.transfer(transfer_id)
    try:
        transferring.send_again(actor=request.actor, transfer_id=transfer_id, now=request.now)
    except Conflict as error:
        return pages.conflict(request, error)
    messages.success(request, _("It is sent again."))
    if row.side == Transfer.Side.GIVING:
        return redirect("casework:case", row.case_id)
    return redirect("casework:offer", transfer_id)


@requires("casework.list_offers")
def offers(request: Request) -> HttpResponseBase:
    """What other councils handed or hand over to us; no word of what it is."""
    return tables.respond(request, OFFERS, moving.offers(), "casework/offers.html", {"door": "/desk/"})


@requires("casework.see_offer", "GET", "POST")
def offered(request: Request, transfer_id: UUID) -> HttpResponse:
    """One of them: all that we were told, and our answer. Opening it is logged."""
    row = transferring.read_offer(actor=request.actor, transfer_id=transfer_id)

    def act(given: dict[str, Any]) -> HttpResponse:
        if given["answer"] == "accept":
            team = UUID(given["team"]) if given["team"] else None
            case_id = transferring.accept(actor=request.actor, transfer_id=transfer_id, team_id=team, now=request.now)
            owner = str(queries.case(case_id).owner.account)
            messages.success(request, _("It is ours now. Its owner is %(owner)s.") % {"owner": owner})
        else:
            transferring.refuse(actor=request.actor, transfer_id=transfer_id, reason=given["reason"], now=request.now)
            messages.success(request, _("Refused. They read why, and so does the resident."))
        return redirect("casework:offers")

    form = AnswerForm(typed(request), teams=[(team.id, team.name) for team in staffing.teams()])
    if answer := act_on(form, act):
        return answer
    context = {"offer": row.offer or {}, "transfer": moving.view(row), "row": row, "form": form, "door": "/desk/"}
    page = render(request, "casework/offered.html", context, status=422 if form.errors else 200)
    page["Cache-Control"] = "no-store"
    return page


@requires("public", "GET", "POST")
def follow(request: Request, key: str) -> HttpResponse:
    """A case that was handed to us, for its resident, without an account: by the page's address and its code."""
    row = moving.by_follow_key(key)
    shown: dict[str, Any] = {"case": None}

    def act(given: dict[str, Any]) -> HttpResponse:
        found, case = transferring.follow(
            actor=request.actor, key=key, code=given["code"], address=caller(request), now=request.now
        )
        shown.update(
            case=case.case, history=lines.history(case, theirs=True), code=given["code"], transfer=moving.view(found)
        )
        return HttpResponse()

    form = CodeForm(typed(request))
    act_on(form, act)  # what it answers is this page, with the case
    may_keep = request.actor.is_signed_in
    context = {"form": form, "key": key, "council": row.council, "may_keep": may_keep, **shown}
    page = render(request, "casework/follow.html", context, status=422 if form.errors else 200)
    page["Cache-Control"] = "no-store"
    return page


@requires("casework.open_own", "POST")
def keep(request: Request, key: str) -> HttpResponse:
    """Put such a case into the account of whoever is signed in and has its code."""
    code = request.POST.get("code", "")
    try:
        case_id = transferring.keep_in_account(
            actor=request.actor, key=key, code=code, address=caller(request), now=request.now
        )
    except BadInput:
        return redirect("casework:follow", key)
    except Conflict as error:
        return pages.conflict(request, error)
    messages.success(request, _("It is in your account now."))
    return redirect("casework:my_case", case_id)
