import csv
import io
from collections.abc import Callable
from datetime import date, timedelta
from fractions import Fraction
from types import SimpleNamespace

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from coopcouncil.directory.domain import market
from coopcouncil.directory.domain.market import Held, Run
from coopcouncil.directory.models import DeliveryModelSpell, Service
from coopcouncil.directory.queries import market as asked
from coopcouncil.foundation import clock

ClientFor = Callable[[str | None], Client]
PAGES = ["/mixed-market/", "/mixed-market/kinds/", "/mixed-market/providers/", "/mixed-market/years/"]
COUNTS = st.lists(st.integers(1, 10_000), min_size=1, max_size=12)


def test_the_index_is_that_of_the_published_example() -> None:
    """Four firms with 30, 30, 20 and 20 per cent: 2,600. Source: US Department of Justice, “Herfindahl–Hirschman
    index”, justice.gov/atr/herfindahl-hirschman-index.
    """
    assert market.index([30, 30, 20, 20]) == 2600
    assert market.index([3, 3, 2, 2]) == 2600
    assert market.index([]) == market.index([0, 0]) == 0


@settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(COUNTS)
def test_the_index_lies_between_that_of_equals_and_that_of_one_alone(counts: list[int]) -> None:
    found = market.index(counts)
    assert Fraction(10_000, len(counts)) <= found <= 10_000
    assert market.index([7] * len(counts)) == Fraction(10_000, len(counts))


@settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(COUNTS, st.integers(2, 9))
def test_the_index_is_of_shares_and_rises_when_two_become_one(counts: list[int], times: int) -> None:
    assert market.index(times * count for count in counts) == market.index(counts)
    if len(counts) > 1:
        assert market.index([counts[0] + counts[1], *counts[2:]]) > market.index(counts)


@pytest.mark.parametrize(
    ("value", "words"),
    [(1000, "open"), (1001, "concentrated"), (2000, "concentrated"), (Fraction(20001, 10), "highly")],
)
def test_a_market_is_concentrated_above_the_thresholds_and_not_at_them(value: Fraction, words: str) -> None:
    assert market.degree(Fraction(value)) == words


def test_each_type_is_a_market_of_its_own_and_the_first_name_leads_among_equals() -> None:
    held = [Held("food_bank", "B", 2), Held("food_bank", "A", 2), Held("libraries", "C", 9)]
    food, books = market.markets(held)
    assert (food.largest, food.share, food.providers, food.index) == ("A", Fraction(1, 2), 2, 5000)
    assert (books.services, books.index) == (9, 10_000)


def test_a_change_counts_from_its_day_and_what_nobody_knows_is_left_out() -> None:
    turned = date(2024, 4, 1)
    runs = [
        Run("public_sector", date(2020, 1, 1), turned), Run("mutual", turned, None), Run("private", None, None),
    ]  # fmt: skip
    before, on = turned - timedelta(days=1), turned
    assert market.over_time(runs, [before, on]) == {before: {"public_sector": 1}, on: {"mutual": 1}}
    assert market.year_ends(date(2024, 4, 1), date(2026, 11, 27)) == [date(2024, 12, 31), date(2025, 12, 31)]


# --- the pages ------------------------------------------------------------------------------------------------------


def _rows(client: Client, address: str) -> list[dict[str, str]]:
    answer = client.get(f"{address}?format=csv")
    return list(csv.DictReader(io.StringIO(b"".join(answer.streaming_content).decode())))


@pytest.mark.django_db
def test_every_open_service_is_counted_once_in_every_list(directory: SimpleNamespace, client_for: ClientFor) -> None:
    Service.objects.filter(code="council-tax").update(status="closed")
    left = Service.objects.exclude(status="closed").count()
    client = client_for(None)
    for page in ("kinds", "providers"):
        assert sum(int(row["services"]) for row in _rows(client, f"/mixed-market/{page}/")) == left
    assert sum(services for services, _bodies in asked.counts_by_model().values()) == left
    assert f">{left}</strong>" in client.get("/mixed-market/").content.decode()


@pytest.mark.django_db
def test_co_operatives_and_mutuals_are_counted_by_what_they_are_and_by_how_they_run_it(
    ashmere: SimpleNamespace, make_service: Callable[..., Service]
) -> None:
    Service.objects.all().delete()  # another test of this file may have loaded them
    own = ashmere.organisation
    make_service("by-a-co-op", own["ashmere-food-co-op"], delivery_model="contracted")
    make_service("as-a-mutual", own["ashmere-council"], delivery_model="mutual")
    make_service("neither", own["ashmere-council"])
    make_service("gone", own["ashmere-food-co-op"], status="closed")
    assert asked.count_shared() == 2


@pytest.mark.django_db
def test_one_provider_alone_is_named_and_called_what_it_is(
    ashmere: SimpleNamespace, make_service: Callable[..., Service], client_for: ClientFor
) -> None:
    Service.objects.all().delete()
    make_service("one", ashmere.organisation["ashmere-council"])
    make_service("two", ashmere.organisation["ashmere-council"])
    (row,) = _rows(client_for(None), "/mixed-market/kinds/")
    assert (row["providers"], row["share"], row["index"], row["degree"]) == ("1", "100.0", "10000", "highly")
    assert "One or two have nearly all of it" in client_for(None).get("/mixed-market/kinds/").content.decode()


@pytest.mark.django_db
def test_what_is_of_no_kind_that_we_know_is_no_market_and_is_counted_apart(
    ashmere: SimpleNamespace, make_service: Callable[..., Service], client_for: ClientFor
) -> None:
    Service.objects.all().delete()
    make_service("one", ashmere.organisation["ashmere-council"], service_type="food_bank")
    for code in ("two", "three"):
        make_service(code, ashmere.organisation["ashmere-council"])
    Service.objects.exclude(code="one").update(service_type="other")
    assert [row["code"] for row in _rows(client_for(None), "/mixed-market/kinds/")] == ["food_bank"]
    text = client_for(None).get("/mixed-market/kinds/").content.decode()
    assert "2 services came from elsewhere without a kind that we know, and are not counted here." in text


@pytest.mark.django_db
def test_a_service_that_became_a_mutual_shows_in_the_years(
    ashmere: SimpleNamespace, make_service: Callable[..., Service], client_for: ClientFor
) -> None:
    Service.objects.all().delete()
    service = make_service("turned", ashmere.organisation["ashmere-libraries-mutual"], delivery_model="mutual")
    year = clock.today().year - 1
    turned = date(year, 7, 1)
    DeliveryModelSpell.objects.create(
        service=service, delivery_model="public_sector", starts_on=date(year - 1, 1, 1), ends_on=turned
    )
    DeliveryModelSpell.objects.create(service=service, delivery_model="mutual", starts_on=turned)
    rows = _rows(client_for(None), "/mixed-market/years/")
    assert {(row["day"], row["model"]) for row in rows} == {
        (f"{year - 1}-12-31", "public_sector"), (f"{year}-12-31", "mutual"), (clock.today().isoformat(), "mutual"),
    }  # fmt: skip


@pytest.mark.django_db
@pytest.mark.parametrize("address", PAGES)
def test_an_empty_directory_says_so(cast: SimpleNamespace, client_for: ClientFor, address: str) -> None:
    assert client_for(None).get(address).status_code == 200


@pytest.mark.django_db
@pytest.mark.parametrize("address", PAGES)
def test_the_questions_to_the_database_do_not_grow(
    directory: SimpleNamespace, client_for: ClientFor, address: str
) -> None:
    def count() -> int:
        with CaptureQueriesContext(connection) as found:
            assert client_for(None).get(address).status_code == 200
        return len(found)

    full = count()
    Service.objects.exclude(code__startswith="food").delete()
    assert count() == full <= 6
