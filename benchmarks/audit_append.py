"""What the audit trail costs: actions a second that leave a row in it, beside the same actions without; and how many
rows a second are sealed and verified.

An action is a transaction that writes one row and waits for the disk, as all of ours do. Both kinds take turns on one
connection to the embedded PostgreSQL, so that what else the machine does meets both alike. There is no peer: what it
is held against is the same work without the trail.
"""

import json
import os
import tempfile
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path

ROUNDS = 20
ACTIONS = 250
ROWS = 100_000
NOW = datetime(2026, 3, 1, tzinfo=UTC)


def main() -> None:
    from django.db import transaction

    from coopcouncil.foundation import audit, clock, sealer
    from coopcouncil.foundation.actors import OPERATOR
    from coopcouncil.foundation.database import copy_in, insert
    from coopcouncil.foundation.models import AuditRow, AuditSeal, Marker

    def act(number: int, *, noted: bool) -> None:
        with transaction.atomic():
            insert(Marker(name=f"bench-{number}", at=NOW))
            if noted:
                audit.note(OPERATOR, "bench.done", ("bench.thing", None))

    def act_often(turn: int, *, noted: bool) -> None:
        for one in range(ACTIONS):
            act(turn * ACTIONS + one, noted=noted)

    def seal_all() -> None:
        now = clock.now() + timedelta(minutes=1)
        while sealer.seal(now=now):
            pass

    spent = {True: 0.0, False: 0.0}
    for turn in range(2 * ROUNDS):
        noted = turn % 2 == 0
        spent[noted] += _seconds(partial(act_often, turn, noted=noted))
    copy_in(
        [AuditRow(at=NOW, actor_kind="operator", verb="bench.done", object_kind="bench.thing") for _ in range(ROWS)]
    )
    sealing = _seconds(seal_all)
    verifying = _seconds(sealer.verify)
    sealed = AuditSeal.objects.count()
    without, with_row = (ROUNDS * ACTIONS / spent[noted] for noted in (False, True))
    print(
        json.dumps(
            {
                "actions_a_second_without": round(without),
                "actions_a_second_with": round(with_row),
                "ratio": round(with_row / without, 3),
                "rows_sealed_a_second": round(sealed / sealing),
                "rows_verified_a_second": round(sealed / verifying),
                "load_average_before": LOAD,
            }
        )
    )


def _seconds(work: Callable[[], object]) -> float:
    began = time.perf_counter()
    work()
    return time.perf_counter() - began


if __name__ == "__main__":
    LOAD = round(os.getloadavg()[0], 2)
    with tempfile.TemporaryDirectory(prefix="cc-bench-") as folder:
        os.environ["COOPCOUNCIL_HOME"] = str(Path(folder) / "home")
        os.environ["DJANGO_SETTINGS_MODULE"] = "coopcouncil.project.settings"
        import django

        from coopcouncil.foundation.commandline import close_database, use_database
        from coopcouncil.project.gateways import database

        with database.session() as url:
            django.setup()
            database.bring_up_to_date(url)
            use_database(url)
            main()
            close_database()
