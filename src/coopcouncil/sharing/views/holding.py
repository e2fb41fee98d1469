"""Legal holds: what must be kept, why, and until when."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from coopcouncil.foundation import audit, tables
from coopcouncil.foundation.forms import act_on, typed
from coopcouncil.foundation.pages import render
from coopcouncil.foundation.permissions import require, requires
from coopcouncil.foundation.requests import Request
from coopcouncil.kernel.errors import BadInput
from coopcouncil.kernel.identifiers import check_reference
from coopcouncil.kernel.words import Said
from coopcouncil.sharing.actions import retaining
from coopcouncil.sharing.forms.holding import HoldForm, LiftForm
from coopcouncil.sharing.models import Hold
from coopcouncil.sharing.queries import holding as queries
from coopcouncil.sharing.queries import submission_by_reference
from coopcouncil.sharing.views.governing import account_of

HOLDS = tables.Table(
    name="holds",
    caption=gettext_lazy("Legal holds"),
    order="until",
    empty=gettext_lazy("Nothing is held."),
    columns=[
        tables.Column(
            "person", gettext_lazy("Person"), source="account__name", search="contains",
            value=lambda row: str(row.account), link=lambda row: reverse("sharing:hold", args=[row.id]),
        ),
        tables.Column("what", gettext_lazy("What"), source="submission__reference",
                      value=lambda row: row.submission.reference if row.submission else str(_("Everything"))),
        tables.Column("set_on", gettext_lazy("From")),
        tables.Column("until", gettext_lazy("Until")),
        tables.Column("state", gettext_lazy("State"), value=lambda row: str(_("Lifted") if row.lifted_at else
                      _("Set")), sortable=False),
    ],
)  # fmt: skip


@requires("sharing.see_holds", "GET", "POST")
def holds(request: Request) -> HttpResponseBase:
    """Every hold but those about oneself, and setting one."""

    def act(given: dict[str, Any]) -> HttpResponse:
        account_id, submission_id = _whose(given.pop("who").strip())
        retaining.set_hold(
            actor=request.actor, account_id=account_id, submission_id=submission_id, today=request.today, **given
        )
        messages.success(request, _("Set. Nothing of it goes until that day."))
        return redirect("sharing:holds")

    form = HoldForm(typed(request))
    if answer := act_on(form, act):
        return answer
    rows = queries.holds_for_table(request.actor.account_id)
    context = {"form": form, "door": "/desk/"}
    if form.errors:
        context["page"] = HOLDS.page(request.GET, rows, path=request.path)
        return render(request, "sharing/holds.html", context, status=422)

    def seen(shown: tables.Rows) -> None:
        about = tables.ids(shown, "account_id")
        audit.read(request.actor, "sharing.requests_read", ("sharing.hold", None), about=about)

    return tables.respond(request, HOLDS, rows, "sharing/holds.html", context, seen=seen)


def _whose(who: str) -> tuple[UUID, UUID | None]:
    """The account, and the submission where a reference was given. What was told in safe mode is not found."""
    if "@" in who:
        return account_of(who), None
    try:
        found = submission_by_reference(check_reference(who))
    except BadInput as error:
        raise BadInput(error.message, place="who", mend=error.mend) from error
    if found is None or found.safe or found.account_id is None:
        raise BadInput(Said("There is no such reference."), place="who")
    return found.account_id, found.id


@requires("sharing.see_hold", "GET", "POST")
def hold(request: Request, hold_id: UUID) -> HttpResponse:
    """One hold with its reason, and lifting it."""
    row: Hold = queries.hold(hold_id)
    require(request.actor, "sharing.see_hold", row)

    def act(given: dict[str, Any]) -> HttpResponse:
        retaining.lift_hold(actor=request.actor, hold_id=hold_id, now=request.now, **given)
        messages.success(request, _("Lifted."))
        return redirect("sharing:holds")

    form = LiftForm(typed(request))
    if answer := act_on(form, act):
        return answer
    audit.read(request.actor, "sharing.requests_read", row, about=[row.account_id])
    context = {"row": row, "form": form, "door": "/desk/"}
    return render(request, "sharing/hold.html", context, status=422 if form.errors else 200)
