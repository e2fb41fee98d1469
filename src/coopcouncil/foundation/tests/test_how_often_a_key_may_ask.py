"""The limit of a key: an even pace, a minute's worth at once, counted in the database."""

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from typing import Any
from unittest.mock import patch
from uuid import uuid4

import pytest
from django.db import DatabaseError, connections

from coopcouncil.foundation import limits
from coopcouncil.foundation.models import Allowance
from coopcouncil.kernel.errors import TooMany

NOON = datetime(2026, 11, 25, 12, 0, tzinfo=UTC)
A_SECOND = timedelta(seconds=1)


@pytest.fixture(autouse=True)
def _sixty_a_minute(settings: Any) -> None:
    settings.API_REQUESTS_A_MINUTE = 60


@pytest.mark.django_db
def test_a_minutes_worth_at_once_then_one_a_second() -> None:
    key = uuid4()
    for _ in range(60):
        limits.take(key, now=NOON)
    with pytest.raises(TooMany) as refused:
        limits.take(key, now=NOON)
    assert refused.value.seconds == 1
    limits.take(key, now=NOON + A_SECOND)
    with pytest.raises(TooMany):
        limits.take(key, now=NOON + A_SECOND)


@pytest.mark.django_db
def test_waiting_as_long_as_told_is_long_enough_and_refused_requests_cost_nothing() -> None:
    key = uuid4()
    for _ in range(60):
        limits.take(key, now=NOON)
    for _ in range(100):
        with pytest.raises(TooMany) as refused:
            limits.take(key, now=NOON)
    limits.take(key, now=NOON + timedelta(seconds=refused.value.seconds))


@pytest.mark.django_db
def test_one_key_does_not_slow_another() -> None:
    busy = uuid4()
    for _ in range(60):
        limits.take(busy, now=NOON)
    limits.take(uuid4(), now=NOON)


@pytest.mark.invariants
def test_requests_at_the_same_moment_are_each_counted(cloned_db: Any) -> None:
    key = uuid4()

    def ask(_: int) -> bool:
        try:
            limits.take(key, now=NOON)
        except TooMany:
            return False
        finally:
            connections.close_all()
        return True

    with ThreadPoolExecutor(8) as pool:
        assert sum(pool.map(ask, range(100))) == 60


@pytest.mark.django_db
def test_where_nothing_can_be_counted_nothing_is_let_through() -> None:
    with patch.object(limits, "_TAKE", "SELECT * FROM there_is_no_such_table"), pytest.raises(DatabaseError):
        limits.take(uuid4(), now=NOON)


@pytest.mark.django_db
def test_tries_are_counted_by_name_and_right_ones_given_back() -> None:
    rule: dict[str, Any] = {"most": 3, "within": timedelta(hours=1)}
    for _ in range(3):
        limits.take_try("code:192.0.2.1", **rule, now=NOON)
    with pytest.raises(TooMany) as refused:
        limits.take_try("code:192.0.2.1", **rule, now=NOON)
    assert refused.value.seconds == 20 * 60
    limits.take_try("code:192.0.2.2", **rule, now=NOON)
    limits.give_back_try("code:192.0.2.1", **rule)
    limits.take_try("code:192.0.2.1", **rule, now=NOON)
    limits.give_back_try("code:never", **rule)


@pytest.mark.django_db
def test_names_are_kept_as_digests_and_no_longer_than_they_count() -> None:
    limits.take_try("code:192.0.2.1", most=3, within=timedelta(hours=1), now=NOON)
    assert "192" not in "".join(str(row.key_id) for row in Allowance.objects.all())
    assert limits.remove_expired(NOON) == 0
    assert limits.remove_expired(NOON + timedelta(hours=1)) == 1
