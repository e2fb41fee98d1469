"""Lines on a desk about notices that must not be missed."""

from datetime import datetime

from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from coopcouncil.foundation.actors import Actor
from coopcouncil.foundation.contributions import DeskItem
from coopcouncil.foundation.roles import Role
from coopcouncil.people import public as people
from coopcouncil.sharing.queries.health import servers_in_trouble
from coopcouncil.sharing.queries.watching import owned_count, untriaged_count


def watch_items(actor: Actor, now: datetime) -> list[DeskItem]:
    """What this person owns, what a safeguarding officer has to see, and what ails the ways to people."""
    items = [*_mine(actor, now), *_triage(actor, now)]
    if actor.has_role(Role.ADMINISTRATOR):
        items += [*_servers(now), *_nobody_is_rung(now)]
    return items


def _mine(actor: Actor, now: datetime) -> list[DeskItem]:
    if not actor.is_staff or not (count := owned_count(actor)):
        return []
    title = ngettext(
        "%(count)s notice that could not be delivered is yours",
        "%(count)s notices that could not be delivered are yours",
        count,
    )
    why = _("The person who waits reads your name. Send it again, tell another organisation instead, or close it.")
    return [DeskItem(title % {"count": count}, reverse("sharing:my_deliveries"), count, why, now)]


def _triage(actor: Actor, now: datetime) -> list[DeskItem]:
    council = people.council() if actor.has_role(Role.SAFEGUARDING_OFFICER) else None
    if council is None or council.id not in actor.organisations_for(Role.SAFEGUARDING_OFFICER):
        return []
    if not (count := untriaged_count()):
        return []
    title = ngettext("%(count)s notice may speak of harm", "%(count)s notices may speak of harm", count)
    why = _("Nobody trained has said yet that they have it in hand.")
    return [DeskItem(title % {"count": count}, reverse("sharing:triage"), count, why, now)]


def _servers(now: datetime) -> list[DeskItem]:
    if not (servers := servers_in_trouble()):
        return []
    title = ngettext("%(count)s server is in trouble", "%(count)s servers are in trouble", len(servers))
    why = (
        _("A server said that it takes no more notices. Ask for its right address.")
        if any(state == "off" for name, state in servers)
        else _("Nothing is sent there for a while. We try again by ourselves; ask them what is wrong.")
    )
    return [DeskItem(title % {"count": len(servers)}, reverse("sharing:connections"), len(servers), why, now)]


def _nobody_is_rung(now: datetime) -> list[DeskItem]:
    if settings.DEMO or (settings.DUTY_GATEWAY_URL and settings.DUTY_PHONE):
        return []
    title = _("In an emergency nobody is rung")
    why = _("The duty officer’s telephone is not connected. Ask whoever runs this site to set it up.")
    return [DeskItem(title, reverse("sharing:connections"), 1, why, now)]
