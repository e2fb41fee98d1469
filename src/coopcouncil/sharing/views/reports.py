"""What carriers reported of our mail, for the administrator: never to whom it went, never what it said."""

from django.http import HttpResponseBase
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from coopcouncil.foundation import tables
from coopcouncil.foundation.jinja import time_in_words
from coopcouncil.foundation.permissions import requires
from coopcouncil.foundation.requests import Request
from coopcouncil.sharing import actions
from coopcouncil.sharing.models import MailReport
from coopcouncil.sharing.queries import reporting as queries

REPORTS = tables.Table(
    name="mail-reports",
    caption=gettext_lazy("What became of our mail"),
    order="-received_at",
    empty=gettext_lazy("Nobody has reported anything yet."),
    columns=[
        tables.Column("received_at", gettext_lazy("Came"), show=lambda row: time_in_words(row.received_at)),
        tables.Column("kind", gettext_lazy("What is reported"), search="exact", choices=MailReport.Kind.choices,
                      show=lambda row: row.get_kind_display()),
        tables.Column("about", gettext_lazy("Of what"), value=lambda row: about(row), sortable=False),
        tables.Column("did", gettext_lazy("What we did"), value=lambda row: did(row), sortable=False),
        tables.Column("carrier", gettext_lazy("By"), search="exact", choices=MailReport.Carrier.choices,
                      show=lambda row: row.get_carrier_display()),
        tables.Column("code", gettext_lazy("Code"), in_page=False),
    ],
)  # fmt: skip


def about(row: MailReport) -> str:
    """What a report is of, without whom it concerns."""
    if row.message_id:
        return _("A message to a person")
    if row.delivery_id:
        return _("A letter to an organisation that a notice waits")
    return _("An alert to a colleague") if row.alarm_id else _("Nothing that we know: %(name)s") % {"name": row.named}


def did(row: MailReport) -> str:
    """What became of it."""
    if not (row.message_id or row.delivery_id or row.alarm_id):
        return _("Kept. Ask whoever carries our mail what it is.")
    if row.applied_at is None:
        return _("Nothing had to be done.")
    if row.kind == MailReport.Kind.COMPLAINED:
        return _("We write there no more.")
    return {
        "returned": _("It was sent again, or by another way."),
        "dead": _("Nothing reaches them. It waits for somebody to see to it."),
    }.get(row.message.state if row.message else "", _("It counts as a failed attempt."))


@requires("sharing.see_deliveries")
def reports(request: Request) -> HttpResponseBase:
    """Every report, the newest first; of what we do not know, the name by which the carrier calls it."""
    actions.note_list_read(actor=request.actor, what="mail_reports", form=request.GET.get("format", ""))
    return tables.respond(request, REPORTS, queries.reports_for_table(), "sharing/reports.html", {"door": "/desk/"})
