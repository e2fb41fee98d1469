from collections.abc import Callable

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from coopcouncil.directory.models import Service
from coopcouncil.places.models import Postcode

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("loaded_directory")]
ClientFor = Callable[[str | None], Client]


def page(client: Client, query: str) -> str:
    answer = client.get(f"/search/?{query}")
    assert answer.status_code == 200
    return answer.content.decode().split("<main", 1)[1]


def test_a_typing_error_is_read_and_said_and_the_life_event_stands_first(client_for: ClientFor) -> None:
    text = page(client_for(None), "q=my+dad+dyed+what+do+i+do")
    assert "We read “dyed” as “died”." in text
    assert text.index("/life-events/death/") < text.index("/services/")
    assert "/search/?q=my+dad+dyed+what+do+i+do&amp;exactly=1" in text
    assert "We read" not in page(client_for(None), "q=my+dad+dyed&exactly=1")


def test_a_missed_bin_leads_to_the_report(client_for: ClientFor) -> None:
    text = page(client_for(None), "q=bin+not+colected")
    assert text.index("/report/about/missed-collection/") < text.index("/services/household-waste/")
    assert "because you said “bin not collected”" in text


def test_results_carry_the_distance_from_a_postcode_however_it_is_written(client_for: ClientFor) -> None:
    code = Postcode.objects.filter(lon__isnull=False).order_by("postcode").values_list("postcode", flat=True)[0]
    text = page(client_for(None), f"q=library&near={code.lower().replace(' ', '')}")
    assert text.count("miles away") + text.count("metres away") > 3
    assert "The nearest place where you can ask about any of these" in text
    assert "away" not in page(client_for(None), "q=library")


@pytest.mark.parametrize(
    ("near", "says"), [("banana", "not a whole postcode"), ("ZZ99+9ZZ", "do not know that postcode")]
)
def test_a_postcode_that_is_none_is_said_and_the_search_goes_on(client_for: ClientFor, near: str, says: str) -> None:
    text = page(client_for(None), f"q=library&near={near}")
    assert says in text
    assert "/services/libraries/" in text


def test_choices_narrow_and_no_words_are_needed(client_for: ClientFor) -> None:
    text = page(client_for(None), "category=rubbish&free=1")
    assert "/services/household-waste/" in text
    assert "/services/libraries/" not in text
    assert "Clear the choices" in text


def test_pages_follow_each_other_without_a_find_twice(client_for: ClientFor) -> None:
    client, seen, query = client_for(None), [], "category=children"
    for number in range(1, 9):
        text = page(client, f"{query}&page={number}")
        seen += [part.split('"', 1)[0] for part in text.split('app-finds__name"><a class="govuk-link" href="')[1:]]
        if 'rel="next"' not in text:
            break
    assert len(seen) == len(set(seen)) > 15
    assert seen[-1] in page(client, f"{query}&page=399"), "after the last page comes the last page"


def test_nothing_found_says_what_to_do_and_whom_to_phone(client_for: ClientFor) -> None:
    text = page(client_for(None), "q=xylophones")
    assert "We found nothing for “xylophones”" in text
    assert 'href="tel:' in text
    assert "/access-points/" in text


def test_the_map_shows_the_finds_of_the_page_and_the_list_stays(client_for: ClientFor) -> None:
    text = page(client_for(None), "q=library&on_map=1")
    assert text.count('class="app-map__point"') >= 5
    assert "app-finds__one" in text
    assert 'class="app-map__point"' not in page(client_for(None), "q=library")


@pytest.mark.parametrize(
    ("words", "phone"),
    [
        ("smell of gas", "0800111999"),
        ("power cut", "105"),
        ("chest pains", "999"),
        ("kitchen on fire", "999"),
        ("poorly baby", "111"),
    ],
)
def test_what_cannot_wait_has_its_phone_number_before_everything(client_for: ClientFor, words: str, phone: str) -> None:
    text = page(client_for(None), f"q={words.replace(' ', '+')}")
    assert text.index(f'href="tel:{phone}"') < text.index("<form")


@pytest.mark.parametrize(
    "words", ["fire safety visit", "fired", "knife bin", "end of tenancy", "keep fit", "panic attack"]
)
def test_words_of_danger_that_mean_none_here_raise_no_alarm(client_for: ClientFor, words: str) -> None:
    assert "app-danger" not in page(client_for(None), f"q={words.replace(' ', '+')}")


@pytest.mark.parametrize(
    ("words", "phone"), [("i want to kill myself", "116123"), ("my husband hits me", "08082000247")]
)
def test_what_could_put_somebody_in_danger_leaves_the_address_and_the_cache(
    client_for: ClientFor, words: str, phone: str
) -> None:
    client = client_for(None)
    answer = client.get("/search/", {"q": words})
    assert answer.status_code == 302
    assert "q=" not in answer["Location"]
    assert answer["Cache-Control"] == "no-store"
    answer = client.get(answer["Location"])
    text = answer.content.decode()
    assert answer["Cache-Control"] == "no-store"
    assert f'href="tel:{phone}"' in text
    assert "Exit this page" in text
    assert "data-one-entry" in text
    assert "because you said" not in text
    assert "<title>\n    Search –" in text or "<title>Search –" in text
    assert words.split()[-2] not in text.split("<main")[0]
    assert not client.session.keys()


def test_homeless_tonight_gets_the_number_of_the_service_here(client_for: ClientFor) -> None:
    phone = Service.objects.get(code="housing-options").phone.replace(" ", "")
    text = page(client_for(None), "q=homeless+tonight")
    assert text.index(f'href="tel:{phone}"') < text.index("<form")


def test_a_device_learns_the_nearest_postcode_and_nothing_is_kept(client_for: ClientFor) -> None:
    client = client_for(None)
    known = Postcode.objects.filter(lon__isnull=False).order_by("postcode")[0]
    near = client.post("/search/here/", {"longitude": f"{known.lon:.5f}", "latitude": f"{known.lat:.5f}"})
    assert near.json() == {"postcode": known.postcode}
    assert client.post("/search/here/", {"longitude": "2.35", "latitude": "48.85"}).status_code == 404
    assert client.post("/search/here/", {"longitude": "nan", "latitude": "x"}).status_code == 422
    assert not client.session.keys()


def test_a_page_asks_the_database_no_more_however_long_the_directory(client_for: ClientFor) -> None:
    client = client_for(None)

    def count() -> int:
        page(client, "q=advice")
        with CaptureQueriesContext(connection) as asked:
            page(client, "q=advice")
        return len(asked)

    full = count()
    Service.objects.exclude(code__in=["debt-advice", "housing-advice"]).delete()
    assert count() == full <= 12


def test_a_search_in_portuguese_finds_and_speaks_portuguese(client_for: ClientFor) -> None:
    client = client_for(None)
    client.post("/language/", {"language": "pt", "next": "/search/"})
    assert "/services/household-waste/" in page(client, "q=lixo")
    assert "/life-events/death/" in page(client, "q=o+meu+pai+morreu")
    text = page(client, "q=cheira+a+gás")
    assert text.index('href="tel:0800111999"') < text.index("<form")
    assert "Abra as janelas" in text
    answer = client.get("/search/?q=quero+morrer")
    assert (answer.status_code, answer["Location"]) == (302, "/search/?danger=1")
