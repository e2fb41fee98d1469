"""A map that other sites may show in a frame of theirs: it asks nobody who they are, and leads to our pages."""

from csp.decorators import csp_replace
from django.conf import settings
from django.http import HttpResponse
from django.template.loader import render_to_string
from django.utils.translation import gettext as _
from django.utils.translation import override
from django.views.decorators.clickjacking import xframe_options_exempt

from coopcouncil.directory import queries
from coopcouncil.directory.domain.categories import shipped_categories
from coopcouncil.directory.domain.search import Ask, Hit
from coopcouncil.directory.models import AccessPoint
from coopcouncil.directory.public.searching import search_map
from coopcouncil.directory.queries import searching
from coopcouncil.directory.views.places import points_map
from coopcouncil.foundation import languages
from coopcouncil.foundation.permissions import requires
from coopcouncil.foundation.requests import Request

MOST = 60
LETTERS = 80
MINUTES = 10  # for which a cache may keep it


@xframe_options_exempt
@csp_replace({"frame-ancestors": ["https:"], "form-action": ["'none'"]})
@requires("public")
def embedded_map(request: Request) -> HttpResponse:
    """The places of a kind (`kind`), or of what is found by words (`q`) or in a category (`category`); all, unasked.

    `language` says in which language. Neither a session nor a cookie is read or set.
    """
    language = request.GET.get("language", "")
    known = {code.partition("-")[0]: code for code, _name in settings.LANGUAGES}
    with override(known.get(language, languages.ENGLISH)):
        title, made = _made(request)
        context = {
            "title": title,
            "map": made,
            "language": languages.tag(languages.current()),
            "csp_nonce": str(request.csp_nonce),  # type: ignore[attr-defined]
            "council_name": settings.COUNCIL_NAME,
            "public_url": settings.PUBLIC_URL,
        }
        answer = HttpResponse(render_to_string("directory/embedded_map.html", context, using="jinja2"))
    answer["Cache-Control"] = f"public, max-age={60 * MINUTES}"
    answer["Cross-Origin-Resource-Policy"] = "cross-origin"
    return answer


def _made(request: Request) -> tuple[str, object]:
    words = " ".join(request.GET.get("q", "").replace("\x00", "").split())[:LETTERS]
    category = shipped_categories().get(request.GET.get("category", ""))
    kinds = {code: str(name) for code, name in AccessPoint.Kind.choices}
    kind = request.GET.get("kind", "")
    if not words and category is None:
        rows = queries.access_points()
        rows = rows.filter(kind=kind) if kind in kinds else rows
        return kinds.get(kind, _("Places where you can be helped")), points_map(list(rows.order_by("name", "code")))
    library = searching.library(())
    marks = [frozenset(f"type:{code}" for code in category.types)] if category else []
    found = library.find(library.read(words), Ask(marks=marks), most=MOST)
    hits: list[Hit] = [hit for hit in found.hits if hit.place]
    return words or (category.name if category else ""), search_map(hits, title=_("Where these are"))
