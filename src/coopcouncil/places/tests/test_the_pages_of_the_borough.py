"""What anybody sees: the borough, an area, and the ward of a postcode."""

import csv
import io
import json
from collections.abc import Iterator

import pytest
from django.test import Client

from coopcouncil.places import demo, queries
from coopcouncil.places.models import Dataset

pytestmark = pytest.mark.django_db


@pytest.fixture
def ashmere(loaded_places: None) -> Iterator[Client]:
    return Client()


def test_a_new_installation_says_which_command_brings_its_areas_in(client: Client) -> None:
    page = client.get("/places/")
    assert page.status_code == 200
    assert "coopcouncil places load-areas" in page.content.decode()


def test_the_borough_is_shown_as_a_map_with_a_table_beside_it(ashmere: Client) -> None:
    page = ashmere.get("/places/").content.decode()
    assert page.count('class="app-map__area') == 25
    assert "320,000" in page
    assert "Made up for the demonstration, as it was on 21 March 2021" in page
    assert page.count('href="/places/ward/') >= 50


def test_the_map_can_be_coloured_by_deprivation(ashmere: Client) -> None:
    page = ashmere.get("/places/?show=deprivation").content.decode()
    assert "How deprived each area is" in page
    assert "1 October 2025" in page


def test_the_list_is_filtered_sorted_and_downloaded(ashmere: Client) -> None:
    found = b"".join(ashmere.get("/places/?format=csv&name=hill").streaming_content).decode()  # type: ignore[attr-defined]
    assert [row["name"] for row in csv.DictReader(io.StringIO(found))] == ["Larkhill", "Sorrel Hill"]
    held = json.loads(b"".join(ashmere.get("/places/?format=json&sort=-people").streaming_content))  # type: ignore[attr-defined]
    people = [row["people"] for row in held]
    assert people == sorted(people, reverse=True)
    assert sum(people) == 320_000


def test_an_area_says_who_lives_there_by_age_and_sex_with_the_source_of_each_figure(ashmere: Client) -> None:
    page = ashmere.get("/places/ward/ASH-W05/").content.decode()
    for words in (
        "People of ",
        "90 and over",
        "Female",
        "most deprived tenth",
        "Where this figure comes from",
        "ASH-N09",
    ):
        assert words in page
    assert 'href="/places/borough/ASH/"' in page


@pytest.mark.parametrize("path", ["borough/ASH", "neighbourhood/ASH-N01", "lsoa/ASH-L001"])
def test_every_kind_of_area_has_its_page(ashmere: Client, path: str) -> None:
    assert ashmere.get(f"/places/{path}/").status_code == 200


@pytest.mark.parametrize("path", ["ward/NONE", "parish/ASH-W01", "ward/%00", "ward/%F0%9F%8F%98"])
def test_an_area_that_is_not_there_is_not_found(ashmere: Client, path: str) -> None:
    assert ashmere.get(f"/places/{path}/").status_code == 404


def test_a_postcode_leads_to_its_ward_however_it_is_written(ashmere: Client) -> None:
    page = ashmere.get("/places/find/", {"postcode": "am1 1aa"}).content.decode()
    assert 'href="/places/ward/ASH-W01/"' in page
    assert "Small area" in page


@pytest.mark.parametrize("text", ["AM99 9ZZ", "SW1A 1AA"])
def test_an_unknown_postcode_is_answered_kindly(ashmere: Client, text: str) -> None:
    page = ashmere.get("/places/find/", {"postcode": text})
    assert page.status_code == 200
    assert "We do not know the postcode" in page.content.decode()


@pytest.mark.parametrize("text", ["", "hello", "<script>", "\x00"])
def test_what_is_no_postcode_gets_an_error_that_says_what_to_write(ashmere: Client, text: str) -> None:
    page = ashmere.get("/places/find/", {"postcode": text})
    assert page.status_code == 400
    assert "There is a problem" in page.content.decode()
    assert "<script>alert" not in page.content.decode()


def test_loading_the_demo_again_changes_nothing(ashmere: Client) -> None:
    before = (Dataset.objects.count(), queries.counts(), queries.people_in_all(), queries.count_postcodes())
    demo.load()
    assert (Dataset.objects.count(), queries.counts(), queries.people_in_all(), queries.count_postcodes()) == before
    assert before[1:] == ({"borough": 1, "ward": 25, "neighbourhood": 50, "lsoa": 181}, 320_000, 2500)
