"""Jobs of the settlement."""

from django_tasks import task

from coopcouncil.foundation import clock
from coopcouncil.foundation.actors import SYSTEM
from coopcouncil.settlement.actions import finding, takeovers


@task()
def find_gaps() -> int:
    """Look once a day who has less than others, and flag it. Returns how many flags are new."""
    return finding.find_daily(actor=SYSTEM, now=clock.now(), today=clock.today())


@task()
def watch_takeovers() -> int:
    """Run the guards of every service that a community runs."""
    return takeovers.watch(now=clock.now(), today=clock.today())
