"""The agency's inbox, the administrator's deliveries and connections."""

from typing import Any
from uuid import UUID, uuid4

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from coopcouncil.foundation import pages, tables
from coopcouncil.foundation.jinja import time_in_words
from coopcouncil.foundation.pages import render
from coopcouncil.foundation.permissions import requires
from coopcouncil.foundation.roles import INBOX_ROLES
from coopcouncil.kernel.errors import BadInput, Conflict
from coopcouncil.sharing import actions, queries
from coopcouncil.sharing.forms import AnswerForm, ConnectionForm, KeyForm
from coopcouncil.sharing.models import Delivery, Notice

INBOX = tables.Table(
    name="inbox",
    caption=gettext_lazy("Notices sent to you"),
    order="due",
    empty=gettext_lazy("When somebody tells the council something that you need to know, it will stand here."),
    columns=[
        tables.Column(
            "title",
            gettext_lazy("Notice"),
            source="notice__title",
            search="contains",
            link=lambda row: reverse("sharing:notice", args=[row.notice_id]),
        ),
        tables.Column(
            "due",
            gettext_lazy("Due first"),
            source="rank",
            value=lambda row: row.notice.urgency,
            show=lambda row: row.notice.get_urgency_display(),
        ),
        tables.Column(
            "urgency",
            gettext_lazy("How urgent"),
            source="notice__urgency",
            search="exact",
            choices=Notice.Urgency.choices,
            in_page=False,
            in_files=False,
        ),
        tables.Column(
            "state",
            gettext_lazy("State"),
            search="exact",
            choices=Delivery.State.choices,
            show=lambda row: row.get_state_display(),
        ),
        tables.Column("organisation", gettext_lazy("Organisation"), source="notice__organisation__name"),
        tables.Column(
            "reference", gettext_lazy("Reference"), source="notice__submission__reference", search="contains"
        ),
        tables.Column(
            "told_at",
            gettext_lazy("Told"),
            source="notice__created_at",
            show=lambda row: time_in_words(row.notice.created_at),
        ),
    ],
)

DELIVERIES = tables.Table(
    name="deliveries",
    caption=gettext_lazy("Deliveries"),
    order="-queued_at",
    empty=gettext_lazy("Nobody has told us anything yet."),
    columns=[
        tables.Column("title", gettext_lazy("Notice"), source="notice__title", search="contains"),
        tables.Column(
            "organisation", gettext_lazy("Organisation"), source="notice__organisation__name", search="contains"
        ),
        tables.Column(
            "reference", gettext_lazy("Reference"), source="notice__submission__reference", search="contains"
        ),
        tables.Column(
            "state",
            gettext_lazy("State"),
            search="exact",
            choices=Delivery.State.choices,
            show=lambda row: row.get_state_display(),
        ),
        tables.Column(
            "route", gettext_lazy("Way"), search="exact", choices=Delivery.Route.choices,
            show=lambda row: row.get_route_display(),
        ),
        tables.Column("attempts", gettext_lazy("Attempts"), numeric=True),
        tables.Column("last_error", gettext_lazy("What went wrong")),
        tables.Column("queued_at", gettext_lazy("Put in the queue"), show=lambda row: time_in_words(row.queued_at)),
        tables.Column(
            "next_attempt_at", gettext_lazy("Next attempt"), show=lambda row: time_in_words(row.next_attempt_at)
        ),
        tables.Column(
            "replay",
            gettext_lazy("Send again"),
            value=lambda row: row.id,
            show=lambda row: _("Send again") if row.state == Delivery.State.DEAD else "",
            link=lambda row: reverse("sharing:replay", args=[row.id]),
            in_files=False,
        ),
    ],
)  # fmt: skip

CONNECTIONS = tables.Table(
    name="connections",
    caption=gettext_lazy("Organisations and how they take their notices"),
    order="organisation",
    columns=[
        tables.Column(
            "organisation",
            gettext_lazy("Organisation"),
            search="contains",
            link=lambda row: reverse("sharing:connection", args=[row.organisation_id]),
        ),
        tables.Column(
            "route", gettext_lazy("Way"), search="exact", choices=Delivery.Route.choices,
            show=lambda row: row.route_words,
        ),
        tables.Column("address", gettext_lazy("Address")),
        tables.Column("keys", gettext_lazy("Working keys"), numeric=True),
    ],
)  # fmt: skip


@requires("sharing.work_inbox")
def inbox(request: HttpRequest) -> HttpResponseBase:
    """The notices of the organisations in which this person works an inbox, what is due first at the top."""
    mine = request.actor.organisations_for(*INBOX_ROLES)
    return tables.respond(request, INBOX, queries.inbox_for_table(mine), "sharing/inbox.html", {"door": "/desk/"})


@requires("sharing.see_notice")
def notice(request: HttpRequest, notice_id: UUID) -> HttpResponse:
    """One notice. Opening it is logged."""
    return _notice_page(request, notice_id, None)


def _notice_page(request: HttpRequest, notice_id: UUID, form: AnswerForm | None) -> HttpResponse:
    page = actions.open_notice(actor=request.actor, notice_id=notice_id)
    if form is None and page.answers_open:
        form = AnswerForm(initial={"seen_state": page.state, "answer_id": uuid4()}, open_answers=page.answers_open)
    context = {"notice": page, "form": form, "door": "/desk/"}
    return _unstored(render(request, "sharing/notice.html", context, status=422 if form and form.errors else 200))


@requires("sharing.answer_notice", "POST")
def answer(request: HttpRequest, notice_id: UUID) -> HttpResponse:
    """An officer's answer."""
    form = AnswerForm(request.POST)
    if not form.is_valid():
        return _notice_page(request, notice_id, form)
    given = form.cleaned_data
    try:
        actions.answer_notice(
            actor=request.actor,
            notice_id=notice_id,
            answer_id=str(given["answer_id"]),
            kind=given["answer"],
            reason=given["reason"],
            now=request.now,
            seen_state=given["seen_state"],
        )
    except Conflict as error:
        return pages.conflict(request, error)
    messages.success(request, _("Your answer was sent. The person can read it now."))
    return redirect("sharing:notice", notice_id)


@requires("sharing.see_deliveries")
def deliveries(request: HttpRequest) -> HttpResponseBase:
    """How every notice was delivered; never a fact."""
    return tables.respond(
        request, DELIVERIES, queries.deliveries_for_table(), "sharing/deliveries.html", {"door": "/desk/"}
    )


@requires("sharing.replay", "GET", "POST")
def replay(request: HttpRequest, delivery_id: UUID) -> HttpResponse:
    """Ask, then put a dead delivery back in the queue."""
    if request.method != "POST":
        return render(
            request, "sharing/replay.html", {"delivery": queries.delivery_to_carry(delivery_id), "door": "/desk/"}
        )
    try:
        actions.replay(actor=request.actor, delivery_id=delivery_id, now=request.now)
    except Conflict as error:
        return pages.conflict(request, error)
    messages.success(request, _("It is in the queue again and will be sent in a moment."))
    return redirect("sharing:deliveries")


@requires("sharing.connect")
def connections(request: HttpRequest) -> HttpResponseBase:
    """Every organisation and how it takes its notices."""
    return tables.respond(
        request, CONNECTIONS, queries.connection_rows(), "sharing/connections.html", {"door": "/desk/"}
    )


@requires("sharing.connect", "GET", "POST")
def connection(request: HttpRequest, organisation_id: UUID) -> HttpResponse:
    """One organisation's connection; a POST changes how it takes its notices."""
    if request.method != "POST":
        return _connection_page(request, organisation_id)
    form = ConnectionForm(request.POST)
    if not form.is_valid():
        return _connection_page(request, organisation_id, form=form)
    try:
        secret = actions.connect(
            actor=request.actor, organisation_id=organisation_id, now=request.now, **form.cleaned_data
        )
    except BadInput as error:
        form.add_error(error.place or None, f"{error.message} {error.mend}")
        return _connection_page(request, organisation_id, form=form)
    if secret:
        return _connection_page(request, organisation_id, shown_once=secret, what="secret")
    messages.success(request, _("The connection was changed."))
    return redirect("sharing:connection", organisation_id)


@requires("sharing.connect", "POST")
def make_key(request: HttpRequest, organisation_id: UUID) -> HttpResponse:
    """Make a key and show it, once."""
    form = KeyForm(request.POST)
    if not form.is_valid():
        return _connection_page(request, organisation_id, key_form=form)
    made = actions.make_key(
        actor=request.actor, organisation_id=organisation_id, name=form.cleaned_data["name"], now=request.now
    )
    return _connection_page(request, organisation_id, shown_once=made.key, what="key")


@requires("sharing.connect", "POST")
def revoke_key(request: HttpRequest, key_id: UUID) -> HttpResponse:
    """End a key at once."""
    organisation_id = actions.revoke_key(actor=request.actor, key_id=key_id, now=request.now)
    messages.success(request, _("That key no longer opens anything."))
    return redirect("sharing:connection", organisation_id)


@requires("sharing.connect", "POST")
def rotate_secret(request: HttpRequest, organisation_id: UUID) -> HttpResponse:
    """Make a new signing secret and show it, once."""
    secret = actions.rotate_secret(actor=request.actor, organisation_id=organisation_id, now=request.now)
    return _connection_page(request, organisation_id, shown_once=secret, what="secret")


@requires("sharing.connect", "POST")
def send_test(request: HttpRequest, organisation_id: UUID) -> HttpResponseRedirect:
    """Send a test to the organisation's own server and say how it went."""
    try:
        outcome = actions.send_test(actor=request.actor, organisation_id=organisation_id, now=request.now)
    except BadInput as error:
        messages.error(request, str(error))
        return redirect("sharing:connection", organisation_id)
    if outcome.is_sent:
        messages.success(request, _("Their server took the test, in %(ms)s ms.") % {"ms": outcome.took_ms})
    else:
        status = f" {outcome.http_status}" if outcome.http_status else ""
        messages.error(request, _("Their server did not take the test: %(why)s.") % {"why": f"{outcome.code}{status}"})
    return redirect("sharing:connection", organisation_id)


def _connection_page(
    request: HttpRequest,
    organisation_id: UUID,
    *,
    form: ConnectionForm | None = None,
    key_form: KeyForm | None = None,
    shown_once: str = "",
    what: str = "",
) -> HttpResponse:
    found = queries.connection(organisation_id)
    bad = bool((form and form.errors) or (key_form and key_form.errors))
    context: dict[str, Any] = {
        "connection": found,
        "form": form or ConnectionForm(initial={"route": found.route, "url": found.url, "email": found.email}),
        "key_form": key_form or KeyForm(),
        "shown_once": shown_once,
        "what": what,
        "door": "/desk/",
    }
    return _unstored(render(request, "sharing/connection.html", context, status=422 if bad else 200))


def _unstored(answer: HttpResponse) -> HttpResponse:
    """Personal facts and secrets stay in no cache, not even the browser's own."""
    answer["Cache-Control"] = "no-store"
    return answer
