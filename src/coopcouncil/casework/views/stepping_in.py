"""What the owner of a service that the council took back finds in its case: its pages, and what is to be taken over."""

from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext as _

from coopcouncil.casework.actions.reading import note_list_read
from coopcouncil.casework.models import Case, Task
from coopcouncil.casework.queries import step_ins
from coopcouncil.foundation.jinja import date_in_words
from coopcouncil.foundation.permissions import allowed
from coopcouncil.foundation.requests import Request
from coopcouncil.people import public as people
from coopcouncil.settlement import public as settlement
from coopcouncil.sharing import public as sharing

MOST = 50


@dataclass(frozen=True)
class TakenBackView:
    """`work_url` is empty for whoever cannot say there how it goes on. Lists show `MOST`, counts are of all."""

    url: str
    work_url: str
    group: str
    is_over: bool
    next: str
    cases: list[Case]
    count: int
    tasks: list[Task]
    task_count: int
    notices: int


def of_case(case: Case, request: Request) -> TakenBackView | None:
    """For a case about a service taken back. That others’ cases are named is logged."""
    if case.step_in_id is None:
        return None
    told, me = settlement.step_in(case.step_in_id), request.actor.account_id
    council = people.council()
    bodies = [body for body in (told.group_id, council.id if council else None) if body]
    left = step_ins.left_to_do(told.service_type, bodies, but_of=me)
    tasks = step_ins.tasks_left(told.service_type, told.group_id, but_of=me) if told.group_id else Task.objects.none()
    cases, given = list(left[:MOST]), list(tasks[:MOST])
    named = {row.id: row.person_id for row in [*cases, *(task.case for task in given)]}
    note_list_read(actor=request.actor, what="step_in", shown=list(named.items()))
    return TakenBackView(
        url=told.url,
        work_url=told.work_url if allowed(request.actor, "settlement.see_desk") else "",
        group=people.organisation(told.group_id).name if told.group_id else "",
        is_over=bool(told.ended_because),
        next=_next(case, request.now, is_over=bool(told.ended_because)),
        cases=cases,
        count=left.count(),
        tasks=given,
        task_count=tasks.count(),
        notices=sharing.count_unanswered(told.group_id, told.service_type) if told.group_id else 0,
    )


def _next(case: Case, now: datetime, *, is_over: bool) -> str:
    if case.state == Case.State.CLOSED:
        return _("Nothing. The service goes on, and everybody can read how.")
    if is_over:
        return _("Everybody can read how the service goes on. See to what is left below, then close this case.")
    if case.next_due_at is None:
        return _("See that the service goes on. Then have it said in public how.")
    day = {"day": date_in_words(case.next_due_at)}
    if case.next_due_at < now:
        return _("We promised to say in public by %(day)s how the service goes on. Have it said today.") % day
    return _("See that the service goes on, and have it said in public how, by %(day)s.") % day
