"""What sharing contributes of people's requests about their data: to desks, accounts, exports, erasing."""

from datetime import datetime, time
from typing import Any
from uuid import UUID

from django.db.models import Count, Min
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from coopcouncil.foundation import clock
from coopcouncil.foundation.actors import Actor
from coopcouncil.foundation.contributions import DeskItem
from coopcouncil.foundation.permissions import allowed
from coopcouncil.foundation.retention import Keeping
from coopcouncil.sharing.actions import looking, retaining, reviewing
from coopcouncil.sharing.models import DataRequest
from coopcouncil.sharing.queries import holding
from coopcouncil.sharing.queries import rights as queries
from coopcouncil.sharing.queries.looking import entries_for_export, to_review, waiting_withholdings
from coopcouncil.sharing.queries.restricting import restricted_for_table


def desk_items(actor: Actor, now: datetime) -> list[DeskItem]:
    """Requests that wait for the council, with the day on which the first is due; and the way to what cannot wait."""
    in_need = _in_need(actor) + _restricted(actor)
    if not actor.is_staff or not allowed(actor, "sharing.see_requests"):
        return in_need
    waiting = queries.open_requests(actor.account_id).exclude(state=DataRequest.State.WAITING)
    found = waiting.aggregate(count=Count("id"), due=Min("due_on"))
    items = [*in_need, *_looking(actor)]
    if not found["count"]:
        return items
    title = ngettext(
        "%(count)s request about somebody’s data", "%(count)s requests about people’s data", found["count"]
    )
    return [
        *items,
        DeskItem(
            title=title % {"count": found["count"]},
            url=reverse("sharing:data_requests"),
            count=found["count"],
            why=_("The law sets the day by which they have an answer."),
            due_at=datetime.combine(found["due"], time.min, clock.LONDON) if found["due"] else None,
        ),
    ]


def _in_need(actor: Actor) -> list[DeskItem]:
    if not allowed(actor, "sharing.open_in_need"):
        return []
    return [
        DeskItem(
            title=_("Open what cannot wait"),
            url=reverse("sharing:open_in_need"),
            count=0,
            why=_("Somebody would come to harm if you waited, and you may not see it in your own work."),
        )
    ]


def _restricted(actor: Actor) -> list[DeskItem]:
    """The way to what a law keeps of people who were erased, where there is any."""
    if not allowed(actor, "sharing.list_restricted"):
        return []
    if not (count := restricted_for_table(actor.account_id).count()):
        return []
    return [
        DeskItem(
            title=_("Kept by law of people who were erased"),
            url=reverse("sharing:restricted"),
            count=count,
            why=_("You alone can read it, for a reason that the law allows."),
        )
    ]


def _looking(actor: Actor) -> list[DeskItem]:
    """What was opened in need, and exemptions that somebody else proposed: both wait for this person."""
    items = []
    if opened := to_review(actor.account_id).count():
        title = ngettext("%(count)s opening in need to look at", "%(count)s openings in need to look at", opened)
        items.append(
            DeskItem(
                title=title % {"count": opened},
                url=reverse("sharing:openings"),
                count=opened,
                why=_("Somebody opened what is held of a person. Was it right?"),
            )
        )
    if proposed := waiting_withholdings(actor.account_id).count():
        items.append(
            DeskItem(
                title=_("Exemptions to approve"),
                url=reverse("sharing:withheld"),
                count=proposed,
                why=_("A colleague proposes not to show readings to the person."),
            )
        )
    return items


def account_items(actor: Actor, now: datetime) -> list[DeskItem]:
    """A question that we asked this person, and a copy that is ready. One query."""
    if actor.account_id is None:
        return []
    words = {
        DataRequest.State.WAITING: (_("We asked you something"), _("The time stands still until you answer.")),
        DataRequest.State.RELEASED: (_("Your copy is ready"), _("It can be downloaded for a while.")),
    }
    found = queries.requests_of(actor.account_id).filter(state__in=list(words), downloaded_at__isnull=True)
    return [
        DeskItem(title=words[state][0], url=reverse("sharing:my_request", args=[row.id]), count=1, why=words[state][1])
        for row in found.order_by("received_on", "id")
        for state in [DataRequest.State(row.state)]
        if state == DataRequest.State.WAITING or (row.package_until and row.package_until > now)
    ]


def export_person(account_id: UUID) -> dict[str, Any]:
    """What this person asked about their data, what was written about it, and who looked at what is held of them."""
    return {
        "data_requests": queries.requests_for_export(account_id),
        "who_looked": entries_for_export(account_id, clock.today()),
    }


def erase_person(account_id: UUID) -> None:
    """Empty what they asked and what they got; that they asked stays, as the record of how the council answered."""
    reviewing.forget_requests(account_id)
    looking.forget_reasons(account_id)
    retaining.forget_holds(account_id)


def legal_holds(account_id: UUID) -> list[str]:
    """Why nothing of this person may go: the council holds it, or a decision can still be appealed."""
    return holding.why_not(account_id, clock.today())


def keepings() -> list[Keeping]:
    """For how long sharing keeps each kind of thing."""
    return retaining.keepings()
