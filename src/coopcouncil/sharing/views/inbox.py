"""The list of an organisation's notices: what waits for an answer, or all of them."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime

from django.db.models import QuerySet
from django.http import HttpResponseBase, StreamingHttpResponse
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.html import format_html
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from coopcouncil.foundation import tables
from coopcouncil.foundation.permissions import allowed, requires
from coopcouncil.foundation.requests import Request
from coopcouncil.foundation.roles import INBOX_ROLES
from coopcouncil.foundation.tables import files
from coopcouncil.people import public as people
from coopcouncil.sharing import actions, queries
from coopcouncil.sharing.models import Delivery, Notice
from coopcouncil.sharing.views.helping import asked_now


@requires("sharing.work_inbox")
def inbox(request: Request) -> HttpResponseBase:
    """The notices that wait for an answer of the organisations in which this person works an inbox."""
    return _list(request, answered_too=False)


@requires("sharing.work_inbox")
def whole_inbox(request: Request) -> HttpResponseBase:
    """All notices of these organisations, answered or not."""
    return _list(request, answered_too=True)


def _list(request: Request, *, answered_too: bool) -> HttpResponseBase:
    mine = request.actor.organisations_for(*INBOX_ROLES)
    kind = request.GET.get("format", "")
    table = _table(request, answered_too=answered_too, several=len(mine) > 1)
    rows = queries.inbox_for_table(mine, answered_too=answered_too)

    def seen(shown: tables.Rows) -> None:
        about = tables.ids(shown, "notice__submission__account_id")  # what was told in safe mode has none
        actions.note_list_read(actor=request.actor, what="inbox", form=kind, about=about)

    if kind == "csv":
        seen(table.rows(request.GET, rows))
        return _csv(table, table.rows(request.GET, rows))
    council = people.council()
    context = {
        "door": "/desk/",
        "answered_too": answered_too,
        "asked": asked_now(request),
        "may_put_right": bool(council and allowed(request.actor, "sharing.take_back_for_somebody", council)),
    }
    return tables.respond(request, table, rows, "sharing/inbox.html", context, seen=seen)


def _csv(table: tables.Table, found: tables.Rows) -> StreamingHttpResponse:
    """The list as CSV, headed as the page is."""
    columns = [replace(column, key=str(column.label)) for column in table.columns if column.in_files]
    each: Iterator[Delivery] = found.iterator(tables.CHUNK) if isinstance(found, QuerySet) else iter(found)
    answer = StreamingHttpResponse(files.as_csv(columns, each), content_type="text/csv; charset=utf-8; header=present")
    answer["Content-Disposition"] = f'attachment; filename="{table.name}.csv"'
    return answer


def _table(request: Request, *, answered_too: bool, several: bool) -> tables.Table:
    """The list's columns. The organisation has one only where this person works for `several`."""
    states = [
        (state, queries.state_for_officers(state))
        for state in Delivery.State.values
        if answered_too or state in queries.UNANSWERED
    ]

    def address(row: Delivery) -> str:
        return reverse("sharing:notice", args=[row.notice_id])

    columns = [
        tables.Column("title", gettext_lazy("Notice"), source="notice__title", search="contains", link=address),
        tables.Column(
            "place",
            gettext_lazy("How urgent"),
            value=lambda row: row.notice.urgency,
            source="place",
            show=lambda row: _whole(row.notice.get_urgency_display()),
            in_files=False,
        ),
        tables.Column(
            "urgency",
            gettext_lazy("How urgent"),
            source="notice__urgency",
            search="exact",
            choices=Notice.Urgency.choices,
            in_page=False,
        ),
        tables.Column(
            "due",
            gettext_lazy("Due"),
            value=lambda row: queries.due_of(row).replace(microsecond=0),
            show=lambda row: _due(row, request.now),
        ),
        tables.Column("state", gettext_lazy("State"), search="exact", choices=states, show=lambda row: _tag(row.state)),
        tables.Column("organisation", gettext_lazy("Organisation"), source="notice__organisation__name"),
        tables.Column(
            "reference",
            gettext_lazy("Reference"),
            source="notice__submission__reference",
            search="contains",
            show=lambda row: _whole(row.notice.submission.reference),
        ),
        tables.Column(
            "told_at",
            gettext_lazy("Told"),
            source="notice__created_at",
            value=lambda row: row.notice.created_at.replace(microsecond=0),
            show=lambda row: _whole(short_moment(row.notice.created_at, request.now)),
        ),
        tables.Column(
            "link",
            gettext_lazy("Link"),
            value=lambda row: request.build_absolute_uri(address(row)),
            in_page=False,
        ),
    ]
    return tables.Table(
        name="inbox",
        caption=gettext_lazy("All notices sent to you") if answered_too else gettext_lazy("Not answered yet"),
        order="place",
        empty=gettext_lazy("When somebody tells the council something that you need to know, it will stand here.")
        if answered_too
        else gettext_lazy("No notice waits for your answer."),
        columns=[column for column in columns if several or column.key != "organisation"],
    )


def _due(row: Delivery, now: datetime) -> str:
    """By when an answer is due, with "Late" before it where none has come in time."""
    due = queries.due_of(row)
    emergency = row.notice.urgency == Notice.Urgency.EMERGENCY
    when = short_moment(due, now) if emergency else short_day(due, now)
    if row.state in queries.UNANSWERED and due < now:
        return format_html("<span><strong>{}</strong> {}</span>", _("Late:"), _whole(when))
    return _whole(when)


def _tag(state: str) -> str:
    return format_html(
        '<strong class="govuk-tag app-nowrap {}">{}</strong>', queries.tag(state), queries.state_for_officers(state)
    )


def _whole(text: str) -> str:
    """Text that stays on one line."""
    return format_html('<span class="app-nowrap">{}</span>', text)


def short_day(value: datetime, now: datetime) -> str:
    """A day in the council's time zone, as short as it can be said: "22 Nov", in another year "22 Nov 2025"."""
    local = localtime(value)
    return date_format(local, "j M" if local.year == localtime(now).year else "j M Y", use_l10n=False)


def short_moment(value: datetime, now: datetime) -> str:
    """A moment in the council's time zone: "22 Nov, 8:16pm"."""
    local = localtime(value)
    clock = f"{local.hour % 12 or 12}:{local:%M}{'am' if local.hour < 12 else 'pm'}"
    return _("%(day)s, %(time)s") % {"day": short_day(value, now), "time": clock}
