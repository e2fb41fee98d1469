"""A provider's own area: its services, each in short forms, and what waits for the council."""

from collections.abc import Mapping
from datetime import date
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from coopcouncil.directory import actions, queries
from coopcouncil.directory.domain import assurance, changing, opening, place_changes, quarters, record
from coopcouncil.directory.domain.hours_words import readable, week_in_words
from coopcouncil.directory.forms.groups import GROUPS, Group, group
from coopcouncil.directory.forms.short import GroupForm
from coopcouncil.directory.models import ProposedChange, Service
from coopcouncil.directory.permissions import EDITORS
from coopcouncil.directory.queries import providing as kept
from coopcouncil.foundation.forms import refuse, status, typed
from coopcouncil.foundation.jinja import date_in_words, time_in_words
from coopcouncil.foundation.pages import render
from coopcouncil.foundation.permissions import allowed, require, requires
from coopcouncil.foundation.requests import Request
from coopcouncil.foundation.tables import Column, Table, respond
from coopcouncil.kernel.calendars import england
from coopcouncil.kernel.errors import BadInput, Conflict
from coopcouncil.people import public as people

DESK = "/desk/"
_LONGEST = 160  # letters of a part of the record in the summary


@requires("directory.see_due")
def own_services(request: Request) -> HttpResponseBase:
    """The services of one's own organisations, what is due first at the top."""
    quarter = quarters.to_send(request.today)
    rows = kept.services_kept(request.actor.organisations_for(*EDITORS), quarter=quarter.starts_on)

    calendar = england()

    def confirmed(service: Service) -> str:
        words = {
            "never": _("Not yet confirmed"), "fresh": _("Confirmed; again by %(day)s"),
            "soon": _("To confirm by %(day)s"), "stale": _("May be out of date; was due on %(day)s"),
        }[assurance.freshness(service.due_on, today=request.today, unconfirmed=service.unconfirmed)]  # fmt: skip
        return words % {"day": date_in_words(service.due_on)}

    def open_now(service: Service) -> str:
        if service.status != Service.Status.ACTIVE:
            return str(service.get_status_display())
        said = opening.is_open(kept.open_sets(service), request.now, calendar)
        return _("Nobody can tell") if said is None else _("Open now") if said else _("Closed now")

    def seen(service: Service) -> str:
        return format_html('{}<span class="govuk-visually-hidden">: {}</span>', _("Look"), service.name)

    table = Table(
        name="own-services", caption=_("Your services"), order="due_on", tie="code",
        empty=_("Your organisation has no service in the directory yet. Ask the council to add one."),
        columns=[
            Column("code", _("Code"), in_page=False),
            Column("name", _("Service"), search="contains",
                   link=lambda row: reverse("directory:own_service", args=[row.code])),
            Column("open_now", _("Open now"), value=open_now, sortable=False),
            Column("status", _("Is it open?"), search="exact", choices=Service.Status.choices, in_page=False,
                   show=lambda row: row.get_status_display()),
            Column("due_on", _("Right?"), show=confirmed),
            Column("changes", _("Waiting"), numeric=True),
            Column("sent", _("Figures"), show=lambda row: _("Sent") if row.sent else _("To send")),
            Column("public", _("Seen by all"), source="code", sortable=False, show=seen, in_files=False,
                   link=lambda row: reverse("directory:service", args=[row.code])),
        ],
    )  # fmt: skip
    bodies = people.organisations(request.actor.organisations_for(*EDITORS))
    context = {"door": DESK, "quarter": quarter, "bodies": bodies}
    return respond(request, table, rows, "directory/own_services.html", context)


@requires("directory.edit")
def own_service(request: Request, code: str) -> HttpResponseBase:
    """One service: how it stands, each part of its record with a way to change it, what waits, what was decided."""
    service = queries.service_page(code)
    require(request.actor, "directory.edit", service)
    held = queries.service_record(service_id=service.id)
    labels = queries.labels()
    quarter = quarters.to_send(request.today)
    approves = allowed(request.actor, "directory.approve", service)
    context = {
        "door": DESK,
        "service": service,
        "freshness": assurance.freshness(service.due_on, today=request.today, unconfirmed=service.unconfirmed),
        "open_now": _open_now(held, request),
        "parts": [
            _part(item, held, service, labels, request.today, may_change=not item.councils or approves)
            for item in GROUPS
        ]
        + [_places_part(held, service)],
        "waiting": [described(item, labels) for item in queries.proposed_changes(service_id=service.id)],
        "decided": [described(item, labels) for item in kept.decided_of(service.id)],
        "quarter": quarter,
        "sent": kept.last_return(service.id, quarter.starts_on),
        "may_send": allowed(request.actor, "directory.send_return", service),
    }
    return render(request, "directory/own_service.html", context)


def _open_now(held: record.Service, request: Request) -> str:
    state = opening.state(held.open_hours, request.now, england())
    if state.open is None:
        return _("Nobody can tell: no hours are given")
    if state.open:
        return _("Yes, until %(time)s") % {"time": time_in_words(state.until)} if state.until else _("Yes")
    return _("No. It opens %(time)s") % {"time": time_in_words(state.opens)} if state.opens else _("No")


def _part(
    item: Group,
    held: record.Service,
    service: Service,
    labels: Mapping[str, Any],
    today: date,
    *,
    may_change: bool,
) -> dict[str, Any]:
    values = changing.snapshot(held, item.form.names)
    if item.code == "hours":
        words = [values["opening_hours"] or week_in_words(values["hours"] or [], today=today)]
        words += [row["words"] for row in readable(values)["other_hours"] or []]
    else:
        words = [changing.in_words(name, values[name], labels) for name in item.form.names if name in values]
    said = ". ".join(dict.fromkeys(word.rstrip(".") for word in words if word))
    said = said if len(said) <= _LONGEST else f"{said[: _LONGEST - 1].rstrip()}…"
    nothing = _("The whole borough") if item.code == "wards" else _("Nothing is given")
    address = reverse("directory:change_part", args=[service.code, item.code])
    return {"key": item.title, "value": said or nothing, "change": address if may_change else None}


def _places_part(held: record.Service, service: Service) -> dict[str, Any]:
    names = [at.location.name or at.location.address_1 for at in held.at_locations]
    if held.hidden_place:
        names.append(_("A confidential place"))
    return {
        "key": _("Where it is, and getting in"),
        "value": ", ".join(names) or _("Nothing is given"),
        "change": reverse("directory:own_places", args=[service.code]),
    }


def described(change: ProposedChange, labels: Mapping[str, Any]) -> dict[str, Any]:
    """A proposed change for a page: what is different, in words, and of which place of the service, if of one."""
    before, after = (place_changes.shown(readable(values)) for values in (change.before, change.after))
    place = change.location.name or change.location.address_1 if change.location else ""
    return {"change": change, "place": place, "lines": changing.difference(before, after, labels)}


@requires("directory.edit", "GET", "POST")
def change_part(request: Request, code: str, part: str) -> HttpResponseBase:
    """Change what belongs together. It says before it is sent what is live at once, and what waits."""
    asked = group(part)
    service = queries.service_page(code)
    require(request.actor, "directory.approve" if asked.councils else "directory.edit", service)
    held = queries.service_record(service_id=service.id)
    snapshot = changing.snapshot(held, asked.form.names)
    form = asked.form(typed(request), held=snapshot, version=held.version, today=request.today)
    clash: list[list[Any]] = []
    keeps = allowed(request.actor, "directory.edit", service)
    back = reverse("directory:own_service" if keeps else "directory:service", args=[code])
    if form.is_valid():
        try:
            edited = _edit(request, service, form)
        except actions.EditConflict as error:
            form.read_again(error.version)
            clash = _clash(error)
            refuse(form, error)
        except (BadInput, Conflict) as error:
            refuse(form, error)
        else:
            messages.success(request, said(edited))
            return HttpResponseRedirect(back)
    matters = frozenset() if allowed(request.actor, "directory.approve", service) else changing.MATTERS
    context = {
        "door": DESK, "service": service, "group": asked, "form": form, "clash": clash, "back": back,
        "live": [changing.WORDS[name] for name in asked.form.names if name not in matters],
        "waits": [changing.WORDS[name] for name in asked.form.names if name in matters],
    }  # fmt: skip
    return render(request, "directory/change_part.html", context, status=status(form))


def _edit(request: Request, service: Service, form: GroupForm) -> actions.Edited:
    return actions.edit_service(
        actor=request.actor, service_id=service.id, changes=actions.Changes(form.values()),
        version=form.cleaned_data.get("version"), reason=form.cleaned_data.get("reason") or "", now=request.now,
    )  # fmt: skip


def _clash(error: actions.EditConflict) -> list[list[Any]]:
    """What stands there now beside what was sent, by name."""
    labels, now, given = queries.labels(), readable(error.kept), readable(error.given)
    return [
        [changing.WORDS[name], *(changing.in_words(name, values[name], labels) or "–" for values in (now, given))]
        for name in sorted(now)
    ]


def said(edited: actions.Edited) -> str:
    """What to tell whoever sent an edit: what is live, and what waits."""
    names = len(edited.waiting)
    waits = ngettext(
        "%(count)s part waits for the council, and people see what was until then.",
        "%(count)s parts wait for the council, and people see what was until then.", names,
    ) % {"count": names}  # fmt: skip
    if edited.live and names:
        return f"{_('Saved, and everybody can see it.')} {waits}"
    if names:
        return waits
    return _("Saved, and everybody can see it.") if edited.live else _("Nothing was changed.")


@requires("directory.edit", "POST")
def withdraw_change(request: Request, change_id: UUID) -> HttpResponse:
    """Take back what waits."""
    change = queries.proposed_change(change_id)
    require(request.actor, "directory.edit", change)
    try:
        actions.withdraw_change(actor=request.actor, change_id=change_id, now=request.now)
    except Conflict as error:
        messages.error(request, str(error))
    else:
        messages.success(request, _("Taken back. The record stays as it is."))
    return HttpResponseRedirect(reverse("directory:own_service", args=[change.service.code]))
