"""Prices of one year brought to those of another. Source: HM Treasury, The Green Book, chapter 5 (inflation)."""

from dataclasses import dataclass
from fractions import Fraction

from coopcouncil.kernel.years import FinancialYear
from coopcouncil.reviews.domain.tables import Deflators


@dataclass(frozen=True)
class Uplift:
    """An amount in pence brought to the prices of `to`, with the two index values whose ratio does it."""

    pence: int
    to: int
    index_from: Fraction
    index_to: Fraction


def uplift(pence: int, price_year: FinancialYear, deflators: Deflators, to: int | None = None) -> Uplift | None:
    """`pence` in prices of the calendar year `to` (the newest of the table), rounded once, half to even.

    A financial year has the index of the calendar year in which it begins, in which nine of its twelve months lie.
    None where the table does not have one of the years.
    """
    to = deflators.newest if to is None else to
    before, after = deflators.index.get(price_year.starts_in), deflators.index.get(to)
    if before is None or after is None:
        return None
    return Uplift(round(pence * after / before), to, before, after)
