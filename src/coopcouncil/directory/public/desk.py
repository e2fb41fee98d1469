"""What of the directory waits on a desk: a provider's figures and decisions, the council's decisions."""

from datetime import datetime, time, timedelta

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from coopcouncil.directory import queries
from coopcouncil.directory.domain import quarters
from coopcouncil.directory.permissions import EDITORS
from coopcouncil.directory.queries import providing as kept
from coopcouncil.foundation.actors import Actor
from coopcouncil.foundation.clock import LONDON
from coopcouncil.foundation.contributions import DeskItem
from coopcouncil.foundation.permissions import allowed

NEWS = timedelta(days=14)  # for so long a decision stands on the desk
DECIDE_WITHIN = timedelta(days=5)


def provider_items(actor: Actor, now: datetime) -> list[DeskItem]:
    """For a provider's manager: what the council decided, and figures of the quarter that are not sent yet."""
    held = actor.organisations_for(*EDITORS) if actor.kind == "person" else frozenset()
    if not held:
        return []
    made = []
    decided = kept.decided_since(held, since=now - NEWS).count()
    if decided:
        words = ngettext(
            "The council decided on %(count)s change of yours", "The council decided on %(count)s changes of yours",
            decided,
        )  # fmt: skip
        made.append(
            DeskItem(words % {"count": decided}, reverse("directory:own_services"), decided,
                     _("What was agreed is live. What was not has a reason."))
        )  # fmt: skip
    quarter = quarters.to_send(now.astimezone(LONDON).date())
    missing = kept.count_to_send(held, quarter=quarter.starts_on)
    if missing:
        words = ngettext(
            "Send the figures of the quarter: %(count)s service", "Send the figures of the quarter: %(count)s services",
            missing,
        )  # fmt: skip
        made.append(
            DeskItem(words % {"count": missing}, reverse("directory:own_services"), missing,
                     _("Four answers for each service, once in three months."),
                     datetime.combine(quarter.due_on, time(17), LONDON))
        )  # fmt: skip
    return made


def approver_items(actor: Actor, now: datetime) -> list[DeskItem]:
    """For the council: changes that wait for a decision."""
    if actor.kind != "person" or not allowed(actor, "directory.see_waiting"):
        return []
    waiting = list(queries.proposed_changes().values_list("proposed_at", flat=True))
    if not waiting:
        return []
    words = ngettext("%(count)s change to decide", "%(count)s changes to decide", len(waiting))
    return [
        DeskItem(words % {"count": len(waiting)}, reverse("directory:changes_to_decide"), len(waiting),
                 _("A provider would change what matters to people."), waiting[0] + DECIDE_WITHIN)
    ]  # fmt: skip
