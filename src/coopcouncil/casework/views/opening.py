"""An officer opens a case for somebody who is here, rang or wrote."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from coopcouncil.casework.actions import opening
from coopcouncil.casework.actions.opening import Problem
from coopcouncil.casework.forms.opening import NewCaseForm
from coopcouncil.casework.models import Case
from coopcouncil.casework.queries import cases as queries
from coopcouncil.casework.views.acts import organisation_choices
from coopcouncil.directory import public as directory
from coopcouncil.foundation import languages
from coopcouncil.foundation.forms import act_on, status, typed
from coopcouncil.foundation.pages import render
from coopcouncil.foundation.permissions import allowed, requires
from coopcouncil.foundation.requests import Request
from coopcouncil.kernel.errors import BadInput, NotFound
from coopcouncil.kernel.words import Said
from coopcouncil.people import public as people
from coopcouncil.places import public as places

SOMETHING_ELSE = "else"


def about_choices() -> list[tuple[str, str]]:
    """Every type of service in the reader's words, and “something else” first, so that nobody is stuck."""
    types = directory.service_types_in(languages.short())
    named = sorted(((code, str(item.name)) for code, item in types.items()), key=lambda pair: pair[1].casefold())
    return [(SOMETHING_ELSE, _("Something else")), *named]


def service_type_of(about: str) -> str:
    return "" if about == SOMETHING_ELSE else about


@requires("casework.open_for_another", "GET", "POST")
def new_case(request: Request) -> HttpResponse:
    """Who, about what, where; then it has an owner by name."""
    council = people.council()
    points = directory.access_points(organisation_id=council.id) if council else []
    form = NewCaseForm(
        typed(request),
        about=about_choices(),
        organisations=organisation_choices(),
        access_points=[(str(point.id), point.name) for point in points],
        initial={"urgency": Case.Urgency.ROUTINE},
    )

    def act(given: dict[str, Any]) -> HttpResponse:
        person_id = _account(request, given["who"]) if given["who"] else None
        ward = places.area_of_postcode(given["postcode"]) if given["postcode"] else None
        ours = allowed(request.actor, "casework.see_teams")
        source = Case.Source.OFFICER if ours else Case.Source.AGENCY
        contact = {name: given[name] for name in ("name", "phone", "email") if given[name]}
        opened = opening.open_for_another(
            actor=request.actor,
            problem=Problem(
                title=given["title"], words=given["words"], source=source, channel=given["channel"],
                urgency=given["urgency"], service_type=service_type_of(given["about"]),
                organisation_id=UUID(given["organisation"]) if given["organisation"] else None,
                ward_id=ward.id if ward else None,
                access_point_id=UUID(given["access_point"]) if given["access_point"] else None,
                person_id=person_id, contact={} if person_id else contact,
            ),
            now=request.now,
        )  # fmt: skip
        said = _("Opened. Its reference is %(reference)s, and %(owner)s owns it.")
        owner = people.person_name(opened.owner_account_id)
        messages.success(request, said % {"reference": opened.reference, "owner": owner})
        if allowed(request.actor, "casework.see", queries.case(opened.id)):
            return redirect("casework:case", opened.id)
        return redirect("casework:cases")

    context = {"form": form, "door": "/desk/"}
    return act_on(form, act) or render(request, "casework/new_case.html", context, status=status(form))


def _account(request: Request, who: str) -> UUID:
    """The account of an e-mail address or a reference. Raises BadInput, placed at “who”."""
    try:
        found = people.account_with_email(who) if "@" in who else people.account_by_reference(who)
    except NotFound:
        found = None
    if found is None:
        raise BadInput(
            Said("We know nobody by that."),
            place="who",
            mend=Said("Ask them for the e-mail address that they sign in with, or write down their name instead."),
        )
    if found == request.actor.account_id:
        raise BadInput(
            Said("This is your own account."),
            place="who",
            mend=Said("Tell us about your own problems in your account."),
        )
    return found
