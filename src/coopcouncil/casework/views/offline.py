"""Writing a report where there is no network: a page that the browser keeps, and from which it is sent later."""

import json
from datetime import timedelta
from typing import Any
from uuid import UUID

from django.contrib.staticfiles import finders
from django.contrib.staticfiles.storage import staticfiles_storage
from django.http import HttpResponse, JsonResponse
from django.urls import reverse

from coopcouncil.casework.actions import reporting
from coopcouncil.casework.actions.reporting import Told
from coopcouncil.casework.domain.report_categories import shipped_categories
from coopcouncil.casework.forms.reports import DetailsForm, PlaceForm
from coopcouncil.casework.models import Report
from coopcouncil.casework.queries import report_places as places
from coopcouncil.casework.queries import reports as queries
from coopcouncil.casework.views.reporting import DOOR, here
from coopcouncil.foundation import languages, limits
from coopcouncil.foundation.forms import messages
from coopcouncil.foundation.pages import render
from coopcouncil.foundation.permissions import requires
from coopcouncil.foundation.requests import Request, caller, remember_visitor
from coopcouncil.foundation.uploads import too_large
from coopcouncil.kernel.errors import BadInput, NotFound, TooMany
from coopcouncil.sharing import public as sharing

SENT: dict[str, Any] = {"most": 20, "within": timedelta(hours=1)}


@requires("public")
def offline(request: Request) -> HttpResponse:
    """One page to write a report on, which works without a network, and the list of what was not sent yet.

    The same for everybody: the browser keeps it, and the next person at it must not learn who was there before.
    """
    asked = {
        item.code: [
            {
                "code": ask.code,
                "question": ask.question,
                "hint": ask.hint,
                "required": ask.required,
                "datatype": ask.datatype,
                "values": [list(value) for value in ask.values],
            }
            for ask in item.asks
        ]
        for item in shipped_categories().values()
    }
    groups: dict[str, list[tuple[str, str]]] = {}
    for item in shipped_categories().values():
        groups.setdefault(item.group, []).append((item.code, item.name))
    context = {"groups": groups, "asked": asked, "dangers": _dangers(), "door": DOOR}
    return here(render(request, "casework/report/offline.html", context))


def _dangers() -> dict[str, str]:
    return {item.code: item.danger for item in shipped_categories().values() if item.danger}


@requires("casework.report", "POST")
def send(request: Request) -> HttpResponse:
    """Take a report that was kept on a device. Under its own id it is one report, however often it arrives.

    Answers 201 with where it stands; 409 with what others reported within 250 m, unless `sure` says that it is another;
    422 with what is wrong with it; 429.
    """
    try:
        key = UUID(request.POST.get("id", ""))
        category = places.category(request.POST.get("category", ""))
    except (ValueError, NotFound):
        return _refused(["category"], status=422)
    if before := queries.report_sent_as(key):
        return _taken(before)
    place, details = PlaceForm(request.POST), DetailsForm(category, request.POST, request.FILES)
    if not place.is_valid() or not details.is_valid():
        wrong = [text for form in (place, details) for name in form.errors for text in messages(form[name])]
        return _refused(wrong, status=422)
    longitude, latitude = place.cleaned_data["position"]
    found = places.nearby(category.code, longitude, latitude)
    if found and request.POST.get("sure") != "yes":
        near = [
            {"reference": item.reference, "url": reverse("casework:report", args=[item.reference]),
             "metres": round(item.metres), "place": item.place, "description": item.description[:200]}
            for item in found
        ]  # fmt: skip
        return JsonResponse({"near": near}, status=409)
    actor = request.actor if request.actor.is_signed_in else remember_visitor(request)
    try:
        limits.take_try(f"report:{request.actor.account_id or caller(request)}", **SENT, now=request.now)
        values = details.cleaned_data
        told = Told(
            category=category.code,
            longitude=longitude,
            latitude=latitude,
            place=place.cleaned_data["place"],
            description=values["description"],
            answers=values["answers"],
            contact={name: values[name] for name in ("name", "email", "phone")},
        )
        made = reporting.report(
            actor=actor, told=told, channel=Report.Channel.OFFLINE, sent_as=key, language=languages.short(),
            now=request.now, photos=_photos(request),
        )  # fmt: skip
    except TooMany as error:
        answer = _refused([str(error)], status=429)
        answer["Retry-After"] = str(error.seconds)
        return answer
    except BadInput as error:
        return _refused([languages.explain(error)], status=422)
    return _taken(queries.report_by_id(made))


def _photos(request: Request) -> list[sharing.Checked]:
    sharing.check_document_size(too_large(request) or 1)
    given = request.FILES.get("photo")
    if given is None:
        return []
    with given.open("rb") as opened:
        return [sharing.examine_document(bytes(opened.read()), given.name or "")]


def _taken(report: Report) -> HttpResponse:
    told = {"reference": report.reference, "url": reverse("casework:report", args=[report.reference])}
    return JsonResponse(told if report.is_public else {**told, "url": ""}, status=201)


def _refused(problems: list[str], *, status: int) -> HttpResponse:
    return JsonResponse({"problems": problems}, status=status)


@requires("public")
def worker(request: Request) -> HttpResponse:
    """The service worker, which must be served from where it works."""
    path = finders.find("js/report-worker.js")
    if path:
        with open(path, encoding="utf-8") as file:
            text = file.read()
    else:
        with staticfiles_storage.open("js/report-worker.js") as file:
            text = file.read().decode()
    answer = HttpResponse(
        f"const PAGE = {json.dumps(reverse('casework:report_offline'))};\n{text}",
        content_type="text/javascript; charset=utf-8",
    )
    answer["Cache-Control"] = "no-store"
    return answer
