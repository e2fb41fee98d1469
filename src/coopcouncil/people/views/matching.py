"""Two records of one person: proposed, decided by another officer, seen and objected to by the person."""

from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from coopcouncil.foundation import audit, tables
from coopcouncil.foundation.pages import render
from coopcouncil.foundation.permissions import allowed, require, requires
from coopcouncil.foundation.requests import Request
from coopcouncil.foundation.tables import Column, Table
from coopcouncil.kernel.errors import BadInput, Conflict
from coopcouncil.kernel.words import spoken
from coopcouncil.people import actions
from coopcouncil.people.domain.matching import WORDS, as_told
from coopcouncil.people.forms import own_id
from coopcouncil.people.forms.households import relation_words
from coopcouncil.people.forms.matching import JoinForm, PartForm
from coopcouncil.people.models import LinkReview
from coopcouncil.people.queries import households, matching

LINKS = Table(
    name="two-records",
    caption=gettext_lazy("Records to be joined or parted"),
    order="-asked_at",
    columns=[
        Column(
            "kind",
            gettext_lazy("What is proposed"),
            search="exact",
            choices=LinkReview.Kind.choices,
            show=lambda row: row.get_kind_display(),
            link=lambda row: reverse("people:link_review", args=[row.id]),
        ),
        Column("asked_at", gettext_lazy("Proposed on")),
        Column("decided_at", gettext_lazy("Decided on")),
    ],
    empty=gettext_lazy("Nobody has proposed anything."),
)


def _said(codes: Any) -> list[str]:
    return [spoken(WORDS[code], _) for code in codes if code in WORDS]


def _households(request: Request, sides: list[matching.Side], permission: str) -> list[households.Household | None]:
    """Who lives with each of two records, as they stand side by side; none whom this officer may not see."""
    return [
        households.household(side.account_id).today if allowed(request.actor, permission, side.account_id) else None
        for side in sides
    ]


def _put_on(form: forms.Form, error: BadInput | Conflict) -> int:
    place = error.place if isinstance(error, BadInput) and error.place in form.fields else None
    form.add_error(place, error.message if isinstance(error, BadInput) else str(error))
    return 409 if isinstance(error, Conflict) else 400


@requires("people.propose_link", "GET", "POST")
def propose(request: Request, account_id: UUID, other_id: UUID) -> HttpResponse:
    """Two records side by side, and what shows that they are one person."""
    require(request.actor, "people.propose_link", (account_id, other_id))
    sides = matching.sides(account_id, other_id)
    form, status = JoinForm(request.POST or None), 200
    if request.method == "POST":
        status = 400
        if form.is_valid():
            try:
                actions.propose_link(
                    actor=request.actor, one=account_id, other=other_id, grounds=form.cleaned_data["grounds"],
                    now=request.now,
                )  # fmt: skip
            except (BadInput, Conflict) as error:
                status = _put_on(form, error)
            else:
                messages.success(request, _("Proposed. Another officer decides. Until then nothing is joined."))
                return redirect("people:search_people")
    person = ("people.account", account_id)
    audit.read(request.actor, "people.records_compared", person, about=[account_id, other_id])
    context = {"form": form, "sides": sides, "relation": relation_words}
    context["found"] = _households(request, sides, "people.see_household")
    return render(request, "people/propose_link.html", context, status=status)


@requires("people.see_links")
def links(request: Request) -> HttpResponseBase:
    """Every proposal, without a name."""
    return tables.respond(request, LINKS, matching.reviews(request.actor.account_id), "people/links.html")


@requires("people.see_links", "GET", "POST")
def review(request: Request, review_id: UUID) -> HttpResponse:
    """One proposal: agree, or not; and, once two records are joined, propose that they are parted."""
    found = matching.review(review_id)
    link = found.link
    concerned = (link.first_id, link.second_id)
    require(request.actor, "people.propose_link", concerned)
    may_decide = found.decided_at is None and allowed(request.actor, "people.decide_link", found)
    may_part = link.linked_at is not None and link.closed_at is None and not matching.waits(link.id)
    form, status = PartForm(request.POST if request.POST.get("do") == "part" else None), 200
    if request.method == "POST":
        try:
            if request.POST.get("do") != "part":
                actions.decide_link(
                    actor=request.actor, review_id=review_id, accept=request.POST.get("do") == "agree", now=request.now
                )
                messages.success(request, _("Decided. They see it in their account."))
                return redirect("people:links")
            status = 400
            if form.is_valid():
                grounds = form.cleaned_data["grounds"]
                actions.propose_unlink(actor=request.actor, link_id=link.id, grounds=grounds, now=request.now)
                messages.success(request, _("Proposed. Another officer decides."))
                return redirect("people:links")
        except (BadInput, Conflict) as error:
            form = PartForm({})
            form.full_clean()
            form.errors.clear()
            status = _put_on(form, error)
    if link.closed_at is None:
        audit.read(request.actor, "people.records_compared", found, about=concerned)
    sides = matching.sides(*concerned) if link.closed_at is None else []
    context = {
        "review": found,
        "objected": link.objected_to,
        "grounds": _said(found.grounds),
        "sides": sides,
        "found": _households(request, sides, "people.compare_households"),
        "relation": relation_words,
        "form": form,
        "problems_found": status != 200,
        "may_decide": may_decide,
        "may_part": may_part,
    }
    return render(request, "people/link_review.html", context, status=status)


# --- the person -----------------------------------------------------------------------------------------------------


@requires("people.own_account")
def my_records(request: Request) -> HttpResponse:
    """Which records of mine are joined, since when and why; say here that it is wrong."""
    account_id = own_id(request)
    require(request.actor, "people.own_account", account_id)
    rows = [(item, [spoken(said, _) for said in as_told(item.grounds)]) for item in matching.links_of(account_id)]
    return render(request, "people/my_records.html", {"rows": rows})


@requires("people.own_link", "POST")
def object_to(request: Request, link_id: UUID) -> HttpResponse:
    """Say that two records are not of one person. From now on neither shows the other."""
    require(request.actor, "people.own_link", matching.link(link_id))
    actions.object_to_link(actor=request.actor, link_id=link_id, now=request.now)
    messages.success(request, _("Thank you. From now on neither record shows the other. An officer looks at it."))
    return redirect("people:my_records")


@requires("people.own_link", "POST")
def withdraw_objection(request: Request, link_id: UUID) -> HttpResponse:
    """Take that back."""
    require(request.actor, "people.own_link", matching.link(link_id))
    actions.withdraw_objection(actor=request.actor, link_id=link_id, now=request.now)
    messages.success(request, _("Kept. You no longer say that these two are wrong."))
    return redirect("people:my_records")
