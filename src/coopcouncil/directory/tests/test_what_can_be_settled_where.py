import csv
import io
from collections.abc import Callable
from datetime import date
from types import SimpleNamespace
from uuid import UUID, uuid4

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from hypothesis import given
from hypothesis import strategies as st

from coopcouncil.directory.domain.completing import FAR_M, Leave, Spot, Way, nearest, settled_at
from coopcouncil.directory.models import AccessPoint, Service
from coopcouncil.foundation import clock, contributions
from coopcouncil.foundation.contributions import Completed
from coopcouncil.people.models import Grant

ClientFor = Callable[[str | None], Client]
COUNCIL, CHARITY, LIBRARY, STRANGER = (uuid4() for _ in range(4))
LEAVE = Leave(
    providers={"bins": frozenset({COUNCIL}), "advice": frozenset({COUNCIL, CHARITY}), "books": frozenset({LIBRARY})},
    told={"bins": frozenset({COUNCIL}), "advice": frozenset({COUNCIL})},
    assisting=frozenset({LIBRARY}),
)


@pytest.mark.parametrize(
    ("code", "organisation", "way"),
    [
        ("books", LIBRARY, Way.OWN),
        ("bins", LIBRARY, Way.TOLD),
        ("advice", LIBRARY, Way.PARTLY),
        ("bins", STRANGER, Way.ASK),
        ("advice", CHARITY, Way.OWN),
        ("books", COUNCIL, Way.ASK),
        ("nothing", LIBRARY, Way.ASK),
    ],
)
def test_who_provides_it_settles_it_and_who_may_tell_settles_what_may_be_told(
    code: str, organisation: UUID, way: Way
) -> None:
    assert LEAVE.way(code, organisation) is way
    assert way.settles is (way is not Way.ASK)


def test_each_type_is_had_in_exactly_one_way() -> None:
    found = settled_at(LEAVE, ["bins", "advice", "books"], LIBRARY)
    assert found == {Way.OWN: ["books"], Way.TOLD: ["bins"], Way.PARTLY: ["advice"], Way.ASK: []}


def test_the_nearest_place_on_a_globe_and_none_where_there_is_none() -> None:
    """A hundredth of a degree of latitude is 1,111.95 m."""
    ward, near, far = Spot(uuid4(), 0.0, 53.0), Spot(uuid4(), 0.0, 53.01), Spot(uuid4(), 0.0, 52.98)
    found = nearest([ward], [far, near])[0]
    assert (found.place, found.metres) == (near.key, pytest.approx(1111.95, abs=0.5))
    assert not found.is_gap
    assert nearest([ward], [far])[0].is_gap
    assert nearest([ward], [])[0].is_gap


@given(st.lists(st.tuples(st.integers(-99, 99), st.integers(-99, 99)), min_size=1, max_size=5))
def test_another_place_never_makes_it_farther(points: list[tuple[int, int]]) -> None:
    ward, spots = Spot(uuid4(), 0.0, 53.0), [Spot(uuid4(), east / 100, 53 + north / 100) for east, north in points]
    with_all, without = nearest([ward], spots)[0].metres, nearest([ward], spots[1:])[0].metres
    assert with_all is not None
    assert without is None or with_all <= without


# --- pages -----------------------------------------------------------------------------------------------------------


@pytest.fixture
def tellable(directory: SimpleNamespace, monkeypatch: pytest.MonkeyPatch) -> None:
    """Officers may tell the council of bins, and nobody of anything else."""
    told = [Completed("household_waste", directory.organisation["greenway-collections"], "Moving home", "/life/")]
    registry: contributions.Registry = contributions.Registry("completing")
    registry.add(lambda today: told)
    monkeypatch.setattr(contributions, "completing", registry)


@pytest.fixture
def surgery(directory: SimpleNamespace) -> AccessPoint:
    return AccessPoint.objects.filter(organisation_id=directory.organisation["larkhill-surgery"]).order_by("code")[0]


@pytest.mark.django_db
def test_the_page_of_a_place_says_what_an_officer_may_tell_and_by_whose_leave(
    surgery: AccessPoint, tellable: None, client_for: ClientFor
) -> None:
    Grant.objects.filter(organisation=surgery.organisation).delete()
    address = f"/access-points/{surgery.code}/"
    assert "cannot tell other services for you yet" in client_for(None).get(address).content.decode()
    Grant.objects.create(organisation=surgery.organisation, what=Grant.What.ASSIST, starts_on=date(2026, 3, 1))
    text = client_for(None).get(address).content.decode()
    assert "has let Larkhill Surgery do so since 1 March 2026" in text
    assert "An officer there tells the service for you, in one go (1)" in text
    assert "Rubbish and recycling" in text
    assert 'href="/life/"' in text


@pytest.mark.django_db
def test_a_grant_that_is_over_settles_nothing(surgery: AccessPoint, tellable: None, client_for: ClientFor) -> None:
    Grant.objects.filter(organisation=surgery.organisation).delete()
    Grant.objects.create(
        organisation=surgery.organisation, what=Grant.What.ASSIST, starts_on=date(2026, 1, 1), ends_on=clock.today()
    )
    text = client_for(None).get(f"/access-points/{surgery.code}/").content.decode()
    assert "cannot tell other services for you yet" in text


@pytest.mark.django_db
def test_the_gaps_of_a_service_are_the_wards_far_from_where_it_can_be_settled(
    directory: SimpleNamespace, tellable: None, client_for: ClientFor
) -> None:
    def rows(query: str) -> list[dict[str, str]]:
        answer = client_for(None).get(f"/access-points/gaps/?format=csv{query}")
        return list(csv.DictReader(io.StringIO(b"".join(answer.streaming_content).decode())))

    Grant.objects.all().delete()
    library = rows("&service=libraries")
    assert len(library) == len(directory.wards)
    assert all((int(row["metres"]) > FAR_M) == (row["far"] == "true") for row in library)
    assert [int(row["metres"]) for row in library] == sorted((int(row["metres"]) for row in library), reverse=True)
    assert all("Library" in row["place"] for row in library)
    Service.objects.filter(service_type="libraries").update(status="closed")
    assert {row["far"] for row in rows("&service=libraries")} == {"true"}
    page = client_for(None).get("/access-points/gaps/?service=libraries").content.decode()
    assert f"{len(directory.wards)} of {len(directory.wards)} wards" in page


@pytest.mark.django_db
def test_the_page_of_gaps_asks_no_more_however_many_places_there_are(
    directory: SimpleNamespace, client_for: ClientFor
) -> None:
    def count() -> int:
        with CaptureQueriesContext(connection) as asked:
            assert client_for(None).get("/access-points/gaps/").status_code == 200
        return len(asked)

    count()
    full = count()
    AccessPoint.objects.exclude(kind="library").delete()
    assert count() <= full <= 16


@pytest.mark.django_db
def test_places_are_narrowed_to_those_whose_officers_tell_for_people(
    surgery: AccessPoint, client_for: ClientFor
) -> None:
    Grant.objects.all().delete()
    Grant.objects.create(organisation=surgery.organisation, what=Grant.What.ASSIST, starts_on=date(2026, 3, 1))
    answer = client_for(None).get("/access-points/?helps=True&format=csv")
    names = b"".join(answer.streaming_content).decode()
    assert surgery.name in names
    assert "Harbour Street" not in names
