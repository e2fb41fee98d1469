"""However many look for gaps at the same moment, and however often the job comes round, a gap is flagged once."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Barrier
from types import SimpleNamespace
from typing import Any

import pytest
from django.db import connection

from coopcouncil.casework.tests import clocked
from coopcouncil.foundation import clock
from coopcouncil.foundation.actors import SYSTEM
from coopcouncil.places import demo
from coopcouncil.settlement.actions import finding
from coopcouncil.settlement.models import Gap
from coopcouncil.settlement.tests import making


@pytest.mark.invariants
def test_two_who_look_at_once_flag_once(cloned_db: Any, cast: SimpleNamespace, team: SimpleNamespace) -> None:
    demo.load()
    making.in_force(cast, planning={"title": "Planning", "statutory_duty": False})
    worst, *others = clocked.names()[: clocked.WARDS]
    clocked.plant({worst: (40, 80), **dict.fromkeys(others, (76, 80))})
    together = Barrier(2)

    def go(_: int) -> int:
        try:
            together.wait(timeout=20)
            return sum(seen.state == "new" for seen in clocked.look())
        finally:
            connection.close()

    with ThreadPoolExecutor(2) as pool:
        assert sorted(pool.map(go, range(2))) == [0, 1]
    assert Gap.objects.filter(measure="performance").count() == 1
    # The job comes once an hour, and looks once a day.
    now = clock.now()
    when = {"actor": SYSTEM, "today": clock.today()}
    assert finding.find_daily(now=now, **when) == 0
    clocked.plant({others[0]: (0, 300)})
    assert finding.find_daily(now=now + timedelta(hours=1), **when) == 0
    assert finding.find_daily(now=now + timedelta(hours=23), **when) == 1
