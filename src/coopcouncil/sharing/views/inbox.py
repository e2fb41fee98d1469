"""The list of an organisation's notices: what waits for an answer, or all of them."""

from collections.abc import Iterable, Iterator
from contextlib import suppress
from dataclasses import replace
from datetime import datetime
from uuid import UUID, uuid4, uuid5

from django.db.models import QuerySet
from django.http import HttpResponseBase, StreamingHttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.html import format_html
from django.utils.safestring import mark_safe
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from coopcouncil.foundation import pages, tables
from coopcouncil.foundation.permissions import allowed, requires
from coopcouncil.foundation.requests import Request
from coopcouncil.foundation.roles import INBOX_ROLES
from coopcouncil.foundation.tables import files
from coopcouncil.people import public as people
from coopcouncil.sharing import actions, queries
from coopcouncil.sharing.domain.answers import AnswerDraft
from coopcouncil.sharing.domain.delivery import FINAL
from coopcouncil.sharing.forms import SeveralForm
from coopcouncil.sharing.models import Delivery, Notice
from coopcouncil.sharing.queries import batching as batches
from coopcouncil.sharing.views.helping import asked_now


@requires("sharing.work_inbox")
def inbox(request: Request) -> HttpResponseBase:
    """The notices that wait for an answer of the organisations in which this person works an inbox."""
    return _list(request, answered_too=False)


@requires("sharing.work_inbox")
def whole_inbox(request: Request) -> HttpResponseBase:
    """All notices of these organisations, answered or not."""
    return _list(request, answered_too=True)


def _list(request: Request, *, answered_too: bool, form: SeveralForm | None = None) -> HttpResponseBase:
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
    everything = request.GET.copy()
    everything["all"] = "1"
    context = {
        "form": form or SeveralForm(initial={"token": uuid4()}),
        "all_on_this_page": f"?{everything.urlencode()}#inbox",
        "query": request.GET.urlencode(),
        "takes_files": bool(batches.takes_files(mine)),
        "unmatched": queries.unmatched_for_table(mine).exists(),
        "door": "/desk/",
        "answered_too": answered_too,
        "asked": asked_now(request),
        "may_put_right": bool(council and allowed(request.actor, "sharing.take_back_for_somebody", council)),
    }
    shown = tables.respond(request, table, rows, "sharing/inbox.html", context, seen=seen)
    if form is not None:
        shown.status_code = 422
    return shown


@requires("sharing.answer_many", "GET", "POST")
def answer_several(request: Request) -> HttpResponseBase:
    """One answer to several notices, each judged on its own; then a page that says what became of each."""
    if request.method != "POST":
        return redirect("sharing:inbox")
    form = SeveralForm(request.POST)
    if not form.is_valid():
        return _list(request, answered_too=False, form=form)
    given, drafts = form.cleaned_data, []
    for number, ticked in enumerate(form.chosen, 1):
        notice, _colon, state = ticked.partition(":")
        drafts.append(
            AnswerDraft(
                number, notice, str(uuid5(given["token"], notice)), given["answer"], given["reason"], seen_state=state
            )
        )
    judged = actions.answer_many(actor=request.actor, organisation_id=None, drafts=drafts, now=request.now)
    mine = request.actor.organisations_for(*INBOX_ROLES)
    titles = {str(key): title for key, title in queries.titles_of(_ids(drafts), mine).items()}
    context = {
        "rows": [(item, titles.get(item.draft.notice, "")) for item in judged],
        "done": sum(item.outcome in {"done", "again"} for item in judged),
        "reason": given["reason"],
        "next_id": queries.next_waiting(mine, but_not=uuid4()),
        "door": "/desk/",
    }
    return pages.render(request, "sharing/answered_several.html", context)


def _ids(drafts: Iterable[AnswerDraft]) -> list[UUID]:
    found = []
    for draft in drafts:
        with suppress(ValueError):
            found.append(UUID(draft.notice))
    return found


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

    ticked = set(request.POST.getlist("notice"))

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
    columns.append(
        tables.Column(
            "choose",
            gettext_lazy("Choose"),
            value=lambda row: row.notice_id,
            show=lambda row: _box(row, checked="all" in request.GET or f"{row.notice_id}:{row.state}" in ticked),
            in_files=False,
        )
    )
    return tables.Table(
        name="inbox",
        caption=gettext_lazy("All notices sent to you") if answered_too else gettext_lazy("Not answered yet"),
        order="place",
        empty=gettext_lazy("When somebody tells the council something that you need to know, it will stand here.")
        if answered_too
        else gettext_lazy("No notice waits for your answer."),
        columns=[column for column in columns if several or column.key != "organisation"],
    )


def _box(row: Delivery, *, checked: bool) -> str:
    """A box to choose the notice with, for the form under the list; none where it has its final answer."""
    if row.state in FINAL:
        return ""
    return format_html(
        '<div class="govuk-checkboxes govuk-checkboxes--small"><div class="govuk-checkboxes__item">'
        '<input class="govuk-checkboxes__input" type="checkbox" form="several" name="notice" id="choose-{0}"'
        ' value="{0}:{1}"{2}><label class="govuk-label govuk-checkboxes__label" for="choose-{0}">'
        '<span class="govuk-visually-hidden">{3}</span></label></div></div>',
        row.notice_id, row.state, mark_safe(" checked") if checked else "",
        _("Choose: %(title)s, %(reference)s")
        % {"title": row.notice.title, "reference": row.notice.submission.reference},
    )  # fmt: skip


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
