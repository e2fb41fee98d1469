"""Cases as the officers of a team see them: lists with what is due first, hand-over of several, and one case."""

from collections.abc import Collection
from datetime import datetime
from functools import partial
from typing import Any
from urllib.parse import parse_qs, urlencode
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import mark_safe
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from coopcouncil.casework.actions import owning, reading
from coopcouncil.casework.actions import views as saving
from coopcouncil.casework.forms import NoteForm, OfficerForm, ViewForm
from coopcouncil.casework.models import Case, Officer
from coopcouncil.casework.queries import elsewhere, enquiries, lists
from coopcouncil.casework.queries import teams as staffing
from coopcouncil.casework.queries import transfers as moving
from coopcouncil.casework.queries.complaints import complaint_of_case
from coopcouncil.casework.queries.decisions import decisions_of
from coopcouncil.casework.views import lines, standing, stepping_in
from coopcouncil.foundation import tables
from coopcouncil.foundation.forms import act_on, status
from coopcouncil.foundation.jinja import date_in_words, due
from coopcouncil.foundation.pages import render
from coopcouncil.foundation.permissions import allowed, requires
from coopcouncil.foundation.requests import Request
from coopcouncil.kernel.errors import NotFound
from coopcouncil.people import public as people
from coopcouncil.places import public as places

ROUTES = {lists.MINE: "cases", lists.TEAM: "team_cases", lists.UP: "came_up", lists.CLOSED: "closed_cases"}
TITLES = {
    lists.MINE: gettext_lazy("My cases"),
    lists.TEAM: gettext_lazy("My teams’ cases"),
    lists.UP: gettext_lazy("Passed up to me"),
    lists.CLOSED: gettext_lazy("Closed cases"),
}
EMPTY = {
    lists.MINE: gettext_lazy("You have no open cases."),
    lists.TEAM: gettext_lazy("Your teams have no open cases."),
    lists.UP: gettext_lazy("No broken promise has been passed up to you."),
    lists.CLOSED: gettext_lazy("Nothing has been closed."),
}
DUE = [
    ("late", gettext_lazy("Late")), ("today", gettext_lazy("Today")), ("week", gettext_lazy("Within a week")),
    ("later", gettext_lazy("Later")), ("none", gettext_lazy("No clock runs")),
]  # fmt: skip


@requires("casework.list")
def cases(request: Request, whose: str = lists.MINE) -> HttpResponseBase:
    """One of the lists of whoever asks; what is due first stands first."""
    return _list(request, whose)


@requires("casework.list", "GET", "POST")
def hand_over_several(request: Request, kind: str) -> HttpResponseBase:
    """Give the chosen cases to one officer, all or none."""
    _known_list(kind)
    if request.method != "POST":
        return redirect(f"casework:{ROUTES[kind]}")
    officers = staffing.active_officers()
    form = OfficerForm(request.POST, officers=officer_choices(officers))
    chosen = dict(_chosen(request.POST.getlist("case")))

    def act(given: dict[str, Any]) -> HttpResponse:
        moved = owning.hand_over(
            actor=request.actor, case_ids=list(chosen), officer_id=UUID(given["officer"]), reason=given["reason"],
            now=request.now, seen=chosen,
        )  # fmt: skip
        to = next(str(officer.account) for officer in officers if str(officer.id) == given["officer"])
        said = ngettext("%(count)s case handed over to %(to)s.", "%(count)s cases handed over to %(to)s.", moved)
        messages.success(request, said % {"count": moved, "to": to})
        return redirect(f"casework:{ROUTES[kind]}")

    if not chosen:
        form.add_error(None, _("Choose at least one case in the list."))
    return act_on(form, act) or _list(request, kind, form=form, ticked=chosen)


@requires("casework.list", "GET", "POST")
def save_view(request: Request, kind: str) -> HttpResponseBase:
    """Keep this list, as it is filtered and sorted now, under a name."""
    _known_list(kind)
    if request.method != "POST":
        return redirect(f"casework:{ROUTES[kind]}")
    form, query = ViewForm(request.POST), request.GET.urlencode()

    def act(given: dict[str, Any]) -> HttpResponse:
        saving.save_view(actor=request.actor, name=given["name"], whose=kind, asked=_known(query), now=request.now)
        messages.success(request, _("Saved. You find it above your lists."))
        return redirect(f"{reverse(f'casework:{ROUTES[kind]}')}?{query}")

    return act_on(form, act) or _list(request, kind, view_form=form)


@requires("casework.own_view", "POST")
def remove_view(request: Request, view_id: UUID) -> HttpResponse:
    """Forget a saved view."""
    saving.remove_view(actor=request.actor, view_id=view_id)
    messages.success(request, _("The saved list is removed. No case was changed."))
    return redirect("casework:cases")


@requires("casework.see")
def case(request: Request, case_id: UUID) -> HttpResponse:
    """One case with everything in it. Opening it is logged."""
    page = reading.read_case(actor=request.actor, case_id=case_id)
    held, mine = page.case, {officer.team_id for officer in staffing.teams_of(request.actor)}
    related = [(link.get_kind_display(), other, other.team_id in mine) for link, other in page.links]
    taken_back = stepping_in.of_case(held, request)
    context = {
        "transfer": moving.view_of_case(case_id),
        "taken_back": taken_back,
        "mine": mine,
        "page": page,
        "case": held,
        "door": "/desk/",
        "history": lines.history(page, theirs=False),
        "decisions": decisions_of(case_id),
        "carried": complaint_of_case(case_id),
        "promises": standing.promises(page.clocks, theirs=False),
        "next": taken_back.next if taken_back else standing.next_for_officer(page, request.now),
        "colours": standing.COLOURS,
        "whose": partial(lines.whose, theirs=False),
        "may_answer_for": allowed(request.actor, "casework.answer_for", held),
        "needs": people.needs_of(held.person_id) if held.person_id else [],
        "related": related,
        "same_person": [(other, other.team_id in mine) for other in lists.others_of_person(held)],
        "note": NoteForm(),
        "enquiry": enquiries.enquiry_of_case(case_id),
        "elsewhere": elsewhere.matters_of(case_id),
    }
    return render(request, "casework/case.html", context)


def _known_list(whose: str) -> None:
    if whose not in lists.LISTS:
        raise NotFound("There is no such list.")


def officer_choices(officers: Collection[Officer]) -> list[tuple[str, str]]:
    """Who may be chosen to own a case, with their team."""
    return [(str(officer.id), f"{officer.account} ({officer.team.name})") for officer in officers]


def _list(
    request: Request,
    whose: str,
    *,
    form: OfficerForm | None = None,
    view_form: ViewForm | None = None,
    ticked: Collection[UUID] = (),
) -> HttpResponseBase:
    officers = staffing.teams_of(request.actor)
    found = lists.listed(whose, officers, but_of=request.actor.account_id, now=request.now)
    table = _table(request, whose, officers, ticked)

    def seen(rows: Any) -> None:
        shown = [(row.id, row.person_id) for row in rows]
        reading.note_list_read(actor=request.actor, what=whose, shown=shown)

    assert request.actor.account_id is not None
    context = {
        "door": "/desk/",
        "heading": TITLES[whose],
        "tabs": [(TITLES[item], reverse(f"casework:{ROUTES[item]}"), item == whose) for item in lists.LISTS],
        "views": [
            (view.id, view.name, f"{reverse(f'casework:{ROUTES[view.whose]}')}?{view.asked}")
            for view in lists.saved_views(request.actor.account_id)
        ],
        "form": None
        if whose == lists.CLOSED
        else form or OfficerForm(officers=officer_choices(staffing.active_officers())),
        "view_form": view_form or ViewForm(),
        "hand_over": reverse("casework:hand_over_several", args=[whose]),
        "save_view": reverse("casework:save_view", args=[whose]),
        "query": request.GET.urlencode(),
        "in_no_team": not officers,
    }
    answer = tables.respond(request, table, found, "casework/cases.html", context, seen=seen)
    answer.status_code = max(status(item) for item in (form or ViewForm(), view_form or ViewForm()))
    return answer


def _table(request: Request, whose: str, officers: list[Officer], ticked: Collection[UUID]) -> tables.Table:
    """The list's columns: the owner only where there are several, the boxes only where something can be handed over."""
    mine = {officer.id for officer in officers}
    managed = {officer.team_id for officer in officers if officer.rank != Officer.Rank.OFFICER}
    several = whose != lists.MINE
    owners = staffing.officers_of({officer.team_id for officer in officers}) if several else []
    columns = [
        tables.Column(
            "reference", gettext_lazy("Reference"), search="contains", link=_address,
            show=lambda row: format_html('<span class="app-nowrap">{}</span>', row.reference),
        ),
        tables.Column("title", gettext_lazy("About"), search="contains", show=_about),
        tables.Column(
            "next_due_at", gettext_lazy("Next due"), show=lambda row: due_in_words(row, request.now),
            in_page=whose != lists.CLOSED,
        ),
        tables.Column("closed_at", gettext_lazy("Closed on"), in_page=whose == lists.CLOSED),
        tables.Column("due", gettext_lazy("Due"), search="exact", choices=DUE, in_page=False, sortable=False),
        tables.Column(
            "urgency", gettext_lazy("How urgent"), search="exact", choices=Case.Urgency.choices, in_page=False,
        ),
        tables.Column(
            "state", gettext_lazy("State"), search="exact", choices=Case.State.choices,
            show=lambda row: _tag(row.state, row.get_outcome_display() or row.get_state_display()),
        ),
        tables.Column("owner", gettext_lazy("Owner"), source="owner_id", search="exact",
                      choices=[(str(item.id), str(item.account)) for item in owners],
                      value=lambda row: str(row.owner.account), sortable=False),
        tables.Column("organisation", gettext_lazy("Who has to act"), source="organisation__name", search="contains"),
        tables.Column(
            "kind", gettext_lazy("Kind"), search="exact", choices=Case.Kind.choices,
            show=lambda row: row.get_kind_display(), in_page=False,
        ),
        tables.Column(
            "ward", gettext_lazy("Ward"), source="ward_id", search="exact",
            choices=[(str(area.id), area.name) for area in places.areas("ward")],
            value=lambda row: row.ward.name if row.ward else "", in_page=False, sortable=False,
        ),
        tables.Column("opened_at", gettext_lazy("Opened"), in_page=False),
    ]  # fmt: skip
    if not several:
        columns = [column for column in columns if column.key != "owner"]
    if whose != lists.CLOSED:
        columns = [column for column in columns if column.key != "closed_at"]

        def box(row: Case) -> str:
            may = row.owner_id in mine or row.escalated_to_id in mine or row.team_id in managed
            return _box(row, checked=row.id in ticked) if may else ""

        columns.append(
            tables.Column("choose", gettext_lazy("Choose"), value=lambda row: row.id, show=box, in_files=False)
        )
    return tables.Table(
        name="cases",
        caption=TITLES[whose],
        order="-closed_at" if whose == lists.CLOSED else "next_due_at",
        empty=EMPTY[whose],
        columns=columns,
    )


def _address(row: Case) -> str:
    return reverse("casework:case", args=[row.id])


def _about(row: Case) -> str:
    """What it is about; how urgent it is only where it is."""
    if row.urgency == Case.Urgency.ROUTINE:
        return str(row.title)
    return format_html("{}<br><strong>{}</strong>", row.title, row.get_urgency_display())


def due_in_words(row: Case, now: datetime) -> str:
    """When the first clock ends, and how far away that is: the words carry it, not a colour alone."""
    if row.next_due_at is None:
        return _("No clock runs")
    near = _("Late") if row.next_due_at < now else due(row.next_due_at, localtime(now).date())
    mark = "strong" if row.next_due_at < now else "span"
    day = date_in_words(row.next_due_at)
    words = '<span><{0} class="app-nowrap">{1}</{0}><br><span class="app-muted app-nowrap">{2}</span></span>'
    return format_html(words, mark, near, day)


def _tag(state: str, words: str) -> str:
    return format_html('<strong class="govuk-tag app-nowrap {}">{}</strong>', standing.COLOURS[state], words)


def _box(row: Case, *, checked: bool) -> str:
    """A box to choose the case with, for the form under the list; it says which owner was seen."""
    return format_html(
        '<div class="govuk-checkboxes govuk-checkboxes--small"><div class="govuk-checkboxes__item">'
        '<input class="govuk-checkboxes__input" type="checkbox" form="several" name="case" id="choose-{0}"'
        ' value="{0}:{1}"{2}><label class="govuk-label govuk-checkboxes__label" for="choose-{0}">'
        '<span class="govuk-visually-hidden">{3}</span></label></div></div>',
        row.id, row.owner_id, mark_safe(" checked") if checked else "",
        _("Choose: %(title)s, %(reference)s") % {"title": row.title, "reference": row.reference},
    )  # fmt: skip


def _chosen(ticked: list[str]) -> list[tuple[UUID, UUID]]:
    """Case and owner of each ticked box; what is no such pair was not ticked here."""
    found = []
    for text in ticked:
        case_id, _colon, owner_id = text.partition(":")
        try:
            found.append((UUID(case_id), UUID(owner_id)))
        except ValueError:
            continue
    return found


def _known(query: str) -> str:
    """Filters and order of an address, without its page and what else may stand in it."""
    known = {
        "reference", "title", "due", "urgency", "state", "owner", "organisation", "kind", "ward", "sort",
    }  # fmt: skip
    asked = parse_qs(query)
    return urlencode({name: values[0][: tables.LONGEST_FILTER] for name, values in asked.items() if name in known})
