"""What is provided: the list and each service."""

import json
from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from django.http import HttpResponseBase, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _
from markupsafe import Markup

from coopcouncil.directory import queries
from coopcouncil.directory.domain import assurance, catalogue, delivery, speech
from coopcouncil.directory.domain.catalogue import ServiceType
from coopcouncil.directory.domain.opening import is_open
from coopcouncil.directory.formats.schema_org import government_service
from coopcouncil.directory.models import Service
from coopcouncil.directory.views import showing
from coopcouncil.foundation import languages
from coopcouncil.foundation.jinja import date_in_words
from coopcouncil.foundation.pages import render
from coopcouncil.foundation.permissions import allowed, requires
from coopcouncil.foundation.requests import Request
from coopcouncil.foundation.tables import Column, Table, respond
from coopcouncil.kernel.calendars import england


def _kinds() -> Mapping[str, ServiceType]:
    """The catalogue in the language of the page."""
    return speech.catalogue_in(languages.current()) if languages.is_foreign() else catalogue.shipped_catalogue()


def _table(now: datetime, today: date) -> Table:
    kinds, calendar = _kinds(), england()

    def open_now(service: Service) -> str:
        hours: Any = service.schedules.all(), service.exceptions.all()
        said = is_open([hours], now, calendar) if service.status == Service.Status.ACTIVE else False
        return "" if said is None else _("Yes") if said else _("No")

    def confirmed(service: Service) -> str:
        state = assurance.freshness(service.due_on, today=today, unconfirmed=service.unconfirmed)
        if state == "never":
            return _("Not yet")
        day = date_in_words(service.assured_on)
        return _("%(day)s – may be out of date") % {"day": day} if state == "stale" else day

    def type_name(service: Service) -> str:
        kind = kinds.get(service.service_type)
        return kind.name if kind else ""

    return Table(
        name="services",
        caption=_("Services"),
        order="name",
        tie="code",
        empty=_("No service has been put into the directory yet."),
        source=_("the directory of services, confirmed by those who provide them"),
        columns=[
            Column("q", _("Words to look for"), source="words", search="contains", sortable=False, in_page=False,
                   in_files=False),
            Column("type", _("Kind of service"), source="service_type", search="exact", in_page=False,
                   choices=sorted(((code, kind.name) for code, kind in kinds.items()), key=lambda item: item[1])),
            Column("code", _("Code"), in_page=False),
            Column("name", _("Service"), link=lambda row: reverse("directory:service", args=[row.code])),
            Column("summary", _("What it is"), sortable=False),
            Column("phone", _("Phone"), sortable=False, show=lambda row: row.phone.replace(" ", "\xa0")),
            Column("open_now", _("Open now"), value=open_now, sortable=False),
            Column("organisation", _("Who answers for it"), source="organisation__name",
                   link=lambda row: reverse("directory:organisation", args=[row.organisation.code])),
            Column("by", _("Who answers for it"), source="organisation__code", search="exact", in_page=False,
                   in_files=False, choices=queries.organisations_with_services()),
            Column("model", _("How it is run"), source="delivery_model", search="exact",
                   choices=Service.DeliveryModel.choices, show=lambda row: row.get_delivery_model_display()),
            Column("type_name", _("Kind of service"), value=type_name, in_page=False),
            Column("scope", _("Who it is for"), in_page=False),
            Column("outcome", _("Outcome"), in_page=False),
            Column("status", _("Open"), in_page=False),
            Column("email", _("E-mail"), in_page=False),
            Column("website", _("Website"), in_page=False),
            Column("opening_hours", _("Opening hours"), in_page=False),
            Column("cost", _("Cost"), in_page=False),
            Column("confirmed", _("Last confirmed"), source="assured_on", show=confirmed),
            Column("due_on", _("To be confirmed by"), in_page=False),
        ],
    )  # fmt: skip


# What would end a script, or begin a comment in it, as JSON may write it.
_IN_A_SCRIPT = {ord(letter): f"\\u{ord(letter):04x}" for letter in "<>&\u2028\u2029"}


@requires("public")
def front(request: Request) -> HttpResponseBase:
    """The directory begins with its services."""
    return HttpResponseRedirect(reverse("directory:services"))


@requires("public")
def services(request: Request) -> HttpResponseBase:
    """Every service that is not closed; filtered, sorted, paged, as CSV and as JSON."""
    return respond(request, _table(request.now, request.today), queries.listed_services(), "directory/services.html")


@requires("public")
def service(request: Request, code: str) -> HttpResponseBase:
    """What it is, how to reach it, who answers for it and how fresh the record is."""
    found = queries.service_page(code)
    more = showing.whole(code, request.now)
    address = request.build_absolute_uri(reverse("directory:service", args=[code]))
    linked = government_service(more["record"], address=address, area=queries.borough_name())
    return render(
        request,
        "directory/service.html",
        {
            **described(found, request.today),
            **more,
            "may_edit": allowed(request.actor, "directory.edit", found),
            "may_set_law": allowed(request.actor, "directory.approve", found),
            "linked": Markup(json.dumps(linked, ensure_ascii=False).translate(_IN_A_SCRIPT)),  # noqa: S704 - escaped
        },
    )


def described(found: Service, today: date) -> dict[str, Any]:
    """What the page of a service shows."""
    kinds = _kinds()
    return {
        "service": found,
        # What a feed has brought without a type is of no kind that anybody has a word for.
        "kind": kinds.get(found.service_type) or ServiceType(found.service_type, found.name, "", "council"),
        "areas": queries.areas_of(found.id),
        "siblings": queries.siblings(found),
        "explained": delivery.EXPLAINED[found.delivery_model],
        "freshness": assurance.freshness(found.due_on, today=today, unconfirmed=found.unconfirmed),
    }
