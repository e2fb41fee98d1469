"""Who will be told, and sending exactly what was shown."""

from collections.abc import Collection, Mapping
from uuid import UUID

from django.contrib import messages
from django.db import transaction
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from coopcouncil.foundation import languages
from coopcouncil.foundation.pages import render
from coopcouncil.foundation.permissions import require, requires
from coopcouncil.foundation.requests import Request
from coopcouncil.frontdoor import actions, queries
from coopcouncil.frontdoor.domain import known
from coopcouncil.frontdoor.domain.assurance import OF_POWER, as_sure
from coopcouncil.frontdoor.domain.life_event import LifeEvent, Notice, urgent_first
from coopcouncil.frontdoor.domain.plan import NotFinished, plan
from coopcouncil.frontdoor.domain.safe import contact_told, kept_away, never_told
from coopcouncil.frontdoor.domain.telling import Telling, seals, telling
from coopcouncil.frontdoor.models import Draft
from coopcouncil.frontdoor.views.journey.drafts import DOOR, event_of, mine, next_of, onward, plan_of, sent_page
from coopcouncil.frontdoor.views.journey.recipients import all_tellings, organisations_of
from coopcouncil.frontdoor.views.journey.speaking import not_offered, spoken_of, while_the_power_works
from coopcouncil.frontdoor.views.speech import services
from coopcouncil.kernel.errors import BadInput
from coopcouncil.people import public as people
from coopcouncil.sharing import public as sharing


@requires("frontdoor.answer_draft", "GET", "POST")
@while_the_power_works
def who(request: Request, draft_id: UUID) -> HttpResponse:
    """Who will be told, why, on what basis, and exactly what. The last page before it is sent."""
    draft, event = mine(request, draft_id)
    if draft.submission_id or next_of(draft, event, request.today):
        return onward(draft, event, request.today)
    if draft.safe and (first := _asked_first(request, draft, event)):
        return redirect(first, draft_id)
    wrong = ""
    if request.method == "POST":
        try:
            wrong = _send_what_was_shown(request, draft_id)
        except NotFinished:
            messages.info(request, _("There is something more to ask, because of the services you chose."))
            return redirect("frontdoor:resume", draft_id)
        draft, event = mine(request, draft_id)
        if draft.submission_id:
            return sent_page(draft)
    tellings = _tellings(request, draft, event)
    context = {
        "event": event,
        "draft": draft,
        "tellings": tellings,
        "telling": sum(item.chosen for item, _missing in tellings),
        "offered": sum(item.notice.by_consent and not item.chosen for item, _missing in tellings),
        "shown": sorted(seals(item for item, _missing in tellings).items()),
        "services": services(),
        "unsure": {item.notice.code for item, _missing in tellings if set(item.doubts) - OF_POWER},
        "doubts": {doubt for item, _missing in tellings for doubt in item.doubts},
        "contact": queries.contact_of(draft, event) if draft.safe else None,
        "asks_reach": contact_told(event, draft.answers) is None,
        "left_out": _left_out(request, draft, event),
        "lines": sharing.shipped_safe_book().helplines,
        "not_offered": not_offered(draft),
        "wrong": wrong,
        "problems_found": bool(wrong),
        "door": DOOR,
    }
    return render(request, "frontdoor/who.html", context, status=422 if wrong else 200)


def _asked_first(request: Request, draft: Draft, event: LifeEvent) -> str:
    """The page that must come before this one in safe mode: how to be reached, and who must not know; or "".

    With nobody to tell there is none: each of those pages then leads here, and this one says so.
    """
    offered = organisations_of(all_tellings(request, draft, event))
    if not offered:
        return ""
    if queries.contact_of(draft, event) is None:
        return "frontdoor:reach"
    return "" if {str(key) for key in offered} <= set(draft.asked_about) else "frontdoor:places"


def _left_out(request: Request, draft: Draft, event: LifeEvent) -> list[str]:
    """The services that nobody is told for, because neither they nor the council may know."""
    if not draft.conflicted:
        return []
    names = services()
    items = never_told(all_tellings(request, draft, event), queries.conflicted(draft), queries.safeguarding_lead())
    return sorted({f"{names[item.notice.service].name} ({item.recipient.organisation_name})" for item in items})


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
        event = event_of(draft, request.today)
        if draft.safe and _asked_first(request, draft, event):
            return _("Something changed since you looked, so nothing was sent. Please look again, then send.")
        if next_of(draft, event, request.today):
            return _("An answer was changed meanwhile. Nothing was sent.")
        now = seals(item for item, _missing in _tellings(request, draft, event))
        same = {code for code, seal in seen.items() if now.get(code) == seal}
        actions.choose(
            actor=request.actor,
            draft_id=draft_id,
            left_out=[n.code for n in event.notices if _leaves_out(n, draft, seen, tell)],
            agreed=[n.code for n in event.notices if n.by_consent and n.code in tell and n.code in same],
            now=request.now,
            language=languages.short(),
        )
        if seen != now:
            return _("Something changed since you looked, so nothing was sent. Please look again, then send.")
        try:
            actions.send(actor=request.actor, draft_id=draft_id, now=request.now, today=request.today)
        except NotFinished as error:
            unfinished = error  # what was ticked stays kept, which raising in here would undo
        except BadInput as error:
            return languages.explain(error)
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
    spoken = spoken_of(draft)
    today = request.today
    proofs = people.proofs_held(queries.teller(request.actor, draft), today)
    everything = plan(event, draft.answers, today=today, agreed=[n.code for n in event.notices if n.by_consent])
    chosen = {item.notice.code for item in plan_of(draft, event, today).notices}
    values = {code: value for item in everything.notices for code, value in item.facts.items()}
    find = queries.finder(event, values)
    found = [
        (
            as_sure(
                event,
                telling(event, item, find(item.notice), chosen=item.notice.code in chosen),
                proofs,
                spoken,
            ),
            tuple(event.fact(code).label for code in item.missing),
        )
        for item in everything.notices
    ]
    if draft.conflicted:
        lead, barred = queries.safeguarding_lead(), queries.conflicted(draft)
        found = [(away, missing) for item, missing in found for away in kept_away([item], barred, lead)]
    corrected = known.before(draft.corrections, draft.answers)
    marked = queries.marked(request.actor, event, [item for item, _missing in found], corrected)
    names = services()
    return sorted(
        zip(marked, (missing for _item, missing in found), strict=True),
        key=lambda pair: (
            urgent_first(pair[0].notice.urgency, names[pair[0].notice.service].name),
            pair[0].notice.code,
        ),
    )
