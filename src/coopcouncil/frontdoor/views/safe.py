"""Leave at once; look again at what was told in safe mode, and take it back."""

from collections.abc import Callable
from datetime import timedelta
from http import HTTPStatus
from typing import Any, TypeVar

from django.conf import settings
from django.http import HttpResponse, HttpResponseRedirect
from django.utils.translation import gettext as _

from coopcouncil.foundation import languages, limits
from coopcouncil.foundation.pages import render
from coopcouncil.foundation.permissions import requires
from coopcouncil.foundation.requests import Request, caller
from coopcouncil.frontdoor.forms import TakeBackForm
from coopcouncil.frontdoor.views.speech import services
from coopcouncil.frontdoor.views.tries import minutes
from coopcouncil.kernel.errors import BadInput, TooMany
from coopcouncil.sharing import public as sharing

TRIES: dict[str, Any] = {"most": 20, "within": timedelta(hours=1)}  # wrong ones, from one address
Opened = TypeVar("Opened")
AWAY = "https://www.bbc.co.uk/weather"
OURS = (settings.SESSION_COOKIE_NAME, settings.CSRF_COOKIE_NAME, settings.LANGUAGE_COOKIE_NAME, "messages")


@requires("public")
def leave(request: Request) -> HttpResponse:
    """Forget this browser, and go where nobody would wonder. A link, so that it works without scripts.

    Whoever goes back finds that there is no such page: what was begun belonged to the session that is gone.
    """
    request.session.flush()
    answer = HttpResponseRedirect(AWAY)
    for name in OURS:
        answer.delete_cookie(name, samesite="Lax")
    answer["Cache-Control"] = "no-store"
    return answer


@requires("public", "GET", "POST")
def look(request: Request) -> HttpResponse:
    """Reference and words open what services answered, on this page and nowhere else; the browser keeps nothing."""
    wrong, told, status = "", None, 200
    if request.method == "POST":
        told, wrong, status = _opened(request, lambda typed: sharing.look_again(actor=request.actor, **typed))
    kinds = services()
    context = {
        "told": told,
        "names": {
            notice.id: kinds[notice.service_type].name if notice.service_type in kinds else notice.organisation
            for notice in (told.notices if told else ())
        },
        **_again(request, wrong),
    }
    return _unkept(render(request, "frontdoor/look.html", context, status=status))


@requires("public", "GET", "POST")
def take_back(request: Request) -> HttpResponse:
    """Reference, words and a reason take it back. The answer is this page alone: nothing is kept to be said later."""
    form = TakeBackForm(request.POST or None, prefix="why")
    wrong, done, status = "", None, 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            given = {"because": form.cleaned_data["because"], "said": form.cleaned_data["words"]}
            done, wrong, status = _opened(request, lambda typed: sharing.take_back_safely(**typed, **given))
    context = {"form": form, "done": done, **_again(request, wrong)}
    context["problems_found"] = status != HTTPStatus.OK
    return _unkept(render(request, "frontdoor/safe_take_back.html", context, status=status))


def _opened(request: Request, open_it: Callable[[dict[str, Any]], Opened | None]) -> tuple[Opened | None, str, int]:
    """What reference and words open, or else what was wrong and the page's status.

    Wrong tries are counted by the address that they come from; those of one reference are counted beside it.
    """
    name = f"safe-from:{caller(request)}"
    typed = {
        "reference": request.POST.get("reference", "")[:60],
        "words": request.POST.get("words", "")[:200],
        "now": request.now,
    }
    try:
        limits.take_try(name, **TRIES, now=request.now)
        found = open_it(typed)
    except TooMany as error:
        return None, _("That was too many tries. Try again in %(n)s minutes.") % {"n": minutes(error)}, 429
    except BadInput as error:
        limits.give_back_try(name, **TRIES)  # no guess: it cannot be a reference
        return None, languages.explain(error), 422
    if found is None:
        return None, _not_opened(), 422
    limits.give_back_try(name, **TRIES)
    return found, "", 200


def _again(request: Request, wrong: str) -> dict[str, Any]:
    """What both pages show again of what was typed: the reference, never the words."""
    reference = request.POST.get("reference", "")[:60]
    return {"reference": reference, "wrong": wrong, "problems_found": bool(wrong), "door": "/get-help/"}


def _not_opened() -> str:
    return _(
        "That did not open anything. Look at the reference and the four words again. "
        "After five wrong tries it stays shut for an hour."
    )


def _unkept(response: HttpResponse) -> HttpResponse:
    response["Cache-Control"] = "no-store"
    return response
