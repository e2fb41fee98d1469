"""Messages to people, for the administrator: never their words, never where they went; and a decision as a letter."""

from uuid import UUID

from django.contrib import messages as flash
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from coopcouncil.foundation import pages, pdf, tables
from coopcouncil.foundation.jinja import time_in_words
from coopcouncil.foundation.pages import render
from coopcouncil.foundation.permissions import require, requires
from coopcouncil.foundation.requests import Request
from coopcouncil.kernel.errors import Conflict
from coopcouncil.sharing import actions
from coopcouncil.sharing.models import Message
from coopcouncil.sharing.queries import speaking as queries

WHAT = {
    "told": gettext_lazy("We have it: the reference"),
    "answered": gettext_lazy("Services have answered"),
    "put_right": gettext_lazy("Something was put right"),
    "needs_you": gettext_lazy("An answer to read"),
    "decision": gettext_lazy("A decision"),
    "your_data": gettext_lazy("Something to read in the account"),
    "proposed": gettext_lazy("Something to check"),
    "your_case": gettext_lazy("News about a problem"),
    "case_for_you": gettext_lazy("A case that waits for an officer"),
    "case_helper": gettext_lazy("Somebody is asked to act for a resident"),
    "case_letter": gettext_lazy("A letter for a resident to another body"),
}
MESSAGES = tables.Table(
    name="messages",
    caption=gettext_lazy("Messages to people"),
    order="-queued_at",
    empty=gettext_lazy("Nothing was written to anybody yet."),
    columns=[
        tables.Column(
            "template", gettext_lazy("What it says"), search="exact", choices=list(WHAT.items()),
            show=lambda row: WHAT.get(row.template, row.template),
        ),
        tables.Column("channel", gettext_lazy("By"), search="exact", choices=Message.Channel.choices,
                      show=lambda row: row.get_channel_display()),
        tables.Column("state", gettext_lazy("State"), search="exact", choices=Message.State.choices,
                      show=lambda row: _state(row)),
        tables.Column("attempts", gettext_lazy("Attempts"), in_page=False),
        tables.Column("last_error", gettext_lazy("What went wrong"), in_page=False),
        tables.Column("queued_at", gettext_lazy("Written"), show=lambda row: time_in_words(row.queued_at)),
        tables.Column("sent_at", gettext_lazy("Sent"), in_page=False),
        tables.Column("again", gettext_lazy("Send again"), value=lambda row: row.id, show=lambda row: _again(row),
                      in_files=False),
    ],
)  # fmt: skip


def _state(row: Message) -> str:
    return f"{row.get_state_display()}: {row.last_error}" if row.last_error else str(row.get_state_display())


def _again(row: Message) -> str:
    if row.state != Message.State.DEAD:
        return ""
    return format_html(
        '<a class="govuk-link" href="{}">{}<span class="govuk-visually-hidden">: {}</span></a>',
        reverse("sharing:write_again", args=[row.id]), _("Send again"), WHAT.get(row.template, row.template),
    )  # fmt: skip


@requires("sharing.see_deliveries")
def messages(request: Request) -> HttpResponseBase:
    """How far each message is; no words and no addresses."""
    actions.note_list_read(actor=request.actor, what="messages", form=request.GET.get("format", ""))
    return tables.respond(request, MESSAGES, queries.messages_for_table(), "sharing/messages.html", {"door": "/desk/"})


@requires("sharing.replay", "GET", "POST")
def write_again(request: Request, message_id: UUID) -> HttpResponse:
    """Ask, then send a message again to where its person can be reached now."""
    if request.method != "POST":
        row = queries.message_in_table(message_id)
        return render(
            request, "sharing/write_again.html", {"message": row, "what": WHAT.get(row.template), "door": "/desk/"}
        )
    try:
        actions.write_again(actor=request.actor, message_id=message_id, now=request.now)
    except Conflict as error:
        return pages.conflict(request, error)
    flash.success(request, _("It is in the queue again and will be sent in a moment."))
    return redirect("sharing:messages")


@requires("sharing.see_submission")
def decision_letter(request: Request, decision_id: UUID) -> HttpResponse:
    """A decision as a letter to keep: why, how to appeal, and until when."""
    require(request.actor, "sharing.see_submission", queries.decision_submission(decision_id))
    letter = queries.decision_letter(decision_id)
    response = HttpResponse(pdf.letter(letter), content_type="application/pdf")
    response["Content-Disposition"] = f'attachment; filename="{letter.reference}-decision.pdf"'
    response["Cache-Control"] = "private, no-store"
    return response
