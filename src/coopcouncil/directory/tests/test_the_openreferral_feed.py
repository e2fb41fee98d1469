"""The whole of Ashmere's directory as Open Referral UK: every record is valid, pages and filters do what they say."""

import json
from collections.abc import Iterator
from datetime import date, time
from types import SimpleNamespace
from typing import Any
from uuid import uuid4

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from coopcouncil.directory import models
from coopcouncil.directory.api import openreferral
from coopcouncil.directory.domain.openreferral import check
from coopcouncil.directory.models import Location, Service, ServiceAtLocation

pytestmark = pytest.mark.django_db
TODAY = date(2026, 11, 27)
BASE = "/openreferral/v3"
LISTS = {
    "services": "service",
    "organizations": "organization",
    "service_at_locations": "service_at_location",
    "taxonomies": "taxonomy",
    "taxonomy_terms": "taxonomy_term",
}


def get(path: str, **headers: str) -> Any:
    return Client().get(f"{BASE}/{path}", headers=headers)


def ids(path: str) -> list[str]:
    """The ids of all records of a list."""
    return [item["id"] for page in pages(path) for item in page["contents"]]


def pages(path: str) -> Iterator[dict[str, Any]]:
    number = 1
    while True:
        answer = get(f"{path}{'&' if '?' in path else '?'}page={number}&per_page=100")
        assert answer.status_code == 200, answer.content
        yield answer.json()
        if answer.json()["last_page"]:
            return
        number += 1


@pytest.mark.parametrize("more", ["", "?full=true", "?full_service=true"])
@pytest.mark.parametrize("name", LISTS)
def test_every_record_of_every_list_is_valid_even_strictly(rich: Service, name: str, more: str) -> None:
    seen = 0
    for page in pages(name + more):
        report = check(page, today=TODAY, strict=True)
        assert report.findings == (), (name, [(found.place, found.message) for found in report.findings[:5]])
        assert report.kind == LISTS[name]
        seen += report.records
    assert seen == page["total_items"] > 0
    if name == "services":
        assert seen >= 150


def test_every_single_record_is_valid_and_as_its_list_has_it(rich: Service) -> None:
    for name, kind in LISTS.items():
        listed = get(f"{name}?full=true&per_page=4").json()["contents"]
        for item in [*listed, *([{"id": str(rich.id)}] if name == "services" else [])]:
            one = get(f"{name}/{item['id']}").json()
            report = check(one, today=TODAY, strict=True)
            assert (report.kind, report.findings) == (kind, ()), (name, report.findings)
            assert item.items() <= one.items() or name == "organizations"


def test_a_service_says_everything_that_the_profile_has_room_for(rich: Service) -> None:
    told = get(f"services/{rich.id}").json()
    (place,) = told["service_at_locations"]
    assert place["location"]["addresses"][0]["postal_code"] == "AM1 1AA"
    assert place["location"]["accessibility"][0]["description"] == "Step-free"
    assert told["schedules"][0] | {"opens_at": "09:00", "closes_at": "17:00", "byday": "MO,TU"} == told["schedules"][0]
    assert told["cost_options"][0]["amount"] == 4.5
    assert (told["minimum_age"], told["status"]) == (18, "active")
    assert told["contacts"][0]["phones"][0]["languages"][0]["name"] == "Portuguese"
    assert told["languages"][0]["code"] == "pl"
    assert told["funding"][0]["source"] == "The council"
    assert told["attributes"][0]["taxonomy_term"]["name"] == "One"
    assert told["organization"]["id"] == str(rich.organisation_id)
    assert told["wait_time"] == "14 days, as of 2026-11-01"


def test_hours_past_midnight_are_two_schedules_and_day_and_night_is_one(rich: Service) -> None:
    models.Schedule.objects.filter(service=rich).delete()
    models.Schedule.objects.create(service=rich, byday="SA,SU", opens_at=time(20), closes_at=time(2))
    models.Schedule.objects.create(service=rich, byday="MO", opens_at=time(0), closes_at=time(0))
    told = get(f"services/{rich.id}").json()["schedules"]
    assert [(item["byday"], item["opens_at"], item["closes_at"]) for item in told] == [
        ("MO", "00:00", "23:59"),
        ("SA,SU", "20:00", "23:59"),
        ("SU,MO", "00:00", "02:00"),
    ]
    assert len({item["id"] for item in told}) == 3


def test_a_page_says_what_it_is_and_pages_together_are_the_whole(directory: SimpleNamespace) -> None:
    total = Service.objects.exclude(status="closed").count()
    first = get("services?per_page=7").json()
    assert {name: first[name] for name in first if name != "contents"} == {
        "total_items": total, "total_pages": -(-total // 7), "page_number": 1, "size": 7, "first_page": True,
        "last_page": False, "empty": False,
    }  # fmt: skip
    everything = [item["id"] for page in pages("services") for item in page["contents"]]
    assert len(everything) == len(set(everything)) == total
    beyond = get("services?page=999").json()
    assert (beyond["empty"], beyond["size"], beyond["last_page"], beyond["contents"]) == (True, 0, True, [])


def test_a_page_of_organisations_says_where_the_next_is(directory: SimpleNamespace) -> None:
    page = get("organizations?per_page=10&full=true").json()
    assert page["next"].endswith("/openreferral/v3/organizations?full=true&page=2&per_page=10")
    following = get(page["next"].partition("/openreferral/v3/")[2]).json()
    assert not {item["id"] for item in following["contents"]} & {item["id"] for item in page["contents"]}


def test_lists_without_full_have_only_what_there_is_one_of(rich: Service) -> None:
    listed = next(item for page in pages("services") for item in page["contents"] if item["id"] == str(rich.id))
    assert not [name for name, value in listed.items() if isinstance(value, list)]
    assert listed["organization"]["name"]


def test_minimal_is_only_ids_and_when_they_changed(directory: SimpleNamespace) -> None:
    item = get("services?minimal=true").json()["contents"][0]
    assert set(item) == {"id", "modified_date", "last_modified"}


def test_a_stream_holds_every_service_on_a_line(directory: SimpleNamespace) -> None:
    answer = get("services?format=ndjson")
    lines = b"".join(answer.streaming_content).splitlines()
    assert answer["Content-Type"] == "application/x-ndjson"
    assert {json.loads(line)["id"] for line in lines} == {
        str(key) for key in Service.objects.exclude(status="closed").values_list("id", flat=True)
    }


# --- filters --------------------------------------------------------------------------------------------------------


def test_filters_find_what_they_say(rich: Service) -> None:
    mine, term = str(rich.id), models.Attribute.objects.get(service=rich).term
    at = str(ServiceAtLocation.objects.get(service=rich).id)
    assert ids(f"services?taxonomy_term_id={term.id}") == [mine]
    for found in (
        f"taxonomy_term_id={term.id}", f"taxonomy_id={term.taxonomy_id}", "minimum_age=18", "minimum_age=10",
        "day=MO&start_time=09:00&end_time=17:00", "day=Saturday", "start_time=09:00:00",
    ):  # fmt: skip
        assert mine in ids(f"services?{found}"), found
    for found in (f"taxonomy_term_id={term.id}", "day=Saturday"):
        assert at in ids(f"service_at_locations?{found}"), found
    for nothing in (
        f"taxonomy_term_id={uuid4()}", f"taxonomy_id={uuid4()}", "minimum_age=19", "maximum_age=17", "day=WE",
        "start_time=09:01", "end_time=08:00", f"organization_id={uuid4()}", "search=no+such+words",
    ):  # fmt: skip
        assert mine not in ids(f"services?{nothing}"), nothing
    theirs = ids(f"services?organization_id={rich.organisation_id}")
    assert mine in theirs
    assert set(theirs) == {
        str(key) for key in Service.objects.filter(organisation_id=rich.organisation_id).values_list("id", flat=True)
    }
    assert mine in ids(f"services?search={rich.name.upper().replace(' ', '+')}")


def test_what_changed_since_a_moment_holds_what_was_closed(rich: Service) -> None:
    moment = "2030-01-01T00:00:00Z"
    assert ids(f"services?modified_after={moment}") == []
    Service.objects.filter(id=rich.id).update(updated_at="2030-01-01T00:00:00Z", status="closed")
    assert ids(f"services?modified_after={moment}") == [str(rich.id)]
    assert ids("services?modified_after=2030-01-01T00:00:01%2B00:00") == []
    assert str(rich.id) not in [item["id"] for page in pages("services") for item in page["contents"]]
    assert get(f"services/{rich.id}").json()["status"] == "defunct"


def test_near_a_postcode_and_for_its_ward(rich: Service, monkeypatch: pytest.MonkeyPatch) -> None:
    at = ServiceAtLocation.objects.get(service=rich).location
    monkeypatch.setattr(openreferral.places, "postcode_position", lambda text: (at.longitude, at.latitude + 0.009))
    monkeypatch.setattr(openreferral.places, "area_of_postcode", lambda text: None)
    assert ids("services?postcode=AM1+1AA&proximity=1100") == [str(rich.id)]
    assert ids("services?postcode=AM1+1AA&proximity=900") == []
    assert len(ids("service_at_locations?postcode=AM1+1AA&proximity=1100")) == 1
    monkeypatch.undo()
    assert ids("services?postcode=ZZ99+9ZZ") == [], "nobody knows where that is"


def test_a_postcode_alone_leaves_out_what_is_for_other_wards(directory: SimpleNamespace) -> None:
    from coopcouncil.places.models import Postcode

    postcode = Postcode.objects.order_by("postcode")[0]
    found = {
        key for page in pages(f"services?postcode={postcode.postcode}") for key in [i["id"] for i in page["contents"]]
    }
    areas = {}
    for service_id, area_id in models.ServiceArea.objects.values_list("service_id", "area_id"):
        areas.setdefault(str(service_id), set()).add(area_id)
    open_ones = {str(key) for key in Service.objects.exclude(status="closed").values_list("id", flat=True)}
    assert found == {key for key in open_ones if key not in areas or postcode.area_id in areas[key]}
    assert found != open_ones


@pytest.mark.parametrize(
    "asked",
    [
        "page=0", "page=x", "page=-1", "page=99999999999", "per_page=101", "per_page=0", "taxonomy_term_id=seventeen",
        "minimum_age=-1", "start_time=25:00", "day=XX", "modified_after=yesterday", "proximity=-1&postcode=AM1+1AA",
        "proximity=100", "full=perhaps", "format=xml", "search=%00",
    ],
)  # fmt: skip
def test_what_cannot_be_asked_is_named(db: None, asked: str) -> None:
    answer = get(f"services?{asked}")
    assert answer.status_code == 422
    assert answer["Content-Type"] == "application/problem+json"
    assert answer.json()["errors"][0]["place"] == asked.partition("=")[0]


# --- how it is given ------------------------------------------------------------------------------------------------


def test_any_site_may_read_it_and_nobody_may_write(db: None) -> None:
    answer = get("services", Origin="https://elsewhere.example")
    assert answer["Access-Control-Allow-Origin"] == "*"
    assert answer["Cross-Origin-Resource-Policy"] == "cross-origin"
    preflight = Client().options(f"{BASE}/services", headers={"Origin": "https://elsewhere.example"})
    assert (preflight.status_code, preflight["Access-Control-Allow-Methods"]) == (204, "GET, HEAD, OPTIONS")
    for method in ("post", "put", "patch", "delete"):
        refused = getattr(Client(enforce_csrf_checks=True), method)(f"{BASE}/services")
        assert (refused.status_code, refused["Content-Type"]) == (405, "application/problem+json")
        assert refused["Access-Control-Allow-Origin"] == "*"
    assert Client().head(f"{BASE}/services").status_code == 200


def test_what_has_not_changed_is_not_sent_again(rich: Service) -> None:
    first = get(f"services/{rich.id}")
    assert first["Last-Modified"]
    assert first["Cache-Control"] == "public, max-age=60"
    again = get(f"services/{rich.id}", **{"If-None-Match": first["ETag"]})
    assert (again.status_code, again.content) == (304, b"")
    models.CostOption.objects.filter(service=rich).update(amount_pence=500)
    assert get(f"services/{rich.id}", **{"If-None-Match": first["ETag"]}).status_code == 200


def test_what_is_not_there_is_a_problem_document(db: None) -> None:
    for path in ("services/seventeen", "nothing", "services/a/b", *(f"{name}/{uuid4()}" for name in LISTS)):
        answer = get(path)
        assert (answer.status_code, answer["Content-Type"]) == (404, "application/problem+json"), path
        assert answer["Access-Control-Allow-Origin"] == "*"


def test_whoever_asks_too_often_is_told_when_to_ask_again(db: None, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(openreferral.READS, "most", 2)
    answers = [get("taxonomies") for _ in range(4)]
    assert [answer.status_code for answer in answers][-1] == 429
    assert int(answers[-1]["Retry-After"]) > 0


@pytest.mark.parametrize(
    "path", ["services?full=true", "service_at_locations?full=true", "organizations?full_service=true"]
)
def test_the_number_of_queries_does_not_grow_with_the_page(rich: Service, path: str) -> None:
    counts = []
    for per_page in (2, 5):
        get(f"{path}&per_page={per_page}")
        with CaptureQueriesContext(connection) as asked:
            get(f"{path}&per_page={per_page}")
        counts.append(len(asked))
    assert counts[0] == counts[1] < 50


def test_it_says_what_it_is_and_where_it_is_described(db: None) -> None:
    told = get("").json()
    assert told["version"] == "HSDS-UK-3.0"
    assert told["openapi_url"].endswith("/openreferral/v3/openapi.json")
    described = get("openapi.json").json()
    assert {f"/{name}{one}" for name in LISTS for one in ("", "/{id}")} <= set(described["paths"])
    asked = {item["name"] for item in described["paths"]["/services"]["get"]["parameters"]}
    assert {"search", "page", "per_page", "minimal", "full", "modified_after", "taxonomy_term_id", "taxonomy_id",
            "organization_id", "postcode", "proximity", "minimum_age", "maximum_age", "start_time", "end_time",
            "day", "format"} == asked  # fmt: skip


# --- what is nobody's business --------------------------------------------------------------------------------------


def test_a_confidential_place_is_in_no_answer(rich: Service) -> None:
    secret = Location.everywhere.create(confidential=True)
    hidden = ServiceAtLocation.objects.create(service=rich, location=secret)
    models.Schedule.objects.create(service_at_location=hidden, byday="SU", opens_at=time(1), closes_at=time(2))
    models.Phone.objects.create(location=secret, number="01632 960999")
    answers = [
        b"".join(answer.streaming_content) if answer.streaming else answer.content
        for answer in (
            get(path)
            for path in (
                f"services/{rich.id}", "services?full=true&per_page=100", "services?format=ndjson",
                "service_at_locations?full=true", "organizations?full_service=true&per_page=100",
                f"organizations/{rich.organisation_id}", "services?day=SU&full=true", "service_at_locations?day=SU",
            )
        )
    ]  # fmt: skip
    for body in answers:
        for secret_word in (str(secret.id), str(hidden.id), "960999"):
            assert secret_word.encode() not in body
    assert get(f"service_at_locations/{hidden.id}").status_code == 404
    assert str(rich.id) not in ids("services?day=SU"), "its hours would tell when somebody is there"
    assert str(hidden.id) not in ids("service_at_locations")
