"""The request being served: an id for its log lines and audit rows."""

import re
import time
from collections.abc import Callable
from contextlib import nullcontext
from contextvars import ContextVar
from datetime import date, datetime
from secrets import token_urlsafe
from uuid import uuid4

import structlog
from django.conf import settings
from django.http import HttpRequest, HttpResponse

from coopcouncil.foundation import clock, metrics
from coopcouncil.foundation.actors import Actor
from coopcouncil.foundation.remembered import one_look

_request_id: ContextVar[str] = ContextVar("request_id", default="")
_READING = frozenset({"GET", "HEAD"})
_FEATURES = (
    "accelerometer", "browsing-topics", "camera", "display-capture", "geolocation", "gyroscope", "magnetometer",
    "microphone", "midi", "payment", "serial", "usb",
)  # fmt: skip


def features(*, geolocation: bool = False) -> str:
    """The `Permissions-Policy` of a page: nothing of the device; where it is, on a page that has a button for it."""
    own = {"geolocation"} if geolocation else set()
    return ", ".join(f"{feature}=({'self' if feature in own else ''})" for feature in _FEATURES)


# Beside those of Django's own middleware (settings). Source: OWASP ASVS 5.0, V3.4 and V3.5; each answer has them.
_HEADERS = {
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": features(),
    "X-Permitted-Cross-Domain-Policies": "none",
}
_SAFE_ID = re.compile(r"[A-Za-z0-9_-]{8,40}")

log = structlog.get_logger("coopcouncil.request")


class Request(HttpRequest):
    """A request as our views get it: with its moment, its day in London, and who is acting (from middleware)."""

    now: datetime
    today: date
    actor: Actor


def current_request_id() -> str:
    return _request_id.get()


def _is_personal(request: HttpRequest) -> bool:
    """Whether the answer may depend on who asks: by their session, sent or begun, or by an organisation's key."""
    sent = "Authorization" in request.headers or settings.SESSION_COOKIE_NAME in request.COOKIES
    return sent or getattr(getattr(request, "session", None), "accessed", False)


class RequestMiddleware:
    """Give each request its id, its moment and its one log line: route and status, never path, query or person."""

    def __init__(self, get_response: Callable[[Request], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: Request) -> HttpResponse:
        offered = request.headers.get("X-Request-Id", "")
        request_id = offered if _SAFE_ID.fullmatch(offered) else uuid4().hex
        token = _request_id.set(request_id)
        request.now, request.today = clock.now(), clock.today()
        began = time.perf_counter()
        try:
            # What only shows things changes none of those that are remembered.
            with one_look() if request.method in _READING else nullcontext():
                response = self.get_response(request)
            took = time.perf_counter() - began
            route = request.resolver_match.route if request.resolver_match else "(none)"
            log.info(
                "request",
                request_id=request_id,
                method=request.method,
                route=route,
                status=response.status_code,
                ms=round(took * 1000, 1),
            )
            metrics.observe(request.method or "", route, response.status_code, took)
            response["X-Request-Id"] = request_id
            taken_away = response.cookies.get(settings.SESSION_COOKIE_NAME)
            if taken_away is not None and not taken_away.value:
                # Signed out, or forgotten: the next person at this screen finds no page of the last one.
                response["Clear-Site-Data"] = '"cache", "storage"'
            for name, value in _HEADERS.items():
                response.headers.setdefault(name, value)
            if "Cache-Control" not in response and _is_personal(request):
                # It may show who is signed in, or what they told us: no cache may keep it, nor the next at this screen.
                response["Cache-Control"] = "private, no-store"
            return response
        finally:
            _request_id.reset(token)


def caller(request: HttpRequest) -> str:
    """Where the request comes from, past the proxy that we trust. Counted under a digest, kept nowhere."""
    from allauth.account.adapter import get_adapter  # which asks for models, not ready yet when this is read

    return str(get_adapter(request).get_client_ip(request))


# --- people who have not signed in ----------------------------------------------------------------------------------

VISITOR = "visitor"


def visitor_of(request: HttpRequest) -> str:
    """The token of this browser's anonymous journeys, or "". It outlives signing in, not signing out."""
    return str(request.session.get(VISITOR, ""))


def remember_visitor(request: Request) -> Actor:
    """Give the browser of somebody not signed in a token, if it has none, and return the actor with it."""
    if not visitor_of(request):
        request.session[VISITOR] = token_urlsafe(32)
    request.actor = Actor(kind="anonymous", session_key=visitor_of(request))
    return request.actor
