"""Owning a service that the council took back from a community: a person at once, and nobody need ask."""

from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext_noop

from coopcouncil.casework.actions.opening import Problem, open_for_step_in
from coopcouncil.casework.models import Case, Team
from coopcouncil.casework.queries import cases as queries
from coopcouncil.settlement import public as settlement

WORDS = gettext_noop("A community ran this service, and it failed. It is the council’s again. See that it goes on.")


def own_step_in(*, step_in_id: UUID, now: datetime) -> UUID | None:
    """Open a case about a service that the council took back, or find the open one. Call inside that transaction.

    None where nobody could own it: then an hourly job looks again.
    """
    if not Team.objects.exists():
        return None
    told = settlement.step_in(step_in_id)
    return open_for_step_in(
        problem=Problem(
            title=told.title,
            words=f"{WORDS}\n{told.reason}",
            kind=Case.Kind.STEP_IN,
            source=Case.Source.SYSTEM,
            urgency=Case.Urgency.SAME_DAY,
            service_type=told.service_type,
            service_id=told.service_id,
            organisation_id=told.organisation_id,
            step_in_id=step_in_id,
            promise="step_in",
            note_for_resident=WORDS,
        ),
        now=now,
    )


def own_all_step_ins(*, now: datetime) -> int:
    """Look for services that the council took back and that no case is about. Returns how many cases were opened."""
    held = {case.step_in_id for case in queries.step_ins_with_cases()}
    opened = 0
    for step_in_id in settlement.step_ins_open():
        if step_in_id not in held:
            with transaction.atomic():
                opened += own_step_in(step_in_id=step_in_id, now=now) is not None
    return opened
