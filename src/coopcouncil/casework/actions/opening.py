"""Opening a case: whoever says it and however it comes, it has an owner by name before the transaction ends."""

import secrets
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from typing import Any
from uuid import UUID

import structlog
from django.db import IntegrityError, transaction

from coopcouncil.casework.actions import timing
from coopcouncil.casework.actions.history import said, tell_officer, tell_resident, write_down
from coopcouncil.casework.actions.owning import NOBODY, owner_for
from coopcouncil.casework.domain.promises import Promise
from coopcouncil.casework.events import CaseOpened
from coopcouncil.casework.models import Case, CaseClock, CaseLink, Entry, Team
from coopcouncil.casework.permissions import OnDay
from coopcouncil.casework.queries import cases as queries
from coopcouncil.casework.queries import step_ins
from coopcouncil.casework.queries import teams as staffing
from coopcouncil.foundation import audit, events, permissions
from coopcouncil.foundation.actors import SYSTEM, Actor
from coopcouncil.kernel.errors import BadInput, Conflict
from coopcouncil.kernel.identifiers import new_reference
from coopcouncil.kernel.words import Said
from coopcouncil.people import public as people

# Who opens it reads at once who owns it.
_TOLD = (Case.Source.OFFICER, Case.Source.AGENCY, Case.Source.COUNCILLOR)

log = structlog.get_logger("coopcouncil.casework")


@dataclass(frozen=True)
class Problem:
    """What is wrong, and where it belongs. `title` says what kind of problem it is, and nothing of a person.

    `contact` is {"name", "phone", "email"} of somebody without an account; `promise` a kind of the catalogue of clocks,
    `promises` what runs instead; `note_for_resident` is written into the history, for them to read.
    """

    title: str
    words: str
    kind: str = Case.Kind.REQUEST
    source: str = Case.Source.RESIDENT
    channel: str = Case.Channel.WEB
    urgency: str = Case.Urgency.ROUTINE
    service_type: str = ""
    service_id: UUID | None = None
    organisation_id: UUID | None = None
    ward_id: UUID | None = None
    access_point_id: UUID | None = None
    notice_id: UUID | None = None
    step_in_id: UUID | None = None
    person_id: UUID | None = None
    authority_id: UUID | None = None
    contact: dict[str, str] = field(default_factory=dict)
    promise: str = "request"
    promises: tuple[Promise, ...] | None = None
    team_id: UUID | None = None
    not_owners: frozenset[UUID] = frozenset()  # accounts whose case it may not be: of them somebody complains
    note_for_resident: str = ""
    matter: str = "everyday"  # what a power to speak for somebody must cover


@dataclass(frozen=True)
class Opened:
    id: UUID
    reference: str
    owner_account_id: UUID


def open_own(*, actor: Actor, problem: Problem, now: datetime, today: date, follows: UUID | None = None) -> Opened:
    """Open a case for oneself, or by a power for somebody else; `follows` is a case of theirs that it goes on from.

    Raises NotFound where that is not theirs, NotAllowed, BadInput, Conflict.
    """
    permissions.require(actor, "casework.open_own")
    said(problem.words, place="words", ask="Say what is wrong, in your own words.")
    person_id = actor.account_id
    if problem.authority_id is not None:
        verdict = people.may_speak_for(actor, problem.authority_id, [problem.matter], today)[problem.matter]
        if not verdict.may:
            raise BadInput(Said("This power does not let you speak for them about this."), place="authority")
        person_id = people.person_of_authority(problem.authority_id)
    with transaction.atomic():
        opened = open_case(actor=actor, problem=replace(problem, person_id=person_id), now=now)
        if follows is not None:
            before = queries.case(follows)
            permissions.require(actor, "casework.see_own", OnDay(before, today))
            _goes_on_from(actor, opened.id, before, now)
    return opened


def _goes_on_from(actor: Actor, case_id: UUID, before: Case, now: datetime) -> None:
    case = queries.case(case_id)
    CaseLink.objects.create(
        case=case, other=before, kind=CaseLink.Kind.FOLLOWS, made_at=now, made_by_id=actor.account_id
    )
    for one, another in ((case, before), (before, case)):
        data = {"case": str(another.id), "how": CaseLink.Kind.FOLLOWS.value}
        write_down(one, Entry.Kind.LINKED, actor=actor, now=now, data=data)


def open_for_another(*, actor: Actor, problem: Problem, now: datetime) -> Opened:
    """Open a case for somebody who is here, rang or wrote. Raises NotAllowed, BadInput, Conflict."""
    permissions.require(actor, "casework.open_for_another")
    said(problem.words, place="words", ask="Say what is wrong, as they said it.")
    return open_case(actor=actor, problem=problem, now=now)


def open_case(*, actor: Actor, problem: Problem, now: datetime) -> Opened:
    """Open a case; who may is asked by whoever calls. Raises Conflict where nobody of the council could own it, or
    where one is open about the same notice.
    """
    with transaction.atomic():
        staffing.hold(alone=False)
        team = staffing.team(problem.team_id) if problem.team_id else staffing.team_for(problem.service_type)
        owner = _owner(team, problem, actor)
        case = Case(
            reference=new_reference(secrets.token_bytes(16)),
            kind=problem.kind, source=problem.source, channel=problem.channel, urgency=problem.urgency,
            title=problem.title[:150], words=problem.words.strip(), contact=problem.contact,
            service_type=problem.service_type, service_id=problem.service_id, organisation_id=problem.organisation_id,
            ward_id=problem.ward_id, access_point_id=problem.access_point_id, notice_id=problem.notice_id,
            step_in_id=problem.step_in_id, person_id=problem.person_id, opened_by_id=actor.account_id,
            authority_id=problem.authority_id, matter=problem.matter,
            team_id=owner.team_id, owner=owner, promise=problem.promise, opened_at=now, changed_at=now,
        )  # fmt: skip
        clocks = timing.start(case, now, promises=problem.promises)
        _tell_at_once(case, clocks, now)
        case.save(force_insert=True)
        CaseClock.objects.bulk_create(clocks)
        entry = write_down(
            case, Entry.Kind.OPENED, actor=actor, now=now, text=problem.note_for_resident or None,
            data={"officer": str(owner.id)},
        )  # fmt: skip
        if owner.account_id != actor.account_id:
            tell_officer(case, owner, entry)
        if case.person_id is not None:
            tell_resident(case, entry)
        audit.note(actor, "casework.case_opened", case, on_behalf_of=case.person_id)
        events.emit(CaseOpened(case.id, owner.account_id))
    return Opened(case.id, case.reference, owner.account_id)


def open_for_notice(*, problem: Problem, now: datetime) -> UUID | None:
    """Open a case because a notice went wrong; the one that is open already, where there is one. Call inside the
    transaction in which it did.

    None where no officer at all could own it: then an hourly job looks again, and the administrator reads of it.
    """
    return _open_once(problem, now, queries.open_case_of_notice, problem.notice_id)


def open_for_step_in(*, problem: Problem, now: datetime) -> UUID | None:
    """The same because the council took a service back."""
    return _open_once(problem, now, step_ins.open_case, problem.step_in_id)


def _open_once(
    problem: Problem, now: datetime, find: Callable[[UUID], UUID | None], about_id: UUID | None
) -> UUID | None:
    assert about_id is not None
    if (there := find(about_id)) is not None:
        return there
    try:
        with transaction.atomic():
            return open_case(actor=SYSTEM, problem=problem, now=now).id
    except IntegrityError:  # somebody else opened it at the same moment
        return find(about_id)
    except Conflict:
        log.error("nobody can own a case", about=str(about_id))
        return None


def _owner(team: Team | None, problem: Problem, actor: Actor) -> Any:
    not_them = {problem.person_id} if problem.person_id else set()
    owner = None
    if team:
        # Rather somebody of whom they complain than nobody: who may decide is asked again when it is answered.
        owner = owner_for(team, not_accounts=not_them | problem.not_owners) or owner_for(team, not_accounts=not_them)
    if owner is None:
        raise Conflict(NOBODY)
    return owner


def _tell_at_once(case: Case, clocks: list[CaseClock], now: datetime) -> None:
    """Who can read who owns it has been told that we have it: that promise is kept, or owed to nobody."""
    for row in clocks:
        if row.step == timing.ACKNOWLEDGE:
            told = case.person_id is not None or case.source in _TOLD
            row.state, row.ended_at = (CaseClock.State.KEPT if told else CaseClock.State.CALLED_OFF), now
    case.next_due_at = min((row.due_at for row in clocks if row.ended_at is None and row.due_at), default=None)
