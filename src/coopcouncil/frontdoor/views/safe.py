"""Leave at once, and look again at what was told in safe mode."""

from django.conf import settings
from django.http import HttpResponse, HttpResponseRedirect
from django.utils.translation import gettext as _

from coopcouncil.foundation import languages
from coopcouncil.foundation.pages import render
from coopcouncil.foundation.permissions import requires
from coopcouncil.foundation.requests import Request
from coopcouncil.frontdoor.views.speech import services
from coopcouncil.kernel.errors import BadInput
from coopcouncil.sharing import public as sharing

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
    wrong, told, reference = "", None, ""
    if request.method == "POST":
        reference, words = request.POST.get("reference", "")[:60], request.POST.get("words", "")[:200]
        try:
            told = sharing.look_again(actor=request.actor, reference=reference, words=words, now=request.now)
            wrong = "" if told else _not_opened()
        except BadInput as error:
            wrong = languages.explain(error)
    kinds = services()
    context = {
        "told": told,
        "names": {
            notice.id: kinds[notice.service_type].name if notice.service_type in kinds else notice.organisation
            for notice in (told.notices if told else ())
        },
        "reference": reference,
        "wrong": wrong,
        "problems_found": bool(wrong),
        "door": "/get-help/",
    }
    answer = render(request, "frontdoor/look.html", context, status=422 if wrong else 200)
    answer["Cache-Control"] = "no-store"
    return answer


def _not_opened() -> str:
    return _(
        "That did not open anything. Look at the reference and the four words again. "
        "After five wrong tries it stays shut for an hour."
    )
