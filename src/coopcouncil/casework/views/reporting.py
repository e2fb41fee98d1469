"""Reporting a problem, step by step: what it is, where, what others have said near it, what is wrong, check, sent."""

from datetime import timedelta
from typing import Any
from uuid import UUID

from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _

from coopcouncil.casework.actions import report_drafts, reporting
from coopcouncil.casework.domain import report_answers
from coopcouncil.casework.domain.public_words import public
from coopcouncil.casework.domain.report_categories import Category, search, shipped_categories
from coopcouncil.casework.forms.reports import DetailsForm, PlaceForm
from coopcouncil.casework.models import ReportDraft
from coopcouncil.casework.queries import report_places as places
from coopcouncil.casework.queries import reports as queries
from coopcouncil.casework.views import shown
from coopcouncil.foundation import languages, limits, requests
from coopcouncil.foundation.forms import refuse, typed
from coopcouncil.foundation.pages import render
from coopcouncil.foundation.permissions import require, requires
from coopcouncil.foundation.requests import Request, caller, remember_visitor
from coopcouncil.foundation.uploads import too_large
from coopcouncil.kernel.errors import BadInput, Conflict
from coopcouncil.people import public as people
from coopcouncil.sharing import public as sharing

DOOR = "/report/"
HOUR: dict[str, Any] = {"within": timedelta(hours=1)}


def here(answer: HttpResponse) -> HttpResponse:
    """A page that may ask the device where it is, once the person presses the button for it."""
    answer["Permissions-Policy"] = requests.features(geolocation=True)
    return answer


@requires("public")
def report(request: Request) -> HttpResponse:
    """The door: what cannot wait first, then what can be reported."""
    words = request.GET.get("q", "").strip()[:100]
    found = search(shipped_categories(), words) if words else []
    groups: dict[str, list[Category]] = {}
    for item in shipped_categories().values():
        groups.setdefault(item.group, []).append(item)
    context = {"council": people.council(), "q": words, "found": found, "groups": groups}
    return render(request, "casework/report/door.html", context)


@requires("casework.report", "GET", "POST")
def about(request: Request, code: str) -> HttpResponseBase:
    """One kind of problem: who deals with it, what cannot wait, and where it is."""
    category = places.category(code)
    form = PlaceForm(typed(request))
    if form.is_valid():
        longitude, latitude = form.cleaned_data["position"]
        limits.take_try(f"report-begun:{_who(request)}", most=60, **HOUR, now=request.now)
        actor = request.actor if request.actor.is_signed_in else remember_visitor(request)
        try:
            draft_id = report_drafts.begin(
                actor=actor, category=code, longitude=longitude, latitude=latitude, place=form.cleaned_data["place"],
                now=request.now,
            )  # fmt: skip
        except BadInput as error:
            refuse(form, error)
        else:
            return redirect("casework:report_near", draft_id)
    return here(_place_page(request, category, form, back=reverse("casework:report_door")))


def _place_page(request: Request, category: Category, form: PlaceForm, *, back: str) -> HttpResponse:
    context = {
        "category": category,
        "form": form,
        "map": shown.place_map([], name="place-map", title=_("The borough")),
        "back": back,
        "door": DOOR,
        "council": people.council(),
    }
    return render(request, "casework/report/place.html", context, status=422 if form.errors else 200)


def _mine(request: Request, draft_id: UUID) -> ReportDraft:
    draft = queries.draft(draft_id, now=request.now)
    require(request.actor, "casework.own_report_draft", draft)
    return draft


@requires("casework.own_report_draft", "GET", "POST")
def where(request: Request, draft_id: UUID) -> HttpResponseBase:
    """Put it somewhere else."""
    draft = _mine(request, draft_id)
    if draft.report_id:
        return redirect("casework:report_sent", draft.id)
    first = {"latitude": f"{draft.latitude:.6f}", "longitude": f"{draft.longitude:.6f}", "place": draft.place}
    form = PlaceForm(typed(request), initial=first)
    if form.is_valid():
        longitude, latitude = form.cleaned_data["position"]
        try:
            report_drafts.move(
                actor=request.actor, draft_id=draft.id, longitude=longitude, latitude=latitude,
                place=form.cleaned_data["place"], now=request.now,
            )  # fmt: skip
        except BadInput as error:
            refuse(form, error)
        else:
            return redirect("casework:report_near", draft.id)
    back = reverse("casework:report_near", args=[draft.id])
    return here(_place_page(request, places.category(draft.category), form, back=back))


@requires("casework.own_report_draft")
def near(request: Request, draft_id: UUID) -> HttpResponseBase:
    """What others have reported within 250 m, before anything is written twice; straight on where there is nothing."""
    draft = _mine(request, draft_id)
    if draft.report_id:
        return redirect("casework:report_sent", draft.id)
    found = places.nearby(draft.category, draft.longitude, draft.latitude)
    if not found and "show" not in request.GET:
        return redirect("casework:report_details", draft.id)
    context = {
        "draft": draft,
        "category": places.category(draft.category),
        "found": found,
        "photos": {item.id: ids[0] for item in found if (ids := queries.shown_photos(item.id))},
        "map": shown.place_map(found, name="near-map", title=_("What was reported near it")),
        "door": DOOR,
    }
    return render(request, "casework/report/near.html", context)


@requires("casework.own_report_draft", "GET", "POST")
def details(request: Request, draft_id: UUID) -> HttpResponseBase:
    """What is wrong there, a photo, and how to reach whoever says so."""
    draft = _mine(request, draft_id)
    if draft.report_id:
        return redirect("casework:report_sent", draft.id)
    category = places.category(draft.category)
    form = DetailsForm(category, typed(request), request.FILES or None, initial=_first(request, draft))
    if request.method == "POST" and _take(request, draft, form):
        return redirect("casework:report_check", draft.id)
    context = {
        "draft": draft,
        "category": category,
        "form": form,
        "photo": queries.draft_photo(draft.id),
        "door": DOOR,
    }
    return render(request, "casework/report/details.html", context, status=422 if form.errors else 200)


def _first(request: Request, draft: ReportDraft) -> dict[str, Any]:
    told = draft.told
    if not told:
        return {"name": request.actor.name} if request.actor.is_signed_in else {}
    return {**told, **{f"a-{code}": value for code, value in told.get("answers", {}).items()}}


def _take(request: Request, draft: ReportDraft, form: DetailsForm) -> bool:
    """Keep what was typed, and the photo. Returns whether all of it could be kept."""
    is_valid = form.is_valid()
    try:
        sharing.check_document_size(too_large(request) or 1)
        if "remove" in request.POST:
            report_drafts.remove_photo(actor=request.actor, draft_id=draft.id, now=request.now)
        elif given := request.FILES.get("photo"):
            limits.take_try(f"report-photo:{_who(request)}", most=30, **HOUR, now=request.now)
            with given.open("rb") as opened:
                report_drafts.give_photo(
                    actor=request.actor, draft_id=draft.id, content=bytes(opened.read()), name=given.name or "",
                    now=request.now,
                )  # fmt: skip
    except BadInput as error:
        form.add_error("photo", languages.explain(error))
        is_valid = False
    if is_valid:
        values = form.cleaned_data
        report_drafts.write(
            actor=request.actor, draft_id=draft.id, description=values["description"], answers=values["answers"],
            contact={key: values[key] for key in report_drafts.CONTACT}, now=request.now,
        )  # fmt: skip
    return is_valid


def _who(request: Request) -> str:
    return str(request.actor.account_id or caller(request))


@requires("casework.own_report_draft")
def draft_photo(request: Request, draft_id: UUID) -> HttpResponse:
    """The photo that somebody gave and has not sent, for them alone."""
    draft = _mine(request, draft_id)
    held = queries.draft_photo(draft.id)
    return picture(bytes(held.content), held.media_type) if held else HttpResponse(status=404)


def picture(content: bytes, media_type: str) -> HttpResponse:
    """A picture that we made again ourselves, shown in a page."""
    answer = HttpResponse(content, content_type=media_type)
    answer["Content-Security-Policy"] = (
        "sandbox; default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
    )
    answer["Cache-Control"] = "private, no-store"
    return answer


@requires("casework.own_report_draft", "GET", "POST")
def check(request: Request, draft_id: UUID) -> HttpResponseBase:
    """What will be sent, to whom, and what of it everybody will read."""
    draft = _mine(request, draft_id)
    if draft.report_id:
        return redirect("casework:report_sent", draft.id)
    if not draft.is_written:
        return redirect("casework:report_details", draft.id)
    wrong = ""
    if request.method == "POST":
        limits.take_try(f"report:{_who(request)}", most=20, **HOUR, now=request.now)
        try:
            report_drafts.send(actor=request.actor, draft_id=draft.id, language=languages.short(), now=request.now)
        except (BadInput, Conflict) as error:
            wrong = languages.explain(error) if isinstance(error, BadInput) else languages.say(error.args[0])
        else:
            return redirect("casework:report_sent", draft.id)
    category = places.category(draft.category)
    told = draft.told
    context = {
        "draft": draft,
        "category": category,
        "answers": report_answers.said(category, told["answers"]),
        "told": told,
        "photo": queries.draft_photo(draft.id),
        "ward": places.ward_at(draft.longitude, draft.latitude),
        "bodies": places.bodies(category, draft.longitude, draft.latitude),
        "changed": public(told["description"]) != told["description"],
        "shown": public(told["description"]),
        "wrong": wrong,
        "problems_found": bool(wrong),
        "door": DOOR,
    }
    return render(request, "casework/report/check.html", context, status=422 if wrong else 200)


@requires("casework.own_report_draft")
def sent(request: Request, draft_id: UUID) -> HttpResponseBase:
    """We have it: the reference, and who is being told."""
    draft = _mine(request, draft_id)
    if draft.report is None:
        return redirect("casework:report_check", draft.id)
    context = {
        "report": draft.report,
        "category": places.category(draft.category),
        "parts": queries.parts(draft.report.id),
        "door": DOOR,
    }
    return render(request, "casework/report/sent.html", context)


@requires("casework.report", "GET", "POST")
def too(request: Request, reference: str) -> HttpResponseBase:
    """“Me too”."""
    if request.method != "POST":
        return redirect("casework:report", reference)
    limits.take_try(f"report-too:{_who(request)}", most=60, **HOUR, now=request.now)
    actor = request.actor if request.actor.is_signed_in else remember_visitor(request)
    found = queries.report(reference)
    try:
        counted = reporting.say_too(actor=actor, reference=reference, now=request.now)
    except BadInput as error:
        shown.warn(request, languages.explain(error))
    else:
        shown.thank(request, counted=counted, follows=actor.is_signed_in)
    return redirect("casework:report", found.reference)
