"""The service designer's pages: life events and their versions, writing one, trying it, approving it."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from coopcouncil.directory.public import service_types
from coopcouncil.foundation.jinja import date_in_words
from coopcouncil.foundation.pages import render
from coopcouncil.foundation.permissions import allowed, require, requires
from coopcouncil.foundation.requests import Request
from coopcouncil.frontdoor import actions, forms, gateways, queries
from coopcouncil.frontdoor.domain import facts
from coopcouncil.frontdoor.domain.check import Problem
from coopcouncil.frontdoor.domain.designing import new_text, what_stops_it
from coopcouncil.frontdoor.domain.differences import changes, lines
from coopcouncil.frontdoor.domain.life_event import LifeEvent
from coopcouncil.frontdoor.domain.trying import Try, try_out
from coopcouncil.frontdoor.models import EventVersion
from coopcouncil.kernel.errors import BadInput, Conflict, NotFound

DOOR = "/desk/"


@requires("frontdoor.design")
def designs(request: Request) -> HttpResponse:
    """Every life event that is offered, and what is being written, waits for approval, or waits for its day."""
    context = {
        "events": gateways.offered(request.today).values(),
        "open": queries.open_versions(),
        "later": queries.approved_later(request.today),
        "door": DOOR,
    }
    return render(request, "frontdoor/design/events.html", context)


@requires("frontdoor.design", "GET", "POST")
def new_design(request: Request) -> HttpResponse:
    """Begin a life event that is not there yet."""
    form = forms.NewEventForm(request.POST or None, taken=gateways.offered(request.today))
    if request.method == "POST" and form.is_valid():
        code, title = form.cleaned_data["code"], form.cleaned_data["title"]
        return _begin(request, code, new_text(code, title))
    return render(request, "frontdoor/design/new.html", {"form": form, "door": DOOR}, status=_status(form))


@requires("frontdoor.design", "GET", "POST")
def design(request: Request, code: str) -> HttpResponse:
    """One life event's versions; a POST begins the next from the one that is offered."""
    event = gateways.offered_event(code, request.today)
    if request.method == "POST":
        return _begin(request, code, _text_offered(code, event.version))
    return render(
        request,
        "frontdoor/design/event.html",
        {
            "event": event,
            "versions": queries.versions_of(code),
            "shipped": gateways.life_events().get(code),
            "door": DOOR,
        },
    )


def _begin(request: Request, code: str, text: str) -> HttpResponse:
    made = actions.write_version(actor=request.actor, code=code, text=text, now=request.now)
    return redirect("frontdoor:version", made)


def _text_offered(code: str, version: int) -> str:
    kept = queries.version_begun(code, version)
    return kept.text if kept else gateways.shipped_text(code)


@requires("frontdoor.design", "GET", "POST")
def version(request: Request, version_id: UUID) -> HttpResponse:
    """Write a version: keep it, check it, propose it. What was typed is never lost, whatever is answered."""
    held = queries.version(version_id)
    text, problem, status = held.text, "", 200
    if request.method == "POST":
        text = request.POST.get("text", "").replace("\r\n", "\n")
        try:
            _save(request, held, text)
        except (BadInput, Conflict) as error:
            problem, status = str(error), 422 if isinstance(error, BadInput) else 409
        else:
            return redirect("frontdoor:version", version_id)
    return _page(request, held, text, problem, status)


def _save(request: Request, held: EventVersion, text: str) -> None:
    seen = request.POST.get("seen", "")
    if text != held.text:
        actions.save_version(actor=request.actor, version_id=held.id, text=text, seen=seen, now=request.now)
        seen = request.now.isoformat()
    if request.POST.get("then") == "propose":
        actions.propose(actor=request.actor, version_id=held.id, seen=seen, now=request.now)
        messages.success(request, _("Now another service designer reads it and approves it, or sends it back."))
    else:
        messages.success(request, _("Kept."))


def _page(request: Request, held: EventVersion, text: str, problem: str = "", status: int = 200) -> HttpResponse:
    writes = held.state == EventVersion.State.WRITING and allowed(request.actor, "frontdoor.write_version", held)
    approves = held.state == EventVersion.State.PROPOSED and allowed(request.actor, "frontdoor.approve_version", held)
    context = {
        "held": held,
        "text": text,
        "writes": writes,
        "approves": approves,
        "takes_over": held.state == EventVersion.State.WRITING and not writes,
        "withdraws": held.state != EventVersion.State.WITHDRAWN
        and not (held.release_on and held.release_on <= request.today),
        "problems": _problems(held, text),
        "problem": problem,
        "problems_found": bool(problem),
        "release": forms.ReleaseForm(initial={"release_on": request.today}),
        "door": DOOR,
    }
    return render(request, "frontdoor/design/version.html", context, status=status)


def _problems(held: EventVersion, text: str) -> list[Problem]:
    return what_stops_it(text, held.code, held.version, check=gateways.check, before=gateways.life_events())


@requires("frontdoor.design", "POST")
def check_version(request: Request, version_id: UUID) -> HttpResponse:
    """What is wrong with the text as it stands in the box; nothing is kept. For the live check."""
    held = queries.version(version_id)
    text = request.POST.get("text", "")[: actions.LONGEST_TEXT + 1].replace("\r\n", "\n")
    return render(request, "frontdoor/design/_problems.html", {"problems": _problems(held, text)})


@requires("frontdoor.design")
def try_version(request: Request, version_id: UUID) -> HttpResponse:
    """Walk a version with the answers of one of its cases: what is asked, and who would be told. Nothing is stored."""
    held, event, problems = _as_read(version_id)
    tries = try_out(event, today=request.today) if event else []
    context = {
        "held": held,
        "problems": problems,
        "tries": tries,
        "chosen": _chosen(tries, request.GET.get("case", "")),
        "services": service_types(),
        "door": DOOR,
    }
    return render(request, "frontdoor/design/try.html", context)


@requires("frontdoor.design")
def try_question(request: Request, version_id: UUID, fact_code: str) -> HttpResponse:
    """One question of a version, just as people will see it, with the answer of the case."""
    held, event, _problems_found = _as_read(version_id)
    chosen = _chosen(try_out(event, today=request.today) if event else [], request.GET.get("case", ""))
    asked = list(chosen.asked) if chosen else []
    place = next((number for number, (fact, _value) in enumerate(asked) if fact.code == fact_code), None)
    if event is None or chosen is None or place is None:
        raise NotFound("There is no such question in this case.")
    fact, value = asked[place]
    context = {
        "held": held,
        "event": event,
        "chosen": chosen,
        "question": forms.question(fact, facts.fill(fact, value), None, queries.names_to_pick(event, fact)),
        "number": place + 1,
        "before": asked[place - 1][0] if place else None,
        "after": asked[place + 1][0] if place + 1 < len(asked) else None,
        "door": DOOR,
    }
    return render(request, "frontdoor/design/question.html", context)


def _as_read(version_id: UUID) -> tuple[EventVersion, LifeEvent | None, list[Problem]]:
    held = queries.version(version_id)
    return held, *gateways.check(held.text, f"{held.code} {held.version}")


def _chosen(tries: list[Try], name: str) -> Try | None:
    return next((item for item in tries if item.name == name), tries[0] if tries else None)


@requires("frontdoor.design")
def compare_version(request: Request, version_id: UUID) -> HttpResponse:
    """What this version changes: in words, and line by line, against the one before it or another of one's choice."""
    held = queries.version(version_id)
    earlier = [row for row in queries.versions_of(held.code) if row.version < held.version]
    shipped = gateways.life_events().get(held.code)
    wanted = request.GET.get("against", "")
    against = next((row for row in earlier if str(row.version) == wanted), earlier[0] if earlier else None)
    if against is not None:
        before, number = queries.version(against.id).text, against.version
    elif shipped:
        before, number = gateways.shipped_text(held.code), shipped.version
    else:
        before, number = "", 0
    old, new = gateways.check(before, "before")[0], gateways.check(held.text, "after")[0]
    context = {
        "held": held,
        "earlier": earlier,
        "number": number,
        "changes": changes(old, new) if old and new else None,
        "groups": lines(before, held.text),
        "door": DOOR,
    }
    return render(request, "frontdoor/design/compare.html", context)


@requires("frontdoor.approve_version", "POST")
def approve_version(request: Request, version_id: UUID) -> HttpResponse:
    """Approve what somebody else wrote, with the day from which people are offered it."""
    held = queries.version(version_id)
    require(request.actor, "frontdoor.approve_version", held)
    form = forms.ReleaseForm(request.POST)
    if not form.is_valid():
        return _page(request, held, held.text, _("Give the day from which people are offered it."), 422)
    try:
        actions.approve(
            actor=request.actor,
            version_id=version_id,
            seen=request.POST.get("seen", ""),
            release_on=form.cleaned_data["release_on"],
            now=request.now,
            today=request.today,
        )
    except BadInput as error:
        return _page(request, held, held.text, str(error), 422)
    when = date_in_words(form.cleaned_data["release_on"])
    messages.success(request, _("Approved. People are offered it from %(day)s.") % {"day": when})
    return redirect("frontdoor:design", held.code)


@requires("frontdoor.design", "POST")
def move_version(request: Request, version_id: UUID, verb: str) -> HttpResponse:
    """Send back, take over or withdraw a version."""
    held = queries.version(version_id)
    seen = request.POST.get("seen", "")
    if verb == "send-back":
        actions.send_back(actor=request.actor, version_id=version_id, seen=seen, now=request.now)
        messages.success(request, _("Sent back to be written."))
    elif verb == "take-over":
        actions.take_over(actor=request.actor, version_id=version_id, now=request.now)
        messages.success(request, _("You write it now; somebody else must approve it."))
    elif verb == "withdraw":
        actions.withdraw(actor=request.actor, version_id=version_id, seen=seen, now=request.now, today=request.today)
        messages.success(request, _("Withdrawn. Its text is kept."))
        return redirect("frontdoor:designs")
    else:
        raise NotFound("There is no such step.")
    return redirect("frontdoor:version", held.id)


def _status(form: Any) -> int:
    return 422 if form.is_bound and not form.is_valid() else 200
