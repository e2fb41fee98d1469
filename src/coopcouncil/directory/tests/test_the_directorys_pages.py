import csv
import io
import json
from collections.abc import Callable
from datetime import datetime, timedelta
from types import SimpleNamespace

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from coopcouncil.directory import public
from coopcouncil.directory.models import Schedule, Service, ServiceArea
from coopcouncil.foundation import clock

pytestmark = pytest.mark.django_db
ClientFor = Callable[[str | None], Client]

LISTS = ["/services/", "/organisations/", "/access-points/"]
# The page of a service or of who provides it shows a whole record, one small query a part; a list shows no parts.
WHOLE = {"/services/council-tax/": 29, "/organisations/larkhill-tenants-co-op/": 10}


def _queries(client: Client, address: str) -> int:
    with CaptureQueriesContext(connection) as asked:
        assert client.get(address).status_code == 200
    return len(asked)


@pytest.mark.parametrize("address", [*LISTS, *WHOLE])
def test_a_page_asks_the_database_no_more_however_long_the_list(
    directory: SimpleNamespace, client_for: ClientFor, address: str
) -> None:
    client = client_for(None)
    full = _queries(client, address)
    ServiceArea.objects.all().delete()
    Service.objects.exclude(code__in=["council-tax", "tenant-managed-homes"]).delete()
    assert _queries(client, address) == full <= WHOLE.get(address, 7)


@pytest.mark.parametrize("address", LISTS)
def test_an_empty_directory_says_so_in_words(cast: SimpleNamespace, client_for: ClientFor, address: str) -> None:
    assert client_for(None).get(address).status_code == 200


def test_services_are_found_by_words_type_organisation_and_way_of_running(
    directory: SimpleNamespace, client_for: ClientFor
) -> None:
    def codes(query: str) -> set[str]:
        answer = client_for(None).get(f"/services/?format=json&{query}")
        return {row["code"] for row in json.loads(b"".join(answer.streaming_content))}

    assert len(codes("")) == Service.objects.count() >= 150
    assert codes("q=stairlift") == {"home-adaptations"}
    assert codes("type=council_tax") == {"council-tax"}
    assert codes("by=national-tax-office") == {"child-benefit", "tax-record"}
    assert codes("model=almo") == {"council-housing"}
    assert codes("q=stairlift&type=council_tax") == set()


def test_the_list_says_what_is_open_now(
    directory: SimpleNamespace, client_for: ClientFor, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(clock, "now", lambda: datetime.fromisoformat("2026-12-25T10:00:00+00:00"))

    def open_now(code: str) -> str:
        answer = client_for(None).get("/services/?format=json")
        return {row["code"]: row["open_now"] for row in json.loads(b"".join(answer.streaming_content))}[code]

    assert (open_now("council-tax"), open_now("refuge-for-men")) == ("No", "Yes")


def test_the_list_comes_as_csv_with_the_same_rows(directory: SimpleNamespace, client_for: ClientFor) -> None:
    answer = client_for(None).get("/services/?format=csv&sort=-name")
    rows = list(csv.DictReader(io.StringIO(b"".join(answer.streaming_content).decode())))
    assert len(rows) == Service.objects.count()
    assert {"code", "type", "organisation", "phone", "due_on"} <= set(rows[0])
    assert rows[0]["name"] > rows[-1]["name"]


def test_the_page_of_a_service_gives_the_phone_first_and_who_answers(
    directory: SimpleNamespace, client_for: ClientFor
) -> None:
    page = client_for(None).get("/services/council-housing/").content.decode()
    phone = Service.objects.get(code="council-housing").phone
    assert f'href="tel:{phone.replace(" ", "")}"' in page
    assert page.index(phone) < page.index("mailto:")
    for words in ["Ashmere Homes", "The whole borough", "Arm’s-length management organisation", "tenants on the board"]:
        assert words in page


def test_a_record_that_nobody_confirmed_in_time_is_marked(directory: SimpleNamespace, client_for: ClientFor) -> None:
    def marked(**dates: object) -> str:
        Service.objects.filter(code="council-tax").update(**dates)
        return client_for(None).get("/services/council-tax/").content.decode()

    today = clock.today()
    day = timedelta(days=1)
    assert "May be out of date" in marked(assured_on=today - 200 * day, due_on=today - day)
    assert "May be out of date" not in marked(assured_on=today - 180 * day, due_on=today)
    assert "Not yet confirmed" in marked(assured_on=None, due_on=None)


def test_a_closed_service_keeps_its_page_and_leaves_the_list(directory: SimpleNamespace, client_for: ClientFor) -> None:
    Service.objects.filter(code="council-tax").update(status="closed")
    client = client_for(None)
    assert "This service has closed" in client.get("/services/council-tax/").content.decode()
    assert b"/services/council-tax/" not in client.get("/services/?q=Council+tax").content


@pytest.mark.parametrize("address", ["/services/none/", "/organisations/none/", "/access-points/none/"])
def test_what_is_not_there_is_not_found(cast: SimpleNamespace, client_for: ClientFor, address: str) -> None:
    assert client_for(None).get(address).status_code == 404


def test_every_service_organisation_and_place_has_a_page_that_opens(
    directory: SimpleNamespace, client_for: ClientFor
) -> None:
    client = client_for(None)
    addresses = [f"/services/{code}/" for code in Service.objects.values_list("code", flat=True)]
    addresses += [f"/organisations/{code}/" for code in directory.organisation]
    addresses += [f"/access-points/{point.code}/" for point in public.access_points()]
    assert [address for address in addresses if client.get(address).status_code != 200] == []


def test_the_map_shows_the_places_that_the_list_shows(directory: SimpleNamespace, client_for: ClientFor) -> None:
    page = client_for(None).get("/access-points/?kind=library").content.decode()
    assert page.count('class="app-map__point"') == 9
    assert "Step-free" in page
    assert 'class="app-map__point"' not in client_for(None).get("/access-points/?name=zzzz").content.decode()


def test_a_manager_sees_which_records_are_due_and_others_are_turned_away(
    directory: SimpleNamespace, client_for: ClientFor
) -> None:
    page = client_for("esi").get("/directory/to-confirm/").content.decode()
    assert "/services/tenant-managed-homes/assure/" in page
    assert "/services/council-tax/assure/" not in page
    assert client_for("amara").get("/directory/to-confirm/").status_code == 403
    Service.objects.update(assured_on=clock.today(), due_on=clock.today() + timedelta(days=180))
    assert "Nothing to confirm" in client_for("esi").get("/directory/to-confirm/").content.decode()


def test_access_points_are_narrowed_by_kind_ward_and_organisation(directory: SimpleNamespace) -> None:
    everywhere = public.access_points()
    assert len(everywhere) == 70
    libraries = public.access_points(kind="library")
    assert len(libraries) == 9
    ward = libraries[0].ward_id
    assert {point.ward_id for point in public.access_points(ward_id=ward)} == {ward}
    own = directory.organisation["ashmere-leisure-mutual"]
    assert [point.organisation_id for point in public.access_points(organisation_id=own)] == [own] * 4


def test_the_page_of_a_service_shows_its_whole_record(directory: SimpleNamespace, client_for: ClientFor) -> None:
    page = client_for(None).get("/services/libraries/").content.decode()
    for words in [
        "now", "Closed on bank holidays", "Closed over the holidays", "Public Libraries and Museums Act 1964",
        "1 April 2014", "Its staff and users asked to own it together", "decided by Cabinet",
        "Become a member, with a vote", "Who stays accountable", "Ashmere Council", "You yourself", "Getting there",
    ]:  # fmt: skip
        assert words in page, words


def test_a_refuge_gives_its_number_and_keeps_its_address(directory: SimpleNamespace, client_for: ClientFor) -> None:
    for code in ("refuge-for-women-and-children", "refuge-for-men"):
        page = client_for(None).get(f"/services/{code}/").content.decode()
        assert "01632 96090" in page
        assert "Its address is kept secret" in page
        assert "Sealed" not in page
        assert "AM9" not in page


def test_a_search_engine_reads_its_hours_prices_and_places(directory: SimpleNamespace, client_for: ClientFor) -> None:
    Service.objects.filter(code="libraries").update(summary="Books </script><script>alert(1)</script> & more")
    page = client_for(None).get("/services/libraries/").content.decode()
    block = page.split('<script type="application/ld+json"')[1].split(">", 1)[1].split("</script>")[0]
    said = json.loads(block)
    assert (said["@type"], said["provider"]["name"]) == ("GovernmentService", "Ashmere Libraries Mutual")
    assert said["description"] == "Books </script><script>alert(1)</script> & more"
    usual = said["hoursAvailable"][0]
    assert usual["dayOfWeek"][0].startswith("https://schema.org/")
    assert usual["opens"] < usual["closes"]
    assert said["offers"][0]["price"] == "0.00"
    places = [channel["serviceLocation"] for channel in said["availableChannel"] if "serviceLocation" in channel]
    assert {"streetAddress", "postalCode"} <= set(places[0]["address"])
    assert said["@id"].endswith("/services/libraries/")


def test_whether_it_is_open_is_said_as_of_now(
    directory: SimpleNamespace, client_for: ClientFor, monkeypatch: pytest.MonkeyPatch
) -> None:
    hours = Schedule.objects.get(service__code="council-tax")
    Schedule.objects.filter(id=hours.id).update(byday="MO,TU,WE,TH,FR", opens_at="09:00", closes_at="17:00")

    def said(moment: str) -> str:
        monkeypatch.setattr(clock, "now", lambda: datetime.fromisoformat(moment))
        return client_for(None).get("/services/council-tax/").content.decode()

    assert "Until 5pm" in said("2026-12-01T10:00:00+00:00")
    assert "It opens on 29 December 2026 at 9am" not in said("2026-12-25T10:00:00+00:00"), "closed over the holidays"
    assert "It opens on 4 January 2027 at 9am" in said("2026-12-25T10:00:00+00:00")
