"""Is somebody served worse than others? Gaps between wards, tenths of deprivation or groups, told apart from chance.

One *family* is one measure of one service along one dimension (its wards, say). Each member is compared with all the
others together, one-sided: is it worse? The tests are exact where counting allows, so that they hold for small numbers:

- shares (take-up, kept promises): the hypergeometric tail given both totals (Fisher 1935, one-sided);
- rates (events per person-year, Poisson): the binomial tail given the total (Przyborowski and Wilenski 1940). Where one
  person may count many times the events do not come one by one: count people, or take means;
- means (days waited): Welch's t (1947). Not exact, so each member needs `FEWEST_FOR_MEANS` values;
- figures for everybody (distance, supply in reach): nothing was drawn, so there is no chance in them.

Holm's method (1979) corrects the family: whatever the members have to do with each other, the probability of one false
alarm or more is at most `FALSE_ALARMS`, 5 in 100, where all are served alike. A gap is flagged only where it is also as
large as the measure's threshold: among many people trifles are certain too. What small numbers hide is said as well:
`Gap.overlooked` is the size that would be missed one time in five.
"""

from coopcouncil.settlement.domain.equity.comparing import holm, newcombe, wilson
from coopcouncil.settlement.domain.equity.flagging import FALSE_ALARMS, Gap, gaps
from coopcouncil.settlement.domain.equity.measured import (
    FEWEST_FOR_MEANS,
    Figure,
    Mean,
    Measure,
    Measured,
    Member,
    Rate,
    Share,
)

__all__ = [
    "FALSE_ALARMS",
    "FEWEST_FOR_MEANS",
    "Figure",
    "Gap",
    "Mean",
    "Measure",
    "Measured",
    "Member",
    "Rate",
    "Share",
    "gaps",
    "holm",
    "newcombe",
    "wilson",
]
