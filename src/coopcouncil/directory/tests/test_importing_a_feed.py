"""A feed is brought in whole or not at all, the same again changes nothing, and what we changed ourselves stays."""

import json
from collections.abc import Callable
from datetime import UTC, date, datetime
from pathlib import Path
from types import SimpleNamespace
from typing import Any
from uuid import UUID

import pytest
from click.testing import CliRunner, Result
from django.apps import apps
from django.test import Client

from coopcouncil.directory import actions, models
from coopcouncil.directory.actions.importing import import_feed
from coopcouncil.directory.cli import exchanging
from coopcouncil.directory.models import Location, Service, ServiceAtLocation, SourceRecord, Version
from coopcouncil.directory.queries import service_record
from coopcouncil.directory.tests.openreferral import SHARED, numbered, whole_service
from coopcouncil.directory.tests.test_whole_records import filled
from coopcouncil.foundation.actors import ANONYMOUS, OPERATOR
from coopcouncil.kernel.errors import BadInput, Mistakes, NotAllowed
from coopcouncil.people import public as people

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 11, 27, 9, tzinfo=UTC)
COUNT = 128


def bring(document: Any, **asked: Any) -> Any:
    given = {"actor": OPERATOR, "source": "feed.json", "now": NOW, "today": date(2026, 11, 27), **asked}
    return import_feed(documents=[document], **given)


def feed(count: int = COUNT) -> dict[str, Any]:
    return {"contents": [whole_service(number) for number in range(1, count + 1)]}


def everything() -> dict[str, list[Any]]:
    """Every row of the directory and of organisations."""
    kept = [model for model in apps.get_models() if model._meta.app_label in {"directory", "people"}]
    return {
        model._meta.db_table: sorted(map(str, model._base_manager.values_list())) for model in kept
    }  # fmt: skip


@pytest.fixture
def run(ashmere: SimpleNamespace, tmp_path: Path) -> Callable[..., Result]:
    """`coopcouncil directory import` with the database of the test."""

    def run(document: Any, *options: str, name: str = "feed.json") -> Result:
        file = tmp_path / name
        file.write_text(document if isinstance(document, str) else json.dumps(document), "utf-8")
        return CliRunner().invoke(COMMAND, [str(file), *options])

    return run


# As the command line has it, but for the database: that of the test is open already.
COMMAND = exchanging.commands.commands["import"]


@pytest.fixture(autouse=True)
def _in_the_tests_database(monkeypatch: pytest.MonkeyPatch) -> None:
    from contextlib import nullcontext

    from coopcouncil.foundation import commandline

    monkeypatch.setattr(commandline, "_database", nullcontext)


def test_128_services_come_in_and_the_same_again_changes_nothing(ashmere: SimpleNamespace) -> None:
    done = bring(feed())
    assert (done.kept, done.changed) == ((), ())
    assert Service.objects.count() == COUNT
    assert Location.objects.count() == COUNT
    assert SourceRecord.objects.filter(kind="service").count() == COUNT
    before = everything()
    again = bring(feed(), now=datetime(2027, 1, 1, tzinfo=UTC))
    assert (again.added, again.changed, again.kept) == ((), (), ())
    assert everything() == before


def test_a_service_comes_with_all_that_belongs_to_it(ashmere: SimpleNamespace) -> None:
    bring(whole_service())
    held = service_record(service_id=UUID(whole_service()["id"]))
    assert (held.name, held.status, held.email) == ("Larkhill Food Bank 1", "active", "food@ashmere.example")
    assert held.organisation.name == "Larkhill Pantry"
    assert (held.hours[0].byday, str(held.hours[0].opens_at)) == ("MO,TH", "10:00:00")
    (at,) = held.at_locations
    assert (at.location.postcode, at.location.latitude, at.location.features[0].code) == ("AM1 1AA", 51.46, "step_free")
    assert (held.phone, held.languages[0].code, held.costs[0].amount_pence) == ("020 7946 0001", "pt", 0)
    assert (held.eligibility and held.eligibility.minimum_age, held.assured_on) == (16, date(2026, 10, 1))
    assert held.attributes[0].term.name == "Food"
    assert held.service_type == "other", "no life event tells a service that only a feed has named"
    version = Version.objects.get(record_id=held.id)
    assert (version.verb, version.number) == ("imported", 1)


def test_its_page_opens(ashmere: SimpleNamespace) -> None:
    bring(whole_service())
    page = Client().get(f"/services/{Service.objects.get().code}/")
    assert page.status_code == 200
    assert b"Larkhill Food Bank 1" in page.content


def test_what_changed_at_the_source_changes_here_and_is_shown(ashmere: SimpleNamespace) -> None:
    bring(feed(3))
    changed = feed(3)
    changed["contents"][1]["schedules"][0]["closes_at"] = "16:00"
    changed["contents"][1]["name"] = "Larkhill Food Hall"
    done = bring(changed)
    (item,) = done.changed
    assert item.fields["name"] == ("Larkhill Food Bank 2", "Larkhill Food Hall")
    assert item.place == "contents[1]"
    assert set(item.fields) == {"name", "hours"}
    held = service_record(service_id=UUID(changed["contents"][1]["id"]))
    assert (held.name, str(held.hours[0].closes_at), held.version) == ("Larkhill Food Hall", "16:00:00", 2)
    assert bring(changed).changed == ()


def test_an_edit_of_ours_survives_and_is_shown_each_time(ashmere: SimpleNamespace) -> None:
    bring(feed(2))
    edited = Service.objects.get(id=whole_service()["id"])
    ours = actions.Changes({"email": "ours@ashmere.example"})
    actions.edit_service(actor=ashmere.cast.jo.actor, service_id=edited.id, changes=ours)
    changed = feed(2)
    changed["contents"][0] |= {"email": "theirs@ashmere.example", "alert": "Closed at Christmas."}
    for _ in range(2):
        done = bring(changed)
        (kept,) = done.kept
        assert dict(kept.fields) == {"email": ("ours@ashmere.example", "theirs@ashmere.example")}
        edited.refresh_from_db()
        assert (edited.email, edited.alert) == ("ours@ashmere.example", "Closed at Christmas.")
    assert SourceRecord.objects.get(kind="service", external_id=whole_service()["id"]).kept_local == ["email"]
    assert [item.email for item in Service.objects.exclude(id=edited.id)] == ["food@ashmere.example"]
    Service.objects.filter(id=edited.id).update(email="theirs@ashmere.example")
    assert bring(changed).kept == (), "we agree again"


def test_hours_that_we_changed_stay_as_a_whole(ashmere: SimpleNamespace) -> None:
    bring(whole_service())
    models.Schedule.objects.filter(service__isnull=False).update(byday="WE")
    theirs = whole_service()
    theirs["schedules"][0]["byday"] = "FR"
    (kept,) = bring(theirs).kept
    assert set(kept.fields) == {"hours"}
    assert models.Schedule.objects.get(service__isnull=False).byday == "WE"


def test_a_file_broken_at_record_77_changes_nothing_and_names_it(run: Callable[..., Result]) -> None:
    before = everything()
    broken = feed()
    broken["contents"][76]["schedules"][0]["opens_at"] = "ten"
    result = run(broken)
    assert result.exit_code == 2
    assert "record 77: contents[76].schedules[0].opens_at: “ten” is not a time." in result.output
    assert "Nothing was imported: 1 to mend." in result.output
    assert everything() == before
    told = json.loads(run(broken, "--json").stdout)
    assert (told["imported"], told["mistakes"][0]["place"]) == (
        False,
        "record 77: contents[76].schedules[0].opens_at",
    )


def test_what_only_the_database_would_refuse_undoes_everything_too(
    ashmere: SimpleNamespace, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = everything()
    bad = feed(80)
    bad["contents"][0]["organization"] = {**bad["contents"][0]["organization"], "id": numbered(7), "name": "Another"}
    bad["contents"][76].pop("organization")
    monkeypatch.setattr(people, "council", lambda: None)
    with pytest.raises(BadInput, match=r"contents\[76\].*names nobody who provides it"):
        bring(bad)
    assert everything() == before


def test_what_names_nobody_is_of_the_only_one_that_the_feed_names_else_of_the_council(ashmere: SimpleNamespace) -> None:
    some = feed(2)
    some["contents"][1].pop("organization")
    bring(some)
    assert {service.organisation.name for service in Service.objects.all()} == {"Larkhill Pantry"}
    alone = whole_service(3)
    alone.pop("organization")
    bring(alone)
    assert Service.objects.get(id=alone["id"]).organisation.name == "Ashmere Council"


def test_a_dry_run_says_all_and_changes_nothing(run: Callable[..., Result]) -> None:
    before = everything()
    result = run(feed(2), "--dry-run")
    assert result.exit_code == 0, result.output
    assert "+ added  service “Larkhill Food Bank 1”" in result.output
    assert "This was a dry run: nothing was changed." in result.output
    assert everything() == before
    told = json.loads(run(feed(2), "--dry-run", "--json").stdout)
    assert (told["imported"], len([item for item in told["added"] if item["kind"] == "service"])) == (False, 2)


@pytest.mark.shared_data
def test_the_published_list_of_128_comes_in_twice_and_the_second_time_changes_nothing(
    ashmere: SimpleNamespace,
) -> None:
    document = json.loads((SHARED / "service_list_128.json").read_text("utf-8"))
    done = bring(document)
    # They are 128 tellings of one service: each has the same id.
    assert (Service.objects.count(), done.repeated) == (1, 127)
    before = everything()
    again = bring(document)
    assert (again.added, again.changed, again.kept) == ((), (), ())
    assert everything() == before


@pytest.mark.shared_data
def test_the_published_list_with_an_id_for_each_is_128_services(ashmere: SimpleNamespace) -> None:
    document = json.loads((SHARED / "service_list_128.json").read_text("utf-8"))
    for number, item in enumerate(document["contents"]):
        item["id"] = numbered(5000 + number)
    bring(document)
    assert Service.objects.count() == COUNT
    before = everything()
    again = bring(document)
    assert (again.added, again.changed, again.kept) == ((), (), ())
    assert everything() == before


@pytest.mark.shared_data
@pytest.mark.parametrize(
    "name", ["service_full", "organization_full", "service_at_location_full", "taxonomy", "taxonomy_term_list"]
)
def test_the_mock_feed_comes_in_whichever_way_it_is_told(ashmere: SimpleNamespace, name: str) -> None:
    document = json.loads((SHARED / "mocks" / "V3.0-UK-Default" / f"{name}.json").read_text("utf-8"))
    assert bring(document).added
    before = everything()
    assert bring(document).added == ()
    assert everything() == before
    if "full" in name:
        held = service_record(service_id=Service.objects.get().id)
        assert held.organisation.name == "Example Organization Inc."
        assert held.organisation.identifiers[0].identifier == "1234567"
        assert len(held.at_locations) == 1


def test_our_own_feed_brought_back_changes_nothing(
    ashmere: SimpleNamespace, make_service: Callable[..., Service]
) -> None:
    mine = filled(make_service("mine", ashmere.organisation["faiths-together"]))
    document = Client().get(f"/openreferral/v3/services/{mine.id}").json()
    done = bring(document)
    assert (done.added, done.changed, [dict(item.fields) for item in done.kept]) == ((), (), [])
    assert ServiceAtLocation.objects.count() == 1


def test_a_confidential_place_of_ours_is_never_touched(ashmere: SimpleNamespace) -> None:
    theirs = whole_service()
    place = theirs["service_at_locations"][0]["location"]
    Location.everywhere.create(id=place["id"], confidential=True)
    done = bring(theirs)
    assert Location.everywhere.get(id=place["id"]).address_1 == ""
    assert not ServiceAtLocation.objects.filter(location_id=place["id"]).exists()
    assert "Larkhill Way" not in json.dumps([dict(item.fields) for item in done.kept], default=str)


def test_a_feed_that_says_where_a_refuge_of_ours_is_changes_nothing(ashmere: SimpleNamespace) -> None:
    theirs = feed(2)
    secret = Location.everywhere.create(confidential=True, organisation_id=ashmere.organisation["faiths-together"])
    models.ConfidentialPlace.objects.create(
        location=secret, held={"address_1": "7 Nightjar Steps", "postcode": "ZQ9 7XW"}
    )
    theirs["contents"][1]["description"] = "Come to 7 Nightjar Steps, ZQ97XW."
    with pytest.raises(BadInput, match=r"contents\[1\]: This says where a confidential place is") as told:
        bring(theirs)
    assert "Nightjar" not in str(told.value)
    assert Service.objects.count() == 0


def test_only_the_operator_and_administrators_bring_feeds_in(ashmere: SimpleNamespace) -> None:
    with pytest.raises(NotAllowed):
        bring(whole_service(), actor=ANONYMOUS)
    assert Service.objects.count() == 0


def test_what_is_no_record_to_bring_in_is_refused(ashmere: SimpleNamespace, run: Callable[..., Result]) -> None:
    with pytest.raises(Mistakes):
        bring({"colour": "green"})
    assert run("<html>").exit_code == 2
    assert run(whole_service(), "--service-type", "space_travel").exit_code == 2
    assert run(whole_service(), "--organisation", "nobody").exit_code == 2
    assert Service.objects.count() == 0
