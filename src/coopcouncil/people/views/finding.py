"""Officers look for a person by whole words of what is known of them."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from coopcouncil.foundation.pages import render
from coopcouncil.foundation.permissions import requires
from coopcouncil.foundation.requests import Request
from coopcouncil.kernel.errors import BadInput, TooMany
from coopcouncil.people import actions
from coopcouncil.people.actions.finding import LOOK_UPS
from coopcouncil.people.forms.finding import SearchPeopleForm
from coopcouncil.people.forms.matching import pair


@requires("people.search_people", "GET", "POST")
def search_people(request: Request) -> HttpResponse:
    """Two things at least, and why. What was typed is in no address, and is not kept."""
    ticked = request.POST.getlist("who")
    if ticked and (two := pair(ticked)) is not None:
        return redirect("people:propose_link", *two)
    form, status, found = SearchPeopleForm(None if ticked else request.POST or None), 200, None
    if ticked:
        messages.error(request, _("Look again, and tick just two."))
        return render(request, "people/search_people.html", {"form": form, "found": None}, status=400)
    if request.method == "POST":
        status = 400
        if form.is_valid():
            try:
                found = actions.find_people(
                    actor=request.actor, said=form.said(), why=form.cleaned_data["why"], now=request.now
                )
                status = 200
            except BadInput as error:
                form.add_error(error.place or None, error.message)
            except TooMany:
                status = 429
                words = _("You have looked for %(most)s people within an hour. Wait a little, or ask a colleague.")
                form.add_error(None, words % {"most": LOOK_UPS["most"]})
    return render(request, "people/search_people.html", {"form": form, "found": found}, status=status)
