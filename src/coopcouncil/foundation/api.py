"""The one API of the platform, `/api/v1/`. Contexts add their routers to it in `project/urls.py`."""

import json
import re
from collections.abc import Mapping, Sequence
from types import MappingProxyType
from typing import Any

from django.core.exceptions import RequestDataTooBig
from django.db import InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse
from ninja import NinjaAPI
from ninja.errors import HttpError, ValidationError
from ninja.parser import Parser

from coopcouncil.foundation import limits, refusals
from coopcouncil.foundation.permissions import PUBLIC
from coopcouncil.foundation.requests import Request
from coopcouncil.kernel.errors import BadInput, Conflict, Mistakes, NotAllowed, NotFound, TooMany

DEEPEST = 20  # levels of a body; what people tell has four


class _Bodies(Parser):
    """JSON as it may come from anybody: no deeper than needed, and only characters that can be kept."""

    def parse_body(self, request: HttpRequest) -> Any:
        try:
            found = json.loads(request.body, parse_constant=_refuse_constant)
        except (ValueError, RecursionError):
            raise BadInput("The body is not JSON that can be read.", place="body", mend="Send JSON in UTF-8.") from None
        _examine(found, "body", DEEPEST)
        return found


def _refuse_constant(name: str) -> None:
    raise ValueError(f"{name} is no JSON.")


def _examine(value: Any, place: str, levels: int) -> None:
    if isinstance(value, str):
        if "\x00" in value or any("\ud800" <= sign <= "\udfff" for sign in value):
            raise BadInput("This holds a character that cannot be kept.", place=place, mend="Take it out.")
    elif isinstance(value, dict | list):
        if not levels:
            raise BadInput("The body is nested too deeply.", place=place, mend="Look at the description of the API.")
        pairs = value.items() if isinstance(value, dict) else enumerate(value)
        for key, item in pairs:
            inner = f"{place}.{key}" if len(place) < 200 else place
            if isinstance(key, str):
                _examine(key, place, levels)
            _examine(item, inner, levels - 1)


def _counted(request: Request) -> bool:
    """Count what a key asks for, before anything of it is read. Who may do what is for each operation to say."""
    if request.actor.key_id is not None:
        limits.take(request.actor.key_id, now=request.now)
    return True


class _API(NinjaAPI):
    def get_openapi_schema(self, **where: Any) -> Any:
        from coopcouncil.foundation.checks import api_operations  # which asks us for our operations

        public = {
            ("/" + re.sub(r"{\w+:", "{", path), method)
            for path, method, function in api_operations()
            if getattr(function, "permission", "") == PUBLIC
        }
        return refusals.describe(super().get_openapi_schema(**where), public)


api = _API(
    title="coopcouncil",
    version="1",
    description="Tell the council once. Errors are `application/problem+json` (RFC 9457).",
    docs_url=None,  # its page loads scripts from elsewhere; docs/reference/api.md is made from the same description
    urls_namespace="api",
    parser=_Bodies(),
    auth=_counted,
    openapi_extra={"components": {"securitySchemes": {"key": {"type": "http", "scheme": "bearer"}}}},
)


def example(
    asked: Any = None, *, status: int, answer: Any, refused: Mapping[int, str] = MappingProxyType({})
) -> dict[str, Any]:
    """An operation's `openapi_extra` with an example of what goes in and what comes out.

    `refused` says by status when it is refused for a reason that only this operation has.
    """
    shown: dict[str, Any] = {"responses": {status: {"content": {"application/json": {"example": answer}}}}}
    shown["responses"] |= {
        code: {"description": when, "content": {"application/problem+json": {"schema": refusals.PROBLEM}}}
        for code, when in refused.items()
    }
    if asked is not None:
        shown["requestBody"] = {"content": {"application/json": {"example": asked}}}
    return shown


def problem(request: Request, status: int, title: str, detail: str, errors: Sequence[BadInput] = ()) -> HttpResponse:
    """A problem document (RFC 9457). `errors` are told one by one: place, message, mend."""
    body: dict[str, Any] = {"title": title, "status": status, "detail": detail}
    if errors:
        body["errors"] = [{"place": item.place, "message": item.message, "mend": item.mend} for item in errors]
    response = api.create_response(request, body, status=status)
    response["Content-Type"] = "application/problem+json"
    return response


@api.exception_handler(NotFound)
def _not_found(request: Request, error: NotFound) -> HttpResponse:
    return problem(request, 404, "Not found", "There is nothing here that you may see.")


@api.exception_handler(NotAllowed)
def _not_allowed(request: Request, error: NotAllowed) -> HttpResponse:
    if error.about_object:
        return problem(request, 404, "Not found", "There is nothing here that you may see.")
    if request.actor.kind == "anonymous":
        return problem(request, 401, "Who are you?", "Send your organisation's key: Authorization: Bearer …")
    return problem(request, 403, "Not allowed", str(error))


@api.exception_handler(BadInput)
def _bad_input(request: Request, error: BadInput) -> HttpResponse:
    errors = error.mistakes if isinstance(error, Mistakes) else (error,)
    return problem(request, 422, "That cannot be used", str(error), errors)


@api.exception_handler(Conflict)
def _conflict(request: Request, error: Conflict) -> HttpResponse:
    return problem(request, 409, "It has moved on", str(error))


@api.exception_handler(TooMany)
def _too_many(request: Request, error: TooMany) -> HttpResponse:
    response = problem(request, 429, "Too many requests", str(error))
    response["Retry-After"] = str(error.seconds)
    return response


@api.exception_handler(ValidationError)
def _invalid(request: Request, error: ValidationError) -> HttpResponse:
    """What does not fit the description: each place as a dotted name, such as `body.answers`."""
    errors = [BadInput(f"{item['msg']}.", place=_place(item["loc"]), mend=_mend(item)) for item in error.errors]
    return problem(request, 422, "That cannot be used", str(Mistakes(errors)), errors)


def _place(where: Sequence[Any]) -> str:
    """Ninja names the argument too, between “body” and the key: nobody outside knows it."""
    return ".".join(str(step) for number, step in enumerate(where) if not (number == 1 and where[0] == "body"))


def _mend(item: dict[str, Any]) -> str:
    return "Leave it out." if item["type"] == "extra_forbidden" else "Look at the description of the API."


@api.exception_handler(HttpError)
def _http_error(request: Request, error: HttpError) -> HttpResponse:
    if isinstance(error.__cause__, BadInput):
        return _bad_input(request, error.__cause__)
    return problem(request, error.status_code, "That cannot be used", str(error))


@api.exception_handler(RequestDataTooBig)
def _too_big(request: Request, error: RequestDataTooBig) -> HttpResponse:
    return problem(request, 413, "Too much", "The body is larger than 1 MB. Nothing was kept. Send less.")


@api.exception_handler(OperationalError)
@api.exception_handler(InterfaceError)
def _unavailable(request: Request, error: Exception) -> HttpResponse:
    response = problem(request, 503, "Not just now", "The database does not answer. Nothing was kept. Ask again.")
    response["Retry-After"] = "5"
    return response
