"""Ashmere with its settlement."""

from collections.abc import Iterator
from types import SimpleNamespace
from typing import Any

import pytest
from django.db import transaction

from coopcouncil.foundation import clock
from coopcouncil.people import public as people


@pytest.fixture(scope="module")
def ashmere(loaded_directory: None, django_db_blocker: Any) -> Iterator[None]:
    """The two editions of the demo borough, in a transaction round all tests of a file."""
    from coopcouncil.settlement import demo

    with django_db_blocker.unblock(), transaction.atomic():
        demo.load()
        with django_db_blocker.block():
            yield
        transaction.set_rollback(True)


@pytest.fixture
def two(cast: SimpleNamespace) -> SimpleNamespace:
    """The cast, and Mei: two of the council, for what nobody does alone."""
    account_id = people.account_with_email("mei@ashmere.example")
    cast.mei = SimpleNamespace(account_id=account_id, actor=people.actor_for_account(account_id, clock.today()))
    return cast
