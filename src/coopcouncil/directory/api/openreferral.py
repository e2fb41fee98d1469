"""Open Referral UK at `/openreferral/v3/`: the directory for everybody's software. Read only, and nobody needs a key.

Source: HSDS-UK 3.0. No page holds a confidential location: the queries leave them out.
"""

import json
from collections.abc import Callable, Iterable, Iterator
from datetime import UTC, datetime, timedelta
from functools import wraps
from hashlib import sha256
from typing import Any
from uuid import UUID

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseBase, StreamingHttpResponse
from django.utils.cache import get_conditional_response
from django.utils.http import http_date
from django.views.decorators.csrf import csrf_exempt

from coopcouncil.directory import queries
from coopcouncil.directory.domain.openreferral import asking, describing, shipped_profile
from coopcouncil.directory.domain.openreferral.asking import Asked, read_query
from coopcouncil.directory.formats import hsds
from coopcouncil.directory.gateways.giving import frame
from coopcouncil.directory.queries import locations, openreferral
from coopcouncil.directory.queries.openreferral import Point
from coopcouncil.foundation import limits
from coopcouncil.foundation.pages import problem
from coopcouncil.foundation.permissions import requires
from coopcouncil.foundation.requests import Request, caller
from coopcouncil.kernel.errors import Mistakes, NotFound, TooMany
from coopcouncil.places import public as places

BASE = "/openreferral/v3"
READS: dict[str, Any] = {"most": 1200, "within": timedelta(minutes=5)}
FRESH = 60  # seconds for which an answer may be shown again without asking
_SHARED = {
    "Access-Control-Allow-Origin": "*",
    "Access-Control-Expose-Headers": "ETag, Last-Modified, Retry-After",
    "Cross-Origin-Resource-Policy": "cross-origin",
}
Said = dict[str, Any]
Work = Callable[..., Said | HttpResponseBase]


def operation(work: Work) -> Callable[..., HttpResponseBase]:
    """An address that anybody may read, from any site; it returns a document, or a stream."""

    @requires("public", "GET")
    @wraps(work)
    def reads(request: Request, *args: Any, **kwargs: Any) -> HttpResponseBase:
        try:
            limits.take_try(f"openreferral:{caller(request)}", **READS, now=request.now)
            found = work(request, *args, **kwargs)
        except TooMany as error:
            refused = problem(429, "Too many requests", str(error))
            refused["Retry-After"] = str(error.seconds)
            return refused
        except Mistakes as error:
            return _cannot_be(error)
        except NotFound as error:
            return problem(404, "Not found", str(error))
        return found if isinstance(found, HttpResponseBase) else _answer(request, found)

    @csrf_exempt
    @wraps(reads)
    def shared(request: Request, *args: Any, **kwargs: Any) -> HttpResponseBase:
        response = reads(request, *args, **kwargs)
        if response.status_code == 405:
            allow = response["Allow"]
            response = problem(405, "Not allowed", "This is only for reading: GET.")
            response["Allow"] = allow
        if request.method == "OPTIONS":
            response["Access-Control-Allow-Methods"] = "GET, HEAD, OPTIONS"
            response["Access-Control-Allow-Headers"] = "*"
            response["Access-Control-Max-Age"] = "86400"
        for name, value in _SHARED.items():
            response[name] = value
        return response

    shared.permission, shared.methods = "public", ("GET",)  # type: ignore[attr-defined]
    return shared


def _answer(request: Request, document: Said) -> HttpResponseBase:
    body = json.dumps(document, ensure_ascii=False, separators=(",", ":")).encode()
    etag, changed = f'"{sha256(body).hexdigest()[:32]}"', _changed(document)
    response = HttpResponse(body, content_type="application/json")
    response["ETag"] = etag
    # Asked by its day alone it is given whole: a provider’s new name or a record that is gone moves no service’s day.
    response = get_conditional_response(request, etag=etag, response=response) or response
    if changed:
        response["Last-Modified"] = http_date(changed)
    if "Authorization" not in request.headers and settings.SESSION_COOKIE_NAME not in request.COOKIES:
        response["Cache-Control"] = f"public, max-age={FRESH}"
    return response


def _changed(document: Said) -> int | None:
    """When the newest of the services in it changed. Where nothing says so, only the ETag tells."""
    held = document.get("contents", [document])
    moments = [item.get("last_modified") or item.get("service", {}).get("last_modified") for item in held]
    if not moments or not all(moments):
        return None
    return int(datetime.fromisoformat(max(moments)).astimezone(UTC).timestamp())


def _cannot_be(error: Mistakes) -> HttpResponse:
    errors = [{"place": item.place, "message": item.message, "mend": item.mend} for item in error.mistakes]
    body = {"title": "That cannot be used", "status": 422, "detail": str(error), "errors": errors}
    return HttpResponse(json.dumps(body), status=422, content_type="application/problem+json")


def told(path: str, status: int, words: str) -> HttpResponse:
    """An error from before or beyond any operation."""
    title, _, detail = words.partition(": ")
    response = problem(status, title, detail or title)
    for name, value in _SHARED.items():
        response[name] = value
    return response


def _point(asked: Asked) -> Point | None:
    """What the postcode stands for; None without one, or where nobody knows it."""
    if not asked.postcode:
        return None
    ward, place = places.area_of_postcode(asked.postcode), places.postcode_position(asked.postcode)
    if ward is None and place is None:
        return None
    return Point(ward.id if ward else None, *(place or (None, None)))


def _page(request: HttpRequest, asked: Asked, contents: Iterable[Said], total: int, *, leads_on: bool = False) -> Said:
    query = request.GET.copy()
    for name in asking.PAGING:
        query.pop(name, None)
    where = {"address": f"{settings.PUBLIC_URL}{request.path}", "query": query.urlencode()} if leads_on else {}
    return hsds.page(list(contents), total=total, number=asked.page, per_page=asked.per_page, **where)


# --- what it is -----------------------------------------------------------------------------------------------------


@operation
def about(request: Request) -> Said:
    """Which version of which profile this is, and where it is described."""
    return {
        "version": shipped_profile().version,
        "profile": describing.PROFILE,
        "openapi_url": f"{settings.PUBLIC_URL}{BASE}/openapi.json",
    }


@operation
def description(request: Request) -> Said:
    """The description for programs."""
    title = f"{settings.COUNCIL_NAME}: Open Referral UK"
    return describing.openapi(shipped_profile(), base=f"{settings.PUBLIC_URL}{BASE}", title=title)


@operation
def nothing(request: Request, rest: str) -> Said:
    """Whatever else stands below this address."""
    raise NotFound("There is no such resource.")


# --- services -------------------------------------------------------------------------------------------------------


@operation
def services(request: Request) -> Said | HttpResponseBase:
    """A page of services."""
    asked = read_query(request.GET.dict(), asking.SERVICES)
    point, around = _point(asked), frame()
    if asked.format == "ndjson":
        lines = _lines(hsds.service(item, around) for item in openreferral.every_service(asked, point))
        return StreamingHttpResponse(lines, content_type="application/x-ndjson")
    if asked.minimal:
        rows, total = openreferral.changes(asked, point)
        return _page(request, asked, (hsds.minimal(key, changed) for key, changed in rows), total)
    found, total = openreferral.services(asked, point)
    write = hsds.service if asked.full else hsds.service_in_short
    return _page(request, asked, (write(item, around) for item in found), total)


def _lines(records: Iterable[Said]) -> Iterator[bytes]:
    for item in records:
        yield json.dumps(item, ensure_ascii=False, separators=(",", ":")).encode() + b"\n"


@operation
def service(request: Request, key: str) -> Said:
    """One service, whole; a closed one too."""
    return hsds.service(queries.service_record(service_id=_id(key)), frame())


@operation
def service_at_locations(request: Request) -> Said:
    """A page of services at places."""
    asked = read_query(request.GET.dict(), asking.AT_LOCATIONS)
    around = frame()
    found, total = openreferral.services_at_locations(asked, _point(asked))
    return _page(request, asked, (_at(item, whose, around, full=asked.full) for item, whose in found), total)


@operation
def service_at_location(request: Request, key: str) -> Said:
    """One service at a place, both whole."""
    ((item, whose),) = openreferral.with_services([locations.at_location(_id(key))])
    return _at(item, whose, frame(), full=True)


def _at(item: Any, whose: Any, around: hsds.Frame, *, full: bool) -> Said:
    if not full:
        return hsds.service_at_location(item, around, full=False, service=hsds.service_in_short(whose, around))
    inner = hsds.service(whose, around)
    inner.pop("service_at_locations", None)
    return hsds.service_at_location(item, around, service=inner)


# --- organisations, taxonomies --------------------------------------------------------------------------------------


@operation
def organizations(request: Request) -> Said:
    """A page of organisations."""
    asked = read_query(request.GET.dict(), asking.ORGANIZATIONS)
    around = frame()
    found, total = openreferral.organisations(asked)
    theirs = openreferral.services_by([item.id for item in found]) if asked.full_service else {}
    contents = (
        hsds.organization(
            item, around, full=asked.full or asked.full_service,
            services=_inside(theirs[item.id], around) if asked.full_service else None,
        )
        for item in found
    )  # fmt: skip
    return _page(request, asked, contents, total, leads_on=True)


@operation
def organization(request: Request, key: str) -> Said:
    """One organisation with all its services."""
    found = openreferral.organisation(_id(key))
    around = frame()
    theirs = openreferral.services_by([found.id])[found.id]
    return hsds.organization(found, around, services=_inside(theirs, around))


def _inside(held: Iterable[Any], around: hsds.Frame) -> list[Said]:
    """Services inside the organisation that provides them, which need not say again who that is."""
    made = [hsds.service(item, around) for item in held]
    for item in made:
        item.pop("organization")
    return made


@operation
def taxonomies(request: Request) -> Said:
    """A page of taxonomies."""
    asked = read_query(request.GET.dict(), asking.PAGING)
    found, total = queries.taxonomies(page=asked.page, per_page=asked.per_page)
    return _page(request, asked, (hsds.taxonomy(item) for item in found), total)


@operation
def taxonomy(request: Request, key: str) -> Said:
    """One taxonomy with its terms."""
    found = queries.taxonomy(_id(key))
    terms, _ = queries.terms(taxonomy_ids=[found.id], per_page=None)
    return hsds.taxonomy(found, terms=terms)


@operation
def taxonomy_terms(request: Request) -> Said:
    """A page of terms."""
    asked = read_query(request.GET.dict(), asking.TERMS)
    ids = [asked.taxonomy_id] if asked.taxonomy_id else []
    found, total = queries.terms(taxonomy_ids=ids, page=asked.page, per_page=asked.per_page)
    return _page(request, asked, (hsds.taxonomy_term(item) for item in found), total)


@operation
def taxonomy_term(request: Request, key: str) -> Said:
    """One term."""
    return hsds.taxonomy_term(queries.term(_id(key)))


def _id(key: str) -> UUID:
    try:
        return UUID(key)
    except ValueError:
        raise NotFound("There is no such record.") from None
