"""A provider's figures of a quarter: sent once, sealed, and corrected by sending them again."""

from datetime import date
from typing import Any

from django.contrib import messages
from django.http import HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _

from coopcouncil.directory import actions, queries
from coopcouncil.directory.domain import quarters
from coopcouncil.directory.forms.providing import ReturnForm
from coopcouncil.directory.models import MonitoringReturn
from coopcouncil.directory.permissions import EDITORS
from coopcouncil.directory.queries import providing as kept
from coopcouncil.foundation.forms import act_on, status, typed
from coopcouncil.foundation.jinja import date_in_words
from coopcouncil.foundation.pages import render
from coopcouncil.foundation.permissions import allowed, require, requires
from coopcouncil.foundation.requests import Request
from coopcouncil.foundation.tables import Column, Table, respond
from coopcouncil.kernel.errors import NotFound

DESK = "/desk/"


def quarter_in_words(first: date) -> str:
    quarter = quarters.Quarter(first)
    return _("%(first)s to %(last)s") % {"first": date_in_words(first), "last": date_in_words(quarter.ends_on)}


def _asked(request: Request) -> quarters.Quarter:
    """The quarter in the address, or the last that has ended. Raises NotFound for one that has not."""
    text = request.GET.get("quarter", "")
    if not text:
        return quarters.to_send(request.today)
    try:
        found = quarters.Quarter(date.fromisoformat(text))
    except ValueError:
        raise NotFound("There is no such quarter.") from None
    if not found.has_ended(request.today):
        raise NotFound("This quarter has not ended yet.")
    return found


@requires("directory.send_return", "GET", "POST")
def send_return(request: Request, code: str) -> HttpResponseBase:
    """The figures of a quarter in one short form; where they were sent, what was sent, and a way to correct it."""
    service = queries.service_page(code)
    require(request.actor, "directory.send_return", service)
    quarter = _asked(request)
    last = kept.last_return(service.id, quarter.starts_on)
    names = ("helped", "turned_away", "waiting", "what_changed")
    initial = {name: getattr(last, name) for name in names} if last else {}
    form = ReturnForm(typed(request), again=last is not None, initial={**initial, "after": last.number if last else 0})

    def act(given: dict[str, Any]) -> HttpResponse:
        after = given.pop("after")
        actions.send_return(
            actor=request.actor, service_id=service.id, quarter=quarter.starts_on, figures=actions.Figures(**given),
            after=after, now=request.now,
        )  # fmt: skip
        messages.success(request, _("Sent, and sealed. If something was wrong, send it again and say what."))
        return HttpResponseRedirect(reverse("directory:own_service", args=[code]))

    context = {
        "door": DESK, "service": service, "form": form, "quarter": quarter, "last": last,
        "words": quarter_in_words(quarter.starts_on), "rows": _rows(kept.returns_of(service.id)),
    }  # fmt: skip
    return act_on(form, act) or render(request, "directory/send_return.html", context, status=status(form))


def _rows(sent: list[MonitoringReturn]) -> list[list[Any]]:
    return [
        [
            quarter_in_words(item.quarter),
            _("Correction %(number)s: %(why)s") % {"number": item.number - 1, "why": item.why_again}
            if item.number > 1 else _("First"),
            item.helped, item.turned_away, item.waiting, item.what_changed or "–",
        ]
        for item in sent
    ]  # fmt: skip


@requires("directory.see_returns")
def returns(request: Request) -> HttpResponseBase:
    """What providers sent, one's own; for the council, everybody's. Only the last of each quarter counts."""
    everybody = allowed(request.actor, "directory.see_waiting")
    rows = kept.returns(None if everybody else request.actor.organisations_for(*EDITORS))
    table = Table(
        name="returns", caption=_("Figures of the quarters"), order="-quarter",
        empty=_("Nobody has sent figures yet."),
        source=_("what providers say of themselves. A correction replaces what was sent before"),
        columns=[
            Column("code", _("Code"), source="service__code", in_page=False),
            Column("service", _("Service"), source="service__name", search="contains",
                   link=lambda row: reverse("directory:service", args=[row.service.code])),
            Column("provider", _("Who answers for it"), source="sent_for__name", search="contains"),
            Column("quarter", _("Quarter"), show=lambda row: quarter_in_words(row.quarter)),
            Column("helped", _("Helped"), numeric=True),
            Column("turned_away", _("Turned away"), numeric=True),
            Column("waiting", _("Waiting"), numeric=True),
            Column("what_changed", _("What changed"), sortable=False),
            Column("number", _("Number"), in_page=False),
            Column("sent_at", _("Sent"), in_page=False),
        ],
    )  # fmt: skip
    return respond(request, table, rows, "directory/returns.html", {"door": DESK})
