"""The council puts right what somebody wrongly told about another person, by its reference."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from coopcouncil.foundation.pages import render
from coopcouncil.foundation.permissions import require, requires
from coopcouncil.foundation.requests import Request
from coopcouncil.kernel.errors import BadInput, NotFound
from coopcouncil.people import public as people
from coopcouncil.sharing import actions, queries
from coopcouncil.sharing.forms import ReferenceForm, WrongReportForm


@requires("sharing.take_back_for_somebody", "GET", "POST")
def wrong_report(request: Request) -> HttpResponse:
    """Ask for the reference, say what follows, and tell every service that it was wrong. No fact is shown."""
    require(request.actor, "sharing.take_back_for_somebody", people.council())
    given = request.GET.get("reference")
    asked = ReferenceForm({"reference": given} if given is not None else None)
    if given is None or not asked.is_valid():
        return _asks(request, asked)
    try:
        found = actions.reported_wrongly(actor=request.actor, reference=asked.cleaned_data["reference"])
    except (BadInput, NotFound) as error:
        words = str(error) if isinstance(error, BadInput) else _("Nothing was told under that reference.")
        asked.add_error("reference", words)
        return _asks(request, asked)
    report = queries.report(found)
    form = WrongReportForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        done = actions.take_back_for_somebody(
            actor=request.actor, reference=report.reference, words=form.cleaned_data["words"], now=request.now
        )
        if done:
            words = ngettext(
                "It was taken back. We are telling the %(num)s service.",
                "It was taken back. We are telling all %(num)s services.",
                len(report.services),
            )
            messages.success(request, words % {"num": len(report.services)})
        else:
            messages.info(request, _("It was taken back before. Every service is told once."))
        return redirect(f"{request.path}?reference={report.reference}")
    context = {"report": report, "form": form, "door": "/desk/"}
    return render(request, "sharing/wrong_report.html", context, status=422 if form.errors else 200)


def _asks(request: Request, form: ReferenceForm) -> HttpResponse:
    return render(
        request,
        "sharing/wrong_report.html",
        {"report": None, "form": form, "door": "/desk/"},
        status=422 if form.errors else 200,
    )
