"""What an organisation was asked to do in the council's cases."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from coopcouncil.casework.actions import reading, working
from coopcouncil.casework.forms import AnswerTaskForm
from coopcouncil.casework.models import Task
from coopcouncil.casework.queries import cases as queries
from coopcouncil.casework.views import standing
from coopcouncil.foundation import tables
from coopcouncil.foundation.forms import act_on, status, typed
from coopcouncil.foundation.jinja import date_in_words
from coopcouncil.foundation.pages import render
from coopcouncil.foundation.permissions import requires
from coopcouncil.foundation.requests import Request
from coopcouncil.foundation.roles import INBOX_ROLES
from coopcouncil.people import public as people

TASKS = tables.Table(
    name="tasks",
    caption=gettext_lazy("Tasks from the council’s cases"),
    order="due_on",
    empty=gettext_lazy("Nobody has asked your organisation to do anything."),
    columns=[
        tables.Column(
            "reference", gettext_lazy("Case"), source="case__reference", search="contains",
            link=lambda row: reverse("casework:task", args=[row.id]),
        ),
        tables.Column("organisation", gettext_lazy("Organisation"), source="organisation__name"),
        tables.Column(
            "state", gettext_lazy("State"), search="exact", choices=Task.State.choices,
            show=lambda row: row.get_state_display(),
        ),
        tables.Column("due_on", gettext_lazy("Do it by"), show=lambda row: date_in_words(row.due_on)),
    ],
)  # fmt: skip


@requires("casework.list_tasks")
def tasks(request: Request) -> HttpResponseBase:
    """What is due first stands first; no word of what it is."""
    found = queries.tasks_of_organisations(request.actor.organisations_for(*INBOX_ROLES))
    return tables.respond(request, TASKS, found, "casework/tasks.html", {"door": "/desk/"})


@requires("casework.do_task", "GET", "POST")
def task(request: Request, task_id: UUID) -> HttpResponse:
    """One task, and nothing else of its case; and the answer to it. Opening it is logged."""
    found = reading.read_task(actor=request.actor, task_id=task_id)
    form = AnswerTaskForm(typed(request), accepted=found.state == Task.State.ACCEPTED)

    def act(given: dict[str, Any]) -> HttpResponse:
        working.answer_task(actor=request.actor, task_id=task_id, now=request.now, **given)
        messages.success(request, _("Sent. The case’s owner hears of it."))
        return redirect("casework:tasks")

    context = {
        "task": found,
        "form": form,
        "is_open": found.state in working.OPEN_TASKS,
        "asks": people.person_name(found.given_by_id) if found.given_by_id else _("The council"),
        "colours": standing.COLOURS,
        "door": "/desk/",
    }
    return act_on(form, act) or render(request, "casework/task.html", context, status=status(form))
