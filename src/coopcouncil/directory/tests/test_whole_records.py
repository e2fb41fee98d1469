from collections.abc import Callable
from datetime import date, time
from types import SimpleNamespace
from typing import Any
from uuid import uuid4

import pytest
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext

from coopcouncil.directory import models, public, queries
from coopcouncil.directory.models import Location, Service, ServiceAtLocation
from coopcouncil.directory.queries import Near, ServiceFilter
from coopcouncil.kernel import distance
from coopcouncil.kernel.errors import NotFound

pytestmark = pytest.mark.django_db
MakeService = Callable[..., Service]
OFFICE = {"byday": "MO,TU", "opens_at": time(9), "closes_at": time(17)}


def filled(service: Service, **place: Any) -> Service:
    """A service with something of everything."""
    own: dict[str, Any] = {"service": service}
    location = Location.objects.create(
        name="The Hall", address_1="1 High Street", postcode="AM1 1AA",
        **{"longitude": 0.5, "latitude": 51.5, **place},
    )  # fmt: skip
    at = ServiceAtLocation.objects.create(**own, location=location)
    models.Schedule.objects.create(**own, **OFFICE)
    models.Schedule.objects.create(location=location, **(OFFICE | {"byday": "SA"}))
    models.ScheduleException.objects.create(
        service_at_location=at, starts_on=date(2026, 12, 24), ends_on=date(2026, 12, 31), reason="Christmas"
    )
    contact = models.Contact.objects.create(**own, title="Front desk")
    phone = models.Phone.objects.create(contact=contact, number="01632 960001")
    models.Language.objects.create(phone=phone, code="pt")
    models.Language.objects.create(**own, code="pl")
    models.CostOption.objects.create(**own, option="A session", amount_pence=450)
    models.Eligibility.objects.create(**own, minimum_age=18, audiences=["carers", "women"])
    models.Capacity.objects.create(**own, places=10, free_places=3, waiting_days=14, as_of=date(2026, 11, 1))
    models.Funding.objects.create(**own, source="The council")
    models.ReferralRoute.objects.create(**own, by="self", how="Phone us.")
    models.Participation.objects.create(**own, way="volunteer", words="On Saturdays.")
    models.DeliveryModelSpell.objects.create(
        **own, delivery_model="public_sector", starts_on=date(2010, 4, 1), ends_on=date(2014, 4, 1)
    )
    models.ScopeDecision.objects.create(
        **own, scope="both", decided_by="Cabinet", decided_on=date(2025, 1, 1), reason="It serves both.",
        review_on=date(2027, 1, 1),
    )  # fmt: skip
    models.StatutoryBasis.objects.create(**own, kind="duty", instrument="Care Act 2014", section="section 4")
    taxonomy, _ = models.Taxonomy.objects.get_or_create(code="test", defaults={"name": "Test", "description": "T"})
    term, _ = models.TaxonomyTerm.objects.get_or_create(taxonomy=taxonomy, code="one", defaults={"name": "One"})
    models.Attribute.objects.create(**own, term=term, link_type="topic")
    models.Accessibility.objects.create(location=location, feature="step_free")
    return service


@pytest.fixture
def hall(ashmere: SimpleNamespace, make_service: MakeService) -> Service:
    return filled(make_service("hall", ashmere.organisation["faiths-together"]))


def test_a_record_holds_everything_that_belongs_to_the_service(hall: Service) -> None:
    found = public.service_record(code="hall")
    (at,) = found.at_locations
    assert (at.location.name, at.hours[0].byday, at.other_hours[0].reason) == ("The Hall", "SA", "Christmas")
    assert [feature.code for feature in at.location.features] == ["step_free"]
    assert found.hours[0].opens_at == time(9)
    assert found.contacts[0].phones[0].languages[0].code == "pt"
    assert [item.code for item in found.languages] == ["pl"]
    assert (found.costs[0].amount_pence, found.eligibility.audiences) == (450, ("carers", "women"))
    assert (found.capacity.free_places, found.funding[0].source) == (3, "The council")
    assert (found.routes[0].by, found.ways[0].way, found.spells[0].delivery_model) == (
        "self",
        "volunteer",
        "public_sector",
    )
    assert (found.scopes[0].decided_by, found.bases[0].instrument) == ("Cabinet", "Care Act 2014")
    assert (found.attributes[0].term.code, found.attributes[0].link_type) == ("one", "topic")
    assert found.organisation.code == "faiths-together"
    assert not found.hidden_place


def test_a_page_asks_no_more_of_many_services_than_of_one(
    ashmere: SimpleNamespace, hall: Service, make_service: MakeService
) -> None:
    def asked() -> int:
        with CaptureQueriesContext(connection) as seen:
            assert public.services_page(per_page=50).services
        return len(seen)

    one = asked()
    for number in range(6):
        filled(make_service(f"more-{number}", ashmere.organisation["ashmere-homes"]))
    assert asked() == one <= 25
    page = public.services_page(per_page=3, page=2)
    assert (len(page.services), page.count, page.pages) == (3, 7, 3)
    assert public.services_page(page=9).services == ()


@pytest.mark.parametrize(
    ("asked", "there"),
    [
        ({"text": "Service hall"}, True),
        ({"text": "zebra"}, False),
        ({"languages": ["pt"]}, True),
        ({"languages": ["ga"]}, False),
        ({"features": ["step_free"]}, True),
        ({"features": ["step_free", "lift"]}, False),
        ({"audiences": ["carers", "men"]}, True),
        ({"audiences": ["men"]}, False),
        ({"minimum_age": 90}, True),
        ({"maximum_age": 17}, False),
        ({"open_days": ["SA"]}, True),
        ({"open_days": ["SU"]}, False),
        ({"open_days": ["MO"], "closes_after": time(18)}, False),
        ({"outcomes": ["poverty"]}, True),
        ({"statuses": ["closed"]}, False),
        ({"free": True}, False),
        ({"near": Near(0.5, 51.51, 1200)}, True),
        ({"near": Near(0.5, 51.52, 1200)}, False),
    ],
)
def test_services_are_narrowed_in_the_database(hall: Service, asked: dict[str, Any], there: bool) -> None:
    assert [item.code for item in public.services_page(ServiceFilter(**asked)).services] == (["hall"] if there else [])


def test_the_nearest_come_first_with_their_distance(
    ashmere: SimpleNamespace, hall: Service, make_service: MakeService
) -> None:
    near = filled(make_service("near", ashmere.organisation["ashmere-homes"]), longitude=0.5, latitude=51.509)
    page = public.services_page(ServiceFilter(near=Near(0.5, 51.51, 5000)), order="near")
    assert [item.code for item in page.services] == ["near", "hall"]
    assert page.metres[near.id] == pytest.approx(distance.metres(0.5, 51.51, 0.5, 51.509), abs=1)
    assert page.metres[hall.id] == pytest.approx(1111.9, abs=1), "a hundredth of a degree of latitude"


def test_what_is_not_there_is_not_found(db: None) -> None:
    for ask in (
        lambda: public.service_record(code="none"),
        lambda: queries.term(uuid4()),
        lambda: queries.taxonomy(uuid4()),
    ):
        with pytest.raises(NotFound):
            ask()


# --- what the database itself refuses -------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("model", "values", "refused"),
    [
        ("Schedule", {"byday": "XX"}, "known_days"),
        ("Schedule", {"opens_at": time(9)}, "both_times"),
        ("Schedule", {"interval": 2}, "counts_from"),
        ("Schedule", {"valid_from": date(2026, 2, 1), "valid_to": date(2026, 1, 1)}, "in_order"),
        ("Schedule", {"service": None}, "one_owner"),
        ("ScheduleException", {"starts_on": date(2026, 2, 1), "ends_on": date(2026, 1, 1)}, "in_order"),
        ("CostOption", {"amount_pence": -1}, "amount_pence|not_below"),
        ("CostOption", {}, "says_something"),
        ("CostOption", {"amount_pence": 1, "currency": "pound"[:3]}, "known_currency"),
        ("Language", {"code": "PT"}, "known_code"),
        ("ReferralRoute", {"by": "cat"}, "known"),
        ("Participation", {"way": "cat"}, "known"),
        ("Capacity", {"places": 1, "free_places": 2, "as_of": date(2026, 1, 1)}, "more_than_all"),
        ("Eligibility", {"audiences": ["cats"]}, "known"),
        ("Eligibility", {"minimum_age": 20, "maximum_age": 10}, "in_order"),
        ("Phone", {"number": ""}, "has_number"),
        ("StatutoryBasis", {"kind": "duty", "instrument": ""}, "names_the_law"),
        ("ScopeDecision", {"scope": "both", "decided_by": "Cabinet", "decided_on": date(2026, 1, 1), "reason": "x",
                           "review_on": date(2026, 1, 1)}, "in_order"),
        ("DeliveryModelSpell", {"delivery_model": "cat"}, "known_model"),
    ],
)  # fmt: skip
def test_the_database_refuses_what_cannot_be(
    ashmere: SimpleNamespace, make_service: MakeService, model: str, values: dict[str, Any], refused: str
) -> None:
    service = make_service("x", ashmere.organisation["faiths-together"])
    with pytest.raises(IntegrityError, match=refused), transaction.atomic():
        getattr(models, model).objects.create(**{"service": service, **values})


def test_a_service_is_run_in_one_way_at_a_time(ashmere: SimpleNamespace, make_service: MakeService) -> None:
    service = make_service("x", ashmere.organisation["faiths-together"])
    made = models.DeliveryModelSpell.objects.create
    made(service=service, delivery_model="public_sector", ends_on=date(2014, 4, 1))
    made(service=service, delivery_model="mutual", starts_on=date(2014, 4, 1))
    for first, last in ((date(2013, 1, 1), date(2013, 2, 1)), (date(2020, 1, 1), date(2021, 1, 1))):
        with pytest.raises(IntegrityError, match="one way at a time"), transaction.atomic():
            made(service=service, delivery_model="academy", starts_on=first, ends_on=last)


def test_a_term_stands_under_one_of_its_own_taxonomy(db: None) -> None:
    one, two = (models.Taxonomy.objects.create(code=code, name=code, description=code) for code in ("one", "two"))
    parent = models.TaxonomyTerm.objects.create(taxonomy=one, code="p", name="P")
    models.TaxonomyTerm.objects.create(taxonomy=two, code="c", name="C", parent=parent)
    with pytest.raises(IntegrityError, match="own taxonomy"), connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
