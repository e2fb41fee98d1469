"""Publishing an appraisal, and withdrawing it."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _

from coopcouncil.foundation.forms import act_on, typed
from coopcouncil.foundation.pages import render
from coopcouncil.foundation.permissions import require, requires
from coopcouncil.foundation.requests import Request
from coopcouncil.kernel.errors import BadInput
from coopcouncil.reviews import actions, queries
from coopcouncil.reviews.forms import CaseForm, PublishForm, WithdrawForm
from coopcouncil.reviews.views.shown import work_out
from coopcouncil.reviews.views.trying import tried


@requires("reviews.publish", "POST")
def publish(request: Request) -> HttpResponse:
    """Publish the case whose result was just shown."""
    form = PublishForm(request.POST)
    mine = queries.may_publish_for(request.actor)
    form.offer(mine)
    chosen = request.POST.get("organisation", "")
    require(request.actor, "reviews.publish", UUID(chosen if chosen in dict(mine) else mine[0][0]))

    def act(given: dict[str, str]) -> HttpResponse:
        reference = actions.publish_appraisal(
            actor=request.actor, organisation_id=UUID(given["organisation"]), case_text=given["case_text"],
            ranges_text=given["ranges_text"], summary=given["summary"], now=request.now,
        )  # fmt: skip
        messages.success(request, _("Published. Everybody can read it now."))
        return HttpResponseRedirect(reverse("reviews:appraisal", args=[reference]))

    if answer := act_on(form, act):
        return answer
    texts = {name: form.data.get(name, "") for name in ("case_text", "ranges_text")}
    try:
        return tried(request, work_out(**texts), texts, form)
    except BadInput:  # the texts came from no page of ours
        again = CaseForm(texts)
        again.is_valid()
        return render(request, "reviews/try.html", {"form": again, "door": "/agreed/"}, status=422)


@requires("reviews.publish", "GET", "POST")
def withdraw(request: Request, code: str) -> HttpResponse:
    """Say why an appraisal does not stand any more."""
    held = queries.appraisal(code)
    require(request.actor, "reviews.publish", held.organisation_id)
    form = WithdrawForm(typed(request))

    def act(given: dict[str, str]) -> HttpResponse:
        actions.withdraw_appraisal(actor=request.actor, reference=code, reason=given["reason"], now=request.now)
        messages.success(request, _("Withdrawn. It stays to be read, with your reason."))
        return HttpResponseRedirect(reverse("reviews:appraisal", args=[code]))

    return act_on(form, act) or render(
        request,
        "reviews/withdraw.html",
        {"form": form, "held": held, "door": "/agreed/"},
        status=422 if form.errors else 200,
    )
