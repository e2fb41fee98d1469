"""A service holds something else: its officer asks, the person says which is right."""

from uuid import UUID, uuid4

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from coopcouncil.foundation import languages, pages
from coopcouncil.foundation.pages import render
from coopcouncil.foundation.permissions import requires
from coopcouncil.foundation.requests import Request
from coopcouncil.frontdoor import actions, forms, gateways
from coopcouncil.frontdoor.domain import facts
from coopcouncil.frontdoor.domain.facts import WrongAnswer
from coopcouncil.frontdoor.views.notices import hides
from coopcouncil.frontdoor.views.undoing import told_facts
from coopcouncil.kernel.errors import BadInput, Conflict
from coopcouncil.sharing import public as sharing


@requires("sharing.propose", "GET", "POST")
def propose(request: Request, notice_id: UUID, fact_code: str) -> HttpResponse:
    """An officer's page: the question as the person was asked, for the value that the service holds."""
    try:
        told = sharing.to_propose(actor=request.actor, notice_id=notice_id, code=fact_code)
        _event, fact = actions.asked_for(told.event_code, told.event_version, fact_code, request.today)
    except (BadInput, Conflict) as error:
        messages.error(request, languages.explain(error) if isinstance(error, BadInput) else str(error))
        return redirect("sharing:notice", notice_id)
    wrong: WrongAnswer | None = None
    boxes, words = {}, forms.WordsForm(request.POST or None, initial={"proposal_id": uuid4()})
    if request.method == "POST":
        boxes = forms.typed(fact, request.POST)
        try:
            value = facts.read(fact, boxes, today=request.today)
            if value is None:
                raise WrongAnswer(_("There is nothing here."), mend=_("Write the value that you hold."))
            if words.is_valid():
                sharing.propose(
                    actor=request.actor,
                    notice_id=notice_id,
                    proposal_id=str(words.cleaned_data["proposal_id"]),
                    code=fact_code,
                    value=value,
                    words=words.cleaned_data["words"],
                    now=request.now,
                )
                messages.success(request, _("We have asked the person. You see here what they say."))
                return redirect("sharing:notice", notice_id)
        except WrongAnswer as error:
            wrong = error
        except BadInput as error:
            wrong = WrongAnswer(languages.explain(error))
        except Conflict as error:
            messages.error(request, str(error))
            return redirect("sharing:notice", notice_id)
    context = {
        "question": forms.question(fact, boxes, wrong),
        "words": words,
        "notice_id": notice_id,
        "told": told,
        "door": "/desk/",
    }
    shown = render(request, "frontdoor/propose.html", context, status=422 if wrong or words.errors else 200)
    shown["Cache-Control"] = "no-store"
    return shown


@requires("sharing.settle_proposal", "GET", "POST")
def settle(request: Request, proposal_id: UUID) -> HttpResponse:
    """The person's page: what they told, what the service holds, who is told where they agree."""
    if request.method == "POST":
        return _settle(request, proposal_id)
    return _page(request, proposal_id, forms.WhichForm())


def _settle(request: Request, proposal_id: UUID) -> HttpResponse:
    form = forms.WhichForm(request.POST)
    if not form.is_valid():
        return _page(request, proposal_id, form, status=422)
    try:
        if form.cleaned_data["which"] == "mine":
            sharing.settle_proposal(actor=request.actor, proposal_id=proposal_id, accepted=False, now=request.now)
            messages.success(request, _("Nothing was changed. The service can see that what you told stays."))
            return redirect("frontdoor:known")
        done = actions.agree(
            actor=request.actor,
            proposal_id=proposal_id,
            even_so="even_so" in request.POST,
            now=request.now,
            today=request.today,
        )
    except WrongAnswer:
        form.add_error(None, _("It cannot be taken as it is. Nothing was changed. Choose what you told, or go back."))
        return _page(request, proposal_id, form, status=422)
    except Conflict as error:
        return pages.conflict(request, error)
    if done.stopped:
        return _page(request, proposal_id, form, stopped=done, status=409)
    words = ngettext(
        "Put right. We are telling %(num)s service. We keep what it was before, too.",
        "Put right. We are telling %(num)s services. We keep what it was before, too.",
        done.services,
    )
    messages.success(request, words % {"num": done.services})
    return redirect("frontdoor:known")


def _page(
    request: Request,
    proposal_id: UUID,
    form: forms.WhichForm,
    *,
    stopped: actions.Corrected | None = None,
    status: int = 200,
) -> HttpResponse:
    asked = sharing.proposal(request.actor, proposal_id)
    told = sharing.submission(request.actor, asked.submission_id)
    row = next((item for item in told_facts(told) if item.code == asked.code), None)
    known_as = next((fact.known_as for notice in told.notices for fact in notice.facts if fact.code == asked.code), "")
    others = sharing.told_the_same(
        request.actor,
        known_as=known_as,
        value=actions.told_before(request.actor, asked),
        but_not=asked.submission_id,
    )
    form.say(mine=row.shown if row else asked.was, theirs=asked.shown, organisation=asked.organisation)
    context = {
        "asked": asked,
        "form": form,
        "services": sorted({*(row.services if row else ()), *(item.organisation for item in others)}),
        "stopped": stopped,
        "quick_exit": hides(asked.event_code, gateways.offered(request.today)),
        "door": "/account/",
    }
    shown = render(request, "frontdoor/settle.html", context, status=status)
    shown["Cache-Control"] = "no-store"
    return shown
