"""What the search finds as the directory changes; what it says is in `frontdoor/tests/test_what_people_find.py`."""

from collections.abc import Callable
from types import SimpleNamespace

import pytest
from django.db import connection
from django.db.models import Q
from django.test.utils import CaptureQueriesContext

from coopcouncil.directory import public
from coopcouncil.directory.domain.search import Entry, Point, Shelf
from coopcouncil.directory.models import AccessPoint, CostOption, Service
from coopcouncil.directory.queries import searching
from coopcouncil.foundation import clock
from coopcouncil.kernel.search import Reading
from coopcouncil.places import public as places

pytestmark = pytest.mark.django_db


def found(words: str, **asked: object) -> list[str]:
    """The codes of the services that a search finds."""
    library = public.search_library(clock.today())
    answer = library.find(library.read(words), public.Ask(**asked), most=200)  # type: ignore[arg-type]
    shown = public.search_shown(answer.hits)
    return [held.code for hit in answer.hits if (held := shown.get((hit.kind, hit.key))) and held.kind == "service"]


def test_names_count_more_than_summaries_and_forms_of_a_word_are_one(directory: SimpleNamespace) -> None:
    assert found("council tax bills")[0] == "council-tax"
    assert found("hospital appointment")[0] == "hospital-appointments"
    assert found("zzzzzz") == found("\x00' OR 1=1 --") == []


def test_what_changes_is_found_at_once_and_what_closes_never_again(
    directory: SimpleNamespace, make_service: Callable[..., Service]
) -> None:
    council = directory.organisation["ashmere-council"]
    assert found("trampoline") == []
    service = make_service("trampolines", council, name="Trampoline sessions")
    assert found("trampoline") == ["trampolines"]
    assert found("trampolene") == ["trampolines"], "the vocabulary is the directory's own"
    Service.objects.filter(id=service.id).update(name="Climbing sessions")
    assert (found("trampoline"), found("climbing")) == ([], ["trampolines"])
    Service.objects.filter(id=service.id).update(status="closed")
    assert found("climbing") == []


def test_an_old_shelf_shows_nothing_that_has_closed_since(
    directory: SimpleNamespace, monkeypatch: pytest.MonkeyPatch
) -> None:
    old = searching.shelf()
    Service.objects.filter(code="council-tax").update(status="closed", name="Closed")
    monkeypatch.setattr(searching, "shelf", lambda: old)
    assert "council-tax" not in found("council tax")


def test_a_second_search_asks_the_database_for_stamps_alone(directory: SimpleNamespace) -> None:
    searching.shelf()
    with CaptureQueriesContext(connection) as asked:
        searching.shelf()
    assert len(asked) == 1


def test_the_shelf_is_built_and_shown_in_as_many_queries_however_long_the_directory(directory: SimpleNamespace) -> None:
    def count() -> int:
        searching._held.clear()
        with CaptureQueriesContext(connection) as asked:
            found("council")
        return len(asked)

    full = count()
    Service.objects.exclude(code__in=["council-tax", "council-housing"]).delete()
    assert count() == full <= 20


def test_the_nearer_service_stands_first_and_carries_its_distance(directory: SimpleNamespace) -> None:
    library = public.search_library(clock.today())
    point = AccessPoint.objects.filter(kind="library").order_by("code").first()
    assert point is not None
    ask = public.Ask(near=(point.longitude, point.latitude), ward=point.ward_id)
    answer = library.find(library.read("library"), ask, most=50)
    metres = {hit.key: hit.metres for hit in answer.hits}
    assert metres[point.id] == pytest.approx(0, abs=1)
    closest = library.shelf.nearest((point.longitude, point.latitude))
    assert closest is not None
    assert (closest.key, closest.place) == (point.id, pytest.approx((point.longitude, point.latitude)))


def test_a_service_for_other_wards_comes_later_and_is_marked(directory: SimpleNamespace) -> None:
    library = public.search_library(clock.today())
    ward = next(area for area in places.areas("ward") if area.name == "Larkhill")
    answer = library.find(library.read("food bank"), public.Ask(near=ward.centre, ward=ward.id), most=50)
    shown = public.search_shown(answer.hits)
    services = [(hit, shown[hit.kind, hit.key]) for hit in answer.hits if hit.kind == public.SERVICE]
    banks = [(hit.for_others, held.where) for hit, held in services if held.service_type == "food_bank"]
    assert [others for others, _where in banks] == sorted(others for others, _where in banks)
    assert all(("Larkhill" not in where and bool(where)) == others for others, where in banks)
    assert any(others for others, _where in banks)


def test_choices_let_through_only_what_fits_them(directory: SimpleNamespace) -> None:
    free = found("", marks=[frozenset({"free"})])
    fits = Service.objects.filter(Q(cost__iexact="free") | Q(cost_options__amount_pence=0))
    assert set(free) == set(fits.values_list("code", flat=True))
    both = found("", marks=[frozenset({"free"}), frozenset({"type:debt_advice", "type:food_bank"})])
    kinds = Service.objects.filter(code__in=both).values_list("service_type", flat=True)
    assert set(kinds) == {"debt_advice", "food_bank"}
    Service.objects.filter(service_type="food_bank").update(cost="A small fee")
    CostOption.objects.filter(service__service_type="food_bank").delete()
    assert "food-bank" not in found("", marks=[frozenset({"free"})])


def test_distances_are_those_of_the_globe() -> None:
    """Two points a hundredth of a degree of latitude apart: 1,111.95 m on a sphere of 6,371,008.8 m."""
    shelf = Shelf(
        [
            Entry("service", "far", "Far", {}, points=(Point(-0.6, 53.02), Point(-0.6, 53.01, step_free=True))),
            Entry("service", "none", "None", {}),
        ]
    )
    hits = {hit.key: hit for hit in shelf.find(Reading(()), public.Ask(near=(-0.6, 53.0))).hits}
    assert hits["far"].metres == pytest.approx(1111.95, abs=0.5)
    assert hits["none"].metres is None
    assert list(hits) == ["far", "none"], "what has no place comes last"
