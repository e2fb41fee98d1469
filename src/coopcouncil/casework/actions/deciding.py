"""Deciding in a case: with reasons, and with the right to have it looked at again and its last day."""

from dataclasses import asdict
from datetime import date, datetime
from uuid import UUID

from django.db import transaction

from coopcouncil.casework.actions.history import said, tell_resident, write_down
from coopcouncil.casework.models import Case, CaseDecision, Entry
from coopcouncil.casework.permissions import OnDay
from coopcouncil.casework.queries import cases
from coopcouncil.casework.queries import decisions as queries
from coopcouncil.directory import public as directory
from coopcouncil.foundation import audit, permissions
from coopcouncil.foundation.actors import Actor
from coopcouncil.kernel.errors import BadInput, Conflict
from coopcouncil.kernel.words import Said
from coopcouncil.sharing.public import appeal_right


def decide(
    *,
    actor: Actor,
    case_id: UUID,
    service_type: str,
    outcome: str,
    reasons: str,
    reviewed: bool,
    now: datetime,
    today: date,
) -> UUID:
    """Decide about a service. What the person can do against it is of the law of `today`, and stays with the decision.

    `reviewed`: it looks at an earlier decision again; whoever made that one may not. Raises NotFound, NotAllowed,
    BadInput, Conflict.
    """
    reasons = said(reasons, place="reasons", ask="Give the reasons, for the person.")
    if outcome not in CaseDecision.Outcome.values:
        raise BadInput(Said("Choose what is decided."), place="outcome")
    if service_type not in directory.service_types():
        raise BadInput(Said("Choose what it is about."), place="service_type")
    with transaction.atomic():
        case = cases.case_for_update(case_id)
        permissions.require(actor, "casework.answer_for", case)
        assert actor.account_id is not None
        if case.state == Case.State.CLOSED:
            raise Conflict(Said("This case is closed. Open it again first."))
        before = CaseDecision.objects.filter(case=case, service_type=service_type)
        if reviewed and before.filter(decided_by_id=actor.account_id).exists():
            raise Conflict(Said("You made the decision that is looked at again, so somebody else decides now."))
        right = appeal_right(service_type, today, reviewed=reviewed)
        made = CaseDecision.objects.create(
            case=case, service_type=service_type, reviewed=reviewed, outcome=outcome, reasons=reasons,
            decided_on=today, decided_by_id=actor.account_id, appeal_by=right.last_day,
            appeal={key: value for key, value in asdict(right).items() if key != "last_day"},
        )  # fmt: skip
        entry = write_down(case, Entry.Kind.NEWS, actor=actor, now=now, data={"decision": str(made.id)})
        tell_resident(case, entry)
        audit.note(actor, "casework.decided", made, reason=f"{service_type} {outcome} {right.code}")
    return made.id


def read_decision(*, actor: Actor, case_id: UUID, decision_id: UUID) -> CaseDecision:
    """A decision, for whoever works on the case. Logged. Raises NotFound, NotAllowed."""
    with transaction.atomic():
        found = queries.decision(case_id, decision_id)
        permissions.require(actor, "casework.see", found.case)
        audit.read(actor, "casework.case_read", found, about=[found.case.person_id])
    return found


def read_own_decision(*, actor: Actor, case_id: UUID, decision_id: UUID, today: date) -> CaseDecision:
    """A decision, for the person or whoever speaks for them. Logged. Raises NotFound, NotAllowed."""
    with transaction.atomic():
        found = queries.decision(case_id, decision_id)
        permissions.require(actor, "casework.see_own", OnDay(found.case, today))
        audit.read(actor, "casework.case_read_for_you", found, about=[found.case.person_id])
    return found
