"""Rows of takeovers and of what belongs to them."""

from collections.abc import Collection
from typing import Any
from uuid import UUID

from django.db.models import Exists, OuterRef, Q, QuerySet

from coopcouncil.kernel.errors import NotFound
from coopcouncil.settlement.domain.takeovers import stages
from coopcouncil.settlement.models import (
    Agreement,
    Alarm,
    BusinessCase,
    CheckSigned,
    Declaration,
    Review,
    StepIn,
    Support,
    Takeover,
    TakeoverDecision,
    TakeoverStep,
)


def _whole() -> QuerySet[Takeover]:
    return Takeover.objects.select_related("accountable", "organisation", "service")


def takeover(reference: str) -> Takeover:
    """Raises NotFound."""
    found = _whole().filter(reference=reference).first()
    if found is None:
        raise NotFound("There is no such takeover.")
    return found


def takeover_for_update(reference: str) -> Takeover:
    """Locked until the transaction ends. Raises NotFound."""
    found = _whole().select_for_update(of=("self",)).filter(reference=reference).first()
    if found is None:
        raise NotFound("There is no such takeover.")
    return found


def public_takeovers() -> QuerySet[Takeover]:
    """What everybody may read, the newest first."""
    return _whole().filter(public_since__isnull=False).order_by("-created_at")


def takeovers_for(account_id: UUID | None, organisations: Collection[UUID], *, councils: bool) -> QuerySet[Takeover]:
    """Those in which somebody takes part: for their group, or, with `councils`, for the council all of them."""
    if councils:
        return _whole()
    own = Q(organisation_id__in=organisations)
    if account_id is not None:
        own |= Q(account_id=account_id, stage__in=stages.BY_ITS_MEMBER)
    return _whole().filter(own)


def takeovers_of_promise(code: str) -> list[Takeover]:
    """Of a promise, those that everybody may read, whatever came of them; the newest first."""
    return list(public_takeovers().filter(code=code))


def takeovers_of_organisation(organisation_id: UUID) -> list[Takeover]:
    return list(public_takeovers().filter(organisation_id=organisation_id))


def interests_of(account_id: UUID) -> QuerySet[Takeover]:
    """What one person said their group would take over."""
    return Takeover.objects.filter(account_id=account_id).order_by("created_at")


def declarations_by(account_id: UUID) -> QuerySet[Declaration]:
    return Declaration.objects.filter(account_id=account_id).select_related("takeover").order_by("at")


def waiting_of(account_id: UUID | None) -> int:
    """How many interests of one person nobody has answered."""
    if account_id is None:
        return 0
    return Takeover.objects.filter(account_id=account_id, stage=stages.INTEREST).count()


def waiting_for_council() -> int:
    """How many takeovers wait for something of the council: an answer, checks, a hand-over, an answer to an alarm."""
    alarmed = Alarm.objects.filter(takeover=OuterRef("id"), answered_at__isnull=True)
    waits = Q(stage__in=[stages.INTEREST, stages.CHECKING, stages.DECIDED, stages.STEPPED_IN])
    return Takeover.objects.filter(waits | Exists(alarmed)).count()


def waiting_for_group(account_id: UUID | None, organisations: Collection[UUID]) -> QuerySet[Takeover]:
    """Those in which the group has something to do: write its plan, answer an offer, sign."""
    offered = Support.objects.filter(takeover=OuterRef("id"), answer="")
    to_sign = Agreement.objects.filter(takeover=OuterRef("id")).exclude(signatures__party="group")
    return takeovers_for(account_id, organisations, councils=False).filter(
        Q(stage=stages.PREPARING)
        | (Q(stage__in=[stages.CHECKING, stages.RUNNING]) & Exists(offered))
        | (Q(stage=stages.DECIDED) & (Exists(offered) | Exists(to_sign)))
    )


def steps_of(takeover_id: UUID) -> list[TakeoverStep]:
    return list(TakeoverStep.objects.filter(takeover_id=takeover_id).order_by("at"))


def plans_of(takeover_id: UUID) -> QuerySet[BusinessCase]:
    return BusinessCase.objects.filter(takeover_id=takeover_id).order_by("-number")


def support_of(takeover_id: UUID) -> QuerySet[Support]:
    return Support.objects.filter(takeover_id=takeover_id).order_by("offered_at")


def checks_of(takeover_id: UUID) -> dict[str, CheckSigned]:
    """The newest finding of each check, by its code."""
    return {row.code: row for row in CheckSigned.objects.filter(takeover_id=takeover_id).order_by("at")}


def decisions_of(takeover_id: UUID) -> list[TakeoverDecision]:
    return list(TakeoverDecision.objects.filter(takeover_id=takeover_id).order_by("-at"))


def agreement_of(takeover_id: UUID) -> Agreement | None:
    """The agreement that stands, signed or not, with its signatures."""
    rows = Agreement.objects.filter(takeover_id=takeover_id).order_by("-number")
    return rows.prefetch_related("signatures").first()


def reviews_of(takeover_id: UUID) -> QuerySet[Review]:
    return Review.objects.filter(takeover_id=takeover_id).order_by("-at")


def declarations_of(takeover_id: UUID) -> QuerySet[Declaration]:
    return Declaration.objects.filter(takeover_id=takeover_id).order_by("at")


def alarms_of(takeover_id: UUID) -> QuerySet[Alarm]:
    return Alarm.objects.filter(takeover_id=takeover_id).order_by("-found_at")


def step_ins_of(takeover_id: UUID) -> list[StepIn]:
    return list(StepIn.objects.filter(takeover_id=takeover_id).order_by("-began_at"))


def open_step_in(takeover_id: UUID) -> StepIn | None:
    return StepIn.objects.filter(takeover_id=takeover_id, ended_at__isnull=True).first()


def step_in_for(step_in_id: UUID) -> StepIn:
    """With its takeover. Raises NotFound."""
    found = StepIn.objects.select_related("takeover__service", "takeover__organisation").filter(id=step_in_id).first()
    if found is None:
        raise NotFound("There is no such step-in.")
    return found


def step_ins_open() -> QuerySet[StepIn]:
    return StepIn.objects.filter(ended_at__isnull=True).order_by("began_at")


def running() -> list[str]:
    """The references of what a community runs now."""
    return list(Takeover.objects.filter(stage=stages.RUNNING).order_by("id").values_list("reference", flat=True))


def services_of_type(service_type: str) -> QuerySet[Any]:
    """The open services of a type, which may change hands."""
    model: Any = Takeover._meta.get_field("service").related_model
    rows = model.objects.filter(service_type=service_type).exclude(status="closed")
    return rows.select_related("organisation").order_by("name")
