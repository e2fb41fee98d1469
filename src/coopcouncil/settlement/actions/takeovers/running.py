"""While a community runs a service: reviews, conflicts of interest, alarms, and the council stepping in.

A failed service is the council’s again at once: in the directory, on the page of the promise, and with a person who
owns what is to be done (casework reacts to `SteppedIn`).
"""

from datetime import date, datetime, timedelta
from uuid import UUID

from django.db import transaction
from django.db.models import Q

from coopcouncil.directory import public as directory
from coopcouncil.foundation import audit, events
from coopcouncil.foundation.actors import Actor
from coopcouncil.kernel.calendars import LONDON, add_months
from coopcouncil.kernel.errors import BadInput, Conflict, NotFound
from coopcouncil.kernel.words import Said
from coopcouncil.people import public as people
from coopcouncil.settlement.actions.takeovers.agreeing import give
from coopcouncil.settlement.actions.takeovers.moving import NotThereYet, at_stage, held, move, whole
from coopcouncil.settlement.domain.takeovers import guards, stages
from coopcouncil.settlement.domain.takeovers.readiness import missing_to_hand_over
from coopcouncil.settlement.domain.takeovers.sentences import to_keep
from coopcouncil.settlement.events import AlarmAnswered, AlarmRaised, SteppedIn
from coopcouncil.settlement.models import Accounts, Alarm, Declaration, Review, StepIn, Takeover
from coopcouncil.settlement.queries import takeovers as queries

RUN = (stages.RUNNING, stages.STEPPED_IN)


def review(
    *, actor: Actor, reference: str, held_on: date, level_met: bool, equal: bool, words: str, review_on: date,
    now: datetime, today: date,
) -> None:  # fmt: skip
    """Write down a review, and when the next one is due, within a year. What it finds wrong is an alarm.

    Raises NotAllowed, NotFound, BadInput, Conflict.
    """
    words = whole({"words": words})["words"]
    if held_on > today:
        raise BadInput(Said("That day has not come yet."), place="held_on")
    if not today < review_on <= add_months(today, 12):
        raise BadInput(Said("Choose a day that is still to come, within a year."), place="review_on")
    with transaction.atomic():
        row = held(actor, reference, "settlement.handle_takeover")
        at_stage(row, *RUN)
        if held_on < queries.handed_over_at(row).astimezone(LONDON).date():
            raise BadInput(Said("The group did not run it yet on that day."), place="held_on")
        made = Review.objects.create(
            takeover=row, held_on=held_on, level_met=level_met, equal=equal, words=words, review_on=review_on, at=now
        )
        audit.note(actor, "settlement.takeover_reviewed", made)
        if not equal:
            said = Said("A review found that not everybody is served alike.")
            sound(actor, row, guards.UNEQUAL, f"review:{made.id}", said, now)
        if not level_met:
            said = Said("A review found that the agreed level is not kept.")
            alarm = sound(actor, row, guards.FAILURE, f"review-level:{made.id}", said, now)
            if row.stage == stages.RUNNING:
                take(actor, row, said, now, alarm)


def receive_accounts(
    *, actor: Actor, reference: str, year_ended_on: date, where: str, now: datetime, today: date
) -> date:
    """Write down that the group’s accounts of a year came, and where they can be read. Returns when the next are due.

    Raises NotAllowed, NotFound, BadInput, Conflict (those of that year are here).
    """
    where = whole({"where": where})["where"]
    if year_ended_on >= today:
        raise BadInput(Said("That year is not over yet."), place="year_ended_on")
    with transaction.atomic():
        row = held(actor, reference, "settlement.handle_takeover")
        at_stage(row, *RUN)
        last = queries.accounts_of(row.id).first()
        if last is not None and year_ended_on <= last.year_ended_on:
            raise Conflict(Said("The accounts of that year are here already. Nothing was changed."))
        terms = queries.terms_of(row.id)
        assert terms is not None
        due = last.next_due_on if last else terms.accounts_due_on
        made = Accounts.objects.create(
            takeover=row, year_ended_on=year_ended_on, received_on=today, where=where, next_due_on=add_months(due, 12),
            at=now,
        )  # fmt: skip
        audit.note(actor, "settlement.accounts_received", made)
    return made.next_due_on


def declare_conflict(*, actor: Actor, reference: str, words: str, now: datetime) -> None:
    """Say that one serves both sides, for everybody to read. Raises NotAllowed, NotFound, BadInput, Conflict."""
    words = whole({"words": words})["words"]
    if len(words) > 500:
        raise BadInput(Said("Use 500 letters at most."), place="words")
    with transaction.atomic():
        row = held(actor, reference, "settlement.take_part")
        if actor.account_id is None:
            raise BadInput("Only a person serves two sides.")
        at_stage(row, stages.PREPARING, stages.CHECKING, stages.DECIDED, *RUN)
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
        events.emit(AlarmAnswered(alarm.id))


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


def put_right(*, actor: Actor, reference: str, reason: str, now: datetime, today: date) -> None:
    """The group runs it again, and why: everything that a hand-over asks for is asked again.

    Raises NotAllowed, NotFound, BadInput; Conflict while an alarm is unanswered; NotThereYet naming what is missing.
    """
    reason = whole({"reason": reason})["reason"]
    with transaction.atomic():
        row = held(actor, reference, "settlement.decide_takeover")
        at_stage(row, stages.STEPPED_IN)
        if queries.alarms_of(row.id).filter(answered_at__isnull=True).exists():
            raise Conflict(Said("First say in public what was done about each alarm. Nothing was changed."))
        if lacking := missing_to_hand_over(queries.dossier(row, today, queries.terms_of(row.id)), today):
            raise NotThereYet(lacking)
        _end(row, reason, now)
        give(actor, row, now, reason, alert="")
        move(actor, row, stages.RUNNING, now, reason, "accountable")


def take_back_for_good(*, actor: Actor, reference: str, reason: str, now: datetime) -> None:
    """The council keeps the service. Raises NotAllowed, NotFound, BadInput, Conflict."""
    reason = whole({"reason": reason})["reason"]
    with transaction.atomic():
        row = held(actor, reference, "settlement.decide_takeover")
        at_stage(row, *RUN)
        if row.stage == stages.RUNNING:
            take(actor, row, Said("%(words)s", words=reason), now, None)
        _end(row, reason, now)
        move(actor, row, stages.RETURNED, now, reason)


# --- for this room ----------------------------------------------------------------------------------------------------


def sound(actor: Actor, row: Takeover, kind: str, code: str, words: Said, now: datetime) -> Alarm | None:
    """Keep an alarm, unless one of its code is open, or was answered so lately that the answer may still work.

    A failure is kept whenever it is found. Call inside the transaction, with the takeover held.
    """
    same = Alarm.objects.filter(takeover=row, code=code)
    still = Q(answered_at__isnull=True)
    if kind != guards.FAILURE:
        still |= Q(answered_at__gt=now - timedelta(days=guards.ANSWER_HOLDS))
    if same.filter(still).exists():
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
        alert=f"{council.name} has taken this service back and runs it now. What you read here of how to reach it may "
        f"be older. Turn to the council{': ' + council.phone if council.phone else ''}.",
    )  # fmt: skip


def _end(row: Takeover, reason: str, now: datetime) -> None:
    found = queries.open_step_in(row.id)
    if found is not None:
        found.ended_at, found.ended_because = now, reason
        found.save(update_fields=["ended_at", "ended_because"])
