"""Open311 GeoReport v2 at `/open311/v2/`: what can be reported, reporting it, and how far it is; in XML and in JSON.

Nobody’s session counts here: reading is public, and reporting takes an `api_key`. Every error is in the format that was
asked for. Source: Open311, GeoReport v2 and Service Discovery.
"""

import re
from collections.abc import Callable, Mapping
from datetime import UTC, datetime, timedelta
from functools import wraps
from typing import Any
from urllib.parse import urlsplit

from django.core.exceptions import BadRequest, RequestDataTooBig, SuspiciousOperation, TooManyFilesSent
from django.http import HttpResponse, HttpResponseBase
from django.http.multipartparser import MultiPartParserError
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt

from coopcouncil.casework.actions import reporting
from coopcouncil.casework.actions.reporting import Told
from coopcouncil.casework.domain import report_answers
from coopcouncil.casework.domain.georeport import read_post, read_query
from coopcouncil.casework.domain.report_categories import Attribute, Category, shipped_categories
from coopcouncil.casework.formats import georeport as formats
from coopcouncil.casework.formats.georeport import FORMATS, Document, Several, written
from coopcouncil.casework.gateways.report_letters import public_url
from coopcouncil.casework.models import Report, ReportPart
from coopcouncil.casework.queries import report_feed as feed
from coopcouncil.casework.queries import report_places, reports
from coopcouncil.foundation import languages, limits
from coopcouncil.foundation.actors import ANONYMOUS, Actor
from coopcouncil.foundation.permissions import allowed, requires
from coopcouncil.foundation.requests import Request, caller
from coopcouncil.foundation.uploads import too_large
from coopcouncil.kernel.errors import BadInput, Conflict, Mistakes, NotAllowed, NotFound, TooMany
from coopcouncil.people import public as people
from coopcouncil.places import public as places
from coopcouncil.sharing import public as sharing

# Of one place on the network, without a key: what may be read, and how many wrong keys may be tried.
READS: dict[str, Any] = {"most": 300, "within": timedelta(minutes=5)}
WRONG_KEYS: dict[str, Any] = {"most": 20, "within": timedelta(hours=1)}
MOST_PHOTOS = 3
# When these pages last changed what they answer.
CHANGED = datetime(2026, 11, 26, tzinfo=UTC)
_POSTCODE = re.compile(r"\b[A-Z]{1,2}[0-9][0-9A-Z]?\s*[0-9][A-Z]{2}\b", re.IGNORECASE)
_BAD = (BadRequest, RequestDataTooBig, SuspiciousOperation, TooManyFilesSent, MultiPartParserError, UnicodeDecodeError)

Operation = Callable[..., Document | tuple[Document, int]]


def operation(*methods: str) -> Callable[[Operation], Callable[..., HttpResponseBase]]:
    """An operation that anybody may call; it returns a document, or one with a status."""

    def decorate(work: Operation) -> Callable[..., HttpResponseBase]:
        @csrf_exempt
        @requires("public", *methods)
        @wraps(work)
        def answered(request: Request, *args: Any, form: str = "", **kwargs: Any) -> HttpResponseBase:
            wanted, is_known = _form(request, form)
            try:
                if not is_known:
                    raise NotFound("That format is not here: xml or json.")
                _count(request)
                _check_jurisdiction(request)
                found = work(request, *args, **kwargs)
            except TooMany as error:
                answer = _write(formats.errors([(429, str(error))]), wanted, 429)
                answer["Retry-After"] = str(error.seconds)
                return answer
            except Mistakes as error:
                wrong = [(400, languages.explain(item)) for item in error.mistakes]
                return _write(formats.errors(wrong), wanted, 400)
            except BadInput as error:
                return _write(formats.errors([(400, languages.explain(error))]), wanted, 400)
            except _BAD:
                return _write(formats.errors([(400, "The request cannot be read.")]), wanted, 400)
            except NotAllowed as error:
                return _write(formats.errors([(403, str(error))]), wanted, 403)
            except Conflict as error:
                return _write(formats.errors([(400, languages.say(error.args[0]))]), wanted, 400)
            except NotFound as error:
                return _write(formats.errors([(404, str(error))]), wanted, 404)
            document, status = found if isinstance(found, tuple) else (found, 200)
            return _write(document, wanted, status)

        return answered

    return decorate


def _form(request: Request, form: str) -> tuple[str, bool]:
    """The format by the address's ending, else by what the client accepts; XML where it says nothing."""
    wanted = form.removeprefix(".").lower()
    if not wanted:
        last = request.path.rpartition(".")[2].lower()
        if last in FORMATS:
            return last, True
        return ("json" if "json" in request.headers.get("Accept", "") else "xml"), True
    return (wanted, True) if wanted in FORMATS else ("xml", False)


def _write(document: Document, form: str, status: int) -> HttpResponse:
    return HttpResponse(document.write(form), content_type=FORMATS[form], status=status)


def problem(path: str, status: int, words: str) -> HttpResponse:
    """An error from before or beyond any operation, in the format of the address."""
    return _write(formats.errors([(status, words)]), "json" if path.endswith(".json") else "xml", status)


def _count(request: Request) -> None:
    limits.take_try(f"open311:{caller(request)}", **READS, now=request.now)


def jurisdiction() -> str:
    """The id of this jurisdiction: the name of our host, without a "www."."""
    return (urlsplit(public_url()).hostname or "").removeprefix("www.")


def _check_jurisdiction(request: Request) -> None:
    named = request.GET.get("jurisdiction_id") or (request.POST.get("jurisdiction_id") if request.POST else "")
    if named and named.strip().lower() != jurisdiction():
        raise NotFound("jurisdiction_id was not found: this is " + jurisdiction() + ".")


# --- what can be reported --------------------------------------------------------------------------------------------


@operation("GET")
def discovery(request: Request) -> Document:
    """Where the service is, in which formats, and how to have a key."""
    council = people.council()
    contact = ", ".join(part for part in (council.name, council.email, council.phone) if part) if council else ""
    return formats.discovery(
        address=f"{public_url()}/open311/v2",
        contact=f"{_('Ask for an api_key, or tell us of a fault:')} {contact}",
        key_service=f"{public_url()}/developers/",
        changed=CHANGED,
    )


@operation("GET")
def services(request: Request) -> Document:
    """What can be reported."""
    return formats.services(
        [
            {
                "service_code": item.code,
                "service_name": item.name,
                "description": item.summary,
                "metadata": bool(item.attributes),
                # A report that somebody looks at first has its public id later: by its token.
                "type": "batch" if item.look_first else "realtime",
                "keywords": ", ".join(item.keywords),
                "group": item.group,
            }
            for item in shipped_categories().values()
        ]
    )


@operation("GET")
def service(request: Request, code: str) -> Document:
    """What one kind of problem asks besides."""
    try:
        found = report_places.category(code)
    except NotFound:
        raise NotFound("service_code was not found.") from None
    return formats.service_definition(
        found.code, [_attribute(item, number) for number, item in enumerate(found.attributes, 1)]
    )


def _attribute(item: Attribute, number: int) -> dict[str, Any]:
    return {
        "variable": item.asked,
        "code": item.code,
        "datatype": item.datatype,
        "required": item.required,
        "datatype_description": item.hint or None,
        "order": number,
        "description": item.question,
        "values": Several("value", [{"key": key, "name": words} for key, words in item.values]),
    }


# --- requests --------------------------------------------------------------------------------------------------------


@operation("GET", "POST")
def requests(request: Request) -> Document | tuple[Document, int]:
    """The public reports that a query wants; or report a problem."""
    if request.method == "POST":
        return _post(request), 201
    asked = read_query(request.GET.dict(), now=request.now)
    return formats.service_requests(_entries(feed.asked_for(asked)))


@operation("GET")
def one_request(request: Request, reference: str) -> Document:
    """One public report."""
    found = feed.public_report(reference)
    if found is None:
        raise NotFound("service_request_id was not found.")
    return formats.service_requests(_entries([found]))


@operation("GET")
def token(request: Request, token: str) -> Document:
    """The id of what was reported, by the token that reporting it gave; without one while somebody looks at it."""
    found = feed.report_by_token(token)
    if found is None:
        raise NotFound("token was not found.")
    entry = {"service_request_id": found.reference if found.is_public else None, "token": token}
    return formats.service_requests([entry])


@operation("GET", "POST")
def nothing(request: Request, rest: str) -> Document:
    """Whatever else stands below this address."""
    raise NotFound("There is no such resource.")


def _entries(found: list[Report]) -> list[Mapping[str, Any]]:
    words = feed.last_words(row.id for row in found)
    return [_entry(row, words.get(row.id, {})) for row in found]


def _entry(row: Report, words: Mapping[Any, str]) -> dict[str, Any]:
    """A report as everybody may read it: nothing of whoever reported it is here."""
    parts = list(row.parts.all())
    category = shipped_categories().get(row.category)
    photos = getattr(row, "shown", [])
    return {
        "service_request_id": row.reference,
        "status": "open" if row.is_open else "closed",
        "status_notes": " ".join(_note(part, words.get(part.id, "")) for part in parts),
        "service_name": category.name if category else row.category,
        "service_code": row.category,
        "description": _description(row, category),
        "agency_responsible": "; ".join(part.organisation.name for part in parts if part.state != "passed"),
        "service_notice": _notice(category) if category and row.is_open else None,
        "requested_datetime": written(row.reported_at),
        "updated_datetime": written(row.changed_at if row.is_open else row.closed_at),
        "expected_datetime": written(row.expected_at),
        "address": ", ".join(part for part in (row.place, row.ward.name if row.ward else "") if part),
        "address_id": None,
        "zipcode": None,
        "lat": row.latitude,
        "long": row.longitude,
        "media_url": f"{public_url()}{reverse('casework:report_photo', args=[photos[0].id])}" if photos else None,
    }


def _note(part: ReportPart, words: str) -> str:
    """One body's state: two bodies have two, and neither hides the other."""
    said = f"{part.organisation.name}: {part.get_state_display()}."
    return f"{said} “{words}”" if words else said


def _description(row: Report, category: Category | None) -> str:
    lines = (
        [f"{question} {answer}" for question, answer in report_answers.said(category, row.answers)] if category else []
    )
    return "\n".join(part for part in (row.description, *lines) if part)


def _notice(category: Category) -> str:
    return _("To be dealt with within %(days)s days.") % {"days": category.days}


def _post(request: Request) -> Document:
    actor = _key(request)
    limits.take(actor.key_id, now=request.now)  # type: ignore[arg-type]  # a key has an id
    posted = read_post({name: request.POST.getlist(name) for name in request.POST})
    try:
        category = report_places.category(posted.code)
    except NotFound:
        raise NotFound("service_code was not found.") from None
    longitude, latitude = posted.longitude, posted.latitude
    if longitude is None or latitude is None:
        longitude, latitude = _position(posted.address)
    told = Told(
        category=category.code,
        longitude=longitude,
        latitude=latitude,
        place=posted.address,
        description=posted.description,
        answers=report_answers.read_answers(category, posted.attributes),
        contact=posted.contact,
        media_url=posted.media_url,
    )
    made = reporting.report(
        actor=actor, told=told, channel=Report.Channel.SOFTWARE, language=languages.short(), now=request.now,
        photos=_photos(request),
    )  # fmt: skip
    row = reports.report_by_id(made)
    known = {"service_request_id": row.reference} if row.is_public else {"token": str(row.id)}
    bodies = "; ".join(part.organisation.name for part in reports.parts(row.id))
    notice = _("%(notice)s Responsible: %(bodies)s.") % {"notice": _notice(category), "bodies": bodies}
    return formats.service_requests([{**known, "service_notice": notice, "account_id": None}])


def _key(request: Request) -> Actor:
    """Whose software asks. Raises NotAllowed, TooMany."""
    text = (request.POST.get("api_key") or request.GET.get("api_key") or "").strip()
    actor = request.actor if request.actor.kind == "agency" else ANONYMOUS
    if text:
        # Taken first and given back if it is right, so that guesses at the same moment count too.
        name = f"open311-key:{caller(request)}"
        limits.take_try(name, **WRONG_KEYS, now=request.now)
        actor = people.key_actor(text) or ANONYMOUS
        if actor.kind == "agency":
            limits.give_back_try(name, **WRONG_KEYS)
    if actor.kind != "agency":
        why = "Invalid api_key received" if text else "api_key was not provided"
        raise NotAllowed("casework.report_by_software", about_object=False, why=f"{why}: nothing was reported.")
    if not allowed(actor, "casework.report_by_software"):
        why = "This api_key was not made for reporting: it lacks the scope “reports”."
        raise NotAllowed("casework.report_by_software", about_object=False, why=why)
    return actor


def _position(address: str) -> tuple[float, float]:
    """Where an address is, by its postcode. Raises BadInput."""
    found = _POSTCODE.search(address)
    position = places.postcode_position(found[0]) if found else None
    if position is None:
        raise BadInput("We cannot find that address: give lat and long, or an address with its postcode.", place="lat")
    return position


def _photos(request: Request) -> list[sharing.Checked]:
    """The pictures that came along, made again without what their cameras wrote into them."""
    sharing.check_document_size(too_large(request) or 1)
    given = [file for name in request.FILES for file in request.FILES.getlist(name)]
    if len(given) > MOST_PHOTOS:
        raise BadInput(f"More than {MOST_PHOTOS} photos.", place="media")
    made = []
    for file in given:
        with file.open("rb") as opened:
            made.append(sharing.examine_document(bytes(opened.read()), file.name or ""))
        reporting.check_photo(made[-1])
    return made
