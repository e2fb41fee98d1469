"""The twelve months of a financial year, April first."""

from calendar import monthrange
from datetime import date

from coopcouncil.kernel.years import FinancialYear


def months(year: int) -> list[tuple[int, date, date]]:
    """(number, first day, last day) of each month of the financial year that begins in `year`."""
    found = []
    for number in range(1, 13):
        month = (number + 2) % 12 + 1
        of = year if month >= 4 else year + 1
        found.append((number, date(of, month, 1), date(of, month, monthrange(of, month)[1])))
    return found


def written(year: int) -> str:
    """ "2026/27" """
    return str(FinancialYear(year))
