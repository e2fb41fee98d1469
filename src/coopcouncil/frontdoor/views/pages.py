"""The pages that compose contexts: home, the five doors, search, an account, a desk."""

from collections.abc import Iterable
from datetime import UTC, datetime
from typing import Any

from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from coopcouncil.foundation import contributions
from coopcouncil.foundation.contributions import DeskItem
from coopcouncil.foundation.pages import render
from coopcouncil.foundation.permissions import allowed, requires
from coopcouncil.foundation.requests import Request
from coopcouncil.foundation.roles import Role
from coopcouncil.frontdoor import gateways, queries
from coopcouncil.frontdoor.forms.assisting import channel_words
from coopcouncil.frontdoor.views.notices import begun_rows, hides_any, told_rows
from coopcouncil.frontdoor.views.speech import all_heard, services
from coopcouncil.kernel.money import Money
from coopcouncil.people import public as people
from coopcouncil.settlement import public as settlement
from coopcouncil.sharing import public as sharing

LAST = datetime.max.replace(tzinfo=UTC)
# What a desk leads to besides its work: words, route, and the permission without which it is not shown.
LOOK_UP = (
    (gettext_lazy("Help somebody tell us"), "frontdoor:helping", "frontdoor.assist"),
    (gettext_lazy("Open a case for somebody"), "casework:new_case", "casework.open_for_another"),
    (gettext_lazy("Teams that own cases"), "casework:teams", "casework.see_teams"),
    (gettext_lazy("How services answer"), "frontdoor:agreed", "public"),
    (gettext_lazy("The settlement"), "settlement:settlement", "public"),
    (gettext_lazy("Prepare the settlement"), "settlement:desk", "settlement.see_desk"),
    (gettext_lazy("Appraisals"), "reviews:appraisals", "public"),
    (gettext_lazy("Unit costs"), "reviews:unit_costs", "public"),
    (gettext_lazy("Where the money goes"), "ledger:money", "public"),
    (gettext_lazy("Who runs services here"), "directory:mixed_market", "public"),
    (gettext_lazy("Books of organisations"), "ledger:books", "ledger.see_books"),
    (gettext_lazy("Wards and their people"), "places:borough", "public"),
    (gettext_lazy("Services"), "directory:services", "public"),
    (gettext_lazy("Your services"), "directory:own_services", "directory.see_due"),
    (gettext_lazy("Changes of providers to decide"), "directory:changes_to_decide", "directory.see_waiting"),
    (gettext_lazy("Organisations"), "directory:organisations", "public"),
    (gettext_lazy("Design life events"), "frontdoor:designs", "frontdoor.design"),
    (gettext_lazy("Deliveries"), "sharing:deliveries", "sharing.see_deliveries"),
    (gettext_lazy("Connections to organisations"), "sharing:connections", "sharing.connect"),
    (gettext_lazy("What people looked for and did not find"), "directory:missed", "directory.see_missed_searches"),
    (gettext_lazy("Audit trail"), "frontdoor:audit", "frontdoor.see_audit"),
    (gettext_lazy("My own account"), "frontdoor:account", "frontdoor.see_account"),
)


@requires("public")
def home(request: Request) -> HttpResponse:
    """One question, the commonest life events, and one figure of promises kept or broken."""
    events = gateways.offered(request.today)
    context = {
        "events": all_heard(events.values())[:6],
        "promise": _totals(sharing.counts_for_measures()),
        "drafts": [draft for draft, _title in begun_rows(queries.open_drafts(request.actor, now=request.now), events)][
            :1
        ],
    }
    return render(request, "frontdoor/home.html", context)


@requires("public")
def get_help(request: Request) -> HttpResponse:
    """Life events first, then the directory."""
    return render(request, "frontdoor/get_help.html", {"events": all_heard(gateways.offered(request.today).values())})


@requires("public")
def have_your_say(request: Request) -> HttpResponse:
    """How to take part today: membership, your ward."""
    context = {"is_member": _is_member(request), "open_editions": settlement.open_editions(request.today)}
    return render(request, "frontdoor/have_your_say.html", context)


@requires("public")
def agreed(request: Request) -> HttpResponse:
    """How the services keep their word: notices and answers, from the platform's own records."""
    figures = [figure for measure in contributions.measures for figure in measure(request.now)]
    answers = sharing.counts_for_measures()
    rows = [
        [
            people.kind_label(figure.organisation_kind),
            figure.told,
            figure.answered,
            figure.done,
            figure.not_reached,
            _in_words(figure.median_hours),
        ]
        for figure in answers
    ]
    context = {
        "figures": figures, "rows": rows, "totals": _totals(answers), **_channels(),
        "in_force": settlement.edition_in_force(), "open_editions": settlement.open_editions(request.today),
    }  # fmt: skip
    return render(request, "frontdoor/agreed.html", context)


def _channels() -> dict[str, Any]:
    """How people told us, what one contact costs, and what each service asking by itself would have cost."""
    costs, words = gateways.channel_costs(), {"web": _("On this site"), "own_software": _("Software of others")}
    named = {**{code: str(text) for code, text in channel_words().items()}, **words}
    rows = []
    for figure in sharing.counts_by_channel():
        pence = costs.pence.get(figure.channel)
        once, apart = (Money(pence * count) if pence else None for count in (figure.told, figure.notices))
        unknown = _("not measured")
        rows.append(
            [
                named.get(figure.channel, figure.channel),
                figure.told,
                figure.notices,
                str(once) if once else unknown,
                str(apart) if apart else unknown,
            ]
        )
    return {
        "channels": rows,
        "places": [[figure.place, figure.told] for figure in sharing.counts_by_place()],
        "costs": costs,
    }


def _totals(figures: Iterable[sharing.AnswerFigure]) -> dict[str, int]:
    held = list(figures)
    return {"told": sum(figure.told for figure in held), "answered": sum(figure.answered for figure in held)}


def _in_words(hours: float | None) -> str:
    if hours is None:
        return _("too few to say")
    if hours < 1:
        return _("under an hour")
    return _("%(n)d hours") % {"n": round(hours)} if hours < 48 else _("%(n)d days") % {"n": round(hours / 24)}


def _is_member(request: Request) -> bool:
    return request.actor.account_id is not None and people.is_member(request.actor.account_id)


@requires("frontdoor.see_account")
def account(request: Request) -> HttpResponse:
    """What I told you, what is waiting for me, why I belong."""
    events = gateways.offered(request.today)
    told, drafts = sharing.submissions_of(request.actor), queries.open_drafts(request.actor, now=request.now)
    for_me = sharing.told_for(request.actor)[:5]
    context = {
        "items": _due_first(item for find in contributions.account for item in find(request.actor, request.now)),
        "told": told_rows(told[:5], events),
        "told_in_all": len(told),
        "for_me": told_rows(for_me, events),
        "drafts": begun_rows(drafts, events),
        "quick_exit": hides_any([*told[:5], *for_me, *drafts], events),
        "is_member": _is_member(request),
    }
    return render(request, "frontdoor/account.html", context)


@requires("frontdoor.see_desk")
def desk(request: Request) -> HttpResponse:
    """What waits for the roles that this person holds, what is due first at the top."""
    items = _due_first(item for find in contributions.desk for item in find(request.actor, request.now))
    roles = sorted((held.organisation_name, str(Role(held.role).label)) for held in request.actor.roles)
    links = [(text, reverse(name)) for text, name, needed in LOOK_UP if allowed(request.actor, needed)]
    return render(request, "frontdoor/desk.html", {"items": items, "roles": roles, "links": links})


def _due_first(items: Iterable[DeskItem]) -> list[DeskItem]:
    return sorted(items, key=lambda item: (item.due_at or LAST, item.title))


@requires("public")
def about(request: Request) -> HttpResponse:
    """What this is, and who answers for it."""
    return render(request, "frontdoor/about.html", {"council": people.council()})


@requires("public")
def accessibility(request: Request) -> HttpResponse:
    return render(request, "frontdoor/accessibility.html", {"council": people.council()})


@requires("public")
def privacy(request: Request) -> HttpResponse:
    """Who is told what, for every life event: made from the same files that decide it."""
    context = {
        "events": all_heard(gateways.offered(request.today).values()),
        "services": services(),
        "council": people.council(),
    }
    return render(request, "frontdoor/privacy.html", context)


@requires("public")
def cookies(request: Request) -> HttpResponse:
    return render(request, "frontdoor/cookies.html", {})


@requires("public")
def developers(request: Request) -> HttpResponse:
    """The API: what it does, where its description is."""
    return render(request, "frontdoor/developers.html", {"events": all_heard(gateways.offered(request.today).values())})
