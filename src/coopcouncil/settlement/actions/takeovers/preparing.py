"""The group’s plan, and the help that it is offered."""

from datetime import datetime
from uuid import UUID

from django.db import transaction

from coopcouncil.foundation import audit, events
from coopcouncil.foundation.actors import Actor
from coopcouncil.kernel.errors import BadInput, Conflict, NotFound
from coopcouncil.kernel.words import Said
from coopcouncil.settlement.actions.takeovers.moving import at_stage, held, move, whole
from coopcouncil.settlement.domain.takeovers import stages
from coopcouncil.settlement.events import HelpOffered, PlanWritten
from coopcouncil.settlement.models import BusinessCase, Support
from coopcouncil.settlement.queries import takeovers as queries


def write_plan(
    *, actor: Actor, reference: str, does: str, level: str, who: str, yearly_cost_pence: int, yearly_income_pence: int,
    income_from: str, needs: str, risks: str, now: datetime,
) -> int:  # fmt: skip
    """Send the group’s plan to be checked, for everybody to read; an earlier one stays beside it. Returns its number.

    Raises NotAllowed, NotFound, BadInput, Conflict.
    """
    given = whole(
        {"does": does, "level": level, "who": who, "income_from": income_from, "needs": needs, "risks": risks}
    )
    for name, pence in {"yearly_cost_pence": yearly_cost_pence, "yearly_income_pence": yearly_income_pence}.items():
        if pence < 0:
            raise BadInput(Said("An amount is not below nothing."), place=name.removesuffix("_pence"))
    with transaction.atomic():
        row = held(actor, reference, "settlement.act_for_group")
        at_stage(row, stages.PREPARING, stages.CHECKING)
        made = BusinessCase.objects.create(
            takeover=row, number=queries.plans_of(row.id).count() + 1, yearly_cost_pence=yearly_cost_pence,
            yearly_income_pence=yearly_income_pence, at=now, **given,
        )  # fmt: skip
        audit.note(actor, "settlement.plan_written", made)
        if row.stage == stages.PREPARING:
            move(actor, row, stages.CHECKING, now)
        events.emit(PlanWritten(made.id))
    return made.number


def offer_support(
    *, actor: Actor, reference: str, kind: str, what: str, worth_pence: int | None, now: datetime
) -> None:
    """Offer the group help: training, money to begin with, somebody to ask, a building, advice.

    Raises NotAllowed, NotFound, BadInput, Conflict where it is over.
    """
    what = whole({"what": what})["what"]
    if kind not in Support.Kind.values:
        raise BadInput(Said("Choose a kind of help."), place="kind")
    if worth_pence is not None and worth_pence <= 0:
        raise BadInput(Said("Leave it out, or write an amount above nothing."), place="worth")
    with transaction.atomic():
        row = held(actor, reference, "settlement.handle_takeover")
        at_stage(row, *(stage for stage in stages.FOLLOWS if stage not in {*stages.OVER, stages.INTEREST}))
        made = Support.objects.create(takeover=row, kind=kind, what=what, worth_pence=worth_pence, offered_at=now)
        audit.note(actor, "settlement.support_offered", made, reason=kind)
        events.emit(HelpOffered(made.id))


def answer_support(*, actor: Actor, reference: str, support_id: UUID, taken: bool, now: datetime) -> None:
    """The group takes an offer of help, or not. Raises NotAllowed, NotFound, Conflict where it was answered."""
    with transaction.atomic():
        row = held(actor, reference, "settlement.act_for_group")
        offer = queries.support_of(row.id).filter(id=support_id).first()
        if offer is None:
            raise NotFound("There is no such offer.")
        if offer.answer:
            raise Conflict(Said("This offer has its answer already. Nothing was changed."))
        offer.answer, offer.answered_at = (Support.Answer.TAKEN if taken else Support.Answer.NOT_TAKEN), now
        offer.save(update_fields=["answer", "answered_at"])
        audit.note(actor, "settlement.support_answered", offer)
