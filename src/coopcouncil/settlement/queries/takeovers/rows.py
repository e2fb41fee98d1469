"""Rows of takeovers and of what belongs to them."""

from collections.abc import Collection
from typing import Any
from uuid import UUID

from django.db.models import Count, Exists, OuterRef, Q, QuerySet

from coopcouncil.kernel.errors import NotFound
from coopcouncil.settlement.domain.takeovers import stages
from coopcouncil.settlement.models import (
    Accounts,
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


def takeovers_for(
    account_id: UUID | None, organisations: Collection[UUID], handled: Collection[UUID] | None
) -> QuerySet[Takeover]:
    """Those in which somebody takes part: of their group, and those for which bodies of theirs answer.

    `handled` are those bodies; None: somebody who handles them all.
    """
    if handled is None:
        return _whole()
    own = Q(organisation_id__in=organisations) | Q(accountable_id__in=handled)
    if account_id is not None:
        own |= Q(account_id=account_id)
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


def waiting_for_council(handled: Collection[UUID] | None) -> int:
    """How many takeovers wait for those who handle them: for an answer, checks, a hand-over, an answer to an alarm."""
    alarmed = Alarm.objects.filter(takeover=OuterRef("id"), answered_at__isnull=True)
    waits = Q(stage__in=[stages.INTEREST, stages.CHECKING, stages.DECIDED, stages.STEPPED_IN])
    rows = Takeover.objects.filter(waits | Exists(alarmed))
    return (rows if handled is None else rows.filter(accountable_id__in=handled)).count()


def waiting_for_group(account_id: UUID | None, organisations: Collection[UUID]) -> QuerySet[Takeover]:
    """Those in which the group has something to do: write its plan, answer an offer, sign."""
    offered = Support.objects.filter(takeover=OuterRef("id"), answer="")
    newer = Agreement.objects.filter(takeover=OuterRef("takeover"), number__gt=OuterRef("number"))
    to_sign = Agreement.objects.filter(~Exists(newer), takeover=OuterRef("id")).exclude(signatures__party="group")
    goes_on = Q(stage__in=[stages.CHECKING, stages.DECIDED, stages.RUNNING, stages.STEPPED_IN])
    may_act = Q(organisation_id__in=organisations) | Q(stage__in=stages.BY_ITS_MEMBER)
    return takeovers_for(account_id, organisations, ()).filter(
        may_act,
        Q(stage__in=[stages.PREPARING, stages.STEPPED_IN]) | (goes_on & (Exists(offered) | Exists(to_sign))),
    )


def to_declare(account_id: UUID, organisations: Collection[UUID], council_id: UUID | None) -> QuerySet[Takeover]:
    """Those in which somebody of these organisations serves both sides, and has not said so."""
    declared = Declaration.objects.filter(takeover=OuterRef("id"), account_id=account_id)
    rows = Takeover.objects.filter(organisation_id__in=organisations).exclude(stage__in=stages.OVER)
    if council_id not in organisations:
        rows = rows.filter(accountable_id__in=organisations)
    return rows.filter(~Exists(declared))


def counts() -> tuple[int, int]:
    """How many services communities run now, and how many were ever handed over to one."""
    every = Takeover.objects.filter(stage__in=[stages.RUNNING, stages.STEPPED_IN, stages.RETURNED])
    return every.filter(stage=stages.RUNNING).count(), every.count()


def steps_of(takeover_id: UUID) -> list[TakeoverStep]:
    return list(TakeoverStep.objects.filter(takeover_id=takeover_id).order_by("at"))


def plans_of(takeover_id: UUID) -> QuerySet[BusinessCase]:
    return BusinessCase.objects.filter(takeover_id=takeover_id).order_by("-number")


def support_of(takeover_id: UUID) -> QuerySet[Support]:
    return Support.objects.filter(takeover_id=takeover_id).order_by("offered_at")


def checks_of(row: Takeover) -> dict[str, CheckSigned]:
    """The newest finding of each check, by its code: of the organisation and the plan that stand, and no others."""
    if row.organisation_id is None:
        return {}
    plan = BusinessCase.objects.filter(takeover=row).order_by("-number").values("number")[:1]
    signed = CheckSigned.objects.filter(takeover=row, organisation_id=row.organisation_id, plan=plan)
    return {item.code: item for item in signed.order_by("at")}


def decisions_of(takeover_id: UUID) -> list[TakeoverDecision]:
    return list(TakeoverDecision.objects.filter(takeover_id=takeover_id).order_by("-at"))


def agreement_of(takeover_id: UUID) -> Agreement | None:
    """The newest agreement, signed or not, with its signatures."""
    return _agreements(takeover_id).first()


def terms_of(takeover_id: UUID) -> Agreement | None:
    """The agreement that holds: the newest that both have signed."""
    return _agreements(takeover_id).annotate(signed=Count("signatures")).filter(signed=2).first()


def _agreements(takeover_id: UUID) -> QuerySet[Agreement]:
    return Agreement.objects.filter(takeover_id=takeover_id).order_by("-number").prefetch_related("signatures")


def accounts_of(takeover_id: UUID) -> QuerySet[Accounts]:
    return Accounts.objects.filter(takeover_id=takeover_id).order_by("-year_ended_on")


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
    """The references of what a community runs, or ran until the council stepped in."""
    rows = Takeover.objects.filter(stage__in=[stages.RUNNING, stages.STEPPED_IN]).order_by("id")
    return list(rows.values_list("reference", flat=True))


def services_to_take(row: Takeover, council_id: UUID | None) -> QuerySet[Any]:
    """The services that may change hands: open, of the type, and the council’s or of who answers for the promise."""
    model: Any = Takeover._meta.get_field("service").related_model
    bodies = {row.accountable_id, council_id} - {None}
    rows = model.objects.filter(service_type=row.service_type).exclude(status="closed")
    mine = Q(organisation_id__in=bodies) | Q(owner_id__in=bodies) | Q(id=row.service_id)
    return rows.filter(mine).select_related("organisation").order_by("name")


def is_taken(row: Takeover) -> bool:
    """Whether another group runs the service, or ran it until the council stepped in."""
    if row.service_id is None:
        return False
    run = Takeover.objects.filter(stage__in=[stages.RUNNING, stages.STEPPED_IN], service_id=row.service_id)
    return run.exclude(id=row.id).exists()
