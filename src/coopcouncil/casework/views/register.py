"""The register of service failures: public, for the provider, and for whoever decides."""

from dataclasses import replace
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from coopcouncil.casework.actions import register
from coopcouncil.casework.forms.register import ReplyForm, StrikeOutForm
from coopcouncil.casework.models import Failure
from coopcouncil.casework.permissions import MANAGING_ROLES
from coopcouncil.casework.queries import register as queries
from coopcouncil.directory import public as directory
from coopcouncil.foundation import pages, tables
from coopcouncil.foundation.forms import act_on
from coopcouncil.foundation.jinja import date_in_words, month_in_words
from coopcouncil.foundation.pages import render
from coopcouncil.foundation.permissions import PUBLIC, allowed, require, requires
from coopcouncil.foundation.requests import Request
from coopcouncil.kernel.errors import Conflict


def _service(row: Failure) -> str:
    known = directory.service_types().get(row.service_type)
    return known.name if known else _("Not one service")


def _month(row: Failure) -> str:
    return f"{row.happened_at:%Y-%m}"


_KIND = tables.Column(
    "kind", gettext_lazy("Kind"), search="exact", choices=Failure.Kind.choices, show=lambda row: row.get_kind_display()
)
_PROVIDER = tables.Column("provider", gettext_lazy("Provider"), source="provider__name", search="contains")
_WHAT = tables.Column("what", gettext_lazy("What"), source="what", search="contains")

PUBLISHED = tables.Table(
    name="failures",
    caption=gettext_lazy("Service failures"),
    order="-happened_at",
    empty=gettext_lazy("No failure has been published."),
    source=gettext_lazy("The council’s own cases: each broken promise, refusal, repeat and upheld complaint"),
    columns=[
        tables.Column(
            "provider", gettext_lazy("Provider"), source="provider__name",
            link=lambda row: reverse("frontdoor:provider", args=[row.provider.code]),
        ),
        _KIND,
        _WHAT,
        tables.Column("service_type", gettext_lazy("Service"), source="service_type", show=_service),
        # A month, not a day: with the day somebody could be known by it.
        tables.Column(
            "happened_at", gettext_lazy("Month"), source="happened_at", value=_month,
            show=lambda row: month_in_words(row.happened_at),
        ),
        tables.Column("reply", gettext_lazy("What the provider says"), value=lambda row: _reply(row)),
    ],
)  # fmt: skip
WAITING = tables.Table(
    name="failures",
    caption=gettext_lazy("Failures before they are published"),
    order="reply_until",
    empty=gettext_lazy("Nothing waits here."),
    columns=[
        tables.Column(
            "what", gettext_lazy("What"), source="what", search="contains",
            link=lambda row: reverse("casework:failure", args=[row.id]),
        ),
        _PROVIDER,
        _KIND,
        tables.Column(
            "state", gettext_lazy("State"), search="exact", choices=Failure.State.choices,
            show=lambda row: row.get_state_display(),
        ),
        tables.Column("reply_until", gettext_lazy("Reply by"), show=lambda row: date_in_words(row.reply_until)),
    ],
)  # fmt: skip
OURS = replace(WAITING, order="-reply_until", empty=gettext_lazy("No service of ours has failed anybody."))


def _reply(row: Failure) -> str:
    if row.state == Failure.State.STRUCK_OUT:
        return _("Struck out: %(why)s") % {"why": row.struck_out_because}
    return row.reply or _("The provider did not reply.")


@requires(PUBLIC)
def failures(request: Request) -> HttpResponseBase:
    """What failed, whose it was to do, and what they say of it; by ward where the number is not too small."""
    kinds = [{"label": str(label), "numeric": True} for _code, label in Failure.Kind.choices]
    columns = [{"label": _("Ward")}, *kinds, {"label": _("All"), "numeric": True}]
    by_ward = queries.by_ward()
    rows = [
        [item.ward or _("All wards"), *(_count(count) for count in item.by_kind), _count(item.total)]
        for item in by_ward
    ]
    if all(count is None for item in by_ward for count in item.by_kind):
        rows = []  # a table that says nothing
    context = {"door": "/agreed/", "ward_columns": columns, "ward_rows": rows}
    of = tables.Column(
        "of", _("Provider"), source="provider__code", search="exact", choices=queries.providers_published(),
        in_page=False, in_files=False,
    )  # fmt: skip
    table = replace(PUBLISHED, columns=[of, *PUBLISHED.columns])
    return tables.respond(request, table, queries.published(), "casework/failures.html", context)


def _count(count: int | None) -> str:
    return _("not shown") if count is None else str(count)


@requires("casework.list_failures")
def our_failures(request: Request) -> HttpResponseBase:
    """For a provider: what is held to be a failure of its services, the newest first."""
    found = queries.of_providers(request.actor.organisations_for(*MANAGING_ROLES))
    context = {"door": "/desk/", "heading": _("Failures of our services")}
    return tables.respond(request, OURS, found, "casework/failures_waiting.html", context)


@requires("casework.decide_failures")
def failures_to_decide(request: Request) -> HttpResponseBase:
    """For the council: what waits for a reply, or for somebody to read one."""
    context = {"door": "/desk/", "heading": _("Failures to publish")}
    return tables.respond(request, WAITING, queries.to_decide(), "casework/failures_waiting.html", context)


@requires("casework.see_failure", "GET", "POST")
def failure(request: Request, failure_id: UUID) -> HttpResponse:
    """One failure before it is published: the provider replies, the council publishes it or strikes it out."""
    found = queries.failure(failure_id)
    require(request.actor, "casework.see_failure", found)
    do = request.POST.get("do", "")
    replying = ReplyForm(request.POST if do == "reply" else None, initial={"words": found.reply})
    striking = StrikeOutForm(request.POST if do == "strike_out" else None)

    def back(text: str) -> HttpResponse:
        messages.success(request, text)
        return redirect("casework:failure", failure_id)

    def reply(given: dict[str, Any]) -> HttpResponse:
        register.reply(actor=request.actor, failure_id=failure_id, now=request.now, **given)
        return back(_("We have your reply. Somebody reads it, then it is published beside the failure."))

    def strike_out(given: dict[str, Any]) -> HttpResponse:
        register.strike_out(actor=request.actor, failure_id=failure_id, now=request.now, **given)
        return back(_("Struck out. Your reason is published."))

    if answer := act_on(replying, reply) or act_on(striking, strike_out):
        return answer
    if do == "publish":
        try:
            register.publish(actor=request.actor, failure_id=failure_id, now=request.now)
        except Conflict as error:
            return pages.conflict(request, error)
        return back(_("Published."))
    waits = found.state in {Failure.State.TOLD, Failure.State.REPLIED}
    context = {
        "failure": found,
        "service": _service(found),
        "replying": replying if waits and allowed(request.actor, "casework.reply_to_failure", found) else None,
        "striking": striking if waits and allowed(request.actor, "casework.publish_failure", found) else None,
        "ours": allowed(request.actor, "casework.reply_to_failure", found),
        "may_publish": found.state == Failure.State.REPLIED or request.today > found.reply_until,
        "door": "/desk/",
    }
    return render(request, "casework/failure.html", context, status=422 if replying.errors or striking.errors else 200)
