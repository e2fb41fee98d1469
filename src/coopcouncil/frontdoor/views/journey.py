"""Telling us once: one question a page, check, who will be told, send."""

from collections.abc import Collection, Mapping
from datetime import date
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django.contrib import messages
from django.db import transaction
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _

from coopcouncil.directory.public import service_types
from coopcouncil.foundation.pages import render
from coopcouncil.foundation.permissions import allowed, require, requires
from coopcouncil.foundation.requests import Request, remember_visitor
from coopcouncil.frontdoor import actions, forms, gateways, queries
from coopcouncil.frontdoor.domain import facts
from coopcouncil.frontdoor.domain.assurance import as_known
from coopcouncil.frontdoor.domain.facts import WrongAnswer
from coopcouncil.frontdoor.domain.life_event import Fact, LifeEvent, Notice, urgent_first
from coopcouncil.frontdoor.domain.plan import NotFinished, Plan, next_question, plan
from coopcouncil.frontdoor.domain.telling import Telling, seals, shown, telling
from coopcouncil.frontdoor.models import Draft
from coopcouncil.kernel.errors import BadInput, NotFound
from coopcouncil.people import public as people

DOOR = "/get-help/"


@requires("public")
def life_events(request: Request) -> HttpResponse:
    """The life events that can be told once."""
    return render(request, "frontdoor/life_events.html", {"events": gateways.life_events().values(), "door": DOOR})


@requires("public", "GET", "POST")
def life_event(request: Request, code: str) -> HttpResponse:
    """The start page: what you need, how long it takes, who may be told. Pressing “Start now” begins a draft."""
    event = gateways.life_event(code)
    if request.method == "POST":
        actor = request.actor if request.actor.is_signed_in else remember_visitor(request)
        return redirect("frontdoor:resume", actions.start(actor=actor, event_code=code, now=request.now))
    begun = [draft for draft in queries.open_drafts(request.actor, now=request.now) if draft.event_code == code]
    context = {"event": event, "told": _who_may_be_told(event), "begun": begun[:1], "door": DOOR}
    return render(request, "frontdoor/life_event.html", context)


def _who_may_be_told(event: LifeEvent) -> list[dict[str, Any]]:
    names = service_types()
    return [
        {
            "service": names[notice.service].name,
            "what_happens": notice.what_happens,
            "choice": notice.may_be_left_out or notice.by_consent,
            "consent": notice.by_consent,
        }
        for notice in event.notices
    ]


@requires("frontdoor.answer_draft")
def resume(request: Request, draft_id: UUID) -> HttpResponse:
    """Go to whatever comes next: a question, the check, or what was sent."""
    draft, event = _mine(request, draft_id)
    return _onward(draft, event, request.today)


@requires("frontdoor.answer_draft", "GET", "POST")
def question(request: Request, draft_id: UUID, fact_code: str) -> HttpResponse:
    """One question. A wrong answer is shown again as it was typed, with what to do about it.

    Whoever was signed out on the way is sent to sign in, and back. So is anybody who is not signed in and answers a
    question that is not theirs, whether or not there is such a draft: the answer tells nothing.
    """
    if request.method == "POST" and request.actor.kind == "anonymous" and not _may_answer(request, draft_id):
        back = urlencode({"next": reverse("frontdoor:resume", args=[draft_id])})
        return redirect(f"{reverse('account_login')}?{back}")
    draft, event = _mine(request, draft_id)
    stands = _plan(draft, event, request.today)
    fact = _askable(stands, fact_code)
    if draft.submission_id or fact is None:
        return _onward(draft, event, request.today)
    wrong, boxes = None, facts.fill(fact, draft.answers.get(fact.code))
    if request.method == "POST":
        boxes = forms.typed(fact, request.POST)
        try:
            actions.answer(
                actor=request.actor,
                draft_id=draft_id,
                fact_code=fact_code,
                raw=boxes,
                now=request.now,
                today=request.today,
            )
        except WrongAnswer as error:
            wrong = error
        else:
            return redirect("frontdoor:resume", draft_id)
    context = {
        "event": event,
        "draft": draft,
        "question": forms.question(fact, boxes, wrong, queries.names_to_pick(event, fact)),
        "problems_found": wrong is not None,
        "back_url": _back(draft, stands, fact),
        "why": _why(event, fact),
        "progress": stands.progress,
        "number": _number(stands, fact),
        "door": DOOR,
    }
    return render(request, "frontdoor/question.html", context, status=422 if wrong else 200)


def _askable(stands: Plan, fact_code: str) -> Fact | None:
    """A question may be shown when it is the next one, or was answered and still matters."""
    open_now = [*stands.asked, *([stands.next_fact] if stands.next_fact else [])]
    return next((fact for fact in open_now if fact.code == fact_code), None)


def _number(stands: Plan, fact: Fact) -> int:
    codes = [item.code for item in stands.asked]
    return codes.index(fact.code) + 1 if fact.code in codes else len(codes) + 1


def _back(draft: Draft, stands: Plan, fact: Fact) -> str:
    before = [item.code for item in stands.asked if (item.order, item.code) < (fact.order, fact.code)]
    if before:
        return reverse("frontdoor:question", args=[draft.id, before[-1]])
    return reverse("frontdoor:life_event", args=[draft.event_code])


def _why(event: LifeEvent, fact: Fact) -> list[str]:
    """The services that need this fact, or whose part depends on it."""
    names = service_types()
    needing = [
        notice.service
        for notice in event.notices
        if fact.code in notice.facts or (notice.when and fact.code in notice.when.facts())
    ]
    return sorted({names[service].name for service in needing})


@requires("frontdoor.answer_draft")
def check(request: Request, draft_id: UUID) -> HttpResponse:
    """Every answer, with a way to change each."""
    draft, event = _mine(request, draft_id)
    stands = _plan(draft, event, request.today)
    if draft.submission_id or stands.next_fact:
        return _onward(draft, event, request.today)
    rows = [shown(event, fact.code, draft.answers.get(fact.code)) for fact in stands.asked]
    context = {"event": event, "draft": draft, "rows": rows, "last": rows[-1].code if rows else "", "door": DOOR}
    return render(request, "frontdoor/check.html", context)


@requires("frontdoor.answer_draft", "GET", "POST")
def who(request: Request, draft_id: UUID) -> HttpResponse:
    """Who will be told, why, on what basis, and exactly what. The last page before it is sent."""
    draft, event = _mine(request, draft_id)
    if draft.submission_id or _next_question(draft, event, request.today):
        return _onward(draft, event, request.today)
    wrong = ""
    if request.method == "POST":
        try:
            wrong = _send_what_was_shown(request, draft_id)
        except NotFinished:
            messages.info(request, _("There is something more to ask, because of the services you chose."))
            return redirect("frontdoor:resume", draft_id)
        draft, event = _mine(request, draft_id)
        if draft.submission_id:
            return redirect("frontdoor:sent", draft.submission_id)
    tellings = _tellings(request, draft, event)
    context = {
        "event": event,
        "draft": draft,
        "tellings": tellings,
        "telling": sum(item.chosen for item, _missing in tellings),
        "offered": sum(item.notice.by_consent and not item.chosen for item, _missing in tellings),
        "shown": sorted(seals(item for item, _missing in tellings).items()),
        "services": service_types(),
        "wrong": wrong,
        "problems_found": bool(wrong),
        "door": DOOR,
    }
    return render(request, "frontdoor/who.html", context, status=422 if wrong else 200)


def _send_what_was_shown(request: Request, draft_id: UUID) -> str:
    """Keep what was ticked and send it, if each notice is still as it was shown. Returns what is wrong, or "".

    The draft is locked meanwhile, so that no other tab changes an answer between the look and the sending. What the
    person ticked is kept in any case, but no agreement to something that has changed. Raises NotFinished.
    """
    tell = set(request.POST.getlist("tell"))
    seen = dict(line.split(":", 1) for line in request.POST.getlist("shown") if ":" in line)
    unfinished: NotFinished | None = None
    with transaction.atomic():
        draft = queries.draft_for_update(draft_id, now=request.now)
        require(request.actor, "frontdoor.answer_draft", draft)
        if draft.submission_id:
            return ""
        event = _event_of(draft, request.today)
        if _next_question(draft, event, request.today):
            return _("An answer was changed meanwhile. Nothing was sent.")
        now = seals(item for item, _missing in _tellings(request, draft, event))
        same = {code for code, seal in seen.items() if now.get(code) == seal}
        actions.choose(
            actor=request.actor,
            draft_id=draft_id,
            left_out=[n.code for n in event.notices if _leaves_out(n, draft, seen, tell)],
            agreed=[n.code for n in event.notices if n.by_consent and n.code in tell and n.code in same],
            now=request.now,
        )
        if seen != now:
            return _("Something changed since you looked, so nothing was sent. Please look again, then send.")
        try:
            actions.send(actor=request.actor, draft_id=draft_id, channel="web", now=request.now, today=request.today)
        except NotFinished as error:
            unfinished = error  # what was ticked stays kept, which raising in here would undo
        except BadInput as error:
            return str(error)
    if unfinished:
        raise unfinished
    return ""


def _leaves_out(notice: Notice, draft: Draft, seen: Mapping[str, str], tell: Collection[str]) -> bool:
    """A box that was shown without its tick leaves the notice out; one that was never shown leaves it as it was."""
    if notice.by_consent:
        return False
    return notice.code not in tell if notice.code in seen else notice.code in draft.left_out


def _tellings(request: Request, draft: Draft, event: LifeEvent) -> list[tuple[Telling, tuple[str, ...]]]:
    """Every notice that applies, chosen or not, with its recipient and the questions it would still bring."""
    today, identity = request.today, people.identity_held(request.actor)
    everything = plan(event, draft.answers, today=today, agreed=[n.code for n in event.notices if n.by_consent])
    chosen = {item.notice.code for item in _plan(draft, event, today).notices}
    values = {code: value for item in everything.notices for code, value in item.facts.items()}
    find = queries.finder(event, values)
    found = [
        (
            as_known(telling(event, item, find(item.notice), chosen=item.notice.code in chosen), identity),
            tuple(event.fact(code).label for code in item.missing),
        )
        for item in everything.notices
    ]
    names = service_types()
    return sorted(
        found,
        key=lambda pair: (
            urgent_first(pair[0].notice.urgency, names[pair[0].notice.service].name),
            pair[0].notice.code,
        ),
    )


@requires("frontdoor.answer_draft", "GET", "POST")
def discard(request: Request, draft_id: UUID) -> HttpResponse:
    """Throw away what was begun, after asking once."""
    draft, event = _mine(request, draft_id)
    if request.method == "POST":
        actions.discard(actor=request.actor, draft_id=draft_id, now=request.now)
        messages.success(request, _("We have thrown away what you began. Nobody was told."))
        return redirect("frontdoor:life_events")
    return render(request, "frontdoor/discard.html", {"event": event, "draft": draft, "door": DOOR})


def _may_answer(request: Request, draft_id: UUID) -> bool:
    try:
        draft = queries.draft(draft_id, now=request.now)
    except NotFound:
        draft = Draft()  # nobody's
    return allowed(request.actor, "frontdoor.answer_draft", draft)


def _mine(request: Request, draft_id: UUID) -> tuple[Draft, LifeEvent]:
    draft = queries.draft(draft_id, now=request.now)
    require(request.actor, "frontdoor.answer_draft", draft)
    return draft, _event_of(draft, request.today)


def _event_of(draft: Draft, today: date) -> LifeEvent:
    """The draft's life event as it is now; answers that no longer fit it are set aside, to be asked again."""
    event = gateways.life_event(draft.event_code)
    draft.answers = facts.that_fit(event.facts, draft.answers, today=today)
    return event


def _plan(draft: Draft, event: LifeEvent, today: date) -> Plan:
    return plan(event, draft.answers, today=today, left_out=draft.left_out, agreed=draft.agreed)


def _next_question(draft: Draft, event: LifeEvent, today: date) -> Fact | None:
    return next_question(event, draft.answers, today=today, left_out=draft.left_out, agreed=draft.agreed)


def _onward(draft: Draft, event: LifeEvent, today: date) -> HttpResponse:
    if draft.submission_id:
        return redirect("frontdoor:sent", draft.submission_id)
    if fact := _next_question(draft, event, today):
        return redirect("frontdoor:question", draft.id, fact.code)
    return redirect("frontdoor:check", draft.id)
