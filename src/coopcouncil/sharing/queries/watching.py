"""Who has a notice in hand, who owns what is stuck, and what waits for a safeguarding officer."""

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.db.models import Case, Count, Exists, F, OuterRef, Q, QuerySet, Value, When

from coopcouncil.directory import public as directory
from coopcouncil.foundation.actors import Actor
from coopcouncil.kernel.errors import NotFound
from coopcouncil.people import public as people
from coopcouncil.people.public import StaffMember
from coopcouncil.sharing.domain.watching import least_burdened, shipped_watch
from coopcouncil.sharing.models import Acknowledgement, Alarm, Answer, DeadEnd, Delivery, Notice
from coopcouncil.sharing.queries.deliveries import SEALED_IN_LISTS, deliveries_for_table
from coopcouncil.sharing.queries.undoing import withdrawn

TRIAGE = Acknowledgement.Place.TRIAGE
# What a program can say by itself: it is no word of a person. That it is done, it can only have from one.
_BY_A_PROGRAM = Q(by_account__isnull=True) & ~Q(kind="acted")


@dataclass(frozen=True)
class InHand:
    """Who said that they have a notice in hand, where, and when."""

    who: str
    place: str
    at: datetime


def in_hand(notice_id: UUID) -> tuple[InHand, ...]:
    """Everybody who said so, the first first."""
    found = Acknowledgement.objects.filter(notice_id=notice_id).select_related("account").order_by("at", "id")
    return tuple(InHand(row.account.name, row.place, row.at) for row in found)


def is_in_hand(notice_id: UUID) -> bool:
    """Whether a person has this notice in hand: they said so, or answered it, or a program says that it is done."""
    return (
        Acknowledgement.objects.filter(notice_id=notice_id).exists()
        or Answer.objects.filter(notice_id=notice_id).exclude(_BY_A_PROGRAM).exists()
    )


def is_triaged(notice_id: UUID) -> bool:
    return Acknowledgement.objects.filter(notice_id=notice_id, place=TRIAGE).exists()


def triage_for_table(*, done_too: bool) -> QuerySet[Delivery]:
    """The deliveries of notices that may speak of harm; without `done_too` those that no safeguarding officer has.

    Of what was told in safe mode neither reference nor title: they are columns of the query, so that no search finds
    it by them.
    """
    kept_safe = Q(notice__submission__safe=True)
    has_it = Acknowledgement.objects.filter(notice_id=OuterRef("notice_id"), place=TRIAGE)
    found = Delivery.objects.filter(notice__purpose__in=sorted(shipped_watch().triage)).annotate(triaged=Exists(has_it))
    if not done_too:
        found = found.filter(~withdrawn("notice_id"), triaged=False)
    return (
        found.select_related("notice__organisation", "notice__submission")
        .defer(*SEALED_IN_LISTS)
        .annotate(
            reference=Case(When(kept_safe, then=Value("")), default=F("notice__submission__reference")),
            title=Case(When(kept_safe, then=Value("")), default=F("notice__title")),
        )
    )


def alarm_for_update(alarm_id: UUID) -> Alarm:
    """The alarm with its delivery and account, locked until the transaction ends. Raises NotFound."""
    found = (
        Alarm.objects.select_for_update(of=("self",))
        .select_related("delivery__notice", "account")
        .defer("delivery__notice__facts")
        .filter(id=alarm_id)
        .first()
    )
    if found is None:
        raise NotFound("There is no such alarm.")
    return found


def owner_for(notice: Notice, today: date) -> StaffMember | None:
    """Who of the council owns this notice by `watch.toml`: of the first role that somebody holds, who has least.

    None where nobody holds any of the roles.
    """
    council = people.council()
    if council is None:
        return None
    owned = stuck().filter(owner__isnull=False).values("owner").annotate(count=Count("id"))
    burden = dict(owned.order_by().values_list("owner", "count"))
    for role in shipped_watch().roles_for(notice.urgency, notice.purpose):
        members = {member.account_id: member for member in people.staff(council.id, [role], today)}
        if (chosen := least_burdened(members, burden)) is not None:
            return members[chosen]
    return None


def stuck() -> QuerySet[Delivery]:
    """What could not be delivered and still matters: nobody has ended it, and it was not taken back."""
    ended = DeadEnd.objects.filter(delivery_id=OuterRef("pk"))
    return Delivery.objects.filter(~withdrawn("notice_id"), ~Exists(ended), state=Delivery.State.DEAD)


def stuck_of(actor: Actor) -> QuerySet[Delivery]:
    """The stuck deliveries that this person owns, with what their rows need, without the facts."""
    return deliveries_for_table().filter(id__in=stuck().filter(owner_id=actor.account_id).values("id"))


def owned_count(actor: Actor) -> int:
    """How many stuck deliveries this person owns."""
    return stuck().filter(owner_id=actor.account_id).count() if actor.account_id else 0


def unowned_for_update() -> list[Delivery]:
    """Up to 500 stuck deliveries without an owner who still works here, locked until the transaction ends."""
    return list(
        stuck()
        .filter(Q(owner__isnull=True) | Q(owner__is_active=False))
        .select_for_update(of=("self",), skip_locked=True)
        .select_related("notice")
        .defer("notice__facts")
        .order_by("queued_at", "id")[:500]
    )


@dataclass(frozen=True)
class Stuck:
    """A delivery that died, for those who see to it; never a fact. `instead`: who was told in its place."""

    id: UUID
    state: str
    reference: str
    title: str
    organisation: str
    attempts: int
    last_error: str
    owner: str
    queued_at: datetime
    kept_safe: bool
    ended_because: str
    ended_by: str
    ended_at: datetime | None
    instead: str
    others: tuple[tuple[UUID, str], ...]  # the organisations that offer the same type of service


def stuck_delivery(delivery: Delivery) -> Stuck:
    """`delivery` came with its notice, submission and organisation."""
    notice, told = delivery.notice, delivery.notice.submission
    end = DeadEnd.objects.select_related("by", "instead__organisation").filter(delivery_id=delivery.id).first()
    owner = people.person_name(delivery.owner_id) if delivery.owner_id else ""
    return Stuck(
        id=delivery.id,
        state=delivery.state,
        reference="" if told.safe else told.reference,
        title="" if told.safe else notice.title,
        organisation=notice.organisation.name,
        attempts=delivery.attempts,
        last_error=delivery.last_error,
        owner=owner,
        queued_at=delivery.queued_at,
        kept_safe=told.safe,
        ended_because=(end.reason or "") if end else "",
        ended_by=end.by.name if end else "",
        ended_at=end.at if end else None,
        instead=end.instead.organisation.name if end and end.instead else "",
        others=() if end else others_offering(notice),
    )


def others_offering(notice: Notice) -> tuple[tuple[UUID, str], ...]:
    """The other organisations that offer this type of service: id and name, by name."""
    services = directory.offering([notice.service_type]).get(notice.service_type, [])
    found = {row.organisation_id: row.organisation_name for row in services}
    found.pop(notice.organisation_id, None)
    return tuple(sorted(found.items(), key=lambda pair: (pair[1], str(pair[0]))))


def unrung(before: datetime) -> int:
    """How many alarms made before then have never rung the duty officer's telephone, and still wait for somebody."""
    waiting = Alarm.objects.filter(kind=Alarm.Kind.RING, rings=0, made_at__lt=before, sent_at__isnull=True)
    return waiting.count()


def untriaged_count() -> int:
    return triage_for_table(done_too=False).count()
