"""What the directory is told of life events: doors for its search, and what officers can settle with whom."""

from datetime import date
from functools import lru_cache
from uuid import UUID

from django.urls import reverse
from django.utils.translation import gettext as _

from coopcouncil.directory import public as directory
from coopcouncil.foundation import languages
from coopcouncil.foundation.contributions import Completed, SearchDoor
from coopcouncil.foundation.remembered import stamps_of
from coopcouncil.frontdoor import gateways
from coopcouncil.frontdoor.views.speech import heard
from coopcouncil.people import public as people
from coopcouncil.sharing import public as sharing


def search_doors(today: date) -> list[SearchDoor]:
    """Every life event that is offered, in the language of the page and found by its English too; and a few pages."""
    stamps = stamps_of("frontdoor_event_version")
    return _made(today) if None in stamps else _remembered(stamps, today, languages.current())


@lru_cache(maxsize=8)
def _remembered(stamps: tuple[UUID | None, ...], today: date, language: str) -> list[SearchDoor]:
    return _made(today)


def _made(today: date) -> list[SearchDoor]:
    found = []
    for event in gateways.offered(today).values():
        said = heard(event)
        found.append(
            SearchDoor(
                tag=f"life_event:{event.code}",
                title=said.title,
                url=reverse("frontdoor:life_event", args=[event.code]),
                kind=_("Tell us once"),
                summary=said.summary,
                words="" if said is event else f"{event.title} {event.summary}",
            )
        )
    return [*found, *_pages()]


def completed(today: date) -> list[Completed]:
    """What an officer who helps somebody can tell: each service of each life event, to whom we may tell it today."""
    events = list(gateways.offered(today).values())
    council, agreed = people.council(), sharing.agreed_on(today)
    offering = directory.offering({notice.service for event in events for notice in event.notices})
    found = []
    for event in events:
        title, url = heard(event).title, reverse("frontdoor:life_event", args=[event.code])
        for notice in event.notices:
            for service in offering[notice.service]:
                body = service.organisation_id
                if (council and body == council.id) or (body, notice.purpose) in agreed:
                    found.append(Completed(notice.service, body, title, url))
    return found


def _pages() -> list[SearchDoor]:
    return [
        SearchDoor(
            tag="page:wards",
            title=_("The borough and its wards"),
            url=reverse("places:borough"),
            kind=_("Page"),
            summary=_("Find the ward of a postcode, and who lives there."),
        ),
        SearchDoor(
            tag="page:notices",
            title=_("What you told us"),
            url=reverse("frontdoor:notices"),
            kind=_("Page"),
            summary=_("See how far each service is with it, by your account or by your reference."),
        ),
        SearchDoor(
            tag="page:access_points",
            title=_("Places where you can be helped"),
            url=reverse("directory:access_points"),
            kind=_("Page"),
            summary=_("Walk in and ask, whichever service you need."),
        ),
    ]
