"""Owning a service that the council took back from a community: a person at once, and nobody need ask."""

from datetime import datetime
from uuid import UUID

import structlog
from django.db import transaction
from django.utils.translation import gettext_noop

from coopcouncil.casework.actions import timing
from coopcouncil.casework.actions.closing import ANSWER, shut
from coopcouncil.casework.actions.history import said, tell_officer, write_down
from coopcouncil.casework.actions.opening import Problem, open_for_step_in
from coopcouncil.casework.events import CaseClosed
from coopcouncil.casework.models import Case, Entry, Team
from coopcouncil.casework.queries import cases, step_ins
from coopcouncil.casework.queries import teams as staffing
from coopcouncil.directory import public as directory
from coopcouncil.foundation import audit, events, permissions
from coopcouncil.foundation.actors import SYSTEM, Actor
from coopcouncil.kernel.errors import Conflict
from coopcouncil.kernel.words import Said
from coopcouncil.people import public as people
from coopcouncil.settlement import public as settlement
from coopcouncil.settlement.public import TakenBack

WORDS = gettext_noop("A community ran this service, and it failed. It is the council’s again. See that it goes on.")
SETTLED = ("running", "returned")  # the stages of a takeover at which everybody reads how the service goes on

log = structlog.get_logger("coopcouncil.casework")


def own_step_in(*, step_in_id: UUID, now: datetime) -> UUID | None:
    """Open a case about a service that the council took back, or find the open one, and make the council the one that
    has to act in the open cases about it. Call inside that transaction.

    None where nobody could own it: then an hourly job looks again.
    """
    if not Team.objects.exists():
        return None
    told = settlement.step_in(step_in_id)
    case_id = open_for_step_in(
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
    if case_id is not None:
        _route_to_council(told, now)
    return case_id


def try_to_own(*, step_in_id: UUID, now: datetime) -> UUID | None:
    """The same; what goes wrong in it is logged and undone by itself: the service is the council’s all the same."""
    try:
        with transaction.atomic():
            return own_step_in(step_in_id=step_in_id, now=now)
    except Exception:
        log.exception("a service that the council took back has no owner yet", step_in=str(step_in_id))
        return None


def own_all_step_ins(*, now: datetime) -> int:
    """Look for services that the council took back and that no open case is about. Returns how many cases were opened.

    One that goes wrong keeps no other from being owned.
    """
    return sum(try_to_own(step_in_id=found, now=now) is not None for found in step_ins.without_owner())


def settle_step_in(*, takeover_id: UUID, stage: str, now: datetime) -> None:
    """Everybody can read how the service goes on: its case says so, the clock of that promise stops, and its owner
    hears of it. Call inside the transaction in which the takeover moved.
    """
    case_id = step_ins.open_case_of_takeover(takeover_id) if stage in SETTLED else None
    if case_id is None:
        return
    case = cases.case_for_update(case_id)
    assert case.step_in_id is not None
    timing.settle(case, ANSWER, actor=SYSTEM, now=now)
    case.changed_at = now
    case.save(update_fields=["next_due_at", "changed_at"])
    reason = settlement.step_in(case.step_in_id).ended_because
    entry = write_down(case, Entry.Kind.NEWS, actor=SYSTEM, now=now, text=reason or None, data={"takeover": stage})
    tell_officer(case, staffing.officer(case.owner_id), entry)


def end_step_in(*, actor: Actor, case_id: UUID, words: str, now: datetime) -> None:
    """Close the case about a service taken back, once everybody can read how it goes on.

    Raises NotFound, NotAllowed, BadInput, Conflict while the council has stepped in, or where it is another kind of
    case, or closed.
    """
    words = said(words, place="words", ask="Say what was done, so that the service goes on.")
    with transaction.atomic():
        case = cases.case_for_update(case_id)
        permissions.require(actor, "casework.answer_for", case)
        if case.step_in_id is None:
            raise Conflict(Said("This case is about no service that the council took back. Nothing was changed."))
        if case.state == Case.State.CLOSED:
            raise Conflict(Said("This case is closed already."))
        if not settlement.step_in(case.step_in_id).ended_because:
            raise Conflict(
                Said(
                    "Nobody can read yet how this service goes on, so its case stays open. Nothing was changed. First a"
                    " joint commissioner says on the service’s own page that the group runs it again, or that the"
                    " council keeps it."
                )
            )
        timing.end_all(case, now=now)
        shut(case, Case.Outcome.ENDED, now)
        write_down(case, Entry.Kind.ENDED, actor=actor, now=now, text=words, data={"why": "service_goes_on"})
        audit.note(actor, "casework.case_ended", case, reason="service_goes_on")
        events.emit(CaseClosed(case.id, Case.Outcome.ENDED))


def _route_to_council(told: TakenBack, now: datetime) -> None:
    """In open cases in which the group had to act about the service, the council has to. The group’s software reads
    them no more; no notice, task or complaint goes to anybody else.
    """
    council = people.council()
    if council is None or told.group_id is None:
        return
    another = any(row.service_type == told.service_type for row in directory.services_of(told.group_id))
    for case in step_ins.to_route(told.group_id, told.service_type, told.service_id, whole_type=not another):
        case.organisation_id, case.changed_at = council.id, now
        case.save(update_fields=["organisation", "changed_at"])
        data = {"why": "step_in"}
        write_down(case, Entry.Kind.ORGANISATION, actor=SYSTEM, now=now, organisation_id=council.id, data=data)
        audit.note(SYSTEM, "casework.organisation_named", case, reason="step_in")
