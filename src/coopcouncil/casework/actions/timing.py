"""The clocks of a case: started with it, stopped by what was done, paused and extended with a reason that the resident
reads, watched over by the hour. The days are worked out in `domain/clocks.py`.
"""

from collections.abc import Callable
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction

from coopcouncil.casework.actions.history import said, tell_officer, tell_resident, write_down
from coopcouncil.casework.domain import clocks, owners
from coopcouncil.casework.domain.clocks import Clock, Extension, Length, Pause
from coopcouncil.casework.domain.promises import Promise, shipped_promises
from coopcouncil.casework.events import PromiseBroken
from coopcouncil.casework.models import Case, CaseClock, Entry, Visibility
from coopcouncil.casework.queries import cases as queries
from coopcouncil.casework.queries import teams as staffing
from coopcouncil.foundation import audit, events, permissions
from coopcouncil.foundation.actors import SYSTEM, Actor
from coopcouncil.kernel.calendars import Calendar, england
from coopcouncil.kernel.errors import Conflict, NotFound
from coopcouncil.kernel.words import Said
from coopcouncil.settlement import public as settlement

ACKNOWLEDGE = "acknowledge"
SETTLED = "request_answer"  # the one time of the catalogue that the settlement may set
MANAGER, HEAD = 1, 2  # rungs of the ladder above the owner
AT_ONCE = 500  # cases looked at by one job
State = CaseClock.State


def start(case: Case, now: datetime, *, promises: tuple[Promise, ...] | None = None) -> list[CaseClock]:
    """Let the clocks of a new case run, by the catalogue or by `promises`. The caller saves them and the case."""
    calendar = england()
    rows = []
    for promise in _promised(case) if promises is None else promises:
        row = CaseClock(
            case=case, code=promise.code, step=promise.step, started_at=now,
            terms={
                "title": promise.title, "within": str(promise.length), "source": promise.source,
                "may_pause": promise.may_pause, "extend_at_most": promise.extend_at_most,
                "warn_before": promise.warn_before, "moves": promise.moves,
            },
        )  # fmt: skip
        _reckon(row, clock_of(row), calendar)
        rows.append(row)
    _next_due(case, rows)
    return rows


def _promised(case: Case) -> tuple[Promise, ...]:
    """What the catalogue promises for this kind of case; the answer within the time that the settlement in force says,
    where it says one for the service. What a law sets stays.
    """
    book = shipped_promises().for_kind(case.promise)
    if not any(promise.code == SETTLED for promise in book):
        return book
    said = settlement.promised_clock(case.service_type, service_id=case.service_id)
    return tuple(
        promise.within(said.within, source=said.source) if said and promise.code == SETTLED else promise
        for promise in book
    )


def begin(case: Case, promises: tuple[Promise, ...], now: datetime) -> None:
    """Let more clocks of a case run. Call with the case held; it is saved by the caller."""
    CaseClock.objects.bulk_create(start(case, now, promises=promises))
    _next_due(case, queries.clocks_running(case.id))


def clock_of(row: CaseClock) -> Clock:
    """The clock that a row keeps, to reckon with."""
    terms = row.terms
    return Clock(
        code=row.code,
        started_at=row.started_at,
        length=Length.parse(terms["within"]),
        source=terms["source"],
        may_pause=terms["may_pause"],
        extend_at_most=terms["extend_at_most"],
        warn_before=terms["warn_before"],
        moves=terms["moves"],
        pauses=tuple(Pause(_moment(since), why, _moment(until) if until else None) for since, until, why in row.pauses),
        extensions=tuple(Extension(count, why, _moment(told)) for count, told, why in row.extensions),
        stopped_at=row.ended_at,
    )


def settle(case: Case, step: str, *, actor: Actor, now: datetime) -> None:
    """What the clocks of this step promised is done: they stop, kept or too late. Call with the case held; it is saved
    by the caller.
    """
    running = queries.clocks_running(case.id)
    for row in running:
        if row.step == step:
            _stop(row, now)
            if row.state == State.KEPT:
                write_down(case, Entry.Kind.KEPT, actor=actor, now=now, data={"clock": row.code})
    _next_due(case, [row for row in running if row.ended_at is None])


def end_all(case: Case, *, now: datetime, called_off: bool = False) -> None:
    """The case is over: no clock runs on. Call with the case held; it is saved by the caller."""
    for row in queries.clocks_running(case.id):
        _stop(row, now, called_off=called_off)
    case.next_due_at = None


def start_again(case: Case, now: datetime) -> None:
    """A case that opens again has the clocks of a new one, but nobody need say again that we have it; it has none while
    another council answers for it.
    """
    if case.elsewhere:
        return
    promises = tuple(item for item in shipped_promises().for_kind(case.promise) if item.step != ACKNOWLEDGE)
    CaseClock.objects.bulk_create(start(case, now, promises=promises))


def pause_clock(*, actor: Actor, case_id: UUID, clock_id: UUID, reason: str, now: datetime) -> None:
    """Let a clock stand still while we wait for the person, who reads the reason.

    Raises NotFound, NotAllowed, BadInput, Conflict where the promise forbids it or the clock does not run.
    """
    reason = said(reason, place="reason", ask="Say why: the person reads it.")
    _change(
        actor, case_id, clock_id, now, Entry.Kind.PAUSED, reason,
        lambda clock, calendar: clocks.pause(clock, at=now, reason=reason, calendar=calendar),
    )  # fmt: skip


def resume_clock(*, actor: Actor, case_id: UUID, clock_id: UUID, now: datetime) -> None:
    """Let a clock run on. Raises NotFound, NotAllowed, Conflict where it does not stand still."""
    _change(
        actor, case_id, clock_id, now, Entry.Kind.RESUMED, None, lambda clock, calendar: clocks.resume(clock, at=now)
    )


def extend_clock(*, actor: Actor, case_id: UUID, clock_id: UUID, count: int, reason: str, now: datetime) -> None:
    """Take more time, of which the person is told with the reason, before the clock has run out.

    Raises NotFound, NotAllowed, BadInput, Conflict where the promise forbids it, or so much.
    """
    reason = said(reason, place="reason", ask="Say why: the person reads it.")
    _change(
        actor, case_id, clock_id, now, Entry.Kind.EXTENDED, reason,
        lambda clock, calendar: clocks.extend(clock, count, reason=reason, told_at=now, calendar=calendar),
    )  # fmt: skip


def watch(*, now: datetime) -> int:
    """Warn owners, write down what was broken, and take it up the ladder. Returns how many cases were looked at."""
    found = queries.cases_to_look_at(now, most=AT_ONCE)
    for case_id in found:
        look_at(case_id=case_id, now=now)
    return len(found)


def look_at(*, case_id: UUID, now: datetime) -> None:
    """Do for one case what its clocks ask for at this moment. It may come twice."""
    calendar = england()
    with transaction.atomic():
        case = queries.case_for_update(case_id)
        running = queries.clocks_running(case_id)
        for row in running:
            _look(case, row, now, calendar)
        _next_due(case, running)
        case.save(update_fields=["next_due_at", "escalated_to"])


def _look(case: Case, row: CaseClock, now: datetime, calendar: Calendar) -> None:
    if row.state == State.RUNNING and row.due_at is not None and now > row.due_at:
        row.state, row.breached_at = State.BREACHED, row.due_at
        row.save(update_fields=["state", "breached_at"])
        entry = write_down(case, Entry.Kind.BREACHED, actor=SYSTEM, now=now, data={"clock": row.code})
        tell_resident(case, entry)
        audit.note(SYSTEM, "casework.promise_broken", row)
        events.emit(PromiseBroken(case.id, row.id, row.code))
    if row.state == State.BREACHED:
        _climb(case, row, now, calendar)
    elif row.state == State.RUNNING and not row.warned and row.warn_at is not None and row.warn_at <= now:
        row.warned = True
        row.save(update_fields=["warned"])
        entry = write_down(
            case, Entry.Kind.WARNED, actor=SYSTEM, now=now, visibility=Visibility.TEAM, data={"clock": row.code}
        )
        tell_officer(case, staffing.officer(case.owner_id), entry)


def _climb(case: Case, row: CaseClock, now: datetime, calendar: Calendar) -> None:
    """A broken promise goes to the manager at once, and to the head of service some working days later."""
    wanted = clocks.rung(clock_of(row), now, calendar, head_after=shipped_promises().head_after)
    rung = {"manager": MANAGER, "head_of_service": HEAD}.get(wanted, row.rung)
    if rung <= row.rung:
        return
    row.rung = rung
    row.save(update_fields=["rung"])
    found = owners.next_rung(staffing.candidates(team_id=case.team_id), team_id=case.team_id, rung=rung)
    called = staffing.officer(found.id if found else case.owner_id)
    case.escalated_to_id = called.id if called.id != case.owner_id else None
    data = {"clock": row.code, "officer": str(called.id), "rung": rung}
    entry = write_down(case, Entry.Kind.ESCALATED, actor=SYSTEM, now=now, data=data)
    tell_officer(case, called, entry)
    audit.note(SYSTEM, "casework.escalated", case, on_behalf_of=called.account_id)


def _change(
    actor: Actor,
    case_id: UUID,
    clock_id: UUID,
    now: datetime,
    kind: str,
    reason: str | None,
    change: Callable[[Clock, Calendar], Clock],
) -> None:
    with transaction.atomic():
        case = queries.case_for_update(case_id)
        permissions.require(actor, "casework.answer_for", case)
        running = queries.clocks_running(case_id)
        row = next((row for row in running if row.id == clock_id), None)
        if row is None:
            raise NotFound("There is no such clock.")
        if row.state == State.BREACHED:
            raise Conflict(Said("This promise is broken already. Nothing was changed."))
        calendar = england()
        clock = change(clock_of(row), calendar)
        row.pauses = [[p.since.isoformat(), p.until.isoformat() if p.until else None, p.reason] for p in clock.pauses]
        row.extensions = [[item.count, item.told_at.isoformat(), item.reason] for item in clock.extensions]
        row.state = State.PAUSED if clock.stands_still else State.RUNNING
        row.warned = False
        _reckon(row, clock, calendar)
        row.save()
        _next_due(case, running)
        case.changed_at = now
        case.save(update_fields=["next_due_at", "changed_at"])
        data: dict[str, Any] = {"clock": row.code, "due_at": row.due_at.isoformat() if row.due_at else None}
        tell_resident(case, write_down(case, kind, actor=actor, now=now, text=reason, data=data))
        audit.note(actor, f"casework.clock_{kind}", row)


def _stop(row: CaseClock, now: datetime, *, called_off: bool = False) -> None:
    late = row.state == State.BREACHED or (row.due_at is not None and now > row.due_at)
    if late and row.breached_at is None:
        row.breached_at = row.due_at
    row.ended_at = now
    row.state = State.LATE if late else State.CALLED_OFF if called_off else State.KEPT
    row.save(update_fields=["state", "ended_at", "breached_at"])


def _reckon(row: CaseClock, clock: Clock, calendar: Calendar) -> None:
    row.due_at, row.warn_at = clocks.due_at(clock, calendar), clocks.warn_at(clock, calendar)


def _next_due(case: Case, rows: list[CaseClock]) -> None:
    case.next_due_at = min((row.due_at for row in rows if row.ended_at is None and row.due_at), default=None)


def _moment(text: str) -> datetime:
    return datetime.fromisoformat(text)
