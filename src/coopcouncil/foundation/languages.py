"""The language of a page: how a person chooses it, sentences said in it, and what to mark as being in another.

Without a choice the browser's wish decides (Django's LocaleMiddleware). What has no translation stays in English.
"""

from collections.abc import Mapping
from functools import cache
from types import MappingProxyType
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.template import TemplateDoesNotExist, engines
from django.utils.encoding import iri_to_uri
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import get_language, gettext, override

from coopcouncil.foundation.permissions import requires
from coopcouncil.foundation.requests import Request
from coopcouncil.kernel.errors import BadInput
from coopcouncil.kernel.words import SOURCE_LANGUAGE, Said, spoken, translated

ENGLISH = "en-gb"
_KEPT_SECONDS = 60 * 60 * 24 * 90


def current() -> str:
    """The code of the language that is spoken now: one of `settings.LANGUAGES`."""
    return get_language() or ENGLISH


def tag(code: str) -> str:
    """A code as the `lang` attribute writes it: "en-gb" → "en-GB"."""
    language, _dash, region = code.partition("-")
    return f"{language}-{region.upper()}" if region else language


def is_foreign() -> bool:
    """Whether the page is in another language than the one its sources are written in."""
    return current() != ENGLISH


def say(text: Any, known: Mapping[str, str] = MappingProxyType({})) -> Any:
    """A sentence of a pure room (`kernel.words.Said`) in the page's language; anything else as it is.

    `known` has translations of texts that no catalogue holds. Templates do this by themselves.
    """
    return spoken(text, gettext, known) if isinstance(text, Said) or known else text


def explain(error: BadInput) -> str:
    """What was wrong and how to mend it, in the page's language; where in a file it stood is left out."""
    return f"{say(error.message)} {say(error.mend)}".strip()


def short() -> str:
    """The language without its region, as it is kept with what was told: "en", "pt"."""
    return current().partition("-")[0]


def as_written(text: str) -> str:
    """Words of a service or an organisation, which they write in English, marked so on a page in another language."""
    return translated(text, None) if is_foreign() else text


def in_english() -> Any:
    """A context in which everything is said in English: for what is sent to others, or kept."""
    return override(ENGLISH)


def choices(request: HttpRequest) -> dict[str, Any]:
    """What the chooser in the frame needs: the languages, and the page to come back to."""
    now = current()
    return {
        "languages": [
            {"code": code, "tag": tag(code), "name": name, "current": code == now} for code, name in settings.LANGUAGES
        ],
        "next": request.get_full_path() if request.method == "GET" else request.path,
    }


@requires("public", "POST")
def choose(request: Request) -> HttpResponse:
    """`/language/`: keep the language in a cookie and go back to the page, which must be one of ours."""
    back = request.POST.get("next", "/")
    ours = back.startswith("/") and url_has_allowed_host_and_scheme(
        back, allowed_hosts={request.get_host()}, require_https=request.is_secure()
    )
    answer = HttpResponseRedirect(iri_to_uri(back) if ours else "/")
    wanted = request.POST.get("language", "")
    if wanted in dict(settings.LANGUAGES):
        answer.set_cookie(
            settings.LANGUAGE_COOKIE_NAME,
            wanted,
            max_age=_KEPT_SECONDS,
            httponly=True,
            secure=settings.SESSION_COOKIE_SECURE or request.is_secure(),
            samesite="Lax",
        )
    return answer


def of_words(template: str) -> str:
    """The tag of the language in which most of a template's own words are, where it is not the page's; else ""."""
    return SOURCE_LANGUAGE if is_foreign() and _is_mostly_english(template, current()) else ""


@cache
def _is_mostly_english(template: str, language: str) -> bool:
    environment = engines["jinja2"].env  # type: ignore[attr-defined]
    try:
        source, _file, _fresh = environment.loader.get_source(environment, template)
    except TemplateDoesNotExist:
        return False
    words = {
        words if isinstance(words, str) else next(word for word in words if word)
        for _line, _function, words in environment.extract_translations(source)
        if words
    }
    with override(language):
        return 2 * sum(gettext(text) == text for text in words) > len(words)
