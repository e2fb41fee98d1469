from types import SimpleNamespace

import pytest
from shapely.geometry import Point, shape

from coopcouncil.directory import demo, public, queries
from coopcouncil.directory.models import AccessPoint, Service, ServiceArea

pytestmark = pytest.mark.django_db


def test_ashmere_has_at_least_150_services_and_70_places(directory: SimpleNamespace) -> None:
    assert Service.objects.count() >= 150
    phones = set(Service.objects.values_list("phone", flat=True))
    assert len(phones) == Service.objects.count()
    assert not phones & set(AccessPoint.objects.values_list("phone", flat=True)), "each has a number of its own"
    assert AccessPoint.objects.count() == 70


def test_every_type_of_service_has_somebody_to_tell_in_every_ward(directory: SimpleNamespace) -> None:
    types = set(public.service_types())
    missing = {ward.name: types - public.recipients_for(types, ward_id=ward.id).keys() for ward in directory.wards}
    assert not {name: gap for name, gap in missing.items() if gap}
    assert public.recipients_for(types).keys() == types


def test_a_death_reaches_the_three_agencies_that_answer_by_machine(directory: SimpleNamespace) -> None:
    wanted = {
        "national_benefits": "national-benefits-office",
        "council_housing": "ashmere-homes",
        "hospital_appointments": "vale-nhs-trust",
    }
    for ward in directory.wards:
        told = public.recipients_for(wanted, ward_id=ward.id)
        assert {code: row.organisation_id for code, row in told.items()} == {
            code: directory.organisation[body] for code, body in wanted.items()
        }


def test_all_ten_ways_of_running_a_service_are_there_and_all_seven_outcomes(directory: SimpleNamespace) -> None:
    assert set(Service.objects.values_list("delivery_model", flat=True)) >= set(Service.DeliveryModel.values)
    assert set(Service.objects.values_list("outcome", flat=True)) == set(Service.Outcome.values)


def test_loading_again_changes_nothing_and_keeps_an_edit(directory: SimpleNamespace) -> None:
    Service.objects.filter(code="council-tax").update(phone="01632 960999")
    before = sorted(Service.objects.values_list()), sorted(ServiceArea.objects.values_list())
    demo.load()
    assert (sorted(Service.objects.values_list()), sorted(ServiceArea.objects.values_list())) == before
    assert AccessPoint.objects.count() == 70


def test_every_place_lies_in_its_ward(directory: SimpleNamespace) -> None:
    ground = {ward.id: shape(ward.geometry) for ward in queries.ward_borders()}
    assert [
        point.name
        for point in AccessPoint.objects.all()
        if not ground[point.ward_id].covers(Point(point.longitude, point.latitude))
    ] == []


def test_every_number_is_one_that_never_rings(directory: SimpleNamespace) -> None:
    numbers = [*Service.objects.values_list("phone", flat=True), *AccessPoint.objects.values_list("phone", flat=True)]
    assert [number for number in numbers if not (number.startswith("01632 960") and len(number) == 12)] == []
    assert len(set(numbers)) == len(numbers)


def test_a_surgerys_places_carry_its_name_so_that_whoever_works_there_knows_them(directory: SimpleNamespace) -> None:
    places = AccessPoint.objects.filter(organisation_id=directory.organisation["larkhill-surgery"])
    assert {place.name for place in places} == {f"Larkhill Surgery, {place.ward.name}" for place in places}
    assert places.count() == 4
