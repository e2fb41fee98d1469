"""The choices of a search, on real tables: when it is open, for whom, what it costs, which languages, without steps."""

from collections.abc import Callable
from datetime import date, datetime, time
from types import SimpleNamespace
from uuid import UUID

import pytest

from coopcouncil.directory import public
from coopcouncil.directory.models import (
    Accessibility,
    AccessPoint,
    CostOption,
    Eligibility,
    Language,
    Location,
    Phone,
    Schedule,
    ScheduleException,
    Service,
    ServiceAtLocation,
)
from coopcouncil.foundation import clock
from coopcouncil.kernel.calendars import LONDON, england

pytestmark = pytest.mark.django_db
Make = Callable[..., Service]
TUESDAY_10AM = datetime(2026, 12, 1, 10, tzinfo=LONDON)


@pytest.fixture
def club(ashmere: SimpleNamespace, make_service: Make) -> Service:
    return make_service("lunch-club", ashmere.organisation["larkhill-tenants-co-op"], name="Lunch club")


@pytest.fixture
def hall(club: Service) -> Location:
    """Where the club meets."""
    place = Location.objects.create(name="Larkhill Hall", longitude=-0.62, latitude=53.02)
    ServiceAtLocation.objects.create(service=club, location=place)
    return place


def finds(**asked: object) -> set[object]:
    library = public.search_library(clock.today())
    ask = public.Ask(calendar=england(), **asked)  # type: ignore[arg-type]
    return {hit.key for hit in library.find(library.read(""), ask, most=500).hits}


def test_open_now_is_what_its_own_hours_say_else_those_of_its_places(club: Service, hall: Location) -> None:
    assert club.id not in finds(open_at=TUESDAY_10AM), "no times are known"
    Schedule.objects.create(location=hall, byday="TU", opens_at=time(9), closes_at=time(12))
    assert club.id in finds(open_at=TUESDAY_10AM)
    assert club.id not in finds(open_at=TUESDAY_10AM.replace(hour=13))
    Schedule.objects.create(service=club, byday="WE", opens_at=time(9), closes_at=time(12))
    assert club.id not in finds(open_at=TUESDAY_10AM), "its own hours hold, not those of the hall"


def test_a_day_on_which_it_is_closed_and_a_bank_holiday_are_not_open(club: Service) -> None:
    Schedule.objects.create(service=club, byday="MO,TU,FR", opens_at=time(9), closes_at=time(12))
    assert club.id in finds(open_at=TUESDAY_10AM)
    assert club.id not in finds(open_at=datetime(2026, 12, 25, 10, tzinfo=LONDON))
    ScheduleException.objects.create(service=club, starts_on=date(2026, 12, 1), ends_on=date(2026, 12, 1))
    assert club.id not in finds(open_at=TUESDAY_10AM)


def test_the_list_says_until_when_it_is_open_or_when_it_opens(club: Service) -> None:
    Schedule.objects.create(service=club, byday="TU", opens_at=time(9), closes_at=time(12))
    shelf = public.search_library(clock.today()).shelf
    state = public.opening_state(shelf.hours_of(club.id), TUESDAY_10AM)
    assert (state.open, state.until) == (True, TUESDAY_10AM.replace(hour=12))
    later = public.opening_state(shelf.hours_of(club.id), TUESDAY_10AM.replace(hour=13))
    assert (later.open, later.opens) == (False, datetime(2026, 12, 8, 9, tzinfo=LONDON))


@pytest.mark.parametrize(("age", "found"), [(15, False), (16, True), (25, True), (26, False)])
def test_ages_are_included_at_both_ends(club: Service, age: int, found: bool) -> None:
    Eligibility.objects.create(service=club, minimum_age=16, maximum_age=25, audiences=["carers"])
    assert (club.id in finds(age=age)) is found


def test_for_whom_it_is_and_what_it_costs(club: Service, make_service: Make) -> None:
    other = make_service("gym", club.organisation_id, name="Gym", cost="£5")
    Eligibility.objects.create(service=club, audiences=["carers", "older_people"])
    assert finds(marks=[frozenset({"audience:carers"})]) == {club.id}
    assert finds(marks=[frozenset({"free"})]) == set()
    CostOption.objects.create(service=other, amount_pence=0, option="Under 16")
    Service.objects.filter(id=club.id).update(cost="Free.")
    assert finds(marks=[frozenset({"free"})]) == {club.id, other.id}


def test_a_language_of_the_service_of_its_place_or_of_its_number_counts(
    club: Service, hall: Location, make_service: Make
) -> None:
    line, talk = (make_service(code, club.organisation_id) for code in ("line", "talk"))
    Language.objects.create(location=hall, code="pt")
    Language.objects.create(service=talk, code="pt")
    Language.objects.create(phone=Phone.objects.create(service=line, number="01632 960001"), code="pt")
    Language.objects.create(service=talk, code="so")
    assert finds(marks=[frozenset({"language:pt"})]) == {club.id, talk.id, line.id}
    assert finds(marks=[frozenset({"language:so"})]) == {talk.id}


def test_step_free_is_of_the_place_where_it_is_to_be_had(club: Service, hall: Location) -> None:
    assert club.id not in finds(step_free=True)
    Accessibility.objects.create(location=hall, feature="step_free")
    assert club.id in finds(step_free=True)


def test_without_a_place_of_its_own_its_organisations_places_count(club: Service, ashmere: SimpleNamespace) -> None:
    def metres(key: UUID) -> float | None:
        library = public.search_library(clock.today())
        answer = library.find(library.read("lunch club"), public.Ask(near=(-0.62, 53.02)))
        return next(hit.metres for hit in answer.hits if hit.key == key)

    assert metres(club.id) is None
    AccessPoint.objects.create(
        code="hub", name="Hub", kind="community_hub", organisation_id=club.organisation_id, address="1 Hill",
        postcode="AM1 1AA", longitude=-0.62, latitude=53.03, ward_id=ashmere.wards[0].id, step_free=True,
    )  # fmt: skip
    assert metres(club.id) == pytest.approx(1112, abs=1)
    place = Location.objects.create(name="Hall", longitude=-0.62, latitude=53.021)
    ServiceAtLocation.objects.create(service=club, location=place)
    assert metres(club.id) == pytest.approx(111.2, abs=0.2)


def test_a_confidential_place_gives_no_word_no_distance_and_no_hours(club: Service, ashmere: SimpleNamespace) -> None:
    AccessPoint.objects.create(
        code="hub", name="Hub", kind="community_hub", organisation_id=club.organisation_id, address="1 Hill",
        postcode="AM1 1AA", longitude=-0.62, latitude=53.03, ward_id=ashmere.wards[0].id, step_free=True,
    )  # fmt: skip
    refuge = Location.everywhere.create(confidential=True)
    ServiceAtLocation.objects.create(service=club, location=refuge)
    Schedule.objects.create(location=refuge, byday="TU", opens_at=time(9), closes_at=time(12))
    library = public.search_library(clock.today())
    answer = library.find(library.read("lunch club"), public.Ask(near=(-0.62, 53.02)))
    hit = next(hit for hit in answer.hits if hit.key == club.id)
    assert (hit.metres, hit.place) == (None, None), "nor are the places of its organisation taken for it"
    assert library.shelf.hours_of(club.id) == ()
    assert club.id not in finds(open_at=TUESDAY_10AM)
