"""How a case ends: the resident says that it is solved, or we end it for a reason that they can challenge.

Silence is asked about twice and is never taken for success.
"""

from datetime import date, datetime
from uuid import UUID

from django.db import transaction

from coopcouncil.casework.actions import timing
from coopcouncil.casework.actions.history import said, spoken_for, tell_officer, tell_resident, write_down
from coopcouncil.casework.actions.owning import NOBODY, owner_for
from coopcouncil.casework.domain import outcomes, owners
from coopcouncil.casework.events import CaseClosed, CaseReopened
from coopcouncil.casework.models import Case, Entry, Officer
from coopcouncil.casework.permissions import OnDay
from coopcouncil.casework.queries import cases as queries
from coopcouncil.casework.queries import teams as staffing
from coopcouncil.foundation import audit, events, permissions
from coopcouncil.foundation.actors import SYSTEM, Actor
from coopcouncil.kernel.errors import BadInput, Conflict
from coopcouncil.kernel.words import Said

State, Outcome = Case.State, Case.Outcome
ANSWER = "answer"  # the step of the clock that our answer stops


def ask_whether_solved(*, actor: Actor, case_id: UUID, words: str, now: datetime) -> None:
    """Say what was done, and ask the resident whether it is solved. The clock of our answer stops.

    Raises NotFound, NotAllowed, BadInput, Conflict where it is closed, or they were asked already.
    """
    words = said(words, place="words", ask="Say what was done: the resident reads it.")
    with transaction.atomic():
        case = queries.case_for_update(case_id)
        permissions.require(actor, "casework.work", case)
        by_word(case)
        if case.state != State.OPEN:
            raise Conflict(Said("This case is not open, or its resident was asked already. Nothing was changed."))
        timing.settle(case, ANSWER, actor=actor, now=now)
        _ask(case, actor, now, words)


def answer_solved(*, actor: Actor, case_id: UUID, solved: bool, words: str, now: datetime, today: date) -> None:
    """The resident, or who speaks for them, says whether it is solved. Whoever asked for an end hears it.

    Raises NotFound, NotAllowed, BadInput, Conflict where it is closed.
    """
    with transaction.atomic():
        case = queries.case_for_update(case_id)
        permissions.require(actor, "casework.act_own", OnDay(case, today))
        by_word(case)
        _answered(case, actor, solved, words, now)


def record_answer(*, actor: Actor, case_id: UUID, solved: bool, words: str, now: datetime) -> None:
    """Write down what the resident said of it by telephone, letter or face to face: in their words.

    Raises NotFound, NotAllowed, BadInput, Conflict where it is closed.
    """
    words = said(words, place="words", ask="Write down what they said, and how you spoke with them.")
    with transaction.atomic():
        case = queries.case_for_update(case_id)
        permissions.require(actor, "casework.work", case)
        by_word(case)
        _answered(case, actor, solved, words, now)


def end_case(*, actor: Actor, case_id: UUID, why: str, reason: str, now: datetime) -> None:
    """End a case though nobody said that it is solved, for a reason that the resident reads and can challenge.

    Where the reason is that they do not answer, they were asked twice before, a week apart. Raises NotFound,
    NotAllowed, BadInput, Conflict.
    """
    reason = said(reason, place="reason", ask="Say why: the resident reads it, and can challenge it.")
    if why not in outcomes.ENDS:
        raise BadInput(Said("Choose why it ends."), place="why")
    with transaction.atomic():
        case = queries.case_for_update(case_id)
        permissions.require(actor, "casework.answer_for", case)
        by_word(case)
        if case.state == State.CLOSED:
            raise Conflict(Said("This case is closed already."))
        if why == "no_answer" and not outcomes.silent(case.asks, case.asked_at, now):
            raise Conflict(
                Said("First ask them twice, and wait a week each time. Until then silence is not an answer.")
            )
        timing.end_all(case, now=now)
        shut(case, Outcome.ENDED, now)
        entry = write_down(case, Entry.Kind.ENDED, actor=actor, now=now, text=reason, data={"why": why})
        tell_resident(case, entry)
        audit.note(actor, "casework.case_ended", case, reason=why)
        events.emit(CaseClosed(case.id, Outcome.ENDED))


def reopen(*, actor: Actor, case_id: UUID, words: str, now: datetime, today: date) -> None:
    """The resident opens their case again, within 28 days of its end; where we had ended it, the manager is called.

    Raises NotFound, NotAllowed, Conflict where it is open or was closed longer ago, or nobody could own it.
    """
    with transaction.atomic():
        staffing.hold(alone=False)
        case = queries.case_for_update(case_id)
        permissions.require(actor, "casework.act_own", OnDay(case, today))
        by_word(case)
        _reopen(case, actor, words, now)


def ask_again(*, now: datetime) -> int:
    """Ask once more where there was no answer for a week; where there is none after that, the owner must speak with
    them. Returns how many cases were looked at.
    """
    found = queries.asked_before(now - outcomes.ASK_AGAIN_AFTER)
    for case_id in found:
        with transaction.atomic():
            case = queries.case_for_update(case_id)
            if case.state == State.ASKED and outcomes.may_ask(case.asks, case.asked_at, now):
                _ask(case, SYSTEM, now, None)
            elif case.state == State.ASKED and outcomes.silent(case.asks, case.asked_at, now):
                _call_owner_once(case, now)
    return len(found)


def _ask(case: Case, actor: Actor, now: datetime, words: str | None) -> None:
    case.state, case.asked_at, case.asks, case.changed_at = State.ASKED, now, case.asks + 1, now
    case.save(update_fields=["state", "asked_at", "asks", "changed_at", "next_due_at"])
    entry = write_down(case, Entry.Kind.ASKED, actor=actor, now=now, text=words, data={"time": case.asks})
    tell_resident(case, entry)
    audit.note(actor, "casework.asked_whether_solved", case)


def _call_owner_once(case: Case, now: datetime) -> None:
    if not queries.has_entry(case.id, Entry.Kind.WARNED, since=case.asked_at, why="silent"):
        entry = write_down(case, Entry.Kind.WARNED, actor=SYSTEM, now=now, visibility="team", data={"why": "silent"})
        tell_officer(case, staffing.officer(case.owner_id), entry)


def _answered(case: Case, actor: Actor, solved: bool, words: str, now: datetime) -> None:
    if case.state == State.CLOSED:
        raise Conflict(Said("This case is closed. If it is not solved, open it again."))
    if len(words) > outcomes.MOST_WORDS:
        raise BadInput(Said("Write at most %(most)s characters.", most=outcomes.MOST_WORDS), place="words")
    text = words.strip() or None
    if solved:
        timing.end_all(case, now=now)
        shut(case, Outcome.SOLVED, now)
        entry = write_down(case, Entry.Kind.SOLVED, actor=actor, now=now, text=text)
        audit.note(actor, "casework.solved", case, on_behalf_of=spoken_for(actor, case))
        events.emit(CaseClosed(case.id, Outcome.SOLVED))
    else:
        was_asked = case.state == State.ASKED
        case.state, case.asked_at, case.asks, case.changed_at = State.OPEN, None, 0, now
        if was_asked:
            timing.start_again(case, now)
        case.save(update_fields=["state", "asked_at", "asks", "changed_at", "next_due_at"])
        entry = write_down(case, Entry.Kind.NOT_SOLVED, actor=actor, now=now, text=text)
        audit.note(actor, "casework.not_solved", case, on_behalf_of=spoken_for(actor, case))
    owner = staffing.officer(case.owner_id)
    if owner.account_id != actor.account_id:
        tell_officer(case, owner, entry)


def shut(case: Case, outcome: str, now: datetime) -> None:
    """Close a case whose clocks have ended. Call with the case held."""
    case.state, case.outcome, case.closed_at, case.changed_at = State.CLOSED, outcome, now, now
    case.escalated_to, case.asked_at, case.asks = None, None, 0
    case.save(
        update_fields=[
            "state", "outcome", "closed_at", "changed_at", "escalated_to", "asked_at", "asks", "next_due_at"
        ]
    )  # fmt: skip


def own_again(case: Case, now: datetime) -> Officer:
    """Open a closed case again, owned by who owned it, or by another where they are away or have left. Call with the
    case held; it is saved by the caller. Raises Conflict where nobody could own it.
    """
    owner = staffing.officer(case.owner_id)
    if not owner.is_active:
        not_them = {case.person_id} if case.person_id else set()
        found = owner_for(case.team, not_accounts=not_them)
        if found is None:
            raise Conflict(NOBODY)
        owner = found
    case.owner, case.team_id = owner, owner.team_id
    case.state, case.outcome, case.closed_at, case.changed_at = State.OPEN, "", None, now
    case.reopenings += 1
    return owner


def by_word(case: Case) -> None:
    """Raises Conflict where a case does not end by its resident's word: a complaint, which ends by the rules of its
    scheme, and a service that the council took back, which goes on.
    """
    if case.kind == Case.Kind.COMPLAINT:
        raise Conflict(Said("This is a complaint. It goes on and ends on its own page, by the rules for complaints."))
    if case.kind == Case.Kind.STEP_IN:
        raise Conflict(
            Said(
                "This case is about a service, so no resident can say that it is solved. Nothing was changed. Close it"
                " with “Say how the service goes on”."
            )
        )


def _reopen(case: Case, actor: Actor, words: str, now: datetime) -> None:
    if case.state != State.CLOSED or case.closed_at is None:
        raise Conflict(Said("This case is open. Nothing was changed."))
    if not outcomes.may_reopen(case.closed_at, now):
        raise Conflict(Said("It ended more than 28 days ago. Tell us again: we can see what happened before."))
    ended_by_us = case.outcome == Outcome.ENDED
    owner = own_again(case, now)
    timing.start_again(case, now)
    if ended_by_us:
        above = owners.next_rung(
            staffing.candidates(team_id=case.team_id), team_id=case.team_id, rung=timing.MANAGER
        )  # fmt: skip
        case.escalated_to_id = above.id if above and above.id != owner.id else None
    case.save()
    entry = write_down(
        case, Entry.Kind.REOPENED, actor=actor, now=now, text=words.strip()[: outcomes.MOST_WORDS] or None,
        data={"officer": str(owner.id), "challenged": ended_by_us},
    )  # fmt: skip
    tell_officer(case, owner, entry)
    if case.escalated_to_id:
        tell_officer(case, staffing.officer(case.escalated_to_id), entry)
    audit.note(actor, "casework.case_reopened", case, on_behalf_of=spoken_for(actor, case))
    events.emit(CaseReopened(case.id))


def close_as_there(case: Case, *, outcome: str, council_id: UUID, now: datetime) -> None:
    """The council that has the case has ended it: it ends here too, and the resident may open it again as ever.

    Call with the case held.
    """
    timing.end_all(case, now=now, called_off=True)
    shut(case, outcome, now)
    data = {"step": "closed", "outcome": outcome}
    entry = write_down(case, Entry.Kind.TRANSFER, actor=SYSTEM, now=now, organisation_id=council_id, data=data)
    tell_resident(case, entry)
    tell_officer(case, staffing.officer(case.owner_id), entry)
    audit.note(SYSTEM, "casework.closed_there", case, reason=outcome)
    events.emit(CaseClosed(case.id, outcome))


def reopen_as_there(case: Case, *, council_id: UUID, now: datetime) -> None:
    """The council that has the case has opened it again: so it is here. Call with the case held."""
    owner = own_again(case, now)
    case.save()
    data = {"step": "reopened", "officer": str(owner.id)}
    entry = write_down(case, Entry.Kind.TRANSFER, actor=SYSTEM, now=now, organisation_id=council_id, data=data)
    tell_resident(case, entry)
    audit.note(SYSTEM, "casework.reopened_there", case)
    events.emit(CaseReopened(case.id))


# For an enquiry, where a councillor stands between: who may is asked there.
ask, take_answer = _ask, _answered
