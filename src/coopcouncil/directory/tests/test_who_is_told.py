from collections.abc import Callable
from types import SimpleNamespace
from uuid import uuid4

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from coopcouncil.directory import public
from coopcouncil.directory.models import Service, ServiceArea
from coopcouncil.kernel.errors import NotFound

pytestmark = pytest.mark.django_db
MakeService = Callable[..., Service]


def test_the_wards_own_service_is_told_before_the_boroughs(ashmere: SimpleNamespace, make_service: MakeService) -> None:
    here, there = ashmere.wards[0], ashmere.wards[1]
    wide = make_service("a-wide", ashmere.organisation["faiths-together"])
    local = make_service("z-local", ashmere.organisation["ashmere-food-co-op"])
    ServiceArea.objects.create(service=local, area_id=here.id)
    assert public.recipient_for("food_bank", ward_id=here.id).code == local.code
    assert public.recipient_for("food_bank", ward_id=there.id).code == wide.code


def test_without_a_ward_no_neighbour_is_guessed(ashmere: SimpleNamespace, make_service: MakeService) -> None:
    local = make_service("local", ashmere.organisation["faiths-together"])
    ServiceArea.objects.create(service=local, area_id=ashmere.wards[0].id)
    assert public.recipient_for("food_bank") is None


def test_a_named_organisation_is_taken_wherever_it_works(ashmere: SimpleNamespace, make_service: MakeService) -> None:
    named = ashmere.organisation["ashmere-food-co-op"]
    make_service("wide", ashmere.organisation["faiths-together"])
    far = make_service("far", named)
    ServiceArea.objects.create(service=far, area_id=ashmere.wards[0].id)
    found = public.recipient_for("food_bank", ward_id=ashmere.wards[1].id, organisation_id=named)
    assert (found.code, found.organisation_id) == ("far", named)
    assert public.recipient_for("food_bank", organisation_id=uuid4()) is None


@pytest.mark.parametrize("status", ["paused", "closed"])
def test_a_service_that_is_not_open_is_told_nothing(
    ashmere: SimpleNamespace, make_service: MakeService, status: str
) -> None:
    make_service("shut", ashmere.organisation["faiths-together"], status=status)
    assert public.recipient_for("food_bank") is None


def test_a_service_that_is_not_open_is_not_offered(ashmere: SimpleNamespace, make_service: MakeService) -> None:
    make_service("shut", ashmere.organisation["faiths-together"], status="closed")
    assert public.offering(["food_bank"]) == {"food_bank": []}


def test_many_types_are_one_question_and_the_same_answers(directory: SimpleNamespace) -> None:
    types = list(public.service_types())
    ward = directory.wards[3].id
    with CaptureQueriesContext(connection) as asked:
        many = public.recipients_for(types, ward_id=ward)
    assert len(asked) == 2, "the stamps of what is remembered, and one for all types"
    with CaptureQueriesContext(connection) as again:
        public.recipients_for(types, ward_id=ward)
    assert len(again) == 1, "the stamps alone"
    assert many == {code: public.recipient_for(code, ward_id=ward) for code in types}


def test_an_unknown_type_or_service_is_not_found(db: None) -> None:
    with pytest.raises(NotFound):
        public.service_type("space_travel")
    with pytest.raises(NotFound):
        public.service(uuid4())
    assert public.recipients_for(["space_travel"]) == {}


def test_each_organisation_is_offered_once_a_type_in_one_query(directory: SimpleNamespace) -> None:
    types = ["gp_record", "hospital_appointments", "nothing_of_the_kind"]
    with CaptureQueriesContext(connection) as asked:
        offering = public.offering(types)
    assert len(asked) == 2, "the stamps of what is remembered, and one for all types"
    names = [row.organisation_name for row in offering["gp_record"]]
    assert {"Larkhill Surgery", "Harbour Street Surgery"} <= set(names)
    assert names == sorted(set(names)), "by name, and none twice however many services it has"
    assert offering["nothing_of_the_kind"] == []
    assert all(row.service_type == code for code, rows in offering.items() for row in rows)
