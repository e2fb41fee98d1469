"""Pages: rendering, what every page shows around its content, the council's colour, and the error pages."""

import re
import sys
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from html import escape
from pathlib import Path
from string import Template
from typing import Any

import structlog
from django.conf import settings
from django.contrib.messages import get_messages
from django.db import InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.template.loader import render_to_string
from django.templatetags.static import static
from django.urls import NoReverseMatch, reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from coopcouncil.foundation import languages
from coopcouncil.foundation.actors import ANONYMOUS, Actor
from coopcouncil.foundation.permissions import every, requires
from coopcouncil.kernel.words import translated

log = structlog.get_logger(__name__)

DEFAULT_ACCENT = "#0b5d4b"
# WCAG 2.2 asks 4.5:1 for text. The accent carries white text and is itself the colour of links on a faint tint of it.
LEAST_CONTRAST = 5.5


@dataclass(frozen=True)
class Door:
    """One of the five ways in that head every page. `rooms` are the path prefixes that lie behind it."""

    text: Any
    path: str
    rooms: tuple[str, ...] = ()

    def leads_to(self, path: str) -> bool:
        return any(path.startswith(room) for room in (self.path, *self.rooms))


GET_HELP = Door(
    gettext_lazy("Get help"),
    "/get-help/",
    ("/life-events/", "/tell-us/", "/services/", "/organisations/", "/access-points/", "/search/"),
)
REPORT = Door(gettext_lazy("Report a problem"), "/report/", ("/reports/",))
HAVE_YOUR_SAY = Door(gettext_lazy("Have your say"), "/have-your-say/")
AGREED = Door(
    gettext_lazy("What we’ve agreed"),
    "/agreed/",
    ("/settlement/", "/decisions/", "/appraisals/", "/unit-costs/", "/money/", "/mixed-market/"),
)
ACCOUNT = Door(gettext_lazy("My account"), "/account/", ("/notices/",))
DESK = Door(
    gettext_lazy("My desk"),
    "/desk/",
    (
        "/account/",
        "/notices/",
        "/inbox/",
        "/admin-desk/",
        "/deliveries/",
        "/connections/",
        "/directory/",
        "/provider/",
        "/data-requests/",
        "/holds/",
        "/ledger/",
        "/in-need/",
        "/openings/",
        "/withheld/",
        "/cases/",
        "/tasks/",
        "/teams/",
    ),
)

FOOTER = (
    (gettext_lazy("Complain"), "/complaints/"),
    (gettext_lazy("About this service"), "/about/"),
    (gettext_lazy("Accessibility statement"), "/accessibility/"),
    (gettext_lazy("Privacy"), "/privacy/"),
    (gettext_lazy("Cookies"), "/cookies/"),
    (gettext_lazy("For developers"), "/developers/"),
)


def render(
    request: HttpRequest, template: str, context: Mapping[str, Any] | None = None, *, status: int = 200
) -> HttpResponse:
    """An HTML answer from the Jinja2 template `template` (`"<context>/<page>.html"`).

    `context` may hold `door`, the path of the door to mark where the address does not tell.
    Raises `TemplateDoesNotExist`, `jinja2.UndefinedError`.
    """
    given = dict(context or {})
    request.words_language = languages.of_words(template)  # type: ignore[attr-defined]
    request.door = given.pop("door", request.path)  # type: ignore[attr-defined]
    return HttpResponse(render_to_string(template, given, request, using="jinja2"), status=status)


def around(request: HttpRequest) -> dict[str, Any]:
    """What the frame of every page needs: who asks, the doors, the council's name, messages, the script nonce.

    A context processor (`settings.TEMPLATES`), so that the pages of libraries (sign-in) stand in the same frame.
    """
    actor: Actor = getattr(request, "actor", ANONYMOUS)
    return {
        "actor": actor,
        "council_name": settings.COUNCIL_NAME,
        "demo": bool(getattr(settings, "DEMO", False)),
        "csp_nonce": str(getattr(request, "csp_nonce", "")),
        "doors": doors(getattr(request, "door", request.path), actor),
        "footer_links": FOOTER,
        "language": languages.tag(languages.current()),
        "language_choices": languages.choices(request),
        "words_language": getattr(request, "words_language", ""),
        "messages": list(get_messages(request)),
        "sign_in_url": _address("account_login"),
        "sign_out_url": _address("account_logout"),
        "theme_color": accent(),
        "today": getattr(request, "today", None),
    }


def doors(path: str, actor: Actor = ANONYMOUS) -> list[dict[str, Any]]:
    """The five doors as items of GOV.UK's service navigation; the one that `path` lies behind is marked."""
    last = DESK if actor.is_staff else ACCOUNT
    return [
        {"text": door.text, "href": door.path, "current": path == door.path, "active": door.leads_to(path)}
        for door in (GET_HELP, REPORT, HAVE_YOUR_SAY, AGREED, last)
    ]


def _address(name: str) -> str:
    """The address of a route that another context may or may not provide; empty if it does not."""
    try:
        return reverse(name)
    except NoReverseMatch:
        return ""


# --- the council's colour -------------------------------------------------------------------------------------------


def contrast_with_white(colour: str) -> float:
    """Contrast ratio (1 to 21) of `colour` ("#rrggbb") on white. Source: WCAG 2.2, relative luminance.

    Raises `ValueError` for anything but six hexadecimal digits after "#".
    """
    if not re.fullmatch(r"#[0-9a-fA-F]{6}", colour):
        raise ValueError(f"{colour!r} is not a colour of the form #rrggbb")

    def linear(channel: int) -> float:
        share = channel / 255
        return share / 12.92 if share <= 0.04045 else ((share + 0.055) / 1.055) ** 2.4

    red, green, blue = (linear(int(colour[at : at + 2], 16)) for at in (1, 3, 5))
    return 1.05 / (0.2126 * red + 0.7152 * green + 0.0722 * blue + 0.05)


def accent() -> str:
    """The council's accent colour, `settings.ACCENT_COLOUR`; ours where it is unset, malformed or too faint to read."""
    chosen = str(getattr(settings, "ACCENT_COLOUR", "") or DEFAULT_ACCENT)
    try:
        return chosen if contrast_with_white(chosen) >= LEAST_CONTRAST else DEFAULT_ACCENT
    except ValueError:
        return DEFAULT_ACCENT


@requires("public")
def theme(request: HttpRequest) -> HttpResponse:
    """`/theme.css`: the accent as one custom property, so that the security policy needs no inline style."""
    answer = HttpResponse(f":root {{ --council-accent: {accent()}; }}\n", content_type="text/css; charset=utf-8")
    answer["Cache-Control"] = "public, max-age=3600"
    return answer


# --- error pages ----------------------------------------------------------------------------------------------------

# Read once, at start-up: when everything else is broken this text is still at hand.
_PLAIN = Template((Path(__file__).parent / "templates/foundation/errors/plain.html").read_text(encoding="utf-8"))


_TO_PROGRAMS = {
    400: ("That cannot be read", "The request is not in a shape that we know. Nothing was kept."),
    403: ("Not allowed", "This is not for you. Nothing was kept."),
    404: ("Not found", "There is nothing at this address."),
    409: ("It has moved on", "Fetch it again. Nothing was kept."),
    429: ("Too many requests", "Wait, and ask again."),
    500: ("Something went wrong", "The fault is ours. It may or may not have been kept: ask again under the same key."),
    503: ("Not just now", "Nothing was kept. Ask again."),
}


_WAIT = 300  # seconds, where it is not known better


Writer = Callable[[str, int, str], HttpResponse]
_writers: dict[str, Writer] = {}


def errors_of(prefix: str, writer: Writer) -> None:
    """Have `writer` (path, status, words) tell programs under `prefix` what went wrong, as their standard has it."""
    _writers[prefix] = writer


def _from_program(request: HttpRequest) -> bool:
    return request.path.startswith(("/api/", *_writers))


def _to_program(request: HttpRequest, status: int) -> HttpResponse:
    title, detail = _TO_PROGRAMS[status]
    for prefix, writer in _writers.items():
        if request.path.startswith(prefix):
            return writer(request.path, status, f"{title}: {detail}")
    return problem(status, title, detail)


def problem(status: int, title: str, detail: str) -> HttpResponse:
    """A problem document, for what goes wrong before the API itself is reached."""
    body = {"title": title, "status": status, "detail": detail}
    return JsonResponse(body, status=status, content_type="application/problem+json")


def bad_request(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """400: what came could not be read."""
    return _error(request, 400)


def not_allowed(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """403. Says who may, in the words of the permission that was refused; other exceptions' texts are never shown."""
    refused = getattr(getattr(exception, "__cause__", None) or exception, "permission", "")
    says = next((item.says for item in every() if item.name == refused), "")
    # Permissions speak English: they are read by those who give them.
    return _error(request, 403, {"says": translated(says, None) if languages.is_foreign() else says})


def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """404: no such page, or none for this person."""
    return _error(request, 404)


def conflict(request: HttpRequest, exception: Exception) -> HttpResponse:
    """409, with the message of a `kernel.errors.Conflict`, which is written for a person."""
    return _error(request, 409, {"says": languages.say(exception.args[0] if exception.args else "")})


def too_many(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """429, with how long to wait: of a `kernel.errors.TooMany`, or five minutes."""
    seconds = getattr(exception, "seconds", _WAIT)
    answer = _error(request, 429, {"minutes": -(-seconds // 60)})
    answer["Retry-After"] = str(seconds)
    return answer


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """403 for a form whose token is missing or old (`settings.CSRF_FAILURE_VIEW`). Such a view holds no guard."""
    return _error(request, 403, template="foundation/errors/csrf.html")


def server_error(request: HttpRequest) -> HttpResponse:
    """500, from text alone: no database, no template engine. 503 where the database went away outside every view."""
    if isinstance(sys.exc_info()[1], OperationalError | InterfaceError):  # as a session is read, or kept
        return unavailable(request)
    if _from_program(request):
        return _to_program(request, 500)
    return HttpResponse(
        plain(
            _("Sorry, something went wrong here"),
            _("The fault is ours, not yours. What you typed on the last page may not have been saved."),
            _("Go back and try once more. If it happens again, wait a few minutes or phone us."),
        ),
        status=500,
    )


def unavailable(request: HttpRequest, *, retry_after: int = 120) -> HttpResponse:
    """503, from text alone. `retry_after`: seconds after which a program should ask again."""
    if _from_program(request):
        answer = _to_program(request, 503)
    else:
        answer = HttpResponse(
            plain(
                _("Sorry, this service is not ready just now"),
                _("Everything that you sent us before is kept."),
                _("Please try again in a few minutes. If you are in danger, phone 999."),
            ),
            status=503,
        )
    answer["Retry-After"] = str(retry_after)
    return answer


def plain(title: str, kept: str, next_step: str) -> str:
    """A whole page that depends on nothing: what happened, what was kept, what to do next."""
    try:
        sheet = static("css/site.css")
    except ValueError:  # hashed file names, and the list of them is not there
        sheet = "/static/css/site.css"
    words = {
        "council": settings.COUNCIL_NAME, "title": title, "kept": kept, "next_step": next_step,
        "sheet": sheet, "home": _("Go to the home page"), "language": languages.tag(languages.current()),
    }  # fmt: skip
    return _PLAIN.substitute({name: escape(str(text)) for name, text in words.items()})


def _error(
    request: HttpRequest, status: int, extra: Mapping[str, Any] | None = None, template: str = ""
) -> HttpResponse:
    """The designed page of `status`; the plain one if even that cannot be made (the reason is logged).

    To a program that asked the API, a problem document (RFC 9457).
    """
    if _from_program(request):
        return _to_program(request, status)
    try:
        return render(
            request, template or f"foundation/errors/{status}.html", {"says": "", **(extra or {})}, status=status
        )
    except Exception:  # whatever broke, the person still gets an answer
        log.exception("error_page_failed", status=status)
        page = plain(
            _("Sorry, we cannot show this page"), _("Nothing was changed."), _("Start again from the home page.")
        )
        return HttpResponse(page, status=status)
