"""What a person agreed to: each with its receipt, and its end at any time."""

from dataclasses import replace
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from coopcouncil.foundation.pages import render
from coopcouncil.foundation.permissions import requires
from coopcouncil.foundation.requests import Request
from coopcouncil.frontdoor import gateways
from coopcouncil.frontdoor.views.notices import hides
from coopcouncil.sharing import public as sharing

DOOR = "/account/"


@requires("frontdoor.see_account")
def consents(request: Request) -> HttpResponse:
    """Everything that this person agreed to. A life event that must not be named shows the reference only."""
    events = gateways.offered(request.today)
    rows = [
        replace(item, title=_("What you told us"), organisation="") if hides(item.event_code, events) else item
        for item in sharing.consents_of(request.actor, request.now)
    ]
    context = {
        "rows": rows,
        "quick_exit": any(hides(item.event_code, events) for item in rows),
        "door": DOOR,
    }
    return render(request, "frontdoor/consents.html", context)


@requires("sharing.withdraw_consent", "GET", "POST")
def consent(request: Request, consent_id: UUID) -> HttpResponse:
    """One thing agreed to, what became of it, and its end."""
    found = sharing.consent(request.actor, consent_id, request.now)
    if request.method == "POST":
        told = sharing.withdraw_consent(actor=request.actor, consent_id=consent_id, now=request.now)
        messages.success(request, _said(told))
        return redirect("frontdoor:consent", consent_id)
    context: dict[str, Any] = {
        "consent": found,
        "may_be_told": sharing.may_be_told([found.purpose], request.today)[found.purpose],
        "quick_exit": hides(found.event_code, gateways.offered(request.today)),
        "door": DOOR,
    }
    return render(request, "frontdoor/consent.html", context)


def _said(told: int | None) -> str:
    if told is None:
        return _("You had stopped this before.")
    if told:
        return _("Stopped. We are telling the service now, and you see here what it answers.")
    return _("Stopped. The service had not been told, and will not be.")
