"""What a provider tells the council of a quarter."""

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.db import transaction
from django.db.models import Max

from coopcouncil.directory import queries
from coopcouncil.directory.domain.quarters import Quarter
from coopcouncil.directory.events import ReturnSent
from coopcouncil.directory.models import MonitoringReturn
from coopcouncil.foundation import audit, events
from coopcouncil.foundation.actors import Actor
from coopcouncil.foundation.clock import LONDON
from coopcouncil.foundation.permissions import require
from coopcouncil.kernel.errors import BadInput, Conflict, NotAllowed

_MOST = 2_000_000_000


@dataclass(frozen=True)
class Figures:
    """Of one quarter: people helped, turned away, and waiting on its last day; and what changed, in words."""

    helped: int
    turned_away: int
    waiting: int
    what_changed: str = ""
    why_again: str = ""

    def __post_init__(self) -> None:
        for name in ("helped", "turned_away", "waiting"):
            if not 0 <= getattr(self, name) <= _MOST:
                raise BadInput("Enter a number of people, 0 or more.", place=name)


def send_return(
    *, actor: Actor, service_id: UUID, quarter: date, figures: Figures, after: int = 0, now: datetime
) -> UUID:
    """Send the figures of a quarter, or correct those sent: `after` is the number of the one that was read, 0 for none.

    Raises NotAllowed, NotFound, BadInput (it has not ended; no reason), Conflict (somebody else has sent it).
    """
    with transaction.atomic():
        service = queries.service_for_update(service_id)
        require(actor, "directory.send_return", service)
        if actor.account_id is None:
            raise NotAllowed("directory.send_return", about_object=False)
        if not Quarter(quarter).has_ended(now.astimezone(LONDON).date()):
            raise BadInput("This quarter has not ended yet. Send its figures when it has.", place="helped")
        sent = MonitoringReturn.objects.filter(service=service, quarter=quarter)
        last = sent.aggregate(last=Max("number"))["last"] or 0
        if last != after:
            raise Conflict(
                "A colleague has sent the figures of this quarter meanwhile. Theirs were kept, and yours are still in "
                "the form. Read theirs, and send yours only if theirs are wrong."
            )
        if last and not figures.why_again.strip():
            raise BadInput("Say what was wrong, so that the council understands.", place="why_again")
        made = MonitoringReturn.objects.create(
            service=service, quarter=quarter, number=last + 1, helped=figures.helped, turned_away=figures.turned_away,
            waiting=figures.waiting, what_changed=figures.what_changed.strip(),
            why_again=figures.why_again.strip() if last else "", sent_by_id=actor.account_id,
            sent_for_id=service.organisation_id, sent_at=now,
        )  # fmt: skip
        audit.note(actor, "directory.return_sent", made)
        events.emit(ReturnSent(made.id, service.id, quarter, made.number))
    return made.id
