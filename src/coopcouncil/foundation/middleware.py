"""Errors of ours become pages: what may not be seen answers 404, what may not be done 403."""

from collections.abc import Callable

from django.core.exceptions import BadRequest, PermissionDenied
from django.db import InterfaceError, OperationalError
from django.http import Http404, HttpRequest, HttpResponse

from coopcouncil.foundation import pages
from coopcouncil.kernel.errors import Conflict, NotAllowed, NotFound, TooMany


class ProblemsMiddleware:
    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(self, request: HttpRequest, view: object, args: object, kwargs: object) -> None:
        """A form is UTF-8. Django would take other bytes for Latin letters, and keep what nobody typed."""
        if request.method == "POST" and request.content_type == "application/x-www-form-urlencoded":
            try:
                request.body.decode()
            except UnicodeDecodeError as error:
                raise BadRequest("The form is not in UTF-8.") from error

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponse | None:
        if isinstance(error, NotFound) or (isinstance(error, NotAllowed) and error.about_object):
            raise Http404 from error
        if isinstance(error, NotAllowed):
            raise PermissionDenied from error
        if isinstance(error, Conflict):
            return pages.conflict(request, error)
        if isinstance(error, TooMany):
            return pages.too_many(request, error)
        if isinstance(error, OperationalError | InterfaceError):
            return pages.unavailable(request)
        return None
