"""What the hourly jobs do when the promises of a case, and the time of whoever it was taken to, have just run out.

`python -m tests.support.later REFERENCE`, with a running borough’s home: none of its own processes has another day.
"""

import sys
from datetime import timedelta

from coopcouncil.foundation import commandline
from coopcouncil.project.cli import _session


def let_the_time_run_out(reference: str) -> None:
    """An hour after the last promise that runs; the other cases of the borough are left alone."""
    from coopcouncil.casework.actions import advocating, timing
    from coopcouncil.casework.models import Case, CaseClock, Matter

    case = Case.objects.get(reference=reference)
    clocks = CaseClock.objects.filter(case=case, ended_at__isnull=True).values_list("due_at", flat=True)
    elsewhere = Matter.objects.filter(case=case, due_at__isnull=False).values_list("due_at", flat=True)
    now = max(due for due in (*clocks, *elsewhere) if due is not None) + timedelta(hours=1)
    timing.look_at(case_id=case.id, now=now)
    advocating.watch_elsewhere(now=now)


if __name__ == "__main__":
    with _session() as url:
        commandline.use_database(url)
        let_the_time_run_out(sys.argv[1])
        commandline.close_database()
