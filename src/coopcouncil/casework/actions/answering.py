"""Answering complaints: taken in as we understand them, looked into, answered with reasons, made good, learned from."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from uuid import UUID

from django.db import IntegrityError, transaction

from coopcouncil.casework.actions import timing
from coopcouncil.casework.actions.complaining import shut, tell
from coopcouncil.casework.actions.history import said
from coopcouncil.casework.domain import complaints as rules
from coopcouncil.casework.domain.complaints import Ombudsman, moved, shipped_schemes
from coopcouncil.casework.events import ComplaintUpheld
from coopcouncil.casework.models import Complaint, ComplaintStage
from coopcouncil.casework.queries import cases
from coopcouncil.casework.queries import complaints as queries
from coopcouncil.foundation import audit, events, permissions
from coopcouncil.foundation.actors import Actor
from coopcouncil.kernel.calendars import LONDON, england
from coopcouncil.kernel.errors import BadInput, Conflict
from coopcouncil.kernel.words import Said

ANSWER = "casework.answer_complaint"


@dataclass(frozen=True)
class Decided:
    """Our answer at a stage. `remedies` are codes of `domain.complaints.REMEDIES`, `payment` pence; `remedy_by` the day
    by which what is still to do is done. `independent` names who was independent of the council, where the stage asks.
    """

    outcome: str
    answer: str
    remedies: Sequence[str] = ()
    remedy: str = ""
    payment: int | None = None
    remedy_by: date | None = None
    independent: str = ""


def acknowledge(*, actor: Actor, complaint_id: UUID, understood: str, now: datetime) -> None:
    """Say that we have it, and how we understand it. Where the rules say so, the clock of our answer begins.

    Raises NotFound, NotAllowed, BadInput, Conflict.
    """
    understood = said(understood, place="understood", ask="Say how we understand the complaint: the person reads it.")
    with transaction.atomic():
        found = queries.complaint_for_update(complaint_id)
        permissions.require(actor, "casework.work", found.case)
        stage = queries.stage_of(found)
        at = shipped_schemes().by_code(found.scheme).stage(found.stage)
        if at.decided_by == "panel":
            raise Conflict(Said("A panel meets at this stage. Write down when it has."))
        _go(found, rules.ACKNOWLEDGED)
        stage.acknowledged_at, stage.understood = now, understood
        stage.save(update_fields=["acknowledged_at", "understood"])
        timing.settle(found.case, rules.ACKNOWLEDGE, actor=actor, now=now)
        timing.begin(found.case, at.clocks_at(rules.ACKNOWLEDGED), now)
        _saved(found, now)
        tell(found, rules.ACKNOWLEDGED, actor=actor, now=now, text=understood)
        audit.note(actor, "casework.complaint_acknowledged", found)


def decline(*, actor: Actor, complaint_id: UUID, reason: str, now: datetime, today: date) -> None:
    """Say why we do not look into it, for this complaint and no other; the person reads which ombudsman may.

    Raises NotFound, NotAllowed, BadInput, Conflict where it was answered, or is past its first stage.
    """
    reason = said(reason, place="reason", ask="Say why, for the person: they read it, and may go to the ombudsman.")
    with transaction.atomic():
        found = queries.complaint_for_update(complaint_id)
        permissions.require(actor, ANSWER, found)
        if found.stage > 1:
            raise Conflict(Said("Its first stage was answered, so this one is too."))
        _go(found, rules.DECLINED)
        stage = queries.stage_of(found)
        stage.answer, stage.ombudsman_until = reason, _last_day(found, today)
        stage.save(update_fields=["answer", "ombudsman_until"])
        shut(found.case, solved=False, now=now)
        tell(found, rules.DECLINED, actor=actor, now=now, text=reason)
        audit.note(actor, "casework.complaint_declined", found)


def take_more_time(*, actor: Actor, complaint_id: UUID, count: int, reason: str, now: datetime) -> None:
    """Take more time for the answer, before its time is over: the person reads the reason, and their ombudsman.

    `count` is in the unit in which the answer is promised. Raises NotFound, NotAllowed, BadInput, Conflict.
    """
    reason = said(reason, place="reason", ask="Say why: the person reads it.")
    with transaction.atomic():
        found = queries.complaint_for_update(complaint_id)
        permissions.require(actor, ANSWER, found)
        row = next((row for row in cases.clocks_running(found.case_id) if row.step == rules.ANSWER), None)
        if row is None:
            raise Conflict(Said("The time for our answer does not run yet."))
        ombudsman = shipped_schemes().by_code(found.scheme).ombudsman
        timing.extend_clock(
            actor=actor, case_id=found.case_id, clock_id=row.id, count=count,
            reason=f"{reason}\n\n{in_one_line(ombudsman)}", now=now,
        )  # fmt: skip


def in_one_line(ombudsman: Ombudsman) -> str:
    """How to reach an ombudsman."""
    return f"{ombudsman.name}: {ombudsman.phone}, {ombudsman.web}, {ombudsman.post}"


def panel_met(*, actor: Actor, complaint_id: UUID, met_on: date, independent: str, now: datetime, today: date) -> None:
    """Write down when the panel met, and who sat on it. Raises NotFound, NotAllowed, BadInput, Conflict."""
    independent = said(independent, place="independent", ask="Name the three people of the panel.")
    with transaction.atomic():
        found, stage = _panel(actor, complaint_id, rules.MET)
        _between(met_on, stage.received_at.astimezone(LONDON).date(), today, place="met_on")
        stage.met_on, stage.independent = met_on, independent
        stage.save(update_fields=["met_on", "independent"])
        _begin(found, rules.MEET, rules.MET, actor, _moment(met_on, now, today), now)
        audit.note(actor, "casework.complaint_panel_met", found)


def panel_reported(*, actor: Actor, complaint_id: UUID, reported_on: date, now: datetime, today: date) -> None:
    """Write down when the panel's report came; the clock of our answer begins. Raises NotFound, NotAllowed, BadInput,
    Conflict.
    """
    with transaction.atomic():
        found, stage = _panel(actor, complaint_id, rules.REPORTED)
        assert stage.met_on is not None
        _between(reported_on, stage.met_on, today, place="reported_on")
        stage.reported_on = reported_on
        stage.save(update_fields=["reported_on"])
        _begin(found, rules.REPORT, rules.REPORTED, actor, _moment(reported_on, now, today), now)
        audit.note(actor, "casework.complaint_panel_reported", found)


def answer(*, actor: Actor, complaint_id: UUID, decided: Decided, now: datetime, today: date) -> None:
    """Answer a stage, once, with reasons; who decided an earlier one may not. The person reads what comes after it.

    Raises NotFound, NotAllowed, BadInput, Conflict.
    """
    _check(decided, today)
    with transaction.atomic():
        found = queries.complaint_for_update(complaint_id)
        permissions.require(actor, ANSWER, found)
        scheme = shipped_schemes().by_code(found.scheme)
        at, stage = scheme.stage(found.stage), queries.stage_of(found)
        if at.decided_by == "independent" and not decided.independent.strip():
            raise BadInput(Said("Name the person who was independent of the council."), place="independent")
        found.state = moved(found.state, rules.ANSWERED)
        stage.outcome, stage.answer, stage.answered_at = decided.outcome, decided.answer.strip(), now
        stage.remedies, stage.remedy, stage.payment = list(decided.remedies), decided.remedy.strip(), decided.payment
        stage.remedy_by, stage.decided_by_id = decided.remedy_by, actor.account_id
        stage.independent = decided.independent.strip() or stage.independent
        stage.ask_until, stage.ombudsman_until = at.ask_until(today, england()), _last_day(found, today)
        try:
            with transaction.atomic():
                stage.save()
        except IntegrityError:
            raise Conflict(
                Said("You decided another stage of this complaint, so somebody else decides this.")
            ) from None
        found.ask_until = stage.ask_until or today + rules.QUIET_AFTER
        found.save(update_fields=["state", "ask_until"])
        timing.settle(found.case, rules.ANSWER, actor=actor, now=now)
        _saved(found, now)
        tell(found, rules.ANSWERED, actor=actor, now=now)
        audit.note(actor, "casework.complaint_answered", found, reason=f"{found.stage} {decided.outcome}")
        if decided.outcome != rules.NOT_UPHELD:
            events.emit(upheld(found, found.stage, today))


def make_good(*, actor: Actor, complaint_id: UUID, number: int, words: str, now: datetime) -> None:
    """Write down that what a stage's answer promised is done. Raises NotFound, NotAllowed, BadInput, Conflict."""
    words = said(words, place="words", ask="Say what was done: the person reads it.")
    with transaction.atomic():
        found = queries.complaint_for_update(complaint_id)
        permissions.require(actor, "casework.work", found.case)
        stage = queries.stage_of(found, number)
        if stage.remedy_by is None or stage.remedied_at is not None:
            raise Conflict(Said("Nothing is left to make good here."))
        stage.remedied_at = now
        stage.save(update_fields=["remedied_at"])
        tell(found, "made_good", actor=actor, now=now, text=words, stage=number)
        audit.note(actor, "casework.complaint_made_good", found)


def learn(*, actor: Actor, complaint_id: UUID, learned: str, now: datetime) -> None:
    """Write down what changes, so that it does not happen again; nothing about a person, for it may be published.

    Raises NotFound, NotAllowed, BadInput, Conflict before the first answer.
    """
    learned = said(learned, place="learned", ask="Say what changes.")
    with transaction.atomic():
        found = queries.complaint_for_update(complaint_id)
        permissions.require(actor, "casework.work", found.case)
        if queries.stage_of(found, 1).answered_at is None:
            raise Conflict(Said("Answer it first."))
        found.learned, found.learned_at = learned, now
        found.save(update_fields=["learned", "learned_at"])
        audit.note(actor, "casework.complaint_learned", found)


def upheld(found: Complaint, stage: int, on: date) -> ComplaintUpheld:
    """The event that somebody was right; stage 0 is the ombudsman's."""
    case = found.case
    return ComplaintUpheld(
        complaint_id=found.id, case_id=case.id, about_id=found.about_id, organisation_id=case.organisation_id,
        service_id=case.service_id, service_type=case.service_type, ward_id=case.ward_id, stage=stage, on=on,
    )  # fmt: skip


def _check(decided: Decided, today: date) -> None:
    if decided.outcome not in rules.OUTCOMES:
        raise BadInput(Said("Choose our answer."), place="outcome")
    said(decided.answer, place="answer", ask="Give our reasons, for the person: every point that they made.")
    if unknown := set(decided.remedies) - set(rules.REMEDIES):
        raise BadInput(f"“{min(unknown)}” is no remedy.", place="remedies")
    if decided.outcome != rules.NOT_UPHELD:
        if not decided.remedies:
            raise BadInput(Said("Say how it is made good: at least by an apology."), place="remedies")
        said(decided.remedy, place="remedy", ask="Say what is done about it, for the person.")
    if ("payment" in decided.remedies) != bool(decided.payment):
        raise BadInput(Said("Say how much is paid, and choose “payment”; or neither."), place="payment")
    if decided.remedy_by is not None and decided.remedy_by < today:
        raise BadInput(Said("That day has passed. Choose today or a later day."), place="remedy_by")


def _panel(actor: Actor, complaint_id: UUID, to: str) -> tuple[Complaint, ComplaintStage]:
    found = queries.complaint_for_update(complaint_id)
    permissions.require(actor, "casework.work", found.case)
    if shipped_schemes().by_code(found.scheme).stage(found.stage).decided_by != "panel":
        raise Conflict(Said("No panel meets at this stage."))
    _go(found, to)
    return found, queries.stage_of(found)


def _begin(found: Complaint, done: str, happened: str, actor: Actor, at: datetime, now: datetime) -> None:
    """The clock of one step stops, and those begin that count from it."""
    timing.settle(found.case, done, actor=actor, now=at)
    timing.begin(found.case, shipped_schemes().by_code(found.scheme).stage(found.stage).clocks_at(happened), at)
    _saved(found, now)
    tell(found, happened, actor=actor, now=now)


def _go(found: Complaint, to: str) -> None:
    found.state = moved(found.state, to)
    found.save(update_fields=["state"])


def _saved(found: Complaint, now: datetime) -> None:
    found.case.changed_at = now
    found.case.save(update_fields=["next_due_at", "changed_at"])


def _last_day(found: Complaint, today: date) -> date:
    ombudsman = shipped_schemes().by_code(found.scheme).ombudsman
    return ombudsman.last_day(known_on=found.known_on, answered_on=today, calendar=england())


def _moment(day: date, now: datetime, today: date) -> datetime:
    return now if day == today else datetime.combine(day, time(12), LONDON)


def _between(day: date, first: date, last: date, *, place: str) -> None:
    if not first <= day <= last:
        raise BadInput(Said("That day does not fit: it is before what came before it, or after today."), place=place)
