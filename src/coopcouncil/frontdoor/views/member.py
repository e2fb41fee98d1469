"""A member’s own page: what they are promised, what they gave and took part in, what they may claim."""

from collections import Counter
from typing import Any

from django.http import HttpResponseBase
from django.urls import reverse
from django.utils.translation import gettext as _

from coopcouncil.foundation import contributions
from coopcouncil.foundation.jinja import date_in_words
from coopcouncil.foundation.permissions import requires
from coopcouncil.foundation.requests import Request
from coopcouncil.foundation.tables import Column, Table, respond
from coopcouncil.frontdoor import queries
from coopcouncil.frontdoor.actions.standing import read_standing
from coopcouncil.frontdoor.domain.standing import Told
from coopcouncil.frontdoor.views.speech import services
from coopcouncil.people import public as people
from coopcouncil.places import public as places
from coopcouncil.settlement import public as settlement

DOOR = "/account/"
ROWS = 10  # of the promises
TAKEN = 5


@requires("frontdoor.see_account")
def member(request: Request) -> HttpResponseBase:
    """What being a member brings and asks, for the person signed in and nobody else."""
    account_id = request.actor.account_id
    assert account_id is not None
    told = read_standing(actor=request.actor, today=request.today)
    area = places.area_of_postcode(told.postcode) if told.postcode else None
    life = settlement.Life(told.age, told.children, told.carer, told.tenant)
    promises = settlement.promised_to(life, area.code if area else "")
    part = [item for find in contributions.taken_part for item in find(account_id)]
    taken = _taken()
    if request.GET.get(f"{taken.prefix}format") in {"csv", "json"}:
        return respond(request, taken, part, "frontdoor/member.html")
    since = people.suggestions_since(account_id)
    context = {
        "door": DOOR,
        "grounds": people.memberships(account_id),
        "in_force": settlement.edition_in_force(),
        "told": _told_rows(told, area.name if area else ""),
        "taken": taken.page(request.GET, part, path=request.path),
        "given": Counter(item.kind for item in part).most_common(),
        "since": since,
        "claims": queries.suggestions(request.actor, today=request.today) if since else [],
        "services": services(),
    }
    return respond(request, _promises(), promises, "frontdoor/member.html", context)


def _told_rows(told: Told, ward: str) -> list[dict[str, Any]]:
    """What the list of promises went by: each with where to put it right, or to tell it."""
    known, unknown = reverse("frontdoor:known"), _("You have not told us")
    children, elsewhere = reverse("people:household"), reverse("settlement:here")
    # The list, and not the one life event: its name beside what somebody told could be read as a trace of it.
    caring = reverse("frontdoor:life_events")

    def row(what: str, value: str, tell: str = "") -> dict[str, Any]:
        if value:
            link = {"change": known, "link": _("Put it right")}
        else:
            link = {"change": tell or elsewhere, "link": _("Tell us") if tell else _("Try an answer")}
        return {"key": what, "value": value or unknown, "about": what.lower(), **link}

    return [
        row(_("Your age"), str(told.age) if told.age is not None else ""),
        row(_("Your ward"), ward or (_("We know no ward here for your address") if told.postcode else "")),
        row(_("Children who live with you"), _("Yes") if told.children else "", children),
        row(_("You care for somebody"), _("Yes") if told.carer else "", caring),
        row(_("You rent from a social landlord"), _("Yes") if told.tenant else ""),
    ]


def _promises() -> Table:
    words = {True: _("For you"), False: _("For you, if it fits")}
    return Table(
        name="promised", caption=_("What you are promised"), page_size=ROWS,
        empty=_("Nothing is promised that fits what you told us."),
        columns=[
            Column("title", _("Service"), search="contains", link=lambda row: row.url),
            Column("surely", _("For you"), search="exact", show=lambda row: words[row.surely],
                   choices=[(str(sure), text) for sure, text in words.items()]),
            Column("for_whom", _("Who it is for"), in_page=False),
            Column("standard", _("What you can expect"), sortable=False),
            Column("clock", _("How soon"), sortable=False, show=lambda row: row.clock or _("No time is promised")),
            Column("you_do", _("What you do"), sortable=False, show=lambda row: row.you_do or "–"),
            Column("accountable", _("Who answers for it"),
                   link=lambda row: reverse("frontdoor:provider", args=[row.accountable_code])),
        ],
    )  # fmt: skip


def _taken() -> Table:
    return Table(
        name="taken-part", caption=_("What you gave and took part in"), prefix="t-", order="-at", page_size=TAKEN,
        empty=_("Nothing yet. Say what you think of a promise, or tell us of a problem, and you find it here."),
        columns=[
            Column("what", _("About"), link=lambda row: row.url),
            Column("kind", _("What you did")),
            Column("came_of_it", _("What came of it"), sortable=False),
            Column("at", _("When"), show=lambda row: date_in_words(row.at)),
        ],
    )  # fmt: skip
