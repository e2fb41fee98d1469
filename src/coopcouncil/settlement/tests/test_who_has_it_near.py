"""How near a promised service is: on its page, in a file, as the explorer has it; and who has less is found."""

import csv
import io
from collections.abc import Callable

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from coopcouncil.directory.models import Location, Service, ServiceAtLocation
from coopcouncil.foundation import clock
from coopcouncil.foundation.actors import SYSTEM
from coopcouncil.kernel.distance import metres
from coopcouncil.places import public as places
from coopcouncil.settlement.actions import finding
from coopcouncil.settlement.demo.load import FIRST, NEXT
from coopcouncil.settlement.domain.what_if import Settings
from coopcouncil.settlement.models import Gap
from coopcouncil.settlement.queries import exploring, serving

ClientFor = Callable[[str | None], Client]
PAGE = f"/settlement/editions/{FIRST}/libraries/"

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("ashmere")]


def text(client: Client, path: str) -> str:
    answer = client.get(path)
    assert answer.status_code == 200, path
    return b"".join(answer).decode() if answer.streaming else answer.content.decode()


def look(code: str = "libraries", measure: str = "access") -> list[finding.Seen]:
    seen = finding.find_gaps(actor=SYSTEM, now=clock.now(), today=clock.today())
    return [one for one in seen if one.code == code and one.found.measure == measure]


def a_library_everywhere() -> dict[str, list[Location]]:
    """One in the middle of each small area instead of those that there are, by ward."""
    service = Service.objects.filter(service_type="libraries").first()
    assert service is not None
    ServiceAtLocation.objects.filter(service__service_type="libraries").delete()
    made: dict[str, list[Location]] = {}
    for area in places.small_areas():
        lon, lat = area.centre
        place = Location.objects.create(name=area.name, longitude=lon, latitude=lat)
        ServiceAtLocation.objects.create(service=service, location=place)
        made.setdefault(area.ward_name, []).append(place)
    return made


def test_the_page_of_a_promise_says_who_has_farthest_to_go_and_the_list_has_every_ward(client_for: ClientFor) -> None:
    nobody = client_for(None)
    page = text(nobody, PAGE)
    assert "The wards with the farthest to go, of 25" in page
    assert "our model, from the directory of services" in page
    rows = list(csv.DictReader(io.StringIO(text(nobody, f"{PAGE}access/?format=csv"))))
    assert len(rows) == 25
    whole = text(nobody, f"{PAGE}access/")
    for words in (*(row["name"] for row in rows), "By tenth of deprivation", "By age", "It is given at 9 places."):
        assert words in whole, words
    farthest = max(rows, key=lambda row: float(row["metres"]))["name"]
    assert farthest in page
    # Most promises have no place: their pages say nothing of it, and have no list.
    assert nobody.get(f"/settlement/editions/{FIRST}/household-waste/access/").status_code == 404


def test_the_figures_are_those_of_the_explorer() -> None:
    (found,) = serving.places_of(["libraries"]).values()
    mine = {one.key: one for one in serving.served(found, exploring.areas())["ward"]}
    network, gone = exploring.network_around([found[0].key])
    theirs = exploring.explore(network, gone, [], Settings()).wards
    assert {row.key: (row.people, row.metres_before, row.access_before) for row in theirs} == {
        key: pytest.approx((one.people, one.metres, one.supply)) for key, one in mine.items()
    }


def test_a_ward_that_loses_all_its_places_is_found_with_the_size_that_it_has() -> None:
    made = a_library_everywhere()
    assert look() == []  # everybody has one in the middle of where they live
    ward, lost = max(made.items(), key=lambda item: len(item[1]))
    ServiceAtLocation.objects.filter(location__in=lost).delete()
    left = [place for name, held in made.items() if name != ward for place in held]
    mine = [area for area in places.small_areas() if area.ward_name == ward]
    total = sum(
        area.people * min(metres(*area.centre, place.longitude or 0, place.latitude or 0) for place in left)
        for area in mine
    )
    expected = total / sum(area.people for area in mine)
    (row,) = [one for one in serving.served(*_libraries())["ward"] if one.name == ward]
    assert row.metres == pytest.approx(expected, rel=1e-6)
    # Two more wards round it, until it is far: then it is flagged, once.
    nearest = sorted(left, key=lambda place: metres(*mine[0].centre, place.longitude or 0, place.latitude or 0))
    ServiceAtLocation.objects.filter(location__in=nearest[:80]).delete()
    (row,) = [one for one in serving.served(*_libraries())["ward"] if one.name == ward]
    others = [one for one in serving.served(*_libraries())["ward"] if one.name != ward]
    size = row.metres - sum(one.metres * one.people for one in others) / sum(one.people for one in others)
    assert row.metres > 1600
    assert size > 800
    (seen,) = [one for one in look() if one.ward == ward]
    assert seen.found.size == pytest.approx(size)
    assert seen.found.people == round(row.people)
    before = Gap.objects.count()
    assert {one.state for one in look()} <= {"open", "answered"}
    assert Gap.objects.count() == before


def _libraries() -> tuple[list[exploring.Place], list[exploring.SmallArea]]:
    return serving.places_of(["libraries"])["libraries"], exploring.areas()


def test_the_promise_of_the_edition_open_for_comments_shows_what_was_found_on_the_one_in_force(
    client_for: ClientFor,
) -> None:
    gap = Gap.objects.filter(entry__edition__code=FIRST, entry__code="libraries").select_related("area").first()
    assert gap is not None
    for edition in (FIRST, NEXT):
        assert gap.answer in text(client_for(None), f"/settlement/editions/{edition}/libraries/")


def test_who_lives_where_is_read_once_and_no_page_reads_more_for_more_places(client_for: ClientFor) -> None:
    nobody = client_for(None)
    text(nobody, PAGE)
    with CaptureQueriesContext(connection) as few:
        text(nobody, PAGE)
    assert not any("places_population" in query["sql"] for query in few)
    a_library_everywhere()
    with CaptureQueriesContext(connection) as many:
        text(nobody, PAGE)
    assert len(many) == len(few) <= 30
