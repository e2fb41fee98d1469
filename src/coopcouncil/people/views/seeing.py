"""Officers who see a document, and case owners who look into what somebody says was not them."""

from datetime import timedelta
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from coopcouncil.foundation import audit, limits
from coopcouncil.foundation.pages import render
from coopcouncil.foundation.permissions import allowed, require, requires
from coopcouncil.foundation.requests import Request
from coopcouncil.kernel.errors import BadInput, TooMany
from coopcouncil.people import actions, public, queries
from coopcouncil.people.forms.standing import CHECKS, DOCUMENTS, DocumentForm, FindPersonForm
from coopcouncil.people.queries import proofs

# Whoever is found shows their name: enough for a busy counter, too few to try a list of addresses.
LOOK_UPS: dict[str, Any] = {"most": 20, "within": timedelta(hours=1)}


@requires("people.find_person", "GET", "POST")
def find_person(request: Request) -> HttpResponse:
    """Find the person in front of you by exact e-mail address or reference; nobody can browse, or try many."""
    form = FindPersonForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        who = form.cleaned_data["who"].strip()
        try:
            limits.take_try(f"find-person:{request.actor.account_id}", **LOOK_UPS, now=request.now)
        except TooMany:
            words = _("You have looked for %(most)s people within an hour. Wait a little, or ask a colleague to look.")
            form.add_error("who", words % {"most": LOOK_UPS["most"]})
            return render(request, "people/find_person.html", {"form": form}, status=429)
        person = queries.account_by_email(who) if "@" in who else None
        found = person.id if person else None if "@" in who else public.account_by_reference(who)
        if found is not None and found != request.actor.account_id:
            return redirect("people:see_document", found)
        message = (
            _("You cannot record a document of your own. Ask a colleague.")
            if found is not None
            else _("We know nobody by that. Ask them for the e-mail address that they sign in with.")
        )
        form.add_error("who", message)
    return render(request, "people/find_person.html", {"form": form}, status=400 if form.errors else 200)


@requires("people.see_document", "GET", "POST")
def see_document(request: Request, account_id: UUID) -> HttpResponse:
    """Record which document you saw, and what you checked."""
    person = queries.account(account_id)
    require(request.actor, "people.see_document", person)
    places = queries.organisations(ids=proofs.assisting_at(request.actor))
    form = DocumentForm(request.POST or None, organisations=[(place.id, place.name) for place in places])
    status = 200
    if request.method == "POST":
        status = 400
        if form.is_valid():
            try:
                level = actions.record_document(
                    actor=request.actor,
                    account_id=account_id,
                    organisation_id=UUID(form.cleaned_data["organisation"]),
                    documents=form.cleaned_data["documents"],
                    checks=form.cleaned_data["checks"],
                    name=form.cleaned_data["name"],
                    born_on=form.cleaned_data["born_on"],
                    now=request.now,
                    today=request.today,
                )
            except BadInput as error:
                form.add_error(error.place or None, f"{error.message} {error.mend}".strip())
            else:
                words = {"low": _("Kept: a low level."), "medium": _("Kept: a medium level.")}
                messages.success(request, f"{words[level]} {_('They see it in their account.')}")
                return redirect("people:find_person")
    else:
        audit.read(request.actor, "people.person_found", ("people.account", account_id), about=[account_id])
    return render(request, "people/see_document.html", {"form": form, "person": person}, status=status)


@requires("people.see_disputes")
def disputes(request: Request) -> HttpResponse:
    """What people say was not them, for a case owner who did not see the document."""
    rows = [row for row in proofs.disputed_proofs()[:100] if allowed(request.actor, "people.settle_dispute", row)]
    if rows:
        audit.read(
            request.actor,
            "people.disputes_read",
            ("people.identityproof", rows[0].id),
            about=[row.account_id for row in rows],
        )
    return render(request, "people/identity_disputes.html", {"rows": rows, "documents": DOCUMENTS, "checks": CHECKS})


@requires("people.settle_dispute", "POST")
def settle_dispute(request: Request, proof_id: UUID) -> HttpResponse:
    actions.settle_dispute(actor=request.actor, proof_id=proof_id, now=request.now)
    messages.success(request, _("Closed. The proof stays without effect."))
    return redirect("people:identity_disputes")
