"""One question a page, the check of all answers, and throwing it away."""

from dataclasses import replace
from urllib.parse import urlencode
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _

from coopcouncil.foundation.pages import render
from coopcouncil.foundation.permissions import allowed, require, requires
from coopcouncil.foundation.requests import Request
from coopcouncil.frontdoor import actions, forms, gateways, queries
from coopcouncil.frontdoor.domain import facts, known
from coopcouncil.frontdoor.domain.facts import WrongAnswer
from coopcouncil.frontdoor.domain.life_event import Fact, LifeEvent
from coopcouncil.frontdoor.domain.plan import Plan
from coopcouncil.frontdoor.domain.safe import numbered
from coopcouncil.frontdoor.domain.telling import shown
from coopcouncil.frontdoor.models import Draft
from coopcouncil.frontdoor.views.journey import files
from coopcouncil.frontdoor.views.journey.drafts import DOOR, address_of, event_of, mine, onward, plan_of
from coopcouncil.frontdoor.views.journey.speaking import spoken_of, while_the_power_works
from coopcouncil.frontdoor.views.known import where_from
from coopcouncil.frontdoor.views.speech import services
from coopcouncil.kernel.errors import NotFound
from coopcouncil.sharing import public as sharing


@requires("frontdoor.answer_draft")
@while_the_power_works
def resume(request: Request, draft_id: UUID) -> HttpResponse:
    """Go to whatever comes next: a question, the check, or what was sent."""
    draft, event = mine(request, draft_id)
    return onward(draft, event, request.today)


@requires("frontdoor.answer_draft", "GET", "POST")
@while_the_power_works
def question(request: Request, draft_id: UUID, fact_code: str) -> HttpResponse:
    """One question. A wrong answer is shown again as it was typed, with what to do about it.

    Whoever was signed out on the way is sent to sign in, and back. So is anybody who is not signed in and answers a
    question that is not theirs, whether or not there is such a draft: the answer tells nothing.
    """
    known_draft = None
    if (
        request.method == "POST"
        and request.actor.kind == "anonymous"
        and not (known_draft := _theirs(request, draft_id))
    ):
        back = urlencode({"next": reverse("frontdoor:resume", args=[draft_id])})
        return redirect(f"{reverse('account_login')}?{back}")
    draft, event = mine(request, draft_id, known_draft)
    fact_code = numbered(event, fact_code) if draft.safe else fact_code
    stands = plan_of(draft, event, request.today)
    fact = _askable(stands, fact_code)
    if draft.submission_id or fact is None:
        return onward(draft, event, request.today)
    spoken = spoken_of(draft)
    theirs = spoken.known(fact) if spoken and fact.code not in draft.answers else None
    wrong, boxes = None, facts.fill(fact, theirs if theirs is not None else draft.answers.get(fact.code))
    record = queries.held(request.actor, draft, event, fact, today=request.today)
    if record is not None and fact.code not in draft.answers:
        if "still_right" in request.POST or (request.method == "GET" and "change" not in request.GET):
            return _still_right(request, draft, event, fact, record, stands)
        boxes = facts.fill(fact, record.value)
    elif "still_right" in request.POST:
        return redirect("frontdoor:resume", draft_id)  # pressed in a window that is behind: nothing to ask any more
    if request.method == "POST":
        boxes = forms.typed(fact, request.POST)
        try:
            if fact.type == "file":
                files.take(request, draft, fact)
            else:
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
        # In safe mode the browser is not asked to fill anything in, nor to remember it.
        "question": forms.question(
            replace(fact, about_you=False) if draft.safe else fact, boxes, wrong, queries.names_to_pick(event, fact)
        ),
        "known_by_power": theirs is not None,
        "file": files.kept(draft, event, fact),
        "problems_found": wrong is not None,
        "back_url": _back(draft, event, stands, fact),
        "why": _why(event, fact),
        "progress": stands.progress,
        "number": _number(stands, fact),
        "door": DOOR,
    }
    return render(request, "frontdoor/question.html", context, status=422 if wrong else 200)


def _still_right(
    request: Request, draft: Draft, event: LifeEvent, fact: Fact, record: sharing.RecordView, stands: Plan
) -> HttpResponse:
    """What we know already, and since when: is it still right? Yes keeps it; no opens the question, filled in."""
    wrong, status = "", 200
    if request.method == "POST":
        said, looked_at = request.POST["still_right"], request.POST.get("record", "")
        if said == "no":
            return redirect(f"{reverse('frontdoor:question', args=[draft.id, fact.code])}?change=yes")
        if said == "yes" and looked_at == str(record.id):
            actions.confirm(
                actor=request.actor,
                draft_id=draft.id,
                fact_code=fact.code,
                record_id=record.id,
                now=request.now,
                today=request.today,
            )
            return redirect("frontdoor:resume", draft.id)
        status = 422
        wrong = _("This was changed meanwhile, perhaps in another window. Look at it again.")
        if said != "yes":
            wrong = _("Choose yes if this is still right, or no if it has changed.")
    context = {
        "event": event,
        "draft": draft,
        "fact": fact,
        "record": record,
        "lines": facts.show(fact, record.value),
        "source": where_from(record, gateways.offered(request.today)),
        "wrong": wrong,
        "problems_found": bool(wrong),
        "back_url": _back(draft, event, stands, fact),
        "number": _number(stands, fact),
        "door": DOOR,
    }
    return render(request, "frontdoor/still_right.html", context, status=status)


def _askable(stands: Plan, fact_code: str) -> Fact | None:
    """A question may be shown when it is the next one, or was answered and still matters."""
    open_now = [*stands.asked, *([stands.next_fact] if stands.next_fact else [])]
    return next((fact for fact in open_now if fact.code == fact_code), None)


def _number(stands: Plan, fact: Fact) -> int:
    codes = [item.code for item in stands.asked]
    return codes.index(fact.code) + 1 if fact.code in codes else len(codes) + 1


def _back(draft: Draft, event: LifeEvent, stands: Plan, fact: Fact) -> str:
    before = [item.code for item in stands.asked if (item.order, item.code) < (fact.order, fact.code)]
    if before:
        return address_of(draft, event, before[-1])
    return reverse("frontdoor:life_event", args=[draft.event_code])


def _why(event: LifeEvent, fact: Fact) -> list[str]:
    """The services that need this fact, or whose part depends on it."""
    names = services()
    needing = [
        notice.service
        for notice in event.notices
        if fact.code in notice.facts or (notice.when and fact.code in notice.when.facts())
    ]
    return sorted({names[service].name for service in needing})


@requires("frontdoor.answer_draft")
@while_the_power_works
def check(request: Request, draft_id: UUID) -> HttpResponse:
    """Every answer, with a way to change each."""
    draft, event = mine(request, draft_id)
    stands = plan_of(draft, event, request.today)
    if draft.submission_id or stands.next_fact:
        return onward(draft, event, request.today)
    rows = [shown(event, fact.code, draft.answers.get(fact.code)) for fact in stands.asked]
    was = {
        code: facts.show(event.fact(code), value)
        for code, value in known.before(draft.corrections, draft.answers).items()
    }
    context = {
        "event": event,
        "draft": draft,
        "rows": rows,
        "changes": {row.code: address_of(draft, event, row.code) for row in rows},
        "last": address_of(draft, event, rows[-1].code) if rows else "",
        "needs": sharing.told(sharing.read_needs(draft.needs)),
        "was": was,
        "door": DOOR,
    }
    return render(request, "frontdoor/check.html", context)


@requires("frontdoor.answer_draft", "GET", "POST")
def discard(request: Request, draft_id: UUID) -> HttpResponse:
    """Throw away what was begun, after asking once."""
    draft = queries.draft(draft_id, now=request.now)
    require(request.actor, "frontdoor.answer_draft", draft)
    event = event_of(draft, request.today)
    if request.method == "POST":
        actions.discard(actor=request.actor, draft_id=draft_id, now=request.now)
        messages.success(request, _("We have thrown away what you began. Nobody was told."))
        return redirect("frontdoor:helping" if draft.assisted_by_id else "frontdoor:life_events")
    return render(request, "frontdoor/discard.html", {"event": event, "draft": draft, "door": DOOR})


def _theirs(request: Request, draft_id: UUID) -> Draft | None:
    """The draft, if they may answer; whether or not there is one, the permission is asked."""
    try:
        draft = queries.draft(draft_id, now=request.now)
    except NotFound:
        draft = Draft()  # nobody's
    return draft if allowed(request.actor, "frontdoor.answer_draft", draft) else None
