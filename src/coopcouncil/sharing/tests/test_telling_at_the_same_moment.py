"""Two requests with one key, at the same moment: one telling."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from types import SimpleNamespace
from typing import Any

import pytest
from django.db import connections

from coopcouncil.foundation.models import OutboxEntry
from coopcouncil.sharing import public
from coopcouncil.sharing.models import Delivery, Notice, Submission
from coopcouncil.sharing.tests.conftest import Teller, draft


@pytest.mark.invariants
def test_two_requests_that_race_with_one_key_tell_once(cloned_db: Any, amara: Teller, bodies: SimpleNamespace) -> None:
    start = Barrier(6)

    def tell(_: int) -> public.Submitted:
        try:
            start.wait(timeout=10)
            return amara.tell(draft(bodies.surgery), draft(bodies.council, "tax"), idempotency_key="race")
        finally:
            connections.close_all()

    with ThreadPoolExecutor(6) as pool:
        answers = set(pool.map(tell, range(6)))
    assert len(answers) == 1
    assert (Submission.objects.count(), Notice.objects.count(), Delivery.objects.count()) == (1, 2, 2)
    assert OutboxEntry.objects.count() == 2
