"""What rarely changes is read once: and again at once when it changes, whoever changes it, and when that is undone."""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import fields, is_dataclass
from datetime import date
from pathlib import Path
from types import SimpleNamespace
from typing import Any
from uuid import uuid4

import psycopg
import pytest
from django.db import connection, transaction
from django.db.models import Model, QuerySet
from django.test.utils import CaptureQueriesContext

import coopcouncil
from coopcouncil.casework.queries import report_places
from coopcouncil.directory import demo as directory_demo
from coopcouncil.directory import queries as directory
from coopcouncil.directory.queries import completing
from coopcouncil.foundation import clock
from coopcouncil.foundation.remembered import one_look, remembered
from coopcouncil.frontdoor import gateways
from coopcouncil.frontdoor.actions.drafting import keep_version
from coopcouncil.frontdoor.queries import versions
from coopcouncil.people import demo as people_demo
from coopcouncil.people import public as people
from coopcouncil.people import queries as bodies
from coopcouncil.people.models import Organisation
from coopcouncil.places import demo as places_demo
from coopcouncil.sharing.queries import agreements, connections

TODAY = date(2126, 6, 1)

READINGS: dict[str, tuple[Any, tuple[Any, ...], dict[str, Any]]] = {
    "who may assist": (bodies.may_assist, (uuid4(), TODAY), {}),
    "an organisation": (bodies.bodies._organisation, (uuid4(),), {}),
    "the council": (bodies.council, (), {}),
    "who is told": (directory.recipients, (frozenset(["libraries"]),), {"ward_id": uuid4()}),
    "who provides what": (completing.providers, (), {}),
    "who offers it": (directory.offered, (frozenset(["libraries"]),), {}),
    "what is agreed": (agreements._agreed, (), {}),
    "how notices are taken": (connections._routes, (), {}),
    "what is offered": (versions.released_texts, (TODAY,), {}),
    "the version begun": (versions.version_begun, ("death", 1), {}),
    "what lies where": (report_places._index, (), {}),
}


@pytest.mark.django_db
@pytest.mark.parametrize("name", READINGS)
def test_a_remembered_reading_names_every_table_that_it_reads_and_each_has_its_stamp(name: str) -> None:
    read, args, kwargs = READINGS[name]
    with CaptureQueriesContext(connection) as asked:
        read.__wrapped__(*args, **kwargs)
    tables = {table for query in asked.captured_queries for table in re.findall(r'(?:FROM|JOIN) "(\w+)"', query["sql"])}
    assert tables == set(read.tables)
    with connection.cursor() as cursor:
        cursor.execute("SELECT tgrelid::regclass::text FROM pg_trigger WHERE tgname LIKE %s", ["%_stamped"])
        assert tables <= {table for (table,) in cursor.fetchall()}


def test_every_remembered_reading_is_tried_here() -> None:
    package = Path(coopcouncil.__file__).parent
    found = sum(
        len(re.findall(r"^@remembered\(", path.read_text("utf-8"), flags=re.M))
        for path in package.rglob("*.py")
        if "tests" not in path.parts
    )
    assert found == len(READINGS)


def values_in(found: Any) -> Iterator[Any]:
    """It, and all that it holds."""
    yield found
    if is_dataclass(found):
        inner: Iterable[Any] = [getattr(found, field.name) for field in fields(found)]
    elif isinstance(found, Mapping):
        inner = [*found, *found.values()]
    else:
        inner = found if isinstance(found, tuple | list | frozenset) else ()
    for item in inner:
        yield from values_in(item)


@pytest.mark.django_db
def test_what_is_remembered_holds_frozen_values_and_no_rows(cast: SimpleNamespace) -> None:
    for context in (people_demo, places_demo, directory_demo):
        context.load()
    event, council = gateways.life_event("death"), people.organisation_by_code("ashmere-council").id
    keep_version(event, clock.now())
    with_something = {
        "an organisation": (council,),
        "who may assist": (council, TODAY),
        "the version begun": ("death", event.version),
    }
    anywhere = {"who is told": {"ward_id": None}}
    # The demo borough has none of these before it runs.
    empty = {"how notices are taken", "what is offered", "what lies where"}
    for name, (read, args, kwargs) in READINGS.items():
        found = read(*with_something.get(name, args), **{**kwargs, **anywhere.get(name, {})})
        assert found or name in empty, name
        for value in values_in(found):
            assert not isinstance(value, Model | QuerySet), name
            assert not is_dataclass(value) or value.__dataclass_params__.frozen, name


def rename(name: str) -> None:
    Organisation.objects.filter(kind="council").update(name=name)


def council_name() -> str:
    found = people.council()
    assert found is not None
    return found.name


@pytest.mark.django_db
def test_a_change_is_read_at_once_and_so_is_what_was_before_it_when_it_is_undone(cast: SimpleNamespace) -> None:
    before = council_name()
    with transaction.atomic():
        rename("Upton Council")
        assert council_name() == "Upton Council"
        transaction.set_rollback(True)
    assert council_name() == before
    rename("Ashmere and Upton Council")
    assert council_name() == "Ashmere and Upton Council", "never what was undone"


def test_what_another_program_changes_is_read_at_once(cloned_db: Any, cast: SimpleNamespace) -> None:
    council_name()
    with psycopg.connect(cloned_db.app, autocommit=True) as other:
        other.execute("UPDATE people_organisation SET name = 'Upton Council' WHERE kind = 'council'")
        assert council_name() == "Upton Council"


def test_what_is_not_committed_yet_is_read_by_nobody_else(cloned_db: Any, cast: SimpleNamespace) -> None:
    before = council_name()
    with psycopg.connect(cloned_db.app) as other:
        other.execute("UPDATE people_organisation SET name = 'Upton Council' WHERE kind = 'council'")
        assert council_name() == before
        other.commit()
        assert council_name() == "Upton Council"


@pytest.mark.django_db
def test_a_second_reading_asks_for_the_stamps_alone_and_in_one_look_for_nothing(
    cast: SimpleNamespace, django_assert_num_queries: Any
) -> None:
    with one_look():
        people.council()
        with django_assert_num_queries(0):
            people.council()
    with django_assert_num_queries(1):
        people.council()


@pytest.mark.django_db
def test_without_its_stamp_a_table_is_read_every_time(cast: SimpleNamespace) -> None:
    calls: list[int] = []

    @remembered("people_membership")
    def count() -> int:
        calls.append(1)
        return len(calls)

    assert [count(), count()] == [1, 2]
