"""The contract of who may go where: `matrix.csv`, one row a route and method, one column a kind of visitor.

A cell is the status that the visitor gets: 200 the page, 302 onward (an anonymous visitor: to sign in), 403 not for
your role, 404 no such thing for you. To add a route, add its row; `pytest tests/authorisation -k exactly -s`
prints what the code does now, to be read and judged before it is copied.
"""

import csv
from collections.abc import Callable
from copy import deepcopy
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from django.db import transaction
from django.test import Client

from coopcouncil.foundation.checks import api_operations, routes
from tests.authorisation import refuge
from tests.authorisation.borough import Objects, build

MATRIX = Path(__file__).with_name("matrix.csv")
VISITORS = ["anonymous", "resident", "other_resident", "officer", "designer", "agency_key", "administrator"]


@dataclass(frozen=True)
class Row:
    route: str
    method: str
    expected: dict[str, str]


def matrix() -> list[Row]:
    with MATRIX.open(newline="", encoding="utf-8") as file:
        return [
            Row(row["route"], row["method"], {name: row[name] for name in VISITORS}) for row in csv.DictReader(file)
        ]


def existing() -> set[tuple[str, str]]:
    """Every route and method that the code answers."""
    pages = {
        (route, method)
        for route, view in routes()
        if not route.startswith("api/v1/")
        for method in view.methods  # type: ignore[attr-defined]
    }
    described = {("api/v1/openapi.json", "GET")}
    return pages | described | {(path, method) for path, method, _ in api_operations()}


def test_every_route_and_method_has_its_row_and_no_row_is_stale() -> None:
    listed = [(row.route, row.method) for row in matrix()]
    assert len(listed) == len(set(listed)), "a row stands twice"
    assert set(listed) - existing() == set(), "rows without a route"
    assert existing() - set(listed) == set(), "routes without a row"


@pytest.fixture
def objects(cast: Any) -> Objects:
    objects = build(cast)
    refuge.plant(cast)
    return objects


@pytest.fixture
def visitors(client_for: Callable[[str | None], Client], objects: Objects) -> dict[str, Client]:
    return {
        "anonymous": client_for(None),
        "resident": client_for("amara"),
        "other_resident": client_for("bilal"),
        "officer": client_for("dev"),
        "designer": client_for("ines"),
        "agency_key": Client(headers={"Authorization": f"Bearer {objects.key}"}),
        "administrator": client_for("jo"),
    }


def answer(client: Client, row_route: str, method: str, objects: Objects) -> str:
    """The status of one request, undone afterwards so that no row leans on another."""
    path, cookies = "/" + objects.address(row_route), deepcopy(client.cookies)
    with transaction.atomic():
        if row_route.startswith("api/") and method != "GET":
            body, once = objects.body(row_route) if method != "DELETE" else "", {"Idempotency-Key": "matrix"}
            response = client.generic(method, path, body, content_type="application/json", headers=once)
        elif method == "POST":
            response = client.post(path, objects.body(row_route))
        else:
            response = client.get(path)
        leaks = refuge.found_in(refuge.told_by(response))
        transaction.set_rollback(True)
    client.cookies = cookies  # signing out must not sign out the rows below
    return f"{response.status_code} and where a refuge is: {leaks}" if leaks else str(response.status_code)


def test_every_visitor_gets_exactly_what_the_matrix_says(
    visitors: dict[str, Client], objects: Objects, request: pytest.FixtureRequest
) -> None:
    """With `-s` it prints the matrix as the code answers today. No route may fail, not even with a row that says so."""
    says, wrong = {(row.route, row.method): row.expected for row in matrix()}, []
    for route, method in sorted(existing()):
        got = {name: answer(client, route, method, objects) for name, client in visitors.items()}
        if request.config.option.capture == "no":
            print(",".join([route, method, *got.values()]))
        expected = says.get((route, method), {})
        for name, status in got.items():
            if status != expected.get(name) or status == "500":
                wrong.append(f"{method} /{route} as {name}: {status}, the matrix says {expected.get(name, 'nothing')}")
    assert not wrong, "\n".join(wrong)


def test_the_matrix_has_teeth() -> None:
    """Somebody is turned away wherever an object or a role decides; a matrix of 200s would guard nothing."""
    about_objects = [row for row in matrix() if "uuid:" in row.route]
    assert about_objects
    for row in about_objects:
        assert set(row.expected.values()) & {"401", "403", "404", "302", "405"}, row
