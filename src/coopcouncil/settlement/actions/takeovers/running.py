"""While a community runs a service: reviews, conflicts of interest, alarms, and the council stepping in.

A failed service is the council’s again at once: in the directory, on the page of the promise, and with a person who
owns what is to be done (casework reacts to `SteppedIn`).
"""

from datetime import date, datetime
from uuid import UUID

from django.db import transaction

from coopcouncil.directory import public as directory
from coopcouncil.foundation import audit, events
from coopcouncil.foundation.actors import Actor
from coopcouncil.kernel.errors import BadInput, Conflict, NotFound
from coopcouncil.kernel.words import Said
from coopcouncil.people import public as people
from coopcouncil.settlement.actions.takeovers.agreeing import give
from coopcouncil.settlement.actions.takeovers.moving import at_stage, held, move, whole
from coopcouncil.settlement.domain.takeovers import guards, stages
from coopcouncil.settlement.domain.takeovers.sentences import to_keep
from coopcouncil.settlement.events import AlarmRaised, SteppedIn
from coopcouncil.settlement.models import Alarm, Declaration, Review, StepIn, Takeover
from coopcouncil.settlement.queries import takeovers as queries

RUN = (stages.RUNNING, stages.STEPPED_IN)


def review(
    *, actor: Actor, reference: str, held_on: date, level_met: bool, equal: bool, words: str, review_on: date,
    accounts_due_on: date, now: datetime, today: date,
) -> None:  # fmt: skip
    """Write down a review, and when the next one and the next accounts are due. What it finds wrong is an alarm.

    Raises NotAllowed, NotFound, BadInput, Conflict.
    """
    words = whole({"words": words})["words"]
    if held_on > today:
        raise BadInput(Said("That day has not come yet."), place="held_on")
    if review_on <= today:
        raise BadInput(Said("Choose a day that is still to come."), place="review_on")
    with transaction.atomic():
        row = held(actor, reference, "settlement.handle_takeover")
        at_stage(row, *RUN)
        made = Review.objects.create(
            takeover=row, held_on=held_on, level_met=level_met, equal=equal, words=words, review_on=review_on,
            accounts_due_on=accounts_due_on, at=now,
        )  # fmt: skip
        audit.note(actor, "settlement.takeover_reviewed", made)
        if not equal:
            sound(
                actor, row, guards.UNEQUAL, "reviewed", Said("A review found that not everybody is served alike."), now
            )
        if not level_met:
            alarm = sound(actor, row, guards.FAILURE, "reviewed-level",
                          Said("A review found that the agreed level is not kept."), now)  # fmt: skip
            if row.stage == stages.RUNNING:
                take(actor, row, Said("A review found that the agreed level is not kept."), now, alarm)


def declare_conflict(*, actor: Actor, reference: str, words: str, now: datetime) -> None:
    """Say that one serves both sides, for everybody to read. Raises NotAllowed, NotFound, BadInput, Conflict."""
    words = whole({"words": words})["words"]
    if len(words) > 500:
        raise BadInput(Said("Use 500 letters at most."), place="words")
    with transaction.atomic():
        row = held(actor, reference, "settlement.take_part")
        if actor.account_id is None:
            raise BadInput("Only a person serves two sides.")
        made, new = Declaration.objects.get_or_create(
            takeover=row, account_id=actor.account_id, defaults={"words": words, "at": now}
        )
        if not new:
            raise Conflict(Said("You have said so already, and it stays as you said it."))
        audit.note(actor, "settlement.conflict_declared", made)


def raise_alarm(*, actor: Actor, reference: str, kind: str, words: str, now: datetime) -> None:
    """Say in public that something is wrong with a service that a community runs; a failure is stepped in to at once.

    Raises NotAllowed, NotFound, BadInput, Conflict.
    """
    words = whole({"words": words})["words"]
    if kind not in guards.KINDS:
        raise BadInput(Said("Choose what is wrong."), place="kind")
    with transaction.atomic():
        row = held(actor, reference, "settlement.handle_takeover")
        at_stage(row, *RUN)
        said = Said("%(words)s", words=words)
        alarm = sound(actor, row, kind, f"said:{now:%Y%m%d%H%M%S%f}", said, now)
        if kind == guards.FAILURE and row.stage == stages.RUNNING:
            take(actor, row, said, now, alarm)


def answer_alarm(*, actor: Actor, reference: str, alarm_id: UUID, answer: str, answer_by: str, now: datetime) -> None:
    """Say in public what was done about an alarm, and who did it. Raises NotAllowed, NotFound, BadInput, Conflict."""
    given = whole({"answer": answer, "answer_by": answer_by})
    with transaction.atomic():
        row = held(actor, reference, "settlement.handle_takeover")
        alarm = queries.alarms_of(row.id).filter(id=alarm_id).first()
        if alarm is None:
            raise NotFound("There is no such alarm.")
        if alarm.answered_at is not None:
            raise Conflict(Said("It has its answer already. Nothing was changed."))
        alarm.answer, alarm.answer_by, alarm.answered_at = given["answer"], given["answer_by"], now
        alarm.save(update_fields=["answer", "answer_by", "answered_at"])
        audit.note(actor, "settlement.alarm_answered", alarm)


def step_in(*, actor: Actor, reference: str, reason: str, now: datetime) -> UUID:
    """Take a service back at once, with the reason. Returns the id of the step-in.

    Raises NotAllowed, NotFound, BadInput, Conflict where no community runs it.
    """
    reason = whole({"reason": reason})["reason"]
    with transaction.atomic():
        row = held(actor, reference, "settlement.handle_takeover")
        at_stage(row, stages.RUNNING)
        return take(actor, row, Said("%(words)s", words=reason), now, None)


def give_back(*, actor: Actor, reference: str, reason: str, now: datetime) -> UUID:
    """The group says that it cannot go on: the council steps in at once. Returns the id of the step-in.

    Raises NotAllowed, NotFound, BadInput, Conflict.
    """
    reason = whole({"reason": reason})["reason"]
    with transaction.atomic():
        row = held(actor, reference, "settlement.act_for_group")
        at_stage(row, stages.RUNNING)
        said = Said("The group says that it cannot go on: %(words)s", words=reason)
        return take(actor, row, said, now, sound(actor, row, guards.FAILURE, "given-back", said, now))


def put_right(*, actor: Actor, reference: str, reason: str, now: datetime) -> None:
    """The group runs it again, and why.

    Raises NotAllowed, NotFound, BadInput; Conflict while a failure is unanswered.
    """
    reason = whole({"reason": reason})["reason"]
    with transaction.atomic():
        row = held(actor, reference, "settlement.decide_takeover")
        at_stage(row, stages.STEPPED_IN)
        if queries.alarms_of(row.id).filter(kind=guards.FAILURE, answered_at__isnull=True).exists():
            raise Conflict(Said("First say in public what was done about each failure. Nothing was changed."))
        _end(row, reason, now)
        give(actor, row, now, reason)
        move(actor, row, stages.RUNNING, now, reason)


def take_back_for_good(*, actor: Actor, reference: str, reason: str, now: datetime) -> None:
    """The council keeps the service. Raises NotAllowed, NotFound, BadInput, Conflict."""
    reason = whole({"reason": reason})["reason"]
    with transaction.atomic():
        row = held(actor, reference, "settlement.decide_takeover")
        at_stage(row, *RUN)
        if row.stage == stages.RUNNING:
            _councils(actor, row, now, reason)
        _end(row, reason, now)
        move(actor, row, stages.RETURNED, now, reason)


# --- for this room ----------------------------------------------------------------------------------------------------


def sound(actor: Actor, row: Takeover, kind: str, code: str, words: Said, now: datetime) -> Alarm | None:
    """Keep an alarm, unless one of its code is open. Call inside the transaction, with the takeover held."""
    if Alarm.objects.filter(takeover=row, code=code, answered_at__isnull=True).exists():
        return None
    made = Alarm.objects.create(takeover=row, kind=kind, code=code, words=to_keep(words), found_at=now)
    audit.note(actor, "settlement.alarm_raised", made, reason=kind)
    events.emit(AlarmRaised(made.id, kind))
    return made


def take(actor: Actor, row: Takeover, words: Said, now: datetime, alarm: Alarm | None) -> UUID:
    """Step in: call inside the transaction, with the takeover held."""
    made = StepIn.objects.create(takeover=row, alarm=alarm, reason=to_keep(words), began_at=now)
    _councils(actor, row, now, str(words))
    move(actor, row, stages.STEPPED_IN, now, str(words))
    audit.note(actor, "settlement.stepped_in", made)
    events.emit(SteppedIn(made.id))
    return made.id


def _councils(actor: Actor, row: Takeover, now: datetime, reason: str) -> None:
    """Make the council the one that runs the service in the directory."""
    council = people.council()
    if council is None or row.service_id is None:
        raise Conflict(Said("There is no council here that could take the service back. Nothing was changed."))
    directory.change_hands(
        actor=actor, service_id=row.service_id, organisation_id=council.id, owner_id=council.id,
        delivery_model="public_sector", reason=reason[:500], now=now,
    )  # fmt: skip


def _end(row: Takeover, reason: str, now: datetime) -> None:
    found = queries.open_step_in(row.id)
    if found is not None:
        found.ended_at, found.ended_because = now, reason
        found.save(update_fields=["ended_at", "ended_because"])
