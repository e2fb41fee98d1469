"""Problems of the last year that are over: enough of some kinds to say how often a promise was kept."""

from coopcouncil.casework.demo.cases import all_stories
from coopcouncil.casework.demo.making import Making
from coopcouncil.casework.demo.teams import stable_id
from coopcouncil.casework.models import Case
from coopcouncil.casework.queries import teams as staffing
from coopcouncil.foundation import clock

FIRST = 10_000  # its numbers begin here, far beyond those of the other cases
EACH = 20
DAYS_AGO = (60, 330)
# By type of service: of twenty answers, how many came too late.
LATE = {
    "tenant_managed_homes": 2, "council_tax": 5, "parking_permits": 0, "household_waste": 3, "libraries": 1,
    "planning": 6, "debt_advice": 4, "blue_badge": 1,
}  # fmt: skip


def load() -> None:
    """Once."""
    if not staffing.teams().exists() or Case.objects.filter(id=stable_id("case", str(FIRST))).exists():
        return
    making, number = Making(clock.now(), seed=FIRST), FIRST
    for story in all_stories():
        for place in range(EACH if story["about"] in LATE else 0):
            stand = "answered_late" if place < LATE[story["about"]] else "solved"
            making.add(number, story, (stand, *DAYS_AGO), None)
            number += 1
    making.write()
