"""The checks of the group and of the way, each signed with its reasons, and the decision of the competent body."""

from datetime import date, datetime
from uuid import UUID

from django.db import transaction

from coopcouncil.foundation import audit
from coopcouncil.foundation.actors import Actor
from coopcouncil.kernel.calendars import LONDON
from coopcouncil.kernel.errors import BadInput, Conflict
from coopcouncil.kernel.words import Said
from coopcouncil.people import public as people
from coopcouncil.settlement.actions.takeovers.moving import NotThereYet, at_stage, held, move, whole
from coopcouncil.settlement.domain.takeovers import checklists, stages
from coopcouncil.settlement.domain.takeovers.readiness import missing_to_decide
from coopcouncil.settlement.models import CheckSigned, TakeoverDecision, TakeoverStep
from coopcouncil.settlement.queries import takeovers as queries

OPEN = (stages.PREPARING, stages.CHECKING, stages.DECIDED, stages.RUNNING, stages.STEPPED_IN)
# Kinds of organisation that a group may be.
GROUPS = frozenset({"co_operative", "mutual", "charity", "tmo", "company"})


def name_organisation(*, actor: Actor, reference: str, organisation_id: UUID, now: datetime) -> None:
    """Say which organisation the group is, or has become; what was checked of another counts no more.

    Raises NotAllowed, NotFound, BadInput, Conflict.
    """
    body = people.organisation(organisation_id)
    with transaction.atomic():
        row = held(actor, reference, "settlement.handle_takeover")
        at_stage(row, stages.PREPARING, stages.CHECKING)
        if body.id == row.accountable_id or body.kind not in GROUPS:
            raise BadInput(Said("The service would stay with who has it. Choose the group’s own organisation."),
                           place="organisation_id")  # fmt: skip
        row.organisation_id, row.changed_at = body.id, now
        row.save(update_fields=["organisation", "changed_at"])
        TakeoverStep.objects.create(takeover=row, stage=row.stage, reason=body.name, at=now)
        audit.note(actor, "settlement.group_named", row)


def sign_check(
    *, actor: Actor, reference: str, code: str, finding: str, reasons: str, evidence: str, office: str, now: datetime
) -> None:
    """Sign one check, with its reasons; what was signed before stays beside it.

    Raises NotAllowed, NotFound, BadInput, Conflict.
    """
    check = checklists.CHECKS.get(code)
    if check is None:
        raise BadInput(f"“{code}” is no check.")
    if finding not in checklists.FINDINGS:
        raise BadInput(Said("Choose what you found."), place="finding")
    if check.always and finding == checklists.NOT_NEEDED:
        raise BadInput(Said("This is asked of every group."), place="finding")
    given = whole({"reasons": reasons, "office": office, "evidence": evidence}, may_be_empty=["evidence"])
    with transaction.atomic():
        row = held(actor, reference, "settlement.handle_takeover")
        at_stage(row, *OPEN)
        plan = queries.plans_of(row.id).first()
        if row.organisation_id is None or plan is None:
            raise Conflict(Said("First there is a plan, and the name of the organisation: they are what is checked."))
        made = CheckSigned.objects.create(
            takeover=row, code=code, finding=finding, signed_by_id=actor.account_id, plan=plan.number,
            organisation_id=row.organisation_id, at=now, **given,
        )  # fmt: skip
        audit.note(actor, "settlement.check_signed", made, reason=f"{code}: {finding}")


def decide(
    *, actor: Actor, reference: str, agreed: bool, body: str, competence: str, decided_on: date, reasons: str,
    record: str, now: datetime, today: date,
) -> None:  # fmt: skip
    """Write down that the competent body agreed to it, or did not.

    Raises NotAllowed, NotFound, BadInput, Conflict; NotThereYet naming all that is missing before it may be agreed to.
    """
    given = whole({"body": body, "competence": competence, "reasons": reasons, "record": record})
    if decided_on > today:
        raise BadInput(Said("That day has not come yet."), place="decided_on")
    with transaction.atomic():
        row = held(actor, reference, "settlement.decide_takeover")
        at_stage(row, stages.CHECKING)
        if decided_on < row.created_at.astimezone(LONDON).date():
            raise BadInput(Said("The decision cannot be older than the group’s interest."), place="decided_on")
        signed = {check.signed_by_id for check in queries.checks_of(row).values()}
        if agreed and actor.account_id is not None and actor.account_id in signed:
            raise Conflict(Said("You signed a check. Somebody else must put the decision on record."))
        if agreed and (lacking := missing_to_decide(queries.dossier(row, today))):
            raise NotThereYet(lacking)
        made = TakeoverDecision.objects.create(
            takeover=row, agreed=agreed, decided_on=decided_on, recorded_by_id=actor.account_id, at=now, **given
        )
        audit.note(actor, "settlement.takeover_decided", made)
        move(actor, row, stages.DECIDED if agreed else stages.DECLINED, now, given["reasons"])


def end(*, actor: Actor, reference: str, reason: str, now: datetime) -> None:
    """The council ends it before anything was handed over, with reasons.

    Raises NotAllowed, NotFound, BadInput, Conflict.
    """
    reason = whole({"reason": reason})["reason"]
    with transaction.atomic():
        row = held(actor, reference, "settlement.handle_takeover")
        at_stage(row, *stages.MAY_END)
        move(actor, row, stages.DECLINED, now, reason)
