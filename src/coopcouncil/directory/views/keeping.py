"""Where a provider keeps its own records right."""

from django.contrib import messages
from django.http import HttpResponseBase, HttpResponseRedirect
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext as _

from coopcouncil.directory import actions, queries
from coopcouncil.directory.domain import assurance
from coopcouncil.directory.forms import ServiceForm
from coopcouncil.directory.permissions import EDITORS
from coopcouncil.foundation.jinja import date_in_words, due
from coopcouncil.foundation.pages import render
from coopcouncil.foundation.permissions import require, requires
from coopcouncil.foundation.requests import Request
from coopcouncil.kernel.errors import BadInput, Conflict


@requires("directory.assure", "GET", "POST")
def assure(request: Request, code: str) -> HttpResponseBase:
    """Read the record as the public sees it, and confirm that it is right."""
    service = queries.service_page(code)
    require(request.actor, "directory.assure", service)
    page = reverse("directory:service", args=[code])
    if request.method == "POST":
        try:
            day = actions.assure_service(actor=request.actor, service_id=service.id, today=request.today)
        except Conflict as error:
            messages.error(request, str(error))
        else:
            messages.success(request, _("Confirmed. Please check again by %(due)s.") % {"due": date_in_words(day)})
        return HttpResponseRedirect(page)
    return render(
        request,
        "directory/assure.html",
        {"service": service, "areas": queries.areas_of(service.id), "due": assurance.next_due(request.today)},
    )


@requires("directory.edit", "GET", "POST")
def edit(request: Request, code: str) -> HttpResponseBase:
    """Change what the public sees."""
    service = queries.service_page(code)
    require(request.actor, "directory.edit", service)
    form = ServiceForm(request.POST or None, instance=service)
    if form.is_valid():
        given = dict(form.cleaned_data)
        version = given.pop("version")
        try:
            edited = actions.edit_service(
                actor=request.actor, service_id=service.id, changes=actions.Changes(given), version=version
            )
        except actions.EditConflict as error:
            form.read_again(error.version)
            form.add_error(None, str(error))
            for name, kept in error.kept.items():
                now = _("It now says: %(words)s") % {"words": kept or _("nothing")}
                form.add_error(name if name in form.fields else None, now)
        except BadInput as error:
            form.add_error(error.place if error.place in form.fields else None, error.message)
        else:
            messages.success(request, _said(edited))
            return HttpResponseRedirect(reverse("directory:service", args=[code]))
    return render(request, "directory/edit.html", {"form": form, "service": service})


def _said(edited: actions.Edited) -> str:
    if edited.waiting:
        return _("The council must agree to some of it, and people see what was until then. The rest is live.")
    return _("Saved.") if edited.live else _("Nothing was changed.")


@requires("directory.see_due")
def to_confirm(request: Request) -> HttpResponseBase:
    """The records of one's own organisations that must soon be confirmed, due first."""
    held = request.actor.organisations_for(*EDITORS)
    rows = [
        [
            format_html(
                '<a class="govuk-link" href="{}">{}</a>', reverse("directory:assure", args=[item.code]), item.name
            ),
            date_in_words(item.assured_on) or _("Never"),
            due(item.due_on, request.today) if item.due_on else _("now"),
        ]
        for item in queries.due_records(held, by=request.today + assurance.SOON)
    ]
    return render(request, "directory/to_confirm.html", {"rows": rows, "door": "/desk/"})
