"""Telling for another person, on the pages: for whom, who is not told, and what happens when the power has ended."""

from collections.abc import Callable
from functools import wraps
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from coopcouncil.foundation import languages
from coopcouncil.foundation.pages import render
from coopcouncil.foundation.permissions import require, requires
from coopcouncil.foundation.requests import Request
from coopcouncil.frontdoor import actions, queries
from coopcouncil.frontdoor.domain.speaking import Spoken
from coopcouncil.frontdoor.models import Draft
from coopcouncil.frontdoor.views.speech import services
from coopcouncil.kernel.errors import BadInput
from coopcouncil.kernel.persons import Person, differences
from coopcouncil.people import public as people

View = Callable[..., HttpResponse]


class PowerEnded(Exception):
    """The power by which a draft is told for somebody else has ended: nothing can be told by it any more."""

    def __init__(self, draft: Draft, spoken: Spoken) -> None:
        super().__init__()
        self.draft, self.spoken = draft, spoken


def remember_spoken(draft: Draft, spoken: Spoken | None) -> None:
    draft.spoken = spoken  # type: ignore[attr-defined]


def spoken_of(draft: Draft) -> Spoken | None:
    """For whom and by what power it is told, once `event_of` has looked."""
    return getattr(draft, "spoken", None)


def while_the_power_works(view: View) -> View:
    """Show, instead of a page of the journey, that the power has ended, what is kept, and the ways on."""

    @wraps(view)
    def shown(request: Request, *args: Any, **kwargs: Any) -> HttpResponse:
        try:
            return view(request, *args, **kwargs)
        except PowerEnded as ended:
            others = [
                power
                for power in people.authorities_of(request.actor, request.today)
                if not differences(Person(power.person_name, power.born_on), ended.spoken.person)
            ]
            context = {"draft": ended.draft, "spoken": ended.spoken, "others": others, "door": "/get-help/"}
            return render(request, "frontdoor/power_ended.html", context, status=409)

    return shown


@requires("frontdoor.answer_draft", "POST")
def speak_by(request: Request, draft_id: UUID, authority_id: UUID) -> HttpResponse:
    """Go on by another power for the same person, because the first has ended."""
    draft = queries.draft(draft_id, now=request.now)
    require(request.actor, "frontdoor.answer_draft", draft)
    try:
        actions.speak_by(
            actor=request.actor, draft_id=draft_id, authority_id=authority_id, now=request.now, today=request.today
        )
    except BadInput as error:
        messages.error(request, languages.explain(error))
    return redirect("frontdoor:resume", draft_id)


def not_offered(draft: Draft) -> list[tuple[str, str]]:
    """The services that the power does not reach, each with the reason in words, in the order of their names."""
    spoken = spoken_of(draft)
    if spoken is None:
        return []
    names = services()
    return sorted((str(names[item.notice.service].name), _why_not(item.why)) for item in spoken.not_offered)


def _why_not(code: str) -> str:
    words = {
        "must_be_checked": _("Your power must be checked first."),
        "decides_at_16": _("From 16 they decide on their own health."),
        "decides_for_self": _("They decide on their own health."),
        "own_alone": _("Nobody else can tell this for them."),
    }
    return words.get(code, _("Your power does not reach this."))
