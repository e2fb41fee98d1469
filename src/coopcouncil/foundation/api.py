"""The one API of the platform, `/api/v1/`. Contexts add their routers to it in `project/urls.py`."""

from typing import Any

from django.http import HttpResponse
from ninja import NinjaAPI
from ninja.errors import ValidationError

from coopcouncil.foundation.requests import Request
from coopcouncil.kernel.errors import BadInput, Conflict, NotAllowed, NotFound

api = NinjaAPI(
    title="coopcouncil",
    version="1",
    description="Tell the council once. Errors are `application/problem+json` (RFC 9457).",
    docs_url=None,  # its page loads scripts from elsewhere; docs/reference/api.md is made from the same description
    urls_namespace="api",
)


def problem(request: Request, status: int, title: str, detail: Any) -> HttpResponse:
    """A problem document (RFC 9457)."""
    response = api.create_response(request, {"title": title, "status": status, "detail": detail}, status=status)
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
    return problem(request, 422, "That cannot be used", str(error))


@api.exception_handler(Conflict)
def _conflict(request: Request, error: Conflict) -> HttpResponse:
    return problem(request, 409, "It has moved on", str(error))


@api.exception_handler(ValidationError)
def _invalid(request: Request, error: ValidationError) -> HttpResponse:
    return problem(request, 422, "That cannot be used", error.errors)
