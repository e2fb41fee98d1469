"""What waits for somebody: on an officer's desk, in an organisation's inbox, in a resident's account."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, time
from uuid import UUID

from django.db.models import Count, Exists, Min, Q

from coopcouncil.casework.models import Case, Failure, Officer, Task, Transfer
from coopcouncil.casework.permissions import MANAGING_ROLES
from coopcouncil.foundation.actors import Actor
from coopcouncil.foundation.roles import INBOX_ROLES
from coopcouncil.kernel.calendars import LONDON


@dataclass(frozen=True)
class Waiting:
    count: int
    first: datetime | None


_NOBODY = UUID(int=0)


def owned(actor: Actor) -> Waiting:
    """Open cases that are theirs, and when the first clock of them ends."""
    mine = Case.objects.filter(~Q(state="closed"), owner__account_id=actor.account_id or _NOBODY)
    return Waiting(**mine.aggregate(count=Count("id"), first=Min("next_due_at")))


def escalated(actor: Actor) -> Waiting:
    """Open cases that the ladder brought to them."""
    mine = Case.objects.filter(~Q(state="closed"), escalated_to__account_id=actor.account_id or _NOBODY)
    return Waiting(**mine.aggregate(count=Count("id"), first=Min("next_due_at")))


def tasks(actor: Actor) -> Waiting:
    """What the organisations whose inbox they work were asked to do and have not done."""
    found = Task.objects.filter(
        organisation_id__in=actor.organisations_for(*INBOX_ROLES), state__in=["given", "accepted"]
    ).aggregate(count=Count("id"), first=Min("case__next_due_at"))
    return Waiting(**found)


def offers(actor: Actor) -> Waiting:
    """What other councils ask us to take, for those who may."""
    fits = Q(rank__in=["manager", "head"]) | Q(team__takes_the_rest=True)
    mine = Officer.objects.filter(fits, left_at__isnull=True, account_id=actor.account_id or _NOBODY)
    found = Transfer.objects.filter(Exists(mine), side="taking", state="offered")
    return Waiting(**found.aggregate(count=Count("id"), first=Min("offered_at")))


def asked(account_id: UUID) -> list[tuple[UUID, str]]:
    """A resident's cases of which we asked whether they are solved: id and title."""
    rows = Case.objects.filter(person_id=account_id, state="asked").order_by("asked_at", "id")
    return list(rows.values_list("id", "title"))


def to_do(account_id: UUID) -> int:
    """How many tasks a resident has in cases of theirs."""
    return Task.objects.filter(case__person_id=account_id, who="resident", state__in=["given", "accepted"]).count()


def failures_to_answer(actor: Actor) -> Waiting:
    """Failures of their organisations' services to which nobody has replied, and by when the first reply is awaited."""
    rows = Failure.objects.filter(
        provider_id__in=actor.organisations_for(*MANAGING_ROLES), state=Failure.State.TOLD
    ).aggregate(count=Count("id"), first=Min("reply_until"))
    first = rows["first"]
    return Waiting(rows["count"], datetime.combine(first, time(17), LONDON) if first else None)


def replies_to_read() -> int:
    return Failure.objects.filter(state=Failure.State.REPLIED).count()


def anybody_ever() -> bool:
    return Officer.objects.exists()


def anybody_active() -> bool:
    return Officer.objects.filter(is_active=True).exists()


def about_notices(notice_ids: Collection[UUID]) -> list[Case]:
    """The cases about these notices with their owners, the newest last; no word of them."""
    rows = Case.objects.select_related("owner__account").filter(notice_id__in=notice_ids)
    return list(rows.defer("contact", "words").order_by("opened_at", "id"))
