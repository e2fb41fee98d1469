"""The door of the front door: what it holds of one person. Nobody above it but the project asks."""

from datetime import date, datetime
from functools import partial
from typing import Any
from uuid import UUID

from django.urls import reverse
from django.utils.timezone import localdate
from django.utils.translation import gettext as _

from coopcouncil.foundation import audit
from coopcouncil.foundation.actors import SYSTEM, Actor
from coopcouncil.foundation.contributions import DeskItem
from coopcouncil.foundation.permissions import allowed
from coopcouncil.foundation.retention import Keeping
from coopcouncil.frontdoor import actions, gateways, queries
from coopcouncil.frontdoor.actions import keeping
from coopcouncil.people import public as people
from coopcouncil.sharing import public as sharing


def export_person(account_id: UUID) -> dict[str, Any]:
    """What a person began to tell and has not sent, and what others told for them, for a subject access request.

    Of the latter they are given what its page shows them, and no way to reach whoever told it.
    """
    audit.read(SYSTEM, "frontdoor.person_exported", ("people.account", account_id))
    shown = partial(gateways.shown_to_whom_it_was_told_for, today=localdate())
    return {"begun": queries.drafts_of(account_id), "told_for_you": sharing.export_told_for(account_id, shown=shown)}


def erase_person(account_id: UUID) -> None:
    """Throw away every draft of a person. What was sent is `sharing`'s."""
    actions.erase(actor=SYSTEM, account_id=account_id)


def keepings() -> list[Keeping]:
    """For how long the front door keeps each kind of thing."""
    return keeping.keepings()


def desk_items(actor: Actor, now: datetime) -> list[DeskItem]:
    """Helping somebody tell us, and versions of life events that wait for this designer's approval."""
    items = []
    if actor.is_staff and allowed(actor, "frontdoor.assist"):
        items.append(
            DeskItem(
                title=_("Help somebody tell us"),
                url=reverse("frontdoor:helping"),
                count=0,
                why=_("Somebody is at the counter, on the phone or has written, and agrees that you write it down."),
            )
        )
        items += _asked(actor, now)
    return [*items, *_to_approve(actor)]


def _asked(actor: Actor, now: datetime) -> list[DeskItem]:
    """What this officer asked other services and is still helping with: answered, waiting, or over with its day."""
    said = {
        "answered": _("They have answered."),
        "asked": _("Nobody has answered yet."),
        "expired": _("Nobody answered that day. Send without it, or ask again."),
    }
    return [
        DeskItem(
            title=_("You asked %(who)s") % {"who": row.organisation},
            url=reverse("frontdoor:call_for_help", args=[row.draft_id]),
            count=1,
            why=said[row.state],
            due_at=row.asked_at,
        )
        for row in sharing.help_asked_by(actor, localdate(now))
    ]


def _to_approve(actor: Actor) -> list[DeskItem]:
    if not allowed(actor, "frontdoor.design"):
        return []
    waiting = queries.proposed_count(but_not_by=actor.account_id)
    if not waiting:
        return []
    return [
        DeskItem(
            title=_("Life events to approve"),
            url=reverse("frontdoor:designs"),
            count=waiting,
            why=_("Somebody wrote a new version. People are offered it once you approve it."),
        )
    ]


def asked_by_purpose(today: date) -> dict[str, sharing.Asked]:
    """For each purpose, what the life events that are offered ask for it, and which types of service they tell."""
    found: dict[str, sharing.Asked] = {}
    for event in gateways.offered(today).values():
        for notice in event.notices:
            so_far = found.get(notice.purpose, sharing.Asked())
            told = ((code, event.fact(code).label) for code in notice.facts)
            found[notice.purpose] = sharing.Asked(
                tuple(dict.fromkeys((*so_far.facts, *told))),
                tuple(dict.fromkeys((*so_far.service_types, notice.service))),
            )
    return found


def account_items(actor: Actor, now: datetime) -> list[DeskItem]:
    """What else this person could have, where they agreed that we look for it."""
    if actor.account_id is None or people.suggestions_since(actor.account_id) is None:
        return []
    found = queries.suggestions(actor, today=localdate(now))
    if not found:
        return []
    return [
        DeskItem(
            title=_("What you could have"),
            url=reverse("frontdoor:suggestions"),
            count=len(found),
            why=_("From what you told us of yourself. You said that we may look."),
        )
    ]
