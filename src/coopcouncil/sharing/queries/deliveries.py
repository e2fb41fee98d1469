"""Deliveries: the parcel that a worker carries, and the list that the administrator sees."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import connection
from django.db.models import Case, Exists, F, OuterRef, Q, QuerySet, Value, When

from coopcouncil.foundation.database import joined_row
from coopcouncil.kernel.errors import NotFound
from coopcouncil.sharing.domain import slices
from coopcouncil.sharing.domain.circumstances import Need, read_needs
from coopcouncil.sharing.domain.delivery import LONGEST_LIFE, TO_BE_SENT
from coopcouncil.sharing.domain.needs import told
from coopcouncil.sharing.domain.safe import SafeContact, read_contact
from coopcouncil.sharing.domain.slices import Fact
from coopcouncil.sharing.models import DeadEnd, Delivery, Notice, ServerHealth
from coopcouncil.sharing.queries import words
from coopcouncil.sharing.queries.undoing import withdrawn

# What no list shows, so that none of it is opened for one.
SEALED_IN_LISTS = (
    "notice__facts", "notice__needs", "notice__safe_contact", "notice__instead_of", "notice__submission__facts",
)  # fmt: skip


@dataclass(frozen=True)
class Parcel:
    """Everything about a notice that its organisation is to know."""

    notice_id: UUID
    reference: str
    event_code: str
    title: str
    service_type: str
    purpose: str
    purpose_words: str
    basis: str
    basis_words: str
    gateway: str
    urgency: str
    identity: str
    by_consent: bool
    standing: str
    standing_words: str
    standing_means: str
    may_end_entitlement: bool
    facts: tuple[Fact, ...]
    needs: tuple[Need, ...]
    needs_words: tuple[str, ...]
    language: str
    acting: str
    safe_contact: SafeContact | None
    instead_of: str  # the organisation that must not learn of it; "" where there is none
    how_told: str
    told_at: datetime
    kind: str
    corrects: UUID | None
    because: str
    words: str


def parcel(delivery: Delivery) -> Parcel:
    """What goes to the organisation. `delivery` came with its notice and submission."""
    notice, submission = delivery.notice, delivery.notice.submission
    return Parcel(
        notice_id=notice.id,
        reference=submission.reference,
        event_code=submission.event_code,
        title=notice.title,
        service_type=notice.service_type,
        purpose=notice.purpose,
        purpose_words=notice.purpose_words,
        basis=notice.basis,
        basis_words=words.basis(notice.basis),
        gateway=notice.gateway,
        urgency=notice.urgency,
        identity=notice.identity,
        by_consent=notice.by_consent,
        standing=notice.standing,
        standing_words=notice.standing_words,
        standing_means=notice.standing_means,
        may_end_entitlement=notice.may_end_entitlement,
        facts=slices.cut(slices.read(_facts_of(notice)), purpose=notice.purpose),
        needs=read_needs(notice.needs),
        needs_words=told(read_needs(notice.needs)),
        language=notice.language,
        acting=notice.acting or "",
        safe_contact=read_contact(notice.safe_contact),
        instead_of=notice.instead_of or "",
        how_told=notice.how_told,
        told_at=notice.created_at,
        kind=notice.kind,
        corrects=notice.corrects_id,
        because=notice.because,
        words=notice.words or "",
    )


_ALL_BUT_FACTS = tuple(field.name for field in Notice._meta.concrete_fields if field.name not in {"id", "facts"})


def _facts_of(notice: Notice) -> Any:
    """Its facts, opened only now where it came without them."""
    if "facts" in notice.get_deferred_fields():
        opened = joined_row(Notice, (), "this.id = %s", [notice.id], without=_ALL_BUT_FACTS)
        return opened.facts if opened else []
    return notice.facts


def delivery_to_carry(delivery_id: UUID) -> Delivery:
    """The delivery with its notice, submission and organisation, the facts still sealed. Raises NotFound."""
    found = joined_row(
        Delivery,
        ("notice", "notice__submission", "notice__organisation"),
        "this.id = %s",
        [delivery_id],
        without=("notice__facts", "notice__submission__facts"),
    )
    if found is None:
        raise NotFound("There is no such delivery.")
    return found


def delivery_for_update(delivery_id: UUID) -> Delivery:
    """The delivery, locked until the transaction ends. Raises NotFound."""
    found = (
        Delivery.objects.select_for_update(of=("self",))
        .select_related("notice")
        .defer("notice__facts")
        .filter(id=delivery_id)
        .first()
    )
    if found is None:
        raise NotFound("There is no such delivery.")
    return found


def undelivered_for_update(organisation_id: UUID) -> list[Delivery]:
    """What this organisation has not got yet, oldest first, locked until the transaction ends."""
    return list(
        Delivery.objects.select_for_update(of=("self",))
        .select_related("notice")
        .defer("notice__facts")
        .filter(notice__organisation_id=organisation_id, state__in=[*TO_BE_SENT, Delivery.State.DEAD])
        .order_by("queued_at", "id")
    )


# How urgent: the lower goes first.
_RANK = {"emergency": 0, "same_day": 1, "routine": 2}


# Asked of each notice that is carried, so its SQL is written out and not made anew each time. It begins with the
# person, who told a few times only: an organisation may have been told hundreds of thousands of times.
_EARLIER = """
    WITH told AS MATERIALIZED (SELECT id FROM sharing_submission WHERE {whose} = %s)
    SELECT delivery.state, delivery.next_attempt_at
    FROM told
    JOIN sharing_notice notice ON notice.submission_id = told.id
    JOIN sharing_delivery delivery ON delivery.notice_id = notice.id
    WHERE notice.organisation_id = %s AND notice.created_at < %s AND notice.urgency = ANY(%s)
      AND delivery.state = ANY(%s) AND delivery.queued_at > %s
"""


def told_earlier(notice: Notice, now: datetime) -> list[tuple[str, datetime | None]]:
    """Of each delivery that must go before this notice, its state and next attempt: of what the same person told the
    same organisation before, that is as urgent, and still under way.

    What has waited for longer than any schedule lasts is not waited for: a person must see to it.
    """
    told = notice.submission
    if told.account_id is not None:
        whose, who = "account_id", str(told.account_id)
    elif told.session_digest:
        whose, who = "session_digest", told.session_digest
    else:
        return []
    as_urgent = [code for code, rank in _RANK.items() if rank <= _RANK[notice.urgency]]
    values: list[Any] = [
        who,
        notice.organisation_id,
        notice.created_at,
        as_urgent,
        sorted(TO_BE_SENT),
        now - LONGEST_LIFE,
    ]
    with connection.cursor() as cursor:
        cursor.execute(_EARLIER.format(whose=whose), values)
        return cursor.fetchall()


def overdue_for_update(before: datetime) -> list[Delivery]:
    """Up to 500 deliveries put in the queue before then, that wait for a paused server; locked until the end of the
    transaction.
    """
    paused = ServerHealth.objects.filter(paused_until__isnull=False).values("organisation_id")
    return list(
        Delivery.objects.select_for_update(of=("self",), skip_locked=True)
        .select_related("notice")
        .defer("notice__facts")
        .filter(queued_at__lt=before, state__in=TO_BE_SENT, notice__organisation_id__in=paused)
        .order_by("queued_at", "id")[:500]
    )


def deliveries_for_table() -> QuerySet[Delivery]:
    """Every delivery with what its row needs, without the facts.

    Of what was told in safe mode only what a person must see to, what could not be delivered, without its reference
    and its title; so that no search finds it by them, they are columns of the query: `reference` and `title`.
    """
    kept_safe = Q(notice__submission__safe=True)
    return (
        Delivery.objects.filter(notice__submission__restricted_at__isnull=True)
        .exclude(kept_safe & ~Q(state=Delivery.State.DEAD))
        .select_related("notice__organisation", "notice__submission", "owner")
        .defer(*SEALED_IN_LISTS)
        .annotate(
            ended=Exists(DeadEnd.objects.filter(delivery_id=OuterRef("pk"))),
            reference=Case(When(kept_safe, then=Value("")), default=F("notice__submission__reference")),
            title=Case(When(kept_safe, then=Value("")), default=F("notice__title")),
        )
    )


def dead_count() -> int:
    """How many notices could not be delivered and still matter: what was taken back or ended since does not."""
    ended = DeadEnd.objects.filter(delivery_id=OuterRef("pk"))
    return Delivery.objects.filter(~withdrawn("notice_id"), ~Exists(ended), state=Delivery.State.DEAD).count()
