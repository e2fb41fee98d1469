"""Ashmere with its settlement."""

from collections.abc import Iterator
from typing import Any

import pytest
from django.db import transaction


@pytest.fixture(scope="module")
def ashmere(loaded_directory: None, django_db_blocker: Any) -> Iterator[None]:
    """The two editions of the demo borough, in a transaction round all tests of a file."""
    from coopcouncil.settlement import demo

    with django_db_blocker.unblock(), transaction.atomic():
        demo.load()
        with django_db_blocker.block():
            yield
        transaction.set_rollback(True)
