"""What else a person could have: off until they say yes, and off again by one switch."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from coopcouncil.foundation.pages import render
from coopcouncil.foundation.permissions import requires
from coopcouncil.foundation.requests import Request
from coopcouncil.frontdoor import queries
from coopcouncil.frontdoor.views.speech import services
from coopcouncil.people import public as people

DOOR = "/account/"


@requires("frontdoor.see_account", "GET", "POST")
def suggestions(request: Request) -> HttpResponse:
    """What this person could have or will soon need, each with the reason; a POST is the switch."""
    if request.method == "POST":
        look = request.POST.get("look") == "yes"
        people.allow_suggestions(actor=request.actor, allowed=look, now=request.now)
        messages.success(
            request,
            _("We look for what you could have, from now on.") if look else _("We have stopped looking."),
        )
        return redirect("frontdoor:suggestions")
    since = people.suggestions_since(request.actor.account_id) if request.actor.account_id else None
    found = queries.suggestions(request.actor, today=request.today) if since else []
    context: dict[str, Any] = {"since": since, "found": found, "services": services(), "door": DOOR}
    return render(request, "frontdoor/suggestions.html", context)
