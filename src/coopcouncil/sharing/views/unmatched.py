"""Answers that fit no notice: for the organisation that gave them, in its words; for the administrator, without."""

from typing import Any

from django.http import HttpResponseBase
from django.utils.translation import gettext_lazy

from coopcouncil.foundation import tables
from coopcouncil.foundation.jinja import time_in_words
from coopcouncil.foundation.permissions import requires
from coopcouncil.foundation.requests import Request
from coopcouncil.foundation.roles import INBOX_ROLES
from coopcouncil.sharing import actions, queries
from coopcouncil.sharing.models import Answer

_KINDS = dict(Answer.Kind.choices)


def _table(*, with_words: bool) -> tables.Table:
    columns = [
        tables.Column("answer_id", gettext_lazy("Their id of the answer"), search="contains"),
        tables.Column("organisation", gettext_lazy("Organisation"), source="organisation__name", search="contains"),
        tables.Column("received_at", gettext_lazy("Came"), show=lambda row: time_in_words(row.received_at)),
    ]
    if with_words:
        columns += [
            tables.Column("notice", gettext_lazy("Notice that it names"), value=lambda row: row.said["notice"]),
            tables.Column(
                "answer", gettext_lazy("Answer"), value=lambda row: row.said["answer"],
                show=lambda row: _KINDS.get(row.said["answer"], row.said["answer"]),
            ),
            tables.Column("reason", gettext_lazy("Reason"), value=lambda row: row.said["reason"]),
        ]  # fmt: skip
    return tables.Table(
        name="unmatched",
        caption=gettext_lazy("Answers that fit no notice"),
        order="-received_at",
        empty=gettext_lazy("Every answer fits a notice."),
        columns=columns,
    )


@requires("sharing.see_unmatched")
def unmatched(request: Request) -> HttpResponseBase:
    """For the organisations in which this person works an inbox, with what was said."""
    return _list(request, queries.unmatched_for_table(request.actor.organisations_for(*INBOX_ROLES)), with_words=True)


@requires("sharing.see_deliveries")
def all_unmatched(request: Request) -> HttpResponseBase:
    """For the administrator: whose they are, so that they can be asked. What was said may name a person."""
    return _list(request, queries.unmatched_for_table().defer("said"), with_words=False)


def _list(request: Request, rows: Any, *, with_words: bool) -> HttpResponseBase:
    actions.note_list_read(actor=request.actor, what="unmatched", form=request.GET.get("format", ""))
    context = {"door": "/desk/", "with_words": with_words}
    return tables.respond(request, _table(with_words=with_words), rows, "sharing/unmatched.html", context)
