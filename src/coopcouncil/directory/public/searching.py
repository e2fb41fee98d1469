"""Search, for whoever composes its page: the library of the moment, and what is shown of each find."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime
from uuid import UUID

from django.urls import reverse
from django.utils.translation import gettext as _

from coopcouncil.directory import actions, queries
from coopcouncil.directory.domain import opening
from coopcouncil.directory.domain.categories import Category, categories_in, shipped_categories
from coopcouncil.directory.domain.missing import Terms, terms_of
from coopcouncil.directory.domain.opening import State as OpeningState
from coopcouncil.directory.domain.search import DOOR, ORGANISATION, PLACE, SERVICE, Door, Hit, Hours, Library
from coopcouncil.directory.models import Audience, SearchEnd
from coopcouncil.directory.queries import searching
from coopcouncil.foundation import contributions, maps
from coopcouncil.kernel.calendars import england
from coopcouncil.kernel.search import Reading

_ROUTES = {SERVICE: "directory:service", ORGANISATION: "directory:organisation", PLACE: "directory:access_point"}


def search_library(today: date) -> Library:
    """All that a search needs, as the directory is now, with the doors of the site in the language of the page."""
    doors = [
        Door(door.tag, str(door.title), door.url, str(door.kind), str(door.summary), door.words)
        for find in contributions.search_doors
        for door in find(today)
    ]
    return searching.library(doors)


def search_shelf() -> None:
    """Make the shelf ready, before anybody asks."""
    searching.shelf()


def search_shown(hits: Iterable[Hit]) -> dict[tuple[str, UUID], searching.Shown]:
    """What is shown of finds, as it is now; what has closed meanwhile is left out."""
    return searching.hits_shown((hit.kind, hit.key) for hit in hits if hit.kind != DOOR)


def search_map(hits: Iterable[Hit], *, title: str) -> maps.AreaMap | None:
    """The wards with the places where finds are to be had, the nearest of each; None where there is nothing to draw."""
    wards = queries.ward_borders()
    hits = list(hits)
    places = {(hit.kind, hit.key): hit.place for hit in hits}
    shown = search_shown(hits)
    points = [
        maps.Point(held.name, *place, reverse(_ROUTES[key[0]], args=[held.code]))
        for key, held in shown.items()
        if (place := places.get(key)) is not None
    ]
    if not wards or not points:
        return None
    return maps.AreaMap(
        name="search-map",
        title=title,
        unit="",
        source=_("the directory of services"),
        areas=[maps.Area(ward.code, ward.name, ward.geometry, 0.0) for ward in wards],
        points=points,
        say=lambda value: "",
    )


def opening_state(hours: Sequence[Hours], now: datetime) -> OpeningState:
    """Whether one of these sets of hours holds now, and until when, or when one begins."""
    return opening.state(hours, now, england())


def audiences() -> dict[str, str]:
    """The kinds of people for whom a service may be, code → words."""
    return {code: str(name) for code, name in Audience.choices if code != Audience.EVERYONE}


def countable(reading: Reading, choices: Iterable[str] = ()) -> Terms:
    """What may be counted of a search: never what was typed, only single words that tell nothing of a person."""
    return terms_of(reading, choices)


def count_search(
    *, known: Iterable[str], unknown: Iterable[str], end: str, ward_id: UUID | None, caller: str, now: datetime
) -> int:
    """Count a search that ended so ("nothing", "left", "chosen"). Returns how many of its terms were counted."""
    terms = Terms(tuple(known), tuple(unknown))
    return actions.count_search(terms=terms, end=SearchEnd(end), ward_id=ward_id, caller=caller, now=now)


def categories() -> Mapping[str, Category]:
    """What people may choose instead of words: categories of service types, by code."""
    return shipped_categories()


def category_names(language: str) -> Mapping[str, str]:
    """What each category is called in a language."""
    return categories_in(language)
