"""Writing promises: a new one, a change that loses nobody’s work, a gap, an objection that is overridden."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _

from coopcouncil.directory import public as directory
from coopcouncil.foundation.forms import act_on, refuse, status, typed
from coopcouncil.foundation.languages import say
from coopcouncil.foundation.pages import render
from coopcouncil.foundation.permissions import allowed, require, requires
from coopcouncil.foundation.requests import Request
from coopcouncil.kernel.errors import BadInput, Conflict
from coopcouncil.settlement import actions
from coopcouncil.settlement.domain import editions as states
from coopcouncil.settlement.domain import promises
from coopcouncil.settlement.forms import preparing as asked
from coopcouncil.settlement.queries import editions as queries
from coopcouncil.settlement.queries import entries
from coopcouncil.settlement.views.desk import DESK
from coopcouncil.settlement.views.shown import Words


@requires("settlement.steer", "GET", "POST")
def add(request: Request, edition: str) -> HttpResponse:
    """Make a promise about a type of service, or about one service of it."""
    held = queries.edition(edition, drafts=True)
    form = asked.NewEntryForm(typed(request))

    def act(given: dict[str, Any]) -> HttpResponse:
        code = given["service_type"].replace("_", "-")
        alone = directory.open_service(given["service"]) if given["service"] else None
        if alone:
            code = entries.free_code(held.id, f"{code}-{alone.code}")
        actions.add_entry(
            actor=request.actor, edition=edition, code=code, service_type=given["service_type"], values=form.values,
            now=request.now, service_id=alone.id if alone else None,
        )  # fmt: skip
        messages.success(request, _("Kept."))
        return HttpResponseRedirect(reverse("settlement:edit", args=[edition, code]))

    context = {
        "door": DESK, "form": form, "title": _("A new promise"), "button": _("Keep it"), "caption": held.title,
        "back": reverse("settlement:prepare", args=[edition]), "lede": "",
    }  # fmt: skip
    return act_on(form, act) or render(request, "settlement/form.html", context, status=status(form))


@requires("settlement.write", "GET", "POST")
def edit(request: Request, edition: str, code: str) -> HttpResponse:
    """Change a promise. Where somebody else changed the same meanwhile, both texts are shown and nothing is lost."""
    held = queries.edition(edition, drafts=True)
    row = entries.entry(held.id, code)
    require(request.actor, "settlement.write", row)
    form = asked.EntryForm(typed(request), initial=asked.EntryForm.filled(entries.snapshot(row), row.version))
    conflict: actions.EditConflict | None = None
    if form.is_valid():
        given = form.cleaned_data
        try:
            names = actions.edit_entry(
                actor=request.actor, edition=edition, code=code, values=form.values,
                version=given["version"] or row.version, now=request.now, reason=given["reason"],
            )  # fmt: skip
        except actions.EditConflict as found:
            conflict = found
            refuse(form, found)
        except (BadInput, Conflict) as error:
            refuse(form, error)
        else:
            messages.success(request, _("Kept.") if names else _("Nothing was different, so nothing was changed."))
            return HttpResponseRedirect(reverse("settlement:edit", args=[edition, code]))
    words = Words()
    context = {
        "door": DESK, "form": form, "edition": held, "entry": row, "laws": queries.laws_of(row.service_type),
        "written": held.state in states.WRITTEN_IN, "public": held.state in states.PUBLIC,
        "may_steer": allowed(request.actor, "settlement.steer"), "objections": entries.objections_to([row.id]),
        "version": conflict.version if conflict else form["version"].value(),
        "conflict": [
            [say(promises.WORDS[name]), words.say(name, kept) or "–", words.say(name, conflict.given[name]) or "–"]
            for name, kept in conflict.kept.items()
        ] if conflict else [],
    }  # fmt: skip
    return render(request, "settlement/edit.html", context, status=status(form))


@requires("settlement.steer", "GET", "POST")
def flag(request: Request, edition: str, code: str) -> HttpResponse:
    """Flag a gap: who has less of what is promised, how much, how sure."""
    held = queries.edition(edition, drafts=True)
    row = entries.entry(held.id, code)
    form = asked.GapForm(typed(request))

    def act(given: dict[str, Any]) -> HttpResponse:
        area = form.areas.get(given.pop("area"))
        found = actions.FoundGap(**given, area_id=area.id if area else None)
        made = actions.flag_gap(actor=request.actor, edition=edition, code=code, found=found, now=request.now)
        messages.success(request, _("Kept. Everybody can see it now. It needs an answer."))
        return HttpResponseRedirect(reverse("settlement:gap", args=[made]))

    return act_on(form, act) or _form(request, held.code, row, form, _("Flag a gap"), _("Flag it"), _(
        "An area or a group has less of what is promised than others. A flag is never taken away; it is answered."
    ))  # fmt: skip


@requires("settlement.steer", "GET", "POST")
def override(request: Request, edition: str, code: str) -> HttpResponse:
    """Say in public that a decision goes on though people here object."""
    held = queries.edition(edition, drafts=True)
    row = entries.entry(held.id, code)
    form = asked.OverrideForm(typed(request))

    def act(given: dict[str, Any]) -> HttpResponse:
        actions.override_objection(
            actor=request.actor, edition=edition, code=code, now=request.now, today=request.today, **given
        )
        messages.success(request, _("Kept. It stands on the page of the promise, for everybody to read."))
        return HttpResponseRedirect(reverse("settlement:edit", args=[edition, code]))

    return act_on(form, act) or _form(
        request, held.code, row, form, _("It goes on, though people object"), _("Put it on record"),
        _("Those who objected read this. It is never changed; what comes later is added."),
    )  # fmt: skip


@requires("settlement.steer", "GET", "POST")
def look_again(request: Request, override_id: UUID) -> HttpResponse:
    """Put on record that a decision to which people object was looked at again."""
    row, objection = entries.overridden(override_id)
    form = asked.LookAgainForm(typed(request), initial={"softened_by": objection.newest.softened_by})

    def act(given: dict[str, Any]) -> HttpResponse:
        actions.look_again(
            actor=request.actor, override_id=override_id, now=request.now, today=request.today, **given
        )  # fmt: skip
        messages.success(request, _("Kept. It stands on the page of the promise, for everybody to read."))
        return HttpResponseRedirect(reverse("settlement:edit", args=[row.edition.code, row.code]))

    context = {"door": DESK, "form": form, "entry": row, "objection": objection}
    return act_on(form, act) or render(request, "settlement/look_again.html", context, status=status(form))


def _form(request: Request, edition: str, row: Any, form: Any, title: str, button: str, lede: str) -> HttpResponse:
    context = {
        "door": DESK, "form": form, "title": title, "button": button, "caption": row.title, "lede": lede,
        "back": reverse("settlement:edit", args=[edition, row.code]),
    }  # fmt: skip
    return render(request, "settlement/form.html", context, status=status(form))
