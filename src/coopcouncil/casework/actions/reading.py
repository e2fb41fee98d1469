"""Reading cases: each reading is logged, and its person sees that it was read."""

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db import transaction

from coopcouncil.casework.actions.history import spoken_for
from coopcouncil.casework.models import Case, CaseClock, CaseDocument, CaseLink, Entry, Task, Visibility
from coopcouncil.casework.permissions import OnDay
from coopcouncil.casework.queries import cases as queries
from coopcouncil.foundation import audit, permissions
from coopcouncil.foundation.actors import Actor
from coopcouncil.kernel.errors import NotFound


@dataclass(frozen=True)
class CasePage:
    """A case as one kind of reader sees it; `links` only for those who work on it."""

    case: Case
    clocks: list[CaseClock]
    history: list[Entry]
    tasks: list[Task]
    documents: list[CaseDocument]
    links: list[tuple[CaseLink, Case]]


def read_case(*, actor: Actor, case_id: UUID) -> CasePage:
    """The whole of a case, for whoever works on it. Logged. Raises NotFound, NotAllowed."""
    with transaction.atomic():
        case = queries.case(case_id)
        permissions.require(actor, "casework.see", case)
        audit.read(actor, "casework.case_read", case, about=[case.person_id])
        return page_of(case, list(Visibility.values), links=True)


def read_own_case(*, actor: Actor, case_id: UUID, today: date) -> CasePage:
    """What the resident may read of their case, or whoever speaks for them. Raises NotFound, NotAllowed."""
    with transaction.atomic():
        case = queries.case(case_id)
        permissions.require(actor, "casework.see_own", OnDay(case, today))
        whom = spoken_for(actor, case)
        audit.read(actor, "casework.case_read_for_you", case, about=[case.person_id], on_behalf_of=whom)
        return page_of(case, [Visibility.RESIDENT])


def read_task(*, actor: Actor, task_id: UUID) -> Task:
    """What an organisation was asked to do, and nothing else of the case. Logged. Raises NotFound, NotAllowed."""
    with transaction.atomic():
        task = queries.task(task_id)
        permissions.require(actor, "casework.do_task", task)
        audit.read(actor, "casework.task_read", task, about=[task.case.person_id], organisation_id=task.organisation_id)
    return task


def read_task_of_case(*, actor: Actor, task_id: UUID) -> Task:
    """A task, for whoever works on its case. Logged. Raises NotFound, NotAllowed."""
    with transaction.atomic():
        task = queries.task(task_id)
        permissions.require(actor, "casework.work", task.case)
        audit.read(actor, "casework.task_read", task, about=[task.case.person_id])
    return task


def read_own_task(*, actor: Actor, task_id: UUID, today: date) -> Task:
    """The resident's own part, for them or who speaks for them. Logged. Raises NotFound, NotAllowed."""
    with transaction.atomic():
        task = queries.task(task_id)
        permissions.require(actor, "casework.see_own", OnDay(task.case, today))
        if task.who != Task.For.RESIDENT:
            raise NotFound("There is no such task.")
        audit.read(actor, "casework.case_read_for_you", task.case, about=[task.case.person_id])
    return task


def note_list_read(*, actor: Actor, what: str, shown: list[tuple[UUID, UUID | None]]) -> None:
    """Log that cases were shown in a list: (case, person) of each row."""
    readings = [(("casework.case", case_id), [person]) for case_id, person in shown]
    if readings:
        audit.read_all(actor, "casework.cases_listed", readings, reason=what)


def page_of(case: Case, visible: list[str], *, links: bool = False) -> CasePage:
    """What stands in a case for those who may read what is `visible`. The caller asks permission and logs."""
    return CasePage(
        case=case,
        clocks=queries.clocks_of(case.id),
        history=queries.entries_of(case.id, visible),
        tasks=queries.tasks_of(case.id),
        documents=queries.documents_of(case.id, visible),
        links=queries.links_of(case.id) if links else [],
    )
