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
from coopcouncil.directory import public as directory
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


def listed(*numbers: int, **changes: Any) -> dict[str, Any]:
    """A page that says of itself that it is all."""
    size = len(numbers)
    return {
        "total_items": size, "total_pages": 1, "page_number": 1, "size": size, "first_page": True, "last_page": True,
        "empty": not size, "contents": [whole_service(number) for number in numbers],
    } | changes  # fmt: skip


def about(*terms: dict[str, Any]) -> list[dict[str, Any]]:
    """Attributes of a service that say these terms of it."""
    held = [{"id": numbered(7000 + number), "name": "A term", "description": "A term", **term}
            for number, term in enumerate(terms)]  # fmt: skip
    return [{"id": numbered(7100 + number), "taxonomy_term": term} for number, term in enumerate(held)]


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
    assert b"Larkhill Pantry has not confirmed it yet" in page.content, "whatever day the feed gives"
    assert b">other<" not in page.content


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
    models.Schedule.objects.filter(service=mine).update(opens_at="00:00", closes_at="00:00")  # day and night
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


# --- what a whole feed lists no longer ------------------------------------------------------------------------------


def statuses() -> list[str]:
    return list(Service.objects.order_by("name").values_list("status", flat=True))


def test_what_a_whole_feed_lists_no_longer_is_closed_and_shown_and_opens_when_it_is_listed_again(
    ashmere: SimpleNamespace,
) -> None:
    bring(listed(1, 2, 3), partial="")
    done = bring(listed(1, 3), partial="")
    (item,) = done.closed
    assert (item.name, dict(item.fields)) == ("Larkhill Food Bank 2", {"status": ("active", "closed")})
    assert statuses() == ["active", "closed", "active"]
    version = Version.objects.filter(record_id=item.id).latest("number")
    assert (version.number, version.after, version.reason) == (2, {"status": "closed"}, "No longer listed: feed.json")
    before = everything()
    again = bring(listed(1, 3), partial="")
    assert (again.added, again.changed, again.kept, again.closed) == ((), (), (), ())
    assert everything() == before
    back = bring(listed(1, 2, 3), partial="")
    assert [dict(item.fields) for item in back.changed] == [{"status": ("closed", "active")}]
    assert statuses() == ["active"] * 3


def test_a_dry_run_shows_what_would_close(run: Callable[..., Result]) -> None:
    run(listed(1, 2))
    result = run(listed(1), "--close", "--dry-run")
    assert "- closed  service “Larkhill Food Bank 2”" in result.output
    assert "status: was “active”, is “closed”" in result.output
    assert statuses() == ["active", "active"]
    assert run(listed(1), "--close").exit_code == 0
    assert statuses() == ["active", "closed"]


@pytest.mark.parametrize(
    ("changes", "why"),
    [
        ({"last_page": False}, "does not say that its last page is here"),
        ({"first_page": False}, "does not begin with the first page"),
        ({"total_items": 3}, "says that there are 3 records, and 1 came"),
        ({"total_items": None}, "does not say how many records there are"),
    ],
)
def test_a_feed_that_may_be_a_part_closes_nothing_and_says_why(
    ashmere: SimpleNamespace, changes: dict[str, Any], why: str
) -> None:
    bring(listed(1, 2), partial="")
    page = {name: value for name, value in listed(1, **changes).items() if value is not None}
    done = bring(page, partial="")
    assert (done.closed, statuses()) == ((), ["active", "active"])
    assert any(why in note and note.startswith("1 service came before and not now.") for note in done.notes)


def test_one_record_a_file_and_a_list_of_other_things_close_nothing(
    ashmere: SimpleNamespace, run: Callable[..., Result]
) -> None:
    run(listed(1, 2))
    assert "a file may be a part only" in run(listed(1)).output
    assert bring(whole_service(), partial="").closed == ()
    assert "a part only" not in run(whole_service()["organization"]).output
    assert statuses() == ["active", "active"]
    for document in (listed(1, last_page=False), whole_service(), whole_service()["organization"]):
        refused = run(document, "--close")
        assert (refused.exit_code, "nothing can be closed by it" in refused.output) == (2, True), refused.output
    assert statuses() == ["active", "active"]


def test_a_feed_that_has_lost_more_than_half_closes_nothing_unless_somebody_says_so(
    ashmere: SimpleNamespace, run: Callable[..., Result]
) -> None:
    bring(listed(*range(1, 9)), partial="")
    done = bring(listed(1, 2), partial="")
    assert done.closed == ()
    assert any("That is more than half" in note for note in done.notes)
    assert set(statuses()) == {"active"}
    assert bring(listed(1, 2), partial="", surely=True).closed != ()
    assert statuses().count("closed") == 6


def test_what_somebody_here_paused_stays_though_it_is_listed_no_longer(ashmere: SimpleNamespace) -> None:
    bring(listed(1, 2), partial="")
    Service.objects.filter(name__endswith="2").update(status="paused")
    done = bring(listed(1), partial="")
    assert (done.closed, [dict(item.fields) for item in done.kept]) == (
        (),
        [{"status": ("paused", "listed no longer")}],
    )
    assert statuses() == ["active", "paused"]


def test_what_another_source_lists_stays_open(ashmere: SimpleNamespace) -> None:
    bring(listed(1, 2), partial="")
    bring(listed(2), partial="", source="another.json")
    done = bring(listed(1), partial="")
    assert (done.closed, statuses()) == ((), ["active", "active"])
    assert any("another source lists it" in note for note in done.notes)


# --- which type it is of --------------------------------------------------------------------------------------------

LGSL_57 = {"term": "57", "taxonomy": "Local Government Services List"}


@pytest.mark.parametrize(
    ("terms", "means"),
    [
        ([LGSL_57], "council_tax"),
        ([{"term": "LGSL:57", "taxonomy": "LGSL"}], "council_tax"),
        ([{"term": "x", "term_uri": "https://standards.esd.org.uk/?uri=service%2F57"}], "council_tax"),
        ([{"term": "x", "name": "Council Tax"}], "council_tax"),
        ([{"term": "council_tax", "taxonomy": "Ours"}, {"term": "y", "name": "Money"}], "council_tax"),
        ([{"term": "57", "taxonomy": "Open Eligibility"}], "other"),
        ([LGSL_57, {"term": "x", "name": "Housing benefit"}], "other"),
        ([{"term": "x", "name": "Money"}], "other"),
    ],
)
def test_its_terms_say_which_type_it_is_of_where_the_catalogue_knows_one(
    ashmere: SimpleNamespace, terms: list[dict[str, Any]], means: str
) -> None:
    done = bring(whole_service(attributes=about(*terms)))
    assert Service.objects.get().service_type == means
    (added,) = [item for item in done.added if item.kind == "service"]
    assert added.fields["service_type"][1].startswith(f"{means} (")


def test_the_difference_says_what_the_type_was_told_by(run: Callable[..., Result]) -> None:
    told = run(whole_service(attributes=about(LGSL_57)))
    assert "      service_type: “council_tax (told by LGSL 57)”" in told.output
    assert "      service_type: “other (no term of it says more)”" in run(whole_service(2)).output


def test_a_service_without_a_type_of_its_own_gets_it_when_the_feed_says_more(ashmere: SimpleNamespace) -> None:
    bring(whole_service())
    done = bring(whole_service(attributes=about(LGSL_57)))
    assert [item.fields["service_type"] for item in done.changed if "service_type" in item.fields] == [
        ("other", "council_tax (told by LGSL 57)")
    ]
    assert Service.objects.get().service_type == "council_tax"
    assert bring(whole_service(attributes=about(LGSL_57))).changed == ()
    bring(whole_service(attributes=about({"term": "x", "name": "Housing benefit"})))
    assert Service.objects.get().service_type == "council_tax", "no type that it has is changed by a feed"


def test_nobodys_facts_go_to_a_service_that_only_a_feed_has_named_until_it_is_confirmed_here(
    ashmere: SimpleNamespace,
) -> None:
    bring(whole_service(attributes=about(LGSL_57)))
    made = Service.objects.get()
    who = {"organisation_id": made.organisation_id}
    assert (directory.recipient_for("council_tax"), directory.recipient_for("council_tax", **who)) == (None, None)
    assert directory.offering(["council_tax"]) == {"council_tax": []}
    actions.assure_service(actor=ashmere.cast.jo.actor, service_id=made.id, today=date(2026, 11, 27))
    found = directory.recipient_for("council_tax")
    assert found is not None
    assert found.id == made.id
    bring(whole_service(attributes=about(LGSL_57), assured_date="2026-11-28"))
    assert directory.recipient_for("council_tax") == found, "it stays confirmed"


# --- places ---------------------------------------------------------------------------------------------------------


def test_a_place_that_somebody_here_took_away_stays_away_and_is_shown(ashmere: SimpleNamespace) -> None:
    bring(whole_service())
    at = ServiceAtLocation.objects.get()
    actions.take_service_from(
        actor=ashmere.cast.jo.actor, service_id=at.service_id, location_id=at.location_id, now=NOW
    )
    for _ in range(2):
        done = bring(whole_service())
        assert [dict(item.fields) for item in done.kept] == [{"place": ("taken away here", "told by the source")}]
        assert ServiceAtLocation.objects.count() == 0


def test_hours_of_a_service_at_a_place_follow_the_feed(ashmere: SimpleNamespace) -> None:
    def there(closes: str) -> dict[str, Any]:
        service = whole_service()
        hours = {**service["schedules"][0], "id": numbered(150), "closes_at": closes}
        hours.pop("service_id")
        service["service_at_locations"][0]["schedules"] = [hours]
        return service

    bring(there("12:00"))
    done = bring(there("13:00"))
    assert [set(item.fields) for item in done.changed] == [{"hours"}]
    assert str(models.Schedule.objects.get(service_at_location__isnull=False).closes_at) == "13:00:00"
    assert bring(there("13:00")).changed == ()
    models.Schedule.objects.filter(service_at_location__isnull=False).update(closes_at="14:00")
    assert [set(item.fields) for item in bring(there("15:00")).kept] == [{"hours"}]


def test_a_place_that_a_feed_changed_is_a_new_version_with_its_history(ashmere: SimpleNamespace) -> None:
    bring(whole_service())
    moved = whole_service()
    moved["service_at_locations"][0]["location"]["addresses"][0]["address_1"] = "2 Larkhill Way"
    later = datetime(2026, 12, 1, 9, tzinfo=UTC)
    bring(moved, now=later)
    place = Location.objects.get()
    assert (place.address_1, place.version, place.updated_at) == ("2 Larkhill Way", 2, later)
    kept = Version.objects.filter(record_id=place.id).order_by("number")
    assert [(item.verb, item.after.get("address_1")) for item in kept] == [
        ("imported", "1 Larkhill Way"),
        ("imported", "2 Larkhill Way"),
    ]
    assert Service.objects.get().updated_at == later, "whoever keeps a copy of our feed hears of it"
    with pytest.raises(BadInput, match="public before"):
        actions.seal_location(actor=ashmere.cast.jo.actor, location_id=place.id, now=later)


def test_a_feed_that_points_at_the_door_of_a_refuge_of_ours_changes_nothing(ashmere: SimpleNamespace) -> None:
    secret = Location.everywhere.create(confidential=True, organisation_id=ashmere.organisation["faiths-together"])
    held = models.ConfidentialPlace.objects.create(location=secret, held={"longitude": -0.12001, "latitude": 51.46001})
    with pytest.raises(BadInput, match="This says where a confidential place is"):
        bring(whole_service())
    held.held = {"address_1": "1 Larkhill Way"}
    held.save()
    with pytest.raises(BadInput, match="This says where a confidential place is"):
        bring(whole_service())
    held.held = {"address_1": "9 Nightjar Steps", "postcode": "AM1 1AA", "longitude": -0.13, "latitude": 51.46}
    held.save()
    assert bring(whole_service()).added, "who lives near it says nothing of it"


def test_one_organisation_under_several_ids_is_one(ashmere: SimpleNamespace) -> None:
    twice = feed(2)
    twice["contents"][1]["organization"]["id"] = numbered(8001)
    bring(twice)
    assert len({service.organisation_id for service in Service.objects.all()}) == 1
    before = everything()
    again = bring(twice)
    assert (again.added, again.changed, again.kept) == ((), (), ())
    assert everything() == before


def test_a_price_in_another_currency_is_not_taken_for_pounds(ashmere: SimpleNamespace) -> None:
    theirs = whole_service()
    theirs["cost_options"][0] |= {"amount": 5, "currency": "EUR"}
    bring(theirs)
    (cost,) = service_record(service_id=Service.objects.get().id).costs
    assert (cost.amount_pence, cost.currency) == (500, "EUR")
    assert bring(theirs).changed == ()
