"""The directory for whoever wants all of it: files, a feed of changes, a sitemap, and the page that tells of them."""

from datetime import timedelta
from typing import Any

from django.conf import settings
from django.http import HttpResponse, HttpResponseBase, StreamingHttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _

from coopcouncil.directory.formats import addresses
from coopcouncil.directory.formats.addresses import Entry, Page
from coopcouncil.directory.gateways import giving
from coopcouncil.directory.queries import openreferral
from coopcouncil.foundation import limits
from coopcouncil.foundation.pages import render
from coopcouncil.foundation.permissions import requires
from coopcouncil.foundation.requests import Request, caller
from coopcouncil.kernel.errors import NotFound

FILES: dict[str, Any] = {"most": 60, "within": timedelta(hours=1)}
NEWEST = 50  # entries of the feed of changes
_CALLED = {"csv": "CSV", "parquet": "Parquet", "geojson": "GeoJSON", "json": "JSON", "ndjson": "NDJSON"}
MOST_PAGES = 50_000  # what one sitemap may hold, by its standard


@requires("public")
def data(request: Request) -> HttpResponseBase:
    """Where to have the directory as data."""
    said = {
        "csv": _("A table: a row for each service at each place"),
        "parquet": _("The same table, small, for analysis"),
        "geojson": _("The places, for maps"),
        "json": _("Everything, as Open Referral UK has it"),
        "ndjson": _("The same, one service a line"),
    }
    files = [(words, _CALLED[kind], reverse("directory:file", args=[kind])) for kind, words in said.items()]
    return render(
        request,
        "directory/data.html",
        {"files": files, "feed": f"{settings.PUBLIC_URL}{reverse('directory:openreferral')}"},
    )


@requires("public")
def file(request: Request, kind: str) -> HttpResponseBase:
    """The whole directory as a file."""
    if kind not in giving.KINDS:
        raise NotFound("There is no such file.")
    limits.take_try(f"directory-files:{caller(request)}", **FILES, now=request.now)
    answer = StreamingHttpResponse(giving.pieces(kind), content_type=giving.KINDS[kind].content_type)
    answer["Content-Disposition"] = f'attachment; filename="services-{request.today.isoformat()}.{kind}"'
    return answer


@requires("public")
def changes(request: Request) -> HttpResponseBase:
    """The newest changes, as Atom."""
    site = str(settings.PUBLIC_URL)
    entries = [
        Entry(
            f"{change.id}", change.name, f"{site}/services/{change.code}/", change.changed, change.summary, change.who
        )
        for change in openreferral.newest_changes(NEWEST)
    ]
    body = addresses.atom(
        entries,
        title=_("Changes in the directory of %(council)s") % {"council": settings.COUNCIL_NAME},
        address=f"{site}{reverse('directory:changes')}",
        site=site,
        changed=entries[0].changed if entries else request.now,
    )
    return HttpResponse(body, content_type="application/atom+xml; charset=utf-8")


@requires("public")
def sitemap(request: Request) -> HttpResponseBase:
    """Every public page of the directory, for crawlers."""
    site = str(settings.PUBLIC_URL)
    pages = [
        Page(f"{site}/"),
        Page(f"{site}/services/"),
        Page(f"{site}/organisations/"),
        Page(f"{site}/access-points/"),
    ]
    pages += [Page(f"{site}/{path}", changed) for path, changed in openreferral.public_pages(MOST_PAGES - len(pages))]
    return HttpResponse(addresses.sitemap(pages), content_type="application/xml; charset=utf-8")
