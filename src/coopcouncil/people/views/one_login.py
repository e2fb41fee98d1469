"""Proving who you are with GOV.UK One Login: there, and back."""

import secrets

import structlog
from django.conf import settings
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _

from coopcouncil.foundation.pages import render
from coopcouncil.foundation.permissions import require, requires
from coopcouncil.foundation.requests import Request
from coopcouncil.kernel.errors import Conflict, NotFound
from coopcouncil.people import actions
from coopcouncil.people.forms import own_id
from coopcouncil.people.gateways import one_login

log = structlog.get_logger(__name__)
# What was kept of the way there: used once, by the account that set out.
UNDER_WAY = "people_one_login"


def _return_to() -> str:
    return f"{settings.PUBLIC_URL}{reverse('people:one_login_return')}"


@requires("people.own_account")
def depart(request: Request) -> HttpResponse:
    """Off to GOV.UK One Login. By a link: a form may lead to our own pages only."""
    account_id = own_id(request)
    require(request.actor, "people.own_account", account_id)
    if not one_login.is_on():
        raise NotFound("GOV.UK One Login is not set up here.")
    try:
        way = one_login.depart(_return_to())
    except one_login.OneLoginDown:
        return _failed(request, "down", 503)
    except one_login.OneLoginUntrusted as error:
        return _untrusted(request, error)
    request.session[UNDER_WAY] = {
        "state": way.state,
        "nonce": way.nonce,
        "verifier": way.verifier,
        "account": str(account_id),
    }
    return redirect(way.url)


@requires("people.own_account")
def arrive(request: Request) -> HttpResponse:
    """Back from GOV.UK One Login: keep the proof, or say what went wrong. What was kept of the way is used once."""
    account_id = own_id(request)
    require(request.actor, "people.own_account", account_id)
    if not one_login.is_on():
        raise NotFound("GOV.UK One Login is not set up here.")
    way = request.session.pop(UNDER_WAY, None)
    state = request.GET.get("state", "")
    ours = (
        way is not None
        and way["account"] == str(account_id)
        and secrets.compare_digest(way["state"].encode(), state.encode())
    )
    if way is None or not ours:
        return _failed(request, "not_begun_here", 400)
    if "error" in request.GET or "code" not in request.GET:
        return _failed(request, "stopped" if request.GET.get("error") == "access_denied" else "refused", 400)
    try:
        who = one_login.arrive(
            code=request.GET["code"],
            nonce=way["nonce"],
            verifier=way["verifier"],
            return_to=_return_to(),
            now=request.now,
        )
        actions.prove_with_one_login(
            actor=request.actor,
            subject=who.subject,
            level=who.level,
            name=who.name,
            born_on=who.born_on,
            now=request.now,
            today=request.today,
        )
    except one_login.OneLoginDown:
        return _failed(request, "down", 503)
    except one_login.OneLoginRefused as error:
        return _failed(request, "not_proved" if error.code == "not_proved" else "refused", 400)
    except one_login.OneLoginUntrusted as error:
        return _untrusted(request, error)
    except Conflict:
        return _failed(request, "linked_elsewhere", 409)
    request.session.cycle_key()  # it counts for more than before
    messages.success(request, _("Thank you. We know now who you are."))
    return redirect("people:identity")


def _untrusted(request: Request, error: one_login.OneLoginUntrusted) -> HttpResponse:
    """The operator reads in the log what was wrong; the person, that it was not used and what else they can do."""
    log.warning("one_login_untrusted", why=str(error))
    return _failed(request, "untrusted", 502)


def _failed(request: Request, code: str, status: int) -> HttpResponse:
    words = {
        "down": _("GOV.UK One Login does not answer just now."),
        "stopped": _("You stopped before GOV.UK One Login knew who you are."),
        "refused": _("GOV.UK One Login did not accept this way in. A page may have been opened twice, or too late."),
        "not_proved": _("GOV.UK One Login could not make sure who you are."),
        "untrusted": _("What came back from GOV.UK One Login could not be checked, so we did not use it."),
        "not_begun_here": _("This page was not begun here, or was used already."),
        "linked_elsewhere": _("This GOV.UK One Login is linked to another account here."),
    }
    mends = {
        "down": _("Try again in an hour, or choose another way."),
        "linked_elsewhere": _("Sign in with that account, or tell the council if it is not yours."),
        "not_proved": _("Show a document to an officer, or ask for a code by post."),
        "untrusted": _("Try again tomorrow. Until then show a document to an officer, or ask for a code by post."),
    }
    context = {"what": words[code], "mend": mends.get(code, _("Begin again, or choose another way."))}
    return render(request, "people/one_login_failed.html", context, status=status)
