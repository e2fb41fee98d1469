"""What we know about you: each thing with where it comes from, its corrections; put it right, or have it removed."""

from collections.abc import Mapping
from datetime import date
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from coopcouncil.foundation.jinja import date_in_words
from coopcouncil.foundation.pages import render
from coopcouncil.foundation.permissions import requires
from coopcouncil.foundation.requests import Request
from coopcouncil.frontdoor import forms, gateways
from coopcouncil.frontdoor.domain import facts
from coopcouncil.frontdoor.domain import known as knowing
from coopcouncil.frontdoor.domain.facts import WrongAnswer
from coopcouncil.frontdoor.domain.life_event import Fact, LifeEvent
from coopcouncil.frontdoor.views.notices import hides
from coopcouncil.frontdoor.views.speech import heard, title_of
from coopcouncil.kernel.errors import Conflict
from coopcouncil.kernel.words import spoken
from coopcouncil.sharing import public as sharing

DOOR = "/account/"
Events = Mapping[str, LifeEvent]


def where_from(record: sharing.RecordView, events: Events) -> str:
    """Where a value comes from and since when. A life event that carries a way out at once is not named."""
    day = {"day": date_in_words(record.recorded_at)}
    if record.source == "corrected":
        return _("You corrected it on %(day)s.") % day
    if record.source == "agreed":
        return _("An agency proposed it and you agreed, on %(day)s.") % day
    if record.source == "assisted":
        return _("An officer wrote it down for you on %(day)s.") % day
    if not record.title or hides(record.event_code, events):
        return _("You told us on %(day)s.") % day
    return _("You told us on %(day)s, with “%(title)s”.") % {**day, "title": title_of(record)}


def name_of(code: str) -> str:
    """What a thing about the person is called."""
    return str(spoken(knowing.WORDS[code], _)) if code in knowing.WORDS else code


def _asked_as(record: sharing.RecordView, events: Events, today: date) -> Fact | None:
    asked = knowing.asked_as(events.values(), record.code, record.value, today=today)
    if asked is None:
        return None
    event, fact = asked
    return heard(event).fact(fact.code)


def _lines(record: sharing.RecordView, events: Events, today: date) -> list[str]:
    fact = _asked_as(record, events, today)
    return facts.show(fact, record.value) if fact else [str(record.value)]


@requires("frontdoor.see_account")
def known(request: Request) -> HttpResponse:
    """Everything that we know of the person because they told us. Nobody else has such a page."""
    order = {code: place for place, code in enumerate(knowing.WORDS)}
    records = sorted(sharing.records_of(request.actor), key=lambda item: order.get(item.code, len(order)))
    events = gateways.offered(request.today)
    joined = sorted(sharing.joined_records_of(request.actor), key=lambda item: order.get(item.code, len(order)))
    context = {
        "rows": [_row(item, request.today, events) for item in records],
        "to_check": sharing.proposals_for(request.actor),
        "joined": [_row(item, request.today, events) for item in joined],
        "door": DOOR,
    }
    return render(request, "frontdoor/known.html", context)


def _row(record: sharing.RecordView, today: date, events: Events) -> dict[str, Any]:
    return {
        "id": record.id,
        "name": name_of(record.code),
        "lines": _lines(record, events, today),
        "source": where_from(record, events),
        "earlier": [(", ".join(_lines(old, events, today)), where_from(old, events)) for old in record.earlier],
        "can_be_corrected": _asked_as(record, events, today) is not None,
    }


@requires("sharing.see_record", "GET", "POST")
def correct(request: Request, record_id: UUID) -> HttpResponse:
    """Put one thing right. Nobody is told by this."""
    record = sharing.record(request.actor, record_id)
    events = gateways.offered(request.today)
    fact = _asked_as(record, events, request.today)
    if fact is None:
        return redirect("frontdoor:known")
    wrong: WrongAnswer | None = None
    boxes: Any = facts.fill(fact, record.value)
    if request.method == "POST":
        boxes = forms.typed(fact, request.POST)
        try:
            value = facts.read(fact, boxes, today=request.today)
            if value is None:
                raise WrongAnswer(_("There is nothing here."), mend=_("To have it removed, go back and choose Remove."))
            changed = sharing.correct_record(actor=request.actor, record_id=record_id, value=value, now=request.now)
        except WrongAnswer as error:
            wrong = error
        else:
            if changed:
                messages.success(request, _("Put right. We keep what it was before, too, so that you can see both."))
            else:
                messages.info(request, _("That is what we had already. Nothing was changed."))
            return redirect("frontdoor:known")
    context = {
        "question": forms.question(fact, boxes, wrong),
        "name": name_of(record.code),
        "source": where_from(record, events),
        "problems_found": wrong is not None,
        "door": DOOR,
    }
    return render(request, "frontdoor/correct_known.html", context, status=422 if wrong else 200)


@requires("sharing.see_record", "GET", "POST")
def remove(request: Request, record_id: UUID) -> HttpResponse:
    """Have one thing removed, with all that it was before; not while a service that was told it is at work."""
    record = sharing.record(request.actor, record_id)
    held, wrong = sharing.holders(request.actor, record_id), ""
    if request.method == "POST":
        try:
            sharing.remove_record(actor=request.actor, record_id=record_id)
        except Conflict as error:
            wrong = str(error)
        else:
            messages.success(request, _("Removed. We will not offer it again."))
            return redirect("frontdoor:known")
    context = {
        "record": record,
        "name": name_of(record.code),
        "lines": _lines(record, gateways.offered(request.today), request.today),
        "waiting": [item.organisation for item in held if item.waits],
        "told": [item.organisation for item in held if not item.waits],
        "wrong": wrong,
        "door": DOOR,
    }
    return render(request, "frontdoor/remove_known.html", context, status=409 if wrong else 200)
