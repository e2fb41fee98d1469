"""Saying that a group is interested, and taking one step of a takeover."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _

from coopcouncil.foundation.forms import act_on, refuse, status, typed
from coopcouncil.foundation.languages import say
from coopcouncil.foundation.pages import render
from coopcouncil.foundation.permissions import require, requires
from coopcouncil.foundation.requests import Request
from coopcouncil.kernel.errors import BadInput, Conflict
from coopcouncil.settlement.actions import takeovers as actions
from coopcouncil.settlement.domain import promises
from coopcouncil.settlement.domain.readiness import Missing
from coopcouncil.settlement.domain.takeovers import stages
from coopcouncil.settlement.forms.takeovers import InterestForm
from coopcouncil.settlement.queries import takeovers as queries
from coopcouncil.settlement.queries.entries import delivery_models
from coopcouncil.settlement.views.takeovers.acts import ACTS


@requires("settlement.express_interest", "GET", "POST")
def take_over(request: Request, code: str) -> HttpResponse:
    """Say that a group would take over what a promise is about."""
    row = queries.promise(code)
    form = InterestForm(typed(request))

    def act(given: dict[str, Any]) -> HttpResponse:
        reference = actions.express_interest(actor=request.actor, code=code, now=request.now, **given)
        messages.success(request, _("Thank you. We answer you here, and your account leads you back to it."))
        return HttpResponseRedirect(reverse("settlement:work", args=[reference]))

    context = {
        "form": form, "title": _("We would take it over"), "button": _("Send"), "caption": row.title,
        "back": reverse("settlement:promise", args=[code]),
        "lede": _("Tell us who you are and what you would do. Nothing is decided by it. If it could work, we invite "
                  "you to write a plan, and help you with it.") + _not_yet(row.kind),
    }  # fmt: skip
    return act_on(form, act) or render(request, "settlement/form.html", context, status=status(form))


@requires("settlement.take_part", "GET", "POST")
def act(request: Request, reference: str, verb: str) -> HttpResponse:
    """One step: what it asks, and then it is done."""
    if verb not in ACTS:
        raise Http404
    what = ACTS[verb]
    row = queries.takeover(reference)
    require(request.actor, "settlement.take_part", row)
    require(request.actor, what.permission, row)
    if row.stage not in what.at:
        words = _("This cannot be done now: the takeover has moved on. “%(stage)s”. Nothing was changed.")
        messages.info(request, words % {"stage": say(stages.WORDS[row.stage])})
        return HttpResponseRedirect(reverse("settlement:work", args=[reference]))
    form = what.form(typed(request), initial={"number": request.GET.get("number", "")})
    if what.fill:
        what.fill(form, row)
    lacking: list[dict[str, Any]] = []
    if form.is_valid():
        try:
            what.call(request, reference, dict(form.cleaned_data))
        except actions.NotThereYet as found:
            refuse(form, found)
            lacking = [{"title": "", "items": [(Missing("takeover", words), "") for words in found.missing]}]
        except (BadInput, Conflict) as error:
            refuse(form, error)
        else:
            messages.success(request, _("Kept."))
            return HttpResponseRedirect(reverse("settlement:work", args=[reference]))
    lede = say(what.lede) if what.lede else ""
    if verb == "answer":
        lede += _not_yet(queries.promise(row.code).kind)
    context = {
        "form": form, "title": say(what.title), "button": what.button, "caption": f"{row.title} · {row.group_name}",
        "back": reverse("settlement:work", args=[reference]), "lede": lede,
        "missing": lacking, "agreement": queries.agreement_of(row.id) if verb.startswith("sign") else None,
        "models": delivery_models(),
    }  # fmt: skip
    return render(request, "settlement/form.html", context, status=status(form))


def _not_yet(kind: str) -> str:
    """What a group should know of a service that is not, or not yet, for the community to run."""
    if kind == promises.COMMUNITY:
        return ""
    return " " + _(
        "The settlement in force does not say that this service is for the community to run. It can be handed over "
        "only once an edition says so."
    )
