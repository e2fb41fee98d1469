"""Impact assessments and sharing agreements: written, advised on, decided, signed, ended."""

from collections.abc import Collection
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db import transaction

from coopcouncil.foundation import audit, permissions
from coopcouncil.foundation.actors import SYSTEM, Actor
from coopcouncil.kernel.errors import BadInput, Conflict
from coopcouncil.kernel.words import Said
from coopcouncil.people import public as people
from coopcouncil.sharing.actions.gate import released
from coopcouncil.sharing.actions.submitting import put_in_outbox
from coopcouncil.sharing.domain.agreements import (
    LOOKED_AT_AFTERWARDS,
    AgreementEntry,
    AssessmentEntry,
    check_move,
    check_purposes,
    check_times,
)
from coopcouncil.sharing.domain.due import COUNCIL_TIME
from coopcouncil.sharing.domain.purposes import shipped_purposes
from coopcouncil.sharing.models import Agreement, Delivery, ImpactAssessment
from coopcouncil.sharing.queries import agreements as queries

MANAGE, ADVISE = "sharing.manage_agreements", "sharing.advise"


def assess(*, actor: Actor, code: str, title: str, risks: str, measures: str, now: datetime) -> UUID:
    """Write an impact assessment. Raises NotAllowed, Conflict where the code is taken."""
    permissions.require(actor, MANAGE)
    with transaction.atomic():
        if ImpactAssessment.objects.filter(code=code).exists():
            raise Conflict(Said("Another assessment has this short name. Choose another."))
        made = ImpactAssessment.objects.create(code=code, title=title, risks=risks, measures=measures, written_at=now)
        audit.note(actor, "sharing.assessment_written", made)
    return made.id


def advise(*, actor: Actor, assessment_id: UUID, advice: str, today: date) -> None:
    """The data protection officer's advice, once. Raises NotFound, NotAllowed, BadInput, Conflict."""
    if not advice.strip():
        raise BadInput(Said("There is no advice."), place="advice")
    with transaction.atomic():
        found = queries.assessment(assessment_id, lock=True)
        permissions.require(actor, ADVISE)
        if found.advised_on:
            raise Conflict(Said("This was advised on before. Write a new assessment for what has changed."))
        found.advice, found.advised_by, found.advised_on = advice.strip(), actor.name, today
        found.save()
        audit.note(actor, "sharing.assessment_advised", found)


def decide(*, actor: Actor, assessment_id: UUID, followed: bool, why_not: str, today: date) -> None:
    """What the council does with the advice, once; not following it needs a reason, for the record.

    Raises NotFound, NotAllowed, BadInput; Conflict before there is advice, and for the officer who gave it.
    """
    if not followed and not why_not.strip():
        raise BadInput(Said("Not following the advice needs a reason."), place="why_not")
    with transaction.atomic():
        found = queries.assessment(assessment_id, lock=True)
        permissions.require(actor, MANAGE)
        if not found.advised_on or found.decided_on:
            raise Conflict(Said("The data protection officer has not advised yet, or it was decided before."))
        if found.advised_by and found.advised_by == actor.name:
            raise Conflict(Said("Whoever advised does not decide. Ask a colleague."))
        found.followed, found.why_not = followed, "" if followed else why_not.strip()
        found.decided_by, found.decided_on = actor.name, today
        found.save()
        audit.note(actor, "sharing.assessment_decided", found)


def draft(*, actor: Actor, now: datetime, organisation_id: UUID, assessment_id: UUID | None, **given: Any) -> UUID:
    """Write an agreement, not in force yet. `given`: code, title, purposes, basis, retention, security, starts_on,
    review_on, ends_on. Raises NotFound, NotAllowed, BadInput, Conflict where the code is taken.
    """
    permissions.require(actor, MANAGE)
    check_times(given["starts_on"], given["review_on"], given["ends_on"], "ends_on")
    check_purposes(given["purposes"], shipped_purposes().purposes, "purposes")
    people.organisation(organisation_id)
    with transaction.atomic():
        if Agreement.objects.filter(code=given["code"]).exists():
            raise Conflict(Said("Another agreement has this short name. Choose another."))
        made = Agreement.objects.create(
            organisation_id=organisation_id, assessment_id=assessment_id, changed_at=now, **given
        )
        audit.note(actor, "sharing.agreement_drafted", made)
    return made.id


def agree(
    *, actor: Actor, agreement_id: UUID, signed_for_us: str, signed_for_them: str, signed_on: date, now: datetime
) -> int:
    """It is signed: from its first day what it covers may go. Returns how much was waiting for it and goes now.

    Raises NotFound, NotAllowed, Conflict: not a draft, or its impact assessment is not advised on and decided.
    """
    with transaction.atomic():
        found = queries.agreement(agreement_id, lock=True)
        permissions.require(actor, MANAGE)
        check_move(found.state, Agreement.State.AGREED)
        if found.assessment is None or found.assessment.decided_on is None:
            raise Conflict(Said("Its impact assessment must first be advised on and decided."))
        found.state, found.changed_at = Agreement.State.AGREED, now
        found.signed_for_us, found.signed_for_them, found.signed_on = signed_for_us, signed_for_them, signed_on
        found.save()
        audit.note(actor, "sharing.agreement_agreed", found)
        return _release(now)


def end(*, actor: Actor, agreement_id: UUID, because: str, now: datetime) -> None:
    """It holds no longer, from now on. Raises NotFound, NotAllowed, BadInput, Conflict when it does not hold."""
    if not because.strip():
        raise BadInput(Said("Say why it ends."), place="because")
    with transaction.atomic():
        found = queries.agreement(agreement_id, lock=True)
        permissions.require(actor, MANAGE)
        check_move(found.state, Agreement.State.ENDED)
        found.state, found.ended_because, found.changed_at = Agreement.State.ENDED, because.strip(), now
        found.save()
        audit.note(actor, "sharing.agreement_ended", found)


def keep_agreements(*, now: datetime) -> tuple[int, int]:
    """Say of agreements whose time is over that it is; send what waits and may go since today. Returns how many."""
    today = now.astimezone(COUNCIL_TIME).date()
    with transaction.atomic():
        over = queries.over_for_update(today)
        for found in over:
            found.state, found.changed_at = Agreement.State.EXPIRED, now
            found.save(update_fields=["state", "changed_at"])
            audit.note(SYSTEM, "sharing.agreement_expired", found)
        return len(over), _release(now)


def _release(now: datetime) -> int:
    free = released(now)
    put_in_outbox(free, now)
    return len(free)


def look_at(*, actor: Actor, delivery_id: UUID, now: datetime) -> None:
    """Somebody has looked at what went without an agreement because it could not wait. Raises NotFound, NotAllowed."""
    permissions.require(actor, MANAGE)
    with transaction.atomic():
        found = Delivery.objects.filter(id=delivery_id, without__in=LOOKED_AT_AFTERWARDS, looked_at__isnull=True)
        if found.update(looked_at=now):
            audit.note(actor, "sharing.looked_at", ("sharing.delivery", delivery_id))


def load(
    *,
    actor: Actor,
    assessments: Collection[AssessmentEntry],
    agreements: Collection[AgreementEntry],
    now: datetime,
) -> tuple[int, int]:
    """Put in what a council has on paper; what is there by its code stays as it is. Returns how many were new.

    Raises NotAllowed; BadInput naming the entry and the mend, and then nothing was put in.
    """
    permissions.require(actor, MANAGE)
    with transaction.atomic():
        there = dict(ImpactAssessment.objects.values_list("code", "id"))
        fresh = [item for item in assessments if item.code not in there]
        rows = [
            ImpactAssessment(**{name: value for name, value in vars(item).items() if name != "place"}, written_at=now)
            for item in fresh
        ]
        for item, row in zip(fresh, rows, strict=True):
            if bool(item.advised_on) != bool(item.advice) or (item.decided_on and not item.advised_on):
                raise BadInput(
                    "It is decided without advice.", place=item.place, mend="Add advice, advised_by and advised_on."
                )
            there[item.code] = row.id
        ImpactAssessment.objects.bulk_create(rows)
        decided = set(ImpactAssessment.objects.filter(decided_on__isnull=False).values_list("code", flat=True))
        bodies = {body.code: body.id for body in people.organisations()}
        held = set(Agreement.objects.values_list("code", flat=True))
        made = [_agreement(item, bodies, there, decided, now) for item in agreements if item.code not in held]
        Agreement.objects.bulk_create(made)
        for loaded in (*rows, *made):
            audit.note(actor, "sharing.loaded", loaded)
        _release(now)
    return len(rows), len(made)


def _agreement(
    item: AgreementEntry, bodies: dict[str, UUID], assessments: dict[str, UUID], decided: set[str], now: datetime
) -> Agreement:
    if item.organisation not in bodies:
        raise BadInput(f"“{item.organisation}” is no organisation here.", place=item.place, mend="Add it first.")
    if item.assessment and item.assessment not in assessments:
        raise BadInput(f"“{item.assessment}” is no assessment.", place=item.place, mend="Add it to the file.")
    if item.signed_on and item.assessment not in decided:
        raise BadInput(
            "It is signed, and its impact assessment is not advised on and decided.",
            place=item.place,
            mend="Name one that is, or leave signed_on out: then it is a draft.",
        )
    given = {name: value for name, value in vars(item).items() if name not in {"place", "organisation", "assessment"}}
    return Agreement(
        **{**given, "purposes": list(item.purposes)},
        organisation_id=bodies[item.organisation],
        assessment_id=assessments.get(item.assessment),
        state=Agreement.State.AGREED if item.signed_on else Agreement.State.DRAFT,
        changed_at=now,
    )
