"""The council's page of what providers would change, and the public history of a record."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from coopcouncil.directory import actions, queries
from coopcouncil.directory.domain import changing, place_changes
from coopcouncil.directory.domain.hours_words import readable
from coopcouncil.directory.forms.providing import DecideForm
from coopcouncil.directory.models import ProposedChange
from coopcouncil.directory.permissions import Owned
from coopcouncil.directory.queries import Kept
from coopcouncil.directory.queries import providing as who
from coopcouncil.directory.views.providing import described
from coopcouncil.foundation.forms import act_on, status, typed
from coopcouncil.foundation.languages import say
from coopcouncil.foundation.pages import render
from coopcouncil.foundation.permissions import allowed, require, requires
from coopcouncil.foundation.requests import Request
from coopcouncil.foundation.tables import Column, Table, respond
from coopcouncil.kernel.errors import NotFound
from coopcouncil.people import public as people

DESK = "/desk/"
PER_PAGE = 20
VERBS = {
    "added": gettext_lazy("Put into the directory"), "edited": gettext_lazy("Changed"),
    "approved": gettext_lazy("Changed, and the council agreed"), "imported": gettext_lazy("Taken from elsewhere"),
    "moved": gettext_lazy("Its places changed"),
}  # fmt: skip


@requires("directory.see_waiting")
def changes_to_decide(request: Request) -> HttpResponseBase:
    """What providers would change and the council must agree to, the longest waiting first."""
    table = Table(
        name="changes", caption=_("Changes to decide"), order="proposed_at",
        empty=_("No change waits. Providers’ small changes are live at once, and stand in each service’s history."),
        columns=[
            Column("service", _("Service"), source="service__name", search="contains",
                   link=lambda row: reverse("directory:decide", args=[row.id])),
            Column("provider", _("Who proposed it"), source="proposed_for__name", search="contains"),
            Column("what", _("What would change"), value=_what),
            Column("proposed_at", _("Since")),
        ],
    )  # fmt: skip
    return respond(request, table, queries.proposed_changes(), "directory/changes.html", {"door": DESK})


def _what(change: ProposedChange) -> str:
    names = [name for name in sorted(place_changes.shown(change.after)) if name in changing.WORDS]
    return ", ".join(str(say(changing.WORDS[name])) for name in names)


@requires("directory.approve", "GET", "POST")
def decide(request: Request, change_id: UUID) -> HttpResponseBase:
    """One change: how it was, how it would be, and the decision of somebody who did not propose it."""
    change = queries.proposed_change(change_id)
    require(request.actor, "directory.approve", change)
    waits = change.state == ProposedChange.State.WAITING
    own = change.proposed_by_id == request.actor.account_id
    form = DecideForm(typed(request))

    def act(given: dict[str, Any]) -> HttpResponse:
        does = actions.approve_change if given["verdict"] == "approve" else actions.refuse_change
        does(actor=request.actor, change_id=change_id, because=given["because"], now=request.now)
        said = _("It is in the record now.") if given["verdict"] == "approve" else _("The record stays as it is.")
        messages.success(request, f"{said} {_('The provider reads it on their desk.')}")
        return HttpResponseRedirect(reverse("directory:changes_to_decide"))

    context = {
        "door": DESK, "form": form, "waits": waits, "own": own,
        "proposer": people.names([change.proposed_by_id]).get(change.proposed_by_id, ""),
        **described(change, queries.labels()),
    }  # fmt: skip
    return act_on(form, act) or render(request, "directory/decide.html", context, status=status(form))


@requires("public")
def history(request: Request, code: str) -> HttpResponseBase:
    """What changed in a record, when, and by which organisation; the people only for those who keep it.

    With `?place=` of one of its public places; a confidential one has no history that anybody reads.
    """
    service = queries.service_page(code)
    page = reverse("directory:service", args=[code])
    if "place" in request.GET:
        place = who.place_of(service.id, _place_asked(request))
        name = place.name or place.address_1
        return history_page(request, Recorded(place.id, service, name, page, service.name, page, f"place={place.id}&"))
    places = [(name or address, f"?place={key}") for key, name, address in who.places_of(service.id)]
    record = Recorded(service.id, service, service.name, page, _("Services"), reverse("directory:services"))
    return history_page(request, record, places)


def _place_asked(request: Request) -> UUID:
    try:
        return UUID(request.GET["place"])
    except ValueError:
        raise NotFound("There is no such place.") from None


@dataclass(frozen=True)
class Recorded:
    """A record with a history: whose it is, what it is called, where it is shown, and the page above that one.

    `keeps` is what the address of each page of the history begins with.
    """

    id: UUID
    owned: Owned
    name: str
    address: str
    above: str
    above_address: str
    keeps: str = ""


def history_page(request: Request, record: Recorded, places: Sequence[tuple[str, str]] = ()) -> HttpResponseBase:
    """The page of a record’s history; `places` are names and addresses of histories that belong to it."""
    asked = request.GET.get("page", "1")
    page = max(1, int(asked)) if asked.isdecimal() and len(asked) < 7 else 1
    found, count = queries.history(record.id, page=page, per_page=PER_PAGE)
    names: dict[int, str] = {}
    actor = request.actor
    if allowed(actor, "directory.edit", record.owned) or allowed(actor, "directory.approve", record.owned):
        made_by = who.who_changed(record.id, [item.number for item in found])
        called = people.names(made_by.values())
        names = {number: called.get(account, "") for number, account in made_by.items()}
    labels = queries.labels()
    last = max(1, -(-count // PER_PAGE))
    context = {
        "record": record, "count": count, "pagination": _pages(page, last, record.keeps), "places": places,
        "entries": [_entry(item, names.get(item.number, ""), labels) for item in found],
    }  # fmt: skip
    return render(request, "directory/history.html", context)


def _entry(item: Kept, name: str, labels: dict[str, dict[str, str]]) -> dict[str, Any]:
    before, after = (place_changes.shown(readable(values)) for values in (item.before, item.after))
    return {
        "at": item.made_at,
        "verb": VERBS.get(item.verb, _("Changed")),
        "by": item.made_for,
        "name": name,
        "reason": item.reason,
        "number": item.number,
        "lines": changing.difference(before, after, labels) if item.before else [],
    }


def _pages(page: int, last: int, keeps: str) -> dict[str, Any] | None:
    if last == 1:
        return None
    made: dict[str, Any] = {"landmarkLabel": _("Pages of the history")}
    if page > 1:
        made["previous"] = {"href": f"?{keeps}page={page - 1}", "text": _("Newer")}
    if page < last:
        made["next"] = {"href": f"?{keeps}page={page + 1}", "text": _("Older")}
    return made
