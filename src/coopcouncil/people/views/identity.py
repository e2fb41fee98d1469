"""Proving who you are: what you have proved, a code by post, and saying that a proof was not you."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from coopcouncil.foundation.pages import render
from coopcouncil.foundation.permissions import require, requires
from coopcouncil.foundation.requests import Request
from coopcouncil.kernel.errors import BadInput, Conflict
from coopcouncil.people import actions, queries
from coopcouncil.people.domain import posted_codes
from coopcouncil.people.forms import own_id, safe_address
from coopcouncil.people.forms.standing import DOCUMENTS, CodeForm, LetterForm
from coopcouncil.people.gateways import one_login
from coopcouncil.people.queries import proofs

# Where somebody was when they were asked to prove who they are; they go back there afterwards.
CAME_FROM = "people_identity_came_from"


@requires("people.own_account")
def identity(request: Request) -> HttpResponse:
    """What you have proved, how, until when, and how to raise it."""
    account_id = own_id(request)
    require(request.actor, "people.own_account", account_id)
    if "next" in request.GET:
        request.session[CAME_FROM] = safe_address(request, request.GET["next"], otherwise="")
    shown = proofs.proofs(account_id, request.today)
    context = {
        "level": proofs.level_held(account_id, request.today),
        "proofs": shown,
        "all_named": all(proof.name_there for proof in shown if proof.holds),
        "documents": DOCUMENTS,
        "code": proofs.open_code(account_id, request.now, tries=posted_codes.TRIES),
        "one_login": one_login.is_on(),
        "came_from": request.session.get(CAME_FROM, ""),
    }
    return render(request, "people/identity.html", context)


@requires("people.own_account", "GET", "POST")
def ask_for_code(request: Request) -> HttpResponse:
    """Ask for a letter with a code."""
    account_id = own_id(request)
    require(request.actor, "people.own_account", account_id)
    form, status = LetterForm(request.POST or None), 200
    if request.method == "POST":
        status = 400
        if form.is_valid():
            try:
                actions.ask_for_code(actor=request.actor, address=form.lines(), now=request.now)
            except BadInput as error:
                form.add_error(None, str(error))
            except Conflict as error:
                form.add_error(None, str(error))
                status = 409
            except OSError:
                form.add_error(None, _("We could not write the letter just now. Nothing was sent. Try again later."))
                status = 503
            else:
                messages.success(request, _("We will post a letter to you. It takes about three days."))
                return redirect("people:identity")
    context = {
        "form": form,
        "name": queries.sign_in(account_id).name,
        "code": proofs.open_code(account_id, request.now, tries=posted_codes.TRIES),
    }
    return render(request, "people/identity_letter.html", context, status=status)


@requires("people.own_account", "GET", "POST")
def type_code(request: Request) -> HttpResponse:
    """Type the code of the letter."""
    account_id = own_id(request)
    require(request.actor, "people.own_account", account_id)
    form, status = CodeForm(request.POST or None), 200
    if request.method == "POST":
        status = 400
        if form.is_valid():
            try:
                actions.try_code(
                    actor=request.actor, typed=form.cleaned_data["code"], now=request.now, today=request.today
                )
            except BadInput as error:
                form.add_error("code", f"{error.message} {error.mend}")
            except Conflict as error:
                form.add_error("code", str(error))
                status = 409
            else:
                messages.success(request, _("Thank you. We know now that letters reach you at your address."))
                return redirect("people:identity")
    context = {"form": form, "code": proofs.open_code(account_id, request.now, tries=posted_codes.TRIES)}
    return render(request, "people/identity_code.html", context, status=status)


@requires("people.own_proof", "GET", "POST")
def dispute(request: Request, proof_id: UUID) -> HttpResponse:
    """Say that a proof was not you, after being asked once."""
    found = proofs.proof(proof_id)
    require(request.actor, "people.own_proof", found)
    if request.method == "POST":
        actions.dispute_proof(actor=request.actor, proof_id=proof_id, now=request.now)
        messages.success(request, _("It counts no longer. The council looks into it."))
        return redirect("people:identity")
    shown = next(item for item in proofs.proofs(found.account_id, request.today) if item.id == proof_id)
    return render(request, "people/identity_dispute.html", {"proof": shown, "documents": DOCUMENTS})
