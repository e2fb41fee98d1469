"""Who owns cases: one named officer at every moment. Hand over, be away, come back, leave, join.

Whoever stops owning hands over in the same transaction; where nobody is left to take it, they cannot stop.
"""

from collections.abc import Collection, Mapping, Sequence
from datetime import date, datetime
from uuid import UUID

import structlog
from django.db import transaction

from coopcouncil.casework.actions.history import said, tell_officer, write_down
from coopcouncil.casework.domain import owners
from coopcouncil.casework.domain.owners import Candidate
from coopcouncil.casework.events import CaseHandedOver
from coopcouncil.casework.models import Case, Entry, Officer, Team, Visibility
from coopcouncil.casework.permissions import TEAM_ROLES
from coopcouncil.casework.queries import cases as queries
from coopcouncil.casework.queries import teams as staffing
from coopcouncil.foundation import audit, events, permissions
from coopcouncil.foundation.actors import SYSTEM, Actor
from coopcouncil.kernel.errors import BadInput, Conflict
from coopcouncil.kernel.words import Said
from coopcouncil.people import public as people

NOBODY = Said("Nobody else can own these cases now. First say who takes them. Nothing was changed.")
MOST_AT_ONCE = 500  # cases handed over with one click

log = structlog.get_logger("coopcouncil.casework")


def owner_for(team: Team, *, not_accounts: Collection[UUID]) -> Officer | None:
    """Who owns a new case of this team. None only where no officer is active at all."""
    near = staffing.candidates(team_id=team.id)
    found = owners.choose(near, team_id=team.id, not_accounts=not_accounts) or owners.choose(
        staffing.candidates(), team_id=team.id, not_accounts=not_accounts
    )
    return staffing.officer(found.id) if found else None


def hand_over(
    *,
    actor: Actor,
    case_ids: Sequence[UUID],
    officer_id: UUID,
    reason: str,
    now: datetime,
    seen: Mapping[UUID, UUID] | None = None,
) -> int:
    """Give cases to another officer, all or none. Returns how many changed hands.

    `seen` is the owner of each case as whoever asks saw it: what somebody else handed over meanwhile is left alone.
    Raises NotFound, NotAllowed, BadInput, Conflict where the officer is away or has left, the case is about them, or it
    has another owner than was seen.
    """
    reason = said(reason, place="reason", ask="Say why, for whoever takes it.")
    if len(case_ids) > MOST_AT_ONCE:
        raise BadInput(Said("Hand over at most %(most)s cases at a time.", most=MOST_AT_ONCE), place="case")
    with transaction.atomic():
        staffing.hold(alone=False)
        to = staffing.officer_for_update(officer_id)
        if not to.is_active:
            raise Conflict(Said("That officer is away or has left. Choose another. Nothing was changed."))
        moved = 0
        for case_id in sorted(set(case_ids)):
            case = queries.case_for_update(case_id)
            permissions.require(actor, "casework.answer_for", case)
            if seen is not None and seen.get(case_id) != case.owner_id:
                raise Conflict(Said("Somebody else gave one of these to another owner just now. Nothing was changed."))
            if case.person_id == to.account_id:
                raise Conflict(
                    Said("Nobody can own a case about themself. Choose another officer. Nothing was changed.")
                )
            if case.state == Case.State.CLOSED or case.owner_id == to.id:
                continue
            give(case, to, actor, now, why="handed_over", text=reason)
            moved += 1
    return moved


def be_away(*, actor: Actor, officer_id: UUID, until: date, now: datetime, today: date) -> int:
    """Mark somebody as away until a day, the first on which they are back; colleagues take their cases now.

    Returns how many changed hands. Raises NotFound, NotAllowed, BadInput, Conflict where nobody is left.
    """
    if until <= today:
        raise BadInput(Said("Choose the day when they are back. The earliest is tomorrow."), place="until")
    with transaction.atomic():
        staffing.hold(alone=True)
        officer = staffing.officer_for_update(officer_id)
        if officer.account_id != actor.account_id:
            permissions.require(actor, "casework.manage_team", officer.team_id)
        if officer.left_at is not None:
            raise Conflict(Said("They have left the team already."))
        officer.is_active, officer.away_until = False, until
        officer.save(update_fields=["is_active", "away_until"])
        moved = _hand_over_everything([officer], actor, now, why="away")
        audit.note(actor, "casework.officer_away", officer)
    return moved


def come_back(*, actor: Actor, officer_id: UUID, now: datetime) -> None:
    """Mark somebody as back. Their cases stay with whoever has them. Raises NotFound, NotAllowed, Conflict."""
    with transaction.atomic():
        officer = staffing.officer_for_update(officer_id)
        if officer.account_id != actor.account_id and actor is not SYSTEM:
            permissions.require(actor, "casework.manage_team", officer.team_id)
        if officer.left_at is not None:
            raise Conflict(Said("They have left the team."))
        officer.is_active, officer.away_until = True, None
        officer.save(update_fields=["is_active", "away_until"])
        audit.note(actor, "casework.officer_back", officer)


def leave_team(*, actor: Actor, officer_id: UUID, now: datetime) -> int:
    """Take somebody out of a team; colleagues take their cases. Returns how many.

    Raises NotFound, NotAllowed, Conflict where nobody is left to take them.
    """
    with transaction.atomic():
        staffing.hold(alone=True)
        officer = staffing.officer_for_update(officer_id)
        permissions.require(actor, "casework.manage_team", officer.team_id)
        if officer.left_at is not None:
            raise Conflict(Said("They have left the team already."))
        return _leave([officer], actor, now)


def leave_council(*, account_id: UUID, now: datetime) -> int:
    """Somebody does not work for the council any more: colleagues take all that is theirs. Call inside a transaction.

    Returns how many cases. Raises Conflict where nobody is left to take them.
    """
    staffing.hold(alone=True)
    return _leave(staffing.officers_for_update(account_id), SYSTEM, now)


def _leave(officers: Sequence[Officer], actor: Actor, now: datetime) -> int:
    for officer in officers:
        officer.is_active, officer.left_at, officer.away_until = False, now, None
        officer.save(update_fields=["is_active", "left_at", "away_until"])
        audit.note(actor, "casework.team_left", officer)
    return _hand_over_everything(officers, actor, now, why="left")


def _hand_over_everything(officers: Sequence[Officer], actor: Actor, now: datetime, *, why: str) -> int:
    """Share the open cases of these officers among those who are active; their part of the ladder ends too."""
    going = {officer.id for officer in officers}
    Case.objects.filter(escalated_to_id__in=going).update(escalated_to=None)
    cases = queries.cases_for_update(going)
    if not cases:
        return 0
    free = staffing.candidates(but_not=going)
    accounts = {officer.account_id for officer in officers}
    takers: dict[UUID, Officer] = {}
    for case in cases:
        taker = owners.choose(free, team_id=case.team_id, not_accounts={*accounts, *_person(case)})
        if taker is None:
            raise Conflict(NOBODY)
        free = [_with_one_more(item) if item.id == taker.id else item for item in free]
        if taker.id not in takers:
            takers[taker.id] = staffing.officer(taker.id)
        give(case, takers[taker.id], actor, now, why=why)
    return len(cases)


def _person(case: Case) -> set[UUID]:
    return {case.person_id} if case.person_id else set()


def _with_one_more(item: Candidate) -> Candidate:
    return Candidate(item.id, item.account_id, item.team_id, item.rank, item.open_cases + 1, item.last_resort)


def give(case: Case, to: Officer, actor: Actor, now: datetime, *, why: str, text: str | None = None) -> None:
    """Make an active officer the owner of a case. Call inside the transaction, with the case held."""
    case.owner, case.team_id, case.escalated_to, case.changed_at = to, to.team_id, None, now
    case.save(update_fields=["owner", "team", "escalated_to", "changed_at"])
    data = {"officer": str(to.id), "why": why}
    entry = write_down(case, Entry.Kind.OWNER, actor=actor, now=now, data=data)
    if text:
        write_down(case, Entry.Kind.NOTE, actor=actor, now=now, visibility=Visibility.TEAM, text=text)
    if to.account_id != actor.account_id:
        tell_officer(case, to, entry)
    audit.note(actor, "casework.case_given", case, reason=why, on_behalf_of=to.account_id)
    events.emit(CaseHandedOver(case.id, to.account_id))


def leave_where_no_role_is_left(*, account_id: UUID, now: datetime, today: date) -> int:
    """Somebody lost a role: if none is left with which they could own cases on that day, colleagues take all of theirs.

    Call inside the transaction in which they lost it. Returns how many cases. Raises Conflict where nobody is left.
    """
    council = people.council()
    if council is not None and account_id in {row.account_id for row in people.staff(council.id, TEAM_ROLES, today)}:
        return 0
    return leave_council(account_id=account_id, now=now)


def keep_teams(*, now: datetime, tomorrow: date, today: date) -> int:
    """Let those be back who are due back, and take the cases of those whose last role ends tonight.

    Returns how many officers changed. Where nobody is left to take cases they stay, and the next run tries again.
    """
    changed = 0
    for officer_id in staffing.back_by(today):
        come_back(actor=SYSTEM, officer_id=officer_id, now=now)
        changed += 1
    council = people.council()
    if council is None:
        return changed
    staying = {row.account_id for row in people.staff(council.id, TEAM_ROLES, tomorrow)}
    for account_id in staffing.accounts_of_officers() - staying:
        try:
            with transaction.atomic():
                leave_council(account_id=account_id, now=now)
            changed += 1
        except Conflict:
            log.error("nobody is left to own cases", account=str(account_id))
    return changed
