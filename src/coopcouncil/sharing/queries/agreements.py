"""Agreements and assessments: which covers what, what waits for one, and what went without."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from types import MappingProxyType
from uuid import UUID

from django.db.models import Count, Min, Q, QuerySet

from coopcouncil.foundation.remembered import remembered
from coopcouncil.kernel.errors import NotFound
from coopcouncil.people import public as people
from coopcouncil.sharing.domain.agreements import LOOKED_AT_AFTERWARDS, Exemption, exemption
from coopcouncil.sharing.domain.due import COUNCIL_TIME
from coopcouncil.sharing.domain.purposes import shipped_purposes
from coopcouncil.sharing.domain.watching import shipped_watch
from coopcouncil.sharing.models import Agreement, Delivery, ImpactAssessment, Notice

NO_AGREEMENT = "no_agreement"  # why a delivery is held
OBJECTION = "objection"


@dataclass(frozen=True)
class Way:
    """By what a notice may go: an agreement, or why it needs none. Neither: it may not go now."""

    agreement_id: UUID | None
    without: Exemption

    @property
    def is_open(self) -> bool:
        return self.agreement_id is not None or self.without != ""


Covers = Mapping[tuple[UUID, str], tuple[tuple[date, date, UUID], ...]]


@remembered("sharing_agreement")
def _agreed() -> Covers:
    """Of each organisation and purpose the signed agreements: first day, day of the end and id, the newest first."""
    found: dict[tuple[UUID, str], list[tuple[date, date, UUID]]] = {}
    rows = Agreement.objects.filter(state=Agreement.State.AGREED).order_by("-starts_on", "id")
    for id_, body, purposes, starts, ends in rows.values_list(
        "id", "organisation_id", "purposes", "starts_on", "ends_on"
    ):
        for purpose in purposes:
            found.setdefault((body, purpose), []).append((starts, ends, id_))
    return MappingProxyType({key: tuple(rows) for key, rows in found.items()})


def agreed_on(day: date) -> frozenset[tuple[UUID, str]]:
    """Which organisations may be told for which purposes on a day, because an agreement in force says so."""
    return frozenset(
        key for key, rows in _agreed().items() if any(starts <= day < ends for starts, ends, _id in rows)
    )  # fmt: skip


class Ways:
    """By what notices may go at one moment. One small query at most, whatever the number of notices."""

    def __init__(self, now: datetime) -> None:
        council = people.council()
        self._council = council.id if council else None
        self._today = now.astimezone(COUNCIL_TIME).date()
        self._agreed = _agreed()

    def of(self, notice: Notice) -> Way:
        for starts, ends, agreement_id in self._agreed.get((notice.organisation_id, notice.purpose), ()):
            if starts <= self._today < ends:
                return Way(agreement_id, "")
        purpose = shipped_purposes().purposes.get(notice.purpose)

        def without(*, safe: bool) -> Exemption:
            return exemption(
                kind=notice.kind,
                urgency=notice.urgency,
                basis=notice.basis,
                special_condition=purpose.special_condition if purpose else "",
                safe=safe,
                to_the_council=notice.organisation_id == self._council,
            )

        harm = shipped_watch().is_safeguarding(notice.purpose)
        return Way(None, without(safe=harm) or without(safe=notice.submission.safe))


def held_for_update() -> list[Delivery]:
    """What waits for an agreement, oldest first, each with notice and submission, locked."""
    return list(
        Delivery.objects.select_for_update(of=("self",))
        .select_related("notice__submission")
        .defer("notice__facts", "notice__submission__facts")
        .filter(state=Delivery.State.HELD, last_error=NO_AGREEMENT)
        .order_by("queued_at", "id")
    )


@dataclass(frozen=True)
class HeldRow:
    """How much waits for an agreement with one organisation for one purpose, and since when."""

    organisation_id: UUID
    organisation: str
    purpose: str
    purpose_words: str
    count: int
    since: datetime


def held_rows() -> list[HeldRow]:
    """One query. No person, no reference."""
    found = (
        Delivery.objects.filter(state=Delivery.State.HELD, last_error=NO_AGREEMENT)
        .values("notice__organisation_id", "notice__organisation__name", "notice__purpose")
        .annotate(count=Count("id"), since=Min("queued_at"))
        .order_by("since")
    )
    book = shipped_purposes().purposes
    return [
        HeldRow(
            row["notice__organisation_id"],
            row["notice__organisation__name"],
            row["notice__purpose"],
            book[row["notice__purpose"]].words if row["notice__purpose"] in book else row["notice__purpose"],
            row["count"],
            row["since"],
        )
        for row in found
    ]


def sent_without() -> QuerySet[Delivery]:
    """What went without an agreement because it could not wait, and nobody has looked at yet. No fact."""
    return (
        Delivery.objects.filter(without__in=LOOKED_AT_AFTERWARDS, looked_at__isnull=True)
        .exclude(state__in=[Delivery.State.HELD, Delivery.State.STOPPED])
        .select_related("notice__organisation")
        .only("id", "without", "queued_at", "state", "notice__purpose", "notice__organisation__name")
    )


def went_without(delivery_id: UUID) -> Delivery:
    """One of `sent_without`. Raises NotFound."""
    found = sent_without().filter(id=delivery_id).first()
    if found is None:
        raise NotFound("Nothing of this name went without an agreement, or it was looked at.")
    return found


def agreements_for_table() -> QuerySet[Agreement]:
    return Agreement.objects.select_related("organisation", "assessment")


def agreement(agreement_id: UUID, *, lock: bool = False) -> Agreement:
    """With organisation and assessment. Raises NotFound."""
    rows = Agreement.objects.select_related("organisation", "assessment")
    found = (rows.select_for_update(of=("self",)) if lock else rows).filter(id=agreement_id).first()
    if found is None:
        raise NotFound("There is no such agreement.")
    return found


def assessment(assessment_id: UUID, *, lock: bool = False) -> ImpactAssessment:
    """Raises NotFound."""
    rows = ImpactAssessment.objects.all()
    found = (rows.select_for_update() if lock else rows).filter(id=assessment_id).first()
    if found is None:
        raise NotFound("There is no such assessment.")
    return found


def over_for_update(today: date) -> list[Agreement]:
    """Agreements whose time is over and that do not say so yet, locked."""
    return list(Agreement.objects.select_for_update().filter(state=Agreement.State.AGREED, ends_on__lte=today))


def to_look_at(today: date) -> int:
    """How many agreements are due to be looked at again."""
    return Agreement.objects.filter(state=Agreement.State.AGREED, review_on__lte=today).count()


def to_advise() -> int:
    """How many assessments wait for the data protection officer's advice."""
    return ImpactAssessment.objects.filter(Q(advised_on__isnull=True)).count()
