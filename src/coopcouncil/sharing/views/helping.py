"""“Asked now”: questions of officers with whom a person waits, and the answers."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from coopcouncil.directory.public import service_types
from coopcouncil.foundation import languages
from coopcouncil.foundation.pages import render
from coopcouncil.foundation.permissions import requires
from coopcouncil.foundation.requests import Request
from coopcouncil.foundation.roles import INBOX_ROLES
from coopcouncil.kernel.errors import BadInput, Conflict
from coopcouncil.sharing import actions
from coopcouncil.sharing.queries import helping as queries
from coopcouncil.sharing.queries.helping import HelpRow


def asked_now(request: Request) -> list[tuple[HelpRow, str, int]]:
    """Each with the service's name and the minutes for which somebody has waited, the longest first."""
    names = service_types()
    return [
        (
            row,
            names[row.service_type].name if row.service_type in names else row.service_type,
            max(0, int((request.now - row.asked_at).total_seconds() // 60)),
        )
        for row in queries.help_waiting(request.actor.organisations_for(*INBOX_ROLES), request.today)
    ]


@requires("sharing.work_inbox")
def asked(request: Request) -> HttpResponse:
    """The list alone: a page for whoever has no scripts, and what the inbox loads every ten seconds."""
    return render(request, "sharing/asked.html", {"asked": asked_now(request), "door": "/desk/"})


@requires("sharing.answer_help", "GET", "POST")
def help_page(request: Request, help_id: UUID) -> HttpResponse:
    """One question, with the facts that this service's notice would hold, and its answer."""
    wrong, conflict, typed = "", "", request.POST.get("answer", "")[:2000]
    if request.method == "POST":
        try:
            actions.answer_help(actor=request.actor, help_id=help_id, answer=typed, now=request.now)
        except BadInput as error:
            wrong = languages.explain(error)
        except Conflict as error:
            conflict = str(error)
        else:
            messages.success(request, _("Sent. They can read it now."))
            return redirect("sharing:inbox")
    page = actions.open_help(actor=request.actor, help_id=help_id, now=request.now)
    names = service_types()
    context = {
        "help": page,
        "service": names[page.service_type].name if page.service_type in names else page.service_type,
        "minutes": max(0, int((request.now - page.asked_at).total_seconds() // 60)),
        "wrong": wrong,
        "conflict": conflict,
        "typed": typed,
        "problems_found": bool(wrong or conflict),
        "door": "/desk/",
    }
    shown = render(request, "sharing/help.html", context, status=409 if conflict else 422 if wrong else 200)
    shown["Cache-Control"] = "no-store"
    return shown
