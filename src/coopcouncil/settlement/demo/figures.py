"""What Ashmere's libraries cost and how long they are open, so that the explorer has something to add up. Made up."""

from datetime import date

from coopcouncil.directory import public as directory
from coopcouncil.foundation.actors import SYSTEM
from coopcouncil.settlement.actions.figures import load_figures
from coopcouncil.settlement.formats import FiguresRow

SOURCE = "Made up for the demonstration"
COUNTED_ON = date(2026, 4, 1)
UNIT = "open hours a week"
# Open hours a week, and what an hour costs a year, of the libraries by name.
HOURS = (54, 38, 30, 46, 38, 24, 60, 38, 30)
HOUR_COSTS_PENCE = 620_000


def load() -> None:
    """Figures of each library; a second load changes nothing."""
    found = directory.access_points(kind="library")
    rows = [
        FiguresRow(point.code, point.code, hours * HOUR_COSTS_PENCE, float(hours), UNIT)
        for point, hours in zip(found, HOURS, strict=False)
    ]
    if rows:
        load_figures(actor=SYSTEM, rows=rows, as_of=COUNTED_ON, source=SOURCE)
