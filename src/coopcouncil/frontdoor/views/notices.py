"""After it was sent: the confirmation, and how far each notice has come."""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import timedelta
from typing import Any
from uuid import UUID

from django.conf import settings
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from coopcouncil.casework import public as casework
from coopcouncil.foundation import languages, limits, pdf
from coopcouncil.foundation.actors import Actor
from coopcouncil.foundation.jinja import date_in_words, time_in_words
from coopcouncil.foundation.pages import render
from coopcouncil.foundation.permissions import requires
from coopcouncil.foundation.requests import Request, visitor_of
from coopcouncil.frontdoor import actions, gateways, queries
from coopcouncil.frontdoor.domain.life_event import LifeEvent, urgent_first
from coopcouncil.frontdoor.models import Draft
from coopcouncil.frontdoor.views.speech import heard, retold, services, title_of
from coopcouncil.kernel.errors import BadInput, TooMany
from coopcouncil.kernel.identifiers import spoken
from coopcouncil.people import public as people
from coopcouncil.sharing import public as sharing

DOOR = "/account/"
TRIED = "frontdoor_references_tried"
SLIPS: dict[str, Any] = {"most": 10, "within": timedelta(hours=1)}
MOST_TRIES = 10  # in one session
Events = Mapping[str, LifeEvent]  # those that are offered, by code


@requires("public")
def notices(request: Request) -> HttpResponse:
    """Everything that this person told us, and what they began and have not sent."""
    events = gateways.offered(request.today)
    rows, drafts = sharing.submissions_of(request.actor), queries.open_drafts(request.actor, now=request.now)
    for_me = sharing.told_for(request.actor)
    context = {
        "rows": told_rows(rows, events),
        "for_me": told_rows(for_me, events),
        "drafts": begun_rows(drafts, events),
        "quick_exit": hides_any([*rows, *for_me, *drafts], events),
        "unclaimed": request.actor.is_signed_in and bool(_told_in_this_browser(request)),
        "door": DOOR,
    }
    return render(request, "frontdoor/notices.html", context)


def told_rows(rows: Iterable[sharing.SubmissionRow], events: Events) -> list[tuple[sharing.SubmissionRow, str]]:
    """Each with its title as it was told, whether or not that life event can still be told."""
    return [(row, _("What you told us") if hides(row.event_code, events) else title_of(row)) for row in rows]


def begun_rows(drafts: Iterable[Draft], events: Events) -> list[tuple[Draft, str]]:
    """Each that can still be gone on with: a draft of a life event withdrawn since waits for its day to be removed."""
    return [
        (draft, _begun_in_words(draft) if hides(draft.event_code, events) else heard(events[draft.event_code]).title)
        for draft in drafts
        if draft.event_code in events
    ]


def _begun_in_words(draft: Draft) -> str:
    """A draft told apart from others by its moment, where its life event must not be named."""
    return _("What you began to tell us on %(when)s") % {"when": time_in_words(draft.started_at)}


def hides(event_code: str, events: Events) -> bool:
    """Whether pages about this life event carry a way out at once, and a title that tells an onlooker nothing."""
    return bool(getattr(events.get(event_code), "quick_exit", False))


def hides_any(rows: Iterable[sharing.SubmissionRow | Draft], events: Events) -> bool:
    return any(hides(row.event_code, events) for row in rows)


def _told_in_this_browser(request: Request) -> list[sharing.SubmissionRow]:
    """What was told here by somebody not signed in and belongs to no account yet. Never shown to whoever signs in."""
    return sharing.submissions_of(Actor(kind="anonymous", session_key=visitor_of(request)))


@requires("sharing.see_submission")
def sent(request: Request, submission_id: UUID) -> HttpResponse:
    """The confirmation, with a reference that can be read over the phone."""
    told, _for_me = _seen(request, submission_id)
    events = gateways.offered(request.today)
    event = events.get(told.event_code)
    context = {**_about(told, events), "after": heard(event).after if event else "", "spoken": spoken(told.reference)}
    return render(request, "frontdoor/sent.html", context)


@requires("sharing.see_submission")
def submission(request: Request, submission_id: UUID) -> HttpResponse:
    """Each service's state in words, its answers, and exactly what it was told."""
    told, for_me = _seen(request, submission_id)
    consents = {} if for_me else sharing.consents_in(submission_id, request.now)
    objections = {} if for_me else sharing.objections_in(submission_id)
    owned = casework.owned_notices(request.actor, [notice.id for notice in told.notices], request.today)
    own = {"told_for_me": for_me, "consents": consents, "objections": objections, "owned": owned}
    context = {**_about(told, gateways.offered(request.today)), **own}
    return render(request, "frontdoor/submission.html", context)


def _seen(request: Request, submission_id: UUID) -> tuple[sharing.SubmissionView, bool]:
    """What was told, and whether somebody else told it for whoever looks: they see no way to reach who told it."""
    told = sharing.submission(request.actor, submission_id)
    if not sharing.is_told_for(request.actor, submission_id):
        return told, False
    shown = gateways.shown_to_whom_it_was_told_for(told.event_code, told.event_version, request.today)
    return replace(told, notices=tuple(_with(shown, notice) for notice in told.notices)), True


def _with(shown: sharing.Showing, notice: sharing.NoticeView) -> sharing.NoticeView:
    """The notice, and what followed it, with their facts as `shown` makes them."""
    later = tuple(_with(shown, item) for item in notice.corrections)
    return replace(notice, facts=shown(notice.facts), corrections=later)


def _about(told: sharing.SubmissionView, events: Events) -> dict[str, Any]:
    """What the pages and the document show: the most urgent first, and whom to phone where it cannot wait.

    A service that the catalogue no longer holds goes by the notice's own title.
    """
    quick_exit, kinds = hides(told.event_code, events), services()
    told = retold(told, events.get(told.event_code))
    names = {
        notice.id: kinds[notice.service_type].name if notice.service_type in kinds else notice.title
        for notice in told.notices
    }
    notices = sorted(told.notices, key=lambda notice: (urgent_first(notice.urgency, names[notice.id]), notice.code))
    return {
        "told": replace(told, notices=tuple(notices)),
        "title": _("What you told us") if quick_exit else told.title,
        "quick_exit": quick_exit,
        "names": names,
        "phone": _whom_to_phone({notice.urgency for notice in notices}),
        "door": DOOR,
    }


def _whom_to_phone(urgencies: set[str]) -> str:
    """999 and the duty line at once in an emergency; whom to phone for what is urgent; nothing for the rest."""
    if urgencies <= {"routine"}:
        return ""
    council = people.council()
    danger, name = _("If you are in danger now, call 999."), council.name if council else ""
    number = settings.DUTY_PHONE or (council.phone if council else "")
    if not number:
        return danger
    words = {"council": name, "phone": number}
    if "emergency" in urgencies:
        return f"{danger} {_('For all else that cannot wait, phone %(council)s on %(phone)s now.') % words}"
    return f"{_('If you hear nothing, phone %(council)s on %(phone)s.') % words} {danger}"


@requires("sharing.see_submission")
def as_pdf(request: Request, submission_id: UUID) -> HttpResponse:
    """The same as a document to keep or to print."""
    about = _about(_seen(request, submission_id)[0], gateways.offered(request.today))
    listed = sharing.may_be_told({notice.purpose for notice in about["told"].notices}, request.today)
    response = pdf.answer(_record(about, listed), about["told"].reference)
    response["Cache-Control"] = "private, no-store"
    return response


def _record(about: dict[str, Any], listed: Mapping[str, tuple[tuple[str, str], ...]]) -> pdf.Record:
    """`listed` has by purpose the code and the name of each fact that may be told for it."""
    told, names = about["told"], about["names"]
    intro = [_("What you told us, who was told, and how far each of them had come when this was made.")]
    if told.withdrawn_at:
        intro.insert(0, _("Taken back on %(when)s.") % {"when": time_in_words(told.withdrawn_at)} + f" {told.because}.")
    elif about["phone"]:
        intro.append(about["phone"])
    return pdf.Record(
        title=about["title"],
        reference=told.reference,
        intro=intro,
        sections=[
            pdf.Section(
                f"{names[notice.id]}: {notice.organisation}",
                _rows(notice, listed[notice.purpose]),
                [notice.what_happens],
            )
            for notice in told.notices
        ],
    )


def _rows(notice: sharing.NoticeView, listed: Iterable[tuple[str, str]]) -> list[tuple[str, str]]:
    rows = [
        *_followed(notice),
        (_("How far it is") if not notice.corrections else _("What came of the first notice"), notice.state_words),
        (_("How sure it is"), f"{notice.standing_words}. {notice.standing_means}"),
        (_("Why they were told"), notice.purpose_words),
        (_("Nothing but these may be told for this"), ", ".join(label for _code, label in listed) or _("Nothing")),
    ]
    if notice.reason:
        rows.append((_("Their reason"), notice.reason))
    if decision := notice.decision:
        rows.append((_("Their decision"), decision.outcome_words))
        if decision.appeal and decision.appeal_by:
            rows.append((decision.appeal.title, _("Until %(day)s") % {"day": date_in_words(decision.appeal_by)}))
    return rows + [row for fact in notice.facts for row in _values(notice, fact)]


def _followed(notice: sharing.NoticeView) -> list[tuple[str, str]]:
    """What corrected a notice or took it back, the latest first, and how far that is."""
    kinds = {"withdrawal": _("Taken back on %(when)s"), "correction": _("Corrected on %(when)s")}
    kinds["stop"] = _("Told to stop on %(when)s")
    return [
        (kinds[later.kind] % {"when": time_in_words(later.told_at)}, f"{later.state_words} {later.reason}".strip())
        for later in reversed(notice.corrections)
    ]


def _values(notice: sharing.NoticeView, fact: sharing.Fact) -> list[tuple[str, str]]:
    """A fact as the service knows it now, and each value that it was told before."""
    *older, (_when, latest) = notice.history(fact.code)
    before = _("%(fact)s, until it was corrected")
    return [(fact.label, latest), *((before % {"fact": fact.label}, shown) for _at, shown in reversed(older))]


@requires("signed_in", "GET", "POST")
def keep(request: Request) -> HttpResponse:
    """Put what was told in this browser, before signing in, into the account: by its reference, typed in.

    The browser may be shared, so that it was told here is not enough; and nothing of it is shown before it is claimed.
    """
    wrong, status = "", 200
    there = bool(_told_in_this_browser(request))
    if request.method == "POST":
        by_slip = bool(request.POST.get("code"))
        if there or by_slip:
            kept, wrong, status = _claim(request, by_slip=by_slip)
        else:
            kept, wrong, status = None, _("Type the code on the paper that the officer gave you."), 422
        if kept:
            messages.success(request, _("It is now kept in your account."))
            return redirect("frontdoor:submission", kept)
    context = {"there": there, "wrong": wrong, "problems_found": bool(wrong), "door": DOOR}
    return render(request, "frontdoor/keep.html", context, status=status)


def _claim(request: Request, *, by_slip: bool) -> tuple[UUID | None, str, int]:
    """The submission claimed, or else what was wrong and the page's status."""
    tried = int(request.session.get(TRIED, 0))
    if tried >= MOST_TRIES:
        return None, _("That was too many tries. Call us and say the reference: we can still find it."), 429
    try:
        reference, code = request.POST.get("reference", "")[:60], request.POST.get("code", "")[:60]
        if by_slip:
            limits.take_try(f"slip:{request.actor.account_id}", **SLIPS, now=request.now)
            kept = actions.claim_slip(actor=request.actor, reference=reference, code=code, now=request.now)
            wrong = _("The reference and the code do not belong together, or it is in an account already.")
        else:
            kept = sharing.claim(actor=request.actor, session_key=visitor_of(request), reference=reference)
            wrong = _("Nothing was told in this browser under that reference. Look at the letters and numbers again.")
    except TooMany:
        return None, _("That was too many tries. Call us and say the reference: we can still find it."), 429
    except BadInput as error:
        kept, wrong = None, languages.explain(error)
    if kept is None:
        request.session[TRIED] = tried + 1
        return None, wrong, 422
    request.session.pop(TRIED, None)
    request.session.cycle_key()  # it opens more than before
    return kept, "", 200


@requires("public", "POST")
def forget(request: Request) -> HttpResponse:
    """Clear this browser: for whoever uses a shared computer. What was sent stays sent, what was saved stays saved."""
    saved = "saved" in request.POST
    request.session.flush()
    if saved:
        words = _("This browser has forgotten what you began. Your link or your code still opens it.")
    else:
        words = _("This browser has forgotten what you told us. The services still have it.")
    messages.success(request, words)
    return redirect("frontdoor:home")
