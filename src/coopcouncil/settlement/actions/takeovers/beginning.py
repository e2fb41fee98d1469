"""A group says that it is interested; the council answers; the group may take it back."""

import secrets
from datetime import datetime

from django.db import transaction

from coopcouncil.foundation import audit, events
from coopcouncil.foundation.actors import Actor
from coopcouncil.foundation.permissions import require
from coopcouncil.kernel.errors import BadInput
from coopcouncil.kernel.identifiers import new_reference
from coopcouncil.kernel.words import Said
from coopcouncil.settlement.actions.takeovers.moving import at_stage, held, move, whole
from coopcouncil.settlement.domain.takeovers import stages
from coopcouncil.settlement.events import TakeoverMoved
from coopcouncil.settlement.models import Takeover, TakeoverStep
from coopcouncil.settlement.queries import takeovers as queries

MOST_AT_ONCE = 3  # interests of one person that wait for an answer


def express_interest(*, actor: Actor, code: str, group_name: str, group_kind: str, idea: str, now: datetime) -> str:
    """Say that a group would take over what the promise of this code is about. Returns its reference.

    Whoever says so speaks for the group until it is an organisation. Raises NotAllowed, NotFound, BadInput.
    """
    given = whole({"group_name": group_name, "idea": idea})
    if group_kind not in Takeover.GroupKind.values:
        raise BadInput(Said("Choose what kind of group you are."), place="group_kind")
    with transaction.atomic():
        require(actor, "settlement.express_interest")
        promise = queries.promise(code)
        if queries.waiting_of(actor.account_id) >= MOST_AT_ONCE:
            raise BadInput(
                Said("You have %(most)s ideas with us that we have not answered yet. Wait for our answer.",
                     most=MOST_AT_ONCE)
            )  # fmt: skip
        row = Takeover.objects.create(
            reference=new_reference(secrets.token_bytes(16)), code=promise.code, service_type=promise.service_type,
            title=promise.title, accountable_id=promise.accountable_id, group_kind=group_kind,
            account_id=actor.account_id, created_at=now, changed_at=now, **given,
        )  # fmt: skip
        TakeoverStep.objects.create(takeover=row, stage=stages.INTEREST, at=now)
        audit.note(actor, "settlement.interest_expressed", row)
        events.emit(TakeoverMoved(row.id, stages.INTEREST))
    return row.reference


def answer_interest(*, actor: Actor, reference: str, accepted: bool, reason: str, now: datetime) -> None:
    """Invite the group to write its plan, from now on in public; or decline, with the reason.

    Raises NotAllowed, NotFound, BadInput, Conflict.
    """
    reason = whole({"reason": reason})["reason"]
    with transaction.atomic():
        row = held(actor, reference, "settlement.handle_takeover")
        at_stage(row, stages.INTEREST)
        if accepted:
            row.public_since = now
        move(actor, row, stages.PREPARING if accepted else stages.DECLINED, now, reason, "public_since")


def withdraw(*, actor: Actor, reference: str, reason: str, now: datetime) -> None:
    """The group takes it back, before the service is handed over. Raises NotAllowed, NotFound, BadInput, Conflict."""
    reason = whole({"reason": reason})["reason"]
    with transaction.atomic():
        row = held(actor, reference, "settlement.act_for_group")
        move(actor, row, stages.WITHDRAWN, now, reason)
