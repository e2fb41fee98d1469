"""Working on a case: notes, messages, tasks, files, who has to act, what belongs together."""

from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db import IntegrityError, transaction

from coopcouncil.casework.actions.history import said, spoken_for, tell_officer, tell_resident, write_down
from coopcouncil.casework.events import TaskAnswered
from coopcouncil.casework.models import Case, CaseDocument, CaseLink, Entry, Task, Visibility
from coopcouncil.casework.permissions import OnDay
from coopcouncil.casework.queries import cases as queries
from coopcouncil.casework.queries import teams as staffing
from coopcouncil.foundation import audit, events, permissions
from coopcouncil.foundation.actors import Actor
from coopcouncil.kernel.errors import BadInput, Conflict
from coopcouncil.kernel.words import Said
from coopcouncil.people import public as people
from coopcouncil.sharing.public import Checked

ANSWERS = (Task.State.ACCEPTED, Task.State.DONE, Task.State.REFUSED)
OPEN_TASKS = (Task.State.GIVEN, Task.State.ACCEPTED)


def note(*, actor: Actor, case_id: UUID, text: str, visibility: str, now: datetime) -> None:
    """Write a note that those may read whom `visibility` names. Where the resident may, they hear that there is one.

    Raises NotFound, NotAllowed, BadInput.
    """
    text = said(text, place="text")
    if visibility not in Visibility.values:
        raise BadInput(Said("Choose who may read it."), place="visibility")
    with transaction.atomic():
        case = queries.case_for_update(case_id)
        permissions.require(actor, "casework.work", case)
        entry = write_down(case, Entry.Kind.NOTE, actor=actor, now=now, visibility=visibility, text=text)
        if visibility == Visibility.RESIDENT:
            tell_resident(case, entry)
        _changed(case, now)
        audit.note(actor, "casework.note_written", entry)


def write_as_resident(*, actor: Actor, case_id: UUID, text: str, now: datetime, today: date) -> None:
    """The resident, or who speaks for them, adds something, and the owner hears of it.

    Raises NotFound, NotAllowed, BadInput.
    """
    text = said(text, place="text")
    with transaction.atomic():
        case = queries.case_for_update(case_id)
        permissions.require(actor, "casework.act_own", OnDay(case, today))
        entry = write_down(case, Entry.Kind.MESSAGE, actor=actor, now=now, text=text)
        tell_officer(case, staffing.officer(case.owner_id), entry)
        _changed(case, now)
        audit.note(actor, "casework.message_written", entry, on_behalf_of=spoken_for(actor, case))


def give_task(
    *,
    actor: Actor,
    case_id: UUID,
    who: str,
    words: str,
    due_on: date,
    now: datetime,
    today: date,
    organisation_id: UUID | None = None,
    officer_id: UUID | None = None,
    named: str = "",
) -> UUID:
    """Ask somebody to do something for a case; its words are all of the case that they read.

    Raises NotFound, NotAllowed, BadInput, Conflict where the case is closed.
    """
    words = said(words, place="words", ask="Say what is to be done.")
    if who not in Task.For.values:
        raise BadInput(Said("Choose who does it."), place="who")
    if due_on < today:
        raise BadInput(Said("That day has passed. Choose today or a later day."), place="due_on")
    if who == Task.For.ORGANISATION and organisation_id is None:
        raise BadInput(Said("Choose the organisation."), place="organisation")
    if who in {Task.For.COMMUNITY, Task.For.NEIGHBOUR} and not named.strip():
        raise BadInput(Said("Say who it is."), place="named")
    with transaction.atomic():
        case = queries.case_for_update(case_id)
        permissions.require(actor, "casework.work", case)
        _must_be_open(case)
        officer = None
        if who == Task.For.COUNCIL:
            officer = staffing.officer(officer_id or case.owner_id)
            if not officer.is_active:
                raise Conflict(Said("That officer is away or has left. Choose another."))
        task = Task.objects.create(
            case=case, who=who, organisation_id=organisation_id if who == Task.For.ORGANISATION else None,
            officer=officer, named=named.strip()[:150], words=words, due_on=due_on, given_at=now,
            given_by_id=actor.account_id,
        )  # fmt: skip
        entry = write_down(
            case, Entry.Kind.TASK, actor=actor, now=now, organisation_id=task.organisation_id,
            data={"task": str(task.id), "who": who, "due_on": due_on.isoformat()},
        )  # fmt: skip
        if officer is not None and officer.account_id != actor.account_id:
            tell_officer(case, officer, entry)
        if who == Task.For.RESIDENT:
            tell_resident(case, entry)
        _changed(case, now)
        audit.note(actor, "casework.task_given", task)
    return task.id


def answer_task(*, actor: Actor, task_id: UUID, state: str, words: str, now: datetime) -> None:
    """The organisation that was asked says what it did. Raises NotFound, NotAllowed, BadInput, Conflict."""
    with transaction.atomic():
        case, task = _held(task_id)
        permissions.require(actor, "casework.do_task", task)
        _answer(actor, case, task, state, words, now)


def tick_off_task(*, actor: Actor, task_id: UUID, state: str, words: str, now: datetime) -> None:
    """Whoever works on the case writes down what became of a task: an officer's own, a neighbour's, a group's.

    Raises NotFound, NotAllowed, BadInput, Conflict.
    """
    with transaction.atomic():
        case, task = _held(task_id)
        permissions.require(actor, "casework.work", case)
        _answer(actor, case, task, state, words, now, withdrawable=True)


def do_own_task(*, actor: Actor, task_id: UUID, words: str, now: datetime, today: date) -> None:
    """The resident says that they have done their part. Raises NotFound, NotAllowed, Conflict."""
    with transaction.atomic():
        case, task = _held(task_id)
        permissions.require(actor, "casework.act_own", OnDay(case, today))
        if task.who != Task.For.RESIDENT:
            raise Conflict(Said("This is somebody else’s job."))
        _answer(actor, case, task, Task.State.DONE, words or "–", now)


def name_organisation(*, actor: Actor, case_id: UUID, organisation_id: UUID, reason: str, now: datetime) -> None:
    """Say which organisation has to act; the council owns the problem all the same.

    Raises NotFound, NotAllowed, BadInput, Conflict.
    """
    reason = said(reason, place="reason", ask="Say why it is theirs to act: the resident reads it.")
    with transaction.atomic():
        case = queries.case_for_update(case_id)
        permissions.require(actor, "casework.work", case)
        _must_be_open(case)
        body = people.organisation(organisation_id)
        case.organisation_id = body.id
        case.changed_at = now
        case.save(update_fields=["organisation", "changed_at"])
        write_down(
            case, Entry.Kind.ORGANISATION, actor=actor, now=now, text=reason, organisation_id=body.id
        )  # fmt: skip
        audit.note(actor, "casework.organisation_named", case)


def add_document(*, actor: Actor, case_id: UUID, file: Checked, visibility: str, now: datetime) -> UUID:
    """Keep a file with a case, examined and made safe before. Raises NotFound, NotAllowed, BadInput."""
    if visibility not in Visibility.values:
        raise BadInput(Said("Choose who may read it."), place="visibility")
    with transaction.atomic():
        case = queries.case_for_update(case_id)
        permissions.require(actor, "casework.work", case)
        return _keep(actor, case, file, visibility, now)


def add_document_as_resident(*, actor: Actor, case_id: UUID, file: Checked, now: datetime, today: date) -> UUID:
    """The resident adds a file to their case. The owner hears of it. Raises NotFound, NotAllowed."""
    with transaction.atomic():
        case = queries.case_for_update(case_id)
        permissions.require(actor, "casework.act_own", OnDay(case, today))
        return _keep(actor, case, file, Visibility.RESIDENT, now)


def read_document(*, actor: Actor, document_id: UUID) -> CaseDocument:
    """A file of a case, for whoever works on it. The reading is logged. Raises NotFound, NotAllowed."""
    with transaction.atomic():
        found = queries.document(document_id)
        permissions.require(actor, "casework.see", found.case)
        return _read(actor, found)


def read_own_document(*, actor: Actor, document_id: UUID, today: date) -> CaseDocument:
    """A file of their case that the resident may read. Raises NotFound, NotAllowed."""
    with transaction.atomic():
        found = queries.document(document_id)
        permissions.require(actor, "casework.see_own", OnDay(found.case, today))
        if found.visibility != Visibility.RESIDENT:
            permissions.require(actor, "casework.see", found.case)
        return _read(actor, found, on_behalf_of=spoken_for(actor, found.case))


def link(*, actor: Actor, case_id: UUID, reference: str, kind: str, now: datetime) -> None:
    """Say that another case belongs with this one; whoever says so may see both.

    Raises NotFound, NotAllowed, BadInput, Conflict where they are linked.
    """
    if kind not in CaseLink.Kind.values:
        raise BadInput(Said("Choose how they belong together."), place="kind")
    with transaction.atomic():
        case = queries.case_for_update(case_id)
        permissions.require(actor, "casework.work", case)
        other = queries.case_by_reference(reference)
        if other is None or not permissions.allowed(actor, "casework.see", other):
            raise BadInput(Said("There is no case with that reference that you may see."), place="reference")
        if other.id == case.id:
            raise BadInput(Said("That is this case."), place="reference")
        if queries.are_linked(case.id, other.id):
            raise Conflict(Said("They are linked already."))
        try:
            with transaction.atomic():
                made = CaseLink.objects.create(
                    case=case, other=other, kind=kind, made_at=now, made_by_id=actor.account_id
                )
        except IntegrityError:
            raise Conflict(Said("They are linked already.")) from None
        for one, another in ((case, other), (other, case)):
            write_down(
                one, Entry.Kind.LINKED, actor=actor, now=now, visibility=Visibility.TEAM,
                data={"case": str(another.id), "how": kind},
            )  # fmt: skip
        audit.note(actor, "casework.cases_linked", made)


def _held(task_id: UUID) -> tuple[Case, Task]:
    """A task's case, locked, and the task."""
    task = queries.task(task_id)
    return queries.case_for_update(task.case_id), task


def _read(actor: Actor, document: CaseDocument, on_behalf_of: UUID | None = None) -> CaseDocument:
    audit.read(
        actor, "casework.document_read", document, about=[document.case.person_id], on_behalf_of=on_behalf_of
    )  # fmt: skip
    return document


def _answer(
    actor: Actor, case: Case, task: Task, state: str, words: str, now: datetime, *, withdrawable: bool = False
) -> None:
    allowed: tuple[Any, ...] = (*ANSWERS, Task.State.WITHDRAWN) if withdrawable else ANSWERS
    if state not in allowed:
        raise BadInput(Said("Choose what happened with it."), place="state")
    words = said(words, place="words", ask="Say what was done, or why it cannot be.")
    if task.state not in OPEN_TASKS:
        raise Conflict(Said("This was answered before. Nothing was changed."))
    task.state, task.answer, task.answered_at, task.answered_by_id = state, words, now, actor.account_id
    task.save(update_fields=["state", "answer", "answered_at", "answered_by"])
    entry = write_down(
        case, Entry.Kind.TASK_ANSWER, actor=actor, now=now, organisation_id=task.organisation_id,
        data={"task": str(task.id), "state": state},
    )  # fmt: skip
    owner = staffing.officer(case.owner_id)
    if owner.account_id != actor.account_id:
        tell_officer(case, owner, entry)
    _changed(case, now)
    whom = spoken_for(actor, case) if task.who == Task.For.RESIDENT else None
    audit.note(actor, f"casework.task_{state}", task, on_behalf_of=whom)
    if state != Task.State.WITHDRAWN:
        events.emit(TaskAnswered(case.id, task.id, state))


def _keep(actor: Actor, case: Case, file: Checked, visibility: str, now: datetime) -> UUID:
    kept = CaseDocument.objects.create(
        case=case, name=file.name, media_type=file.media_type, size=len(file.content), content=file.content,
        visibility=visibility, added_at=now, added_by_id=actor.account_id,
    )  # fmt: skip
    entry = write_down(
        case, Entry.Kind.DOCUMENT, actor=actor, now=now, visibility=visibility, data={"document": str(kept.id)}
    )
    owner = staffing.officer(case.owner_id)
    if owner.account_id != actor.account_id:
        tell_officer(case, owner, entry)
    _changed(case, now)
    audit.note(actor, "casework.document_added", kept)
    return kept.id


def _changed(case: Case, now: datetime) -> None:
    case.changed_at = now
    case.save(update_fields=["changed_at"])


def _must_be_open(case: Case) -> None:
    if case.state == Case.State.CLOSED:
        raise Conflict(Said("This case is closed. Open it again first."))
