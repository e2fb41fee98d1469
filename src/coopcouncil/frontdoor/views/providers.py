"""A provider as everybody may judge it: what it provides and is promised to do, how that is kept, where it failed."""

from dataclasses import dataclass
from typing import Any

from django.http import HttpResponseBase
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from coopcouncil.casework import public as casework
from coopcouncil.directory import public as directory
from coopcouncil.foundation import languages
from coopcouncil.foundation.jinja import month_in_words, number
from coopcouncil.foundation.permissions import requires
from coopcouncil.foundation.requests import Request
from coopcouncil.foundation.tables import Column, Table, respond
from coopcouncil.frontdoor.domain.providers import EXPLAINED
from coopcouncil.people import public as people
from coopcouncil.settlement import public as settlement

DOOR = "/agreed/"
ROWS = 10  # of its promises
SERVICES = 5
FAILURES = 5
PARTS: dict[str, Any] = {
    "both": gettext_lazy("Answers for it and runs it"),
    "answers": gettext_lazy("Answers for it"),
    "runs": gettext_lazy("Runs it; another body answers for it"),
}


@dataclass(frozen=True)
class _Line:
    """A promise, the provider's part in it, and how it is kept; None where there are too few times to say."""

    promise: settlement.ProviderPromise
    part: str
    kept: settlement.KeptFigure | None


@requires("public")
def provider(request: Request, code: str) -> HttpResponseBase:
    """One provider, the council or any other."""
    found = people.organisation_by_code(code)
    promises = settlement.promises_of(found.id)
    kept = settlement.figures_kept(promises, request.now)
    lines = [_Line(item, _part(item), kept.get(item.code)) for item in promises]
    services, offered = directory.services_of(found.id), _services()
    if request.GET.get(f"{offered.prefix}format") in {"csv", "json"}:
        return respond(request, offered, services, "frontdoor/provider.html")
    failures = casework.published_failures(found.id, most=FAILURES)
    context = {
        "door": DOOR,
        "provider": found,
        "explained": EXPLAINED[found.kind],
        "services": offered.page(request.GET, services, path=request.path),
        "in_force": settlement.edition_in_force(),
        "measured": [item.kept for item in lines if item.kept and item.kept.keeps_to_it is not None],
        "takeovers": settlement.takeovers_of(found.id),
        "failures": failures,
        "failed": [
            [item.what, item.kind, item.service, month_in_words(item.happened_at), _said(item)]
            for item in failures.newest
        ],
    }
    return respond(request, _promises(), lines, "frontdoor/provider.html", context)


def _said(failure: casework.PublishedFailure) -> str:
    return languages.as_written(failure.reply) if failure.reply else _("The provider did not reply.")


def _part(item: settlement.ProviderPromise) -> str:
    return "both" if item.answers and item.runs else "answers" if item.answers else "runs"


def _services() -> Table:
    kinds = directory.service_types_in(languages.current())
    return Table(
        name="services", caption=_("What it provides"), prefix="s-", page_size=SERVICES,
        empty=_("It runs no service that is in the directory. It may pay for services, or answer for them."),
        source=_("the directory of services"),
        columns=[
            Column("name", _("Service"), link=lambda row: reverse("directory:service", args=[row.code])),
            Column("summary", _("What it is"), sortable=False),
            Column("kind", _("Kind of service"),
                   value=lambda row: kinds[row.service_type].name if row.service_type in kinds else ""),
            Column("phone", _("Phone"), sortable=False, show=lambda row: row.phone.replace(" ", "\xa0")),
            Column("code", _("Code"), in_page=False),
        ],
    )  # fmt: skip


def _promises() -> Table:
    return Table(
        name="promises", caption=_("What it is promised to do"), page_size=ROWS, order="percent",
        empty=_("The settlement in force promises nothing that it answers for or runs."),
        source=_("the clocks of problems that were told to the council, within twelve months. Few times are not shown"),
        columns=[
            Column("title", _("Promise"), source="promise__title", link=lambda row: row.promise.url),
            Column("part", _("Its part"), show=lambda row: PARTS[row.part]),
            Column("standard", _("What you can expect"), source="promise__standard", sortable=False),
            Column("clock", _("How soon"), source="promise__clock", sortable=False,
                   show=lambda row: _soon(row.promise)),
            Column("percent", _("Kept, whoever runs it"), source="kept__percent", show=lambda row: _kept(row.kept)),
            Column("code", _("Short name"), source="promise__code", in_page=False),
            Column("target", _("Target"), source="promise__target", in_page=False),
            Column("times", _("Times"), source="kept__times", in_page=False),
            Column("keeps_to_it", _("Kept to"), source="kept__keeps_to_it", in_page=False),
            Column("accountable", _("Who answers for it"), source="promise__accountable", in_page=False),
        ],
    )  # fmt: skip


def _soon(promise: settlement.PromiseView) -> str:
    if not promise.clock:
        return _("No time is promised")
    if promise.target is None:
        return promise.clock
    return _("%(clock)s, %(n)s times in a hundred") % {"clock": promise.clock, "n": promise.target}


def _kept(figure: settlement.KeptFigure | None) -> str:
    if figure is None:
        return _("Too few times to say")
    said = _("%(percent)s%% of %(times)s times") % {"percent": figure.percent, "times": number(figure.times)}
    if figure.keeps_to_it is None:
        return said
    return (_("%(times)s: kept to") if figure.keeps_to_it else _("%(times)s: not kept to")) % {"times": said}
