import csv
import json
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from io import StringIO
from typing import Any

import pytest
from django.db import connection
from django.http import QueryDict
from django.template import engines
from django.test import RequestFactory
from django.test.utils import CaptureQueriesContext

from coopcouncil.foundation.models import Marker
from coopcouncil.foundation.tables import Column, Table, respond
from coopcouncil.foundation.tables.files import neutral

NOON = datetime(2026, 5, 3, 12, tzinfo=UTC)
MARKERS = Table(
    name="markers",
    caption="Markers",
    columns=[
        Column("name", "Name", search="contains"),
        Column("at", "When"),
        Column("secret", "Secret", sortable=False),
    ],
    order="name",
)


@dataclass(frozen=True)
class Service:
    name: str
    kind: str
    cost: int | None


SERVICES = [Service(f"Service {number:03}", "ab"[number % 2], number * 100 or None) for number in range(60)]
LIST = Table(
    name="services",
    caption="Services",
    columns=[
        Column("name", "Name", search="contains"),
        Column("kind", "Kind", search="exact", choices=[("a", "Alpha"), ("b", "Beta")]),
        Column("cost", "Cost", numeric=True),
        Column("words", "Words", value=lambda service: service.name.upper()),
    ],
    order="name",
)


def asked(address: str) -> QueryDict:
    return QueryDict(address)


def shown(page: Any) -> str:
    macro = engines["jinja2"].env.get_template("foundation/components/list.html").module.listing
    return str(macro(page))


@pytest.fixture
def markers(db: None) -> list[str]:
    names = [f"marker-{number:03}" for number in range(70)]
    Marker.objects.bulk_create(Marker(name=name, at=NOON + timedelta(hours=at % 3)) for at, name in enumerate(names))
    return names


def test_a_page_says_which_rows_it_shows_out_of_how_many() -> None:
    page = LIST.page(asked("page=2"), SERVICES)
    assert page.summary == "Showing 26 to 50 of 60"
    assert next(row.name for row in page.rows) == "Service 025"


@pytest.mark.parametrize("wanted", ["0", "-1", "99999999999999999999", "three", "", "1e3", "²"])
def test_a_page_that_does_not_exist_becomes_the_nearest_one(wanted: str) -> None:
    assert LIST.page(asked(f"page={wanted}"), SERVICES).number == 1


def test_a_page_past_the_end_is_the_last() -> None:
    assert LIST.page(asked("page=99"), SERVICES).number == 3


def test_a_queryset_is_paged_sorted_and_filtered_with_two_queries_whatever_its_length(markers: list[str]) -> None:
    queryset = Marker.objects.filter(name__startswith="marker-")
    with CaptureQueriesContext(
        connection,
    ) as few:
        page = MARKERS.page(asked("name=MARKER-0&sort=-at&page=2"), queryset)
        list(page.rows)
    assert len(few) == 2
    assert page.total == 70
    assert "LIMIT 25" in few.captured_queries[1]["sql"]


def test_rows_that_are_equal_keep_one_order_so_that_no_row_is_shown_twice_or_never(markers: list[str]) -> None:
    queryset = Marker.objects.filter(name__startswith="marker-")
    seen = [row.name for number in (1, 2, 3) for row in MARKERS.page(asked(f"sort=-at&page={number}"), queryset).rows]
    assert sorted(seen) == markers
    assert len(set(seen)) == 70


def test_a_filter_that_holds_a_wildcard_or_a_zero_byte_is_plain_text(markers: list[str]) -> None:
    queryset = Marker.objects.all()
    assert MARKERS.page(asked("name=%25"), queryset).total == 0
    assert MARKERS.page(asked("name=marker-00%00"), queryset).total == 10


def test_a_filter_that_the_column_cannot_hold_matches_nothing(markers: list[str]) -> None:
    table = Table("markers", "Markers", [Column("at", "When", search="exact")], order="at")
    assert table.page(asked("at=yesterday"), Marker.objects.all()).total == 0


@pytest.mark.parametrize("sort", ["secret", "-secret", "pk", "name__password", "at;DROP TABLE", "-"])
def test_a_column_that_is_not_offered_cannot_be_sorted_by(sort: str) -> None:
    page = MARKERS.page(asked(f"sort={sort}"), [])
    assert page.ask.order is MARKERS.columns[0]


def test_a_choice_that_is_not_offered_is_ignored() -> None:
    assert LIST.page(asked("kind=zzz"), SERVICES).total == 60
    assert LIST.page(asked("kind=a"), SERVICES).total == 30


def test_a_list_sorts_both_ways_with_what_is_missing_last() -> None:
    assert [row.cost for row in LIST.page(asked("sort=-cost"), SERVICES).rows][:2] == [5900, 5800]
    assert [row.cost for row in LIST.page(asked("sort=cost&page=3"), SERVICES).rows][-1] is None
    assert [row.cost for row in LIST.page(asked("sort=-cost&page=3"), SERVICES).rows][-1] is None


def test_the_heading_says_how_the_list_is_sorted_and_turns_it_round() -> None:
    head = {item["key"]: item for item in LIST.page(asked("sort=cost&kind=a"), SERVICES, path="/s/").head}
    assert head["cost"]["sort"] == "ascending"
    assert head["cost"]["href"] == "/s/?kind=a&sort=-cost"
    assert head["name"]["sort"] == "none"
    assert head["words"] == {"key": "words", "label": "Words", "numeric": False, "sort": "", "href": ""}


def test_the_list_shows_without_scripts_as_a_table_with_links_and_a_form() -> None:
    html = shown(LIST.page(asked("sort=cost&name=service"), SERVICES, path="/s/"))
    assert 'aria-sort="ascending"' in html
    assert 'value="service"' in html
    assert 'href="/s/?name=service&amp;sort=cost&amp;page=2"' in html
    assert "Showing 1 to 25 of 60" in html


def test_what_a_row_holds_is_text_and_never_markup() -> None:
    html = shown(LIST.page(asked(""), [Service("<script>alert(1)</script>", "a", 1)]))
    assert "<script>" not in html
    assert "&lt;script&gt;" in html


def test_an_empty_list_and_a_filter_without_matches_say_so_differently() -> None:
    assert "There is nothing here yet." in shown(LIST.page(asked(""), []))
    assert "Nothing matches what you asked for" in shown(LIST.page(asked("name=nowhere"), SERVICES, path="/s/"))


@pytest.mark.parametrize(
    ("value", "cell"),
    [
        ("=1+1", "'=1+1"),
        ("+44", "'+44"),
        ("-2", "'-2"),
        ("@SUM(A1)", "'@SUM(A1)"),
        ("\tx", "'\tx"),
        ("\rx", "'\rx"),
        ("＝1", "'＝1"),
        ("plain", "plain"),
        (-2, -2),
        (Decimal("-2.50"), Decimal("-2.50")),
        (None, ""),
        (True, "true"),
        (date(2026, 5, 3), "2026-05-03"),
    ],
)
def test_no_cell_of_a_csv_file_is_a_formula(value: Any, cell: Any) -> None:
    assert neutral(value) == cell


def test_a_csv_file_holds_every_filtered_row_and_not_only_the_page() -> None:
    body = b"".join(LIST.file(asked("kind=a&page=2"), SERVICES, "csv")).decode()
    rows = list(csv.DictReader(StringIO(body)))
    assert len(rows) == 30
    assert rows[1] == {"name": "Service 002", "kind": "a", "cost": "200", "words": "SERVICE 002"}


def test_a_json_file_is_one_valid_document_even_when_empty(markers: list[str]) -> None:
    table = Table("markers", "Markers", [Column("name", "Name", search="contains"), Column("at", "When")], order="name")
    rows = json.loads(b"".join(table.file(asked("name=marker-00"), Marker.objects.all(), "json")))
    assert len(rows) == 10
    assert rows[0] == {"name": "marker-000", "at": "2026-05-03T12:00:00Z"}
    assert json.loads(b"".join(table.file(asked("name=nowhere"), Marker.objects.all(), "json"))) == []


def test_a_list_answers_with_the_file_that_the_address_asks_for(db: None) -> None:
    response = respond(RequestFactory().get("/s/?format=csv"), LIST, SERVICES, "unused.html")
    assert response["Content-Disposition"] == 'attachment; filename="services.csv"'
    assert response.streaming


def test_two_lists_on_one_page_do_not_hear_each_other() -> None:
    second = Table("others", "Others", LIST.columns, order="name", prefix="o-")
    assert second.page(asked("page=2&kind=a"), SERVICES).total == 60
    page = second.page(asked("o-page=2"), SERVICES, path="/s/")
    assert page.number == 2
    assert page.pagination is not None
    assert page.pagination["previous"]["href"] == "/s/?o-page=1"
