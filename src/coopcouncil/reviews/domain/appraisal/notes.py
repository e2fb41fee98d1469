"""What a reader should know beside the figures."""

from collections.abc import Iterator

from coopcouncil.kernel.words import Said
from coopcouncil.reviews.domain.appraisal.case import Benefit, Case, Cost
from coopcouncil.reviews.domain.appraisal.sums import Appraisal

# The example of the white paper of 2010: £42m of early intervention saves £400m, so £358m are shared, 70 to 30.
PAPERS_POOL, PAPERS_CENTRAL, PAPERS_LOCAL = 35_800_000_000, 25_060_000_000, 10_740_000_000
PAPERS_EXAMPLE = Said(
    "This is the example of the white paper of 2010. It prints £250m for central government and £108m for the place. "
    "Exactly, 70% of £358m is £250.6m and 30% is £107.4m: the paper rounded, and we do not."
)
COST, BENEFIT = Said("Cost %(number)s"), Said("Benefit %(number)s")


def notes(found: Appraisal) -> list[Said]:
    """Sentences for a person, in the order of the case; none where nothing is remarkable."""
    return list(_notes(found))


def _notes(found: Appraisal) -> Iterator[Said]:
    case, pool = found.case, found.pool
    if (pool.pool_pence, pool.central_pence, pool.local_pence) == (PAPERS_POOL, PAPERS_CENTRAL, PAPERS_LOCAL):
        yield PAPERS_EXAMPLE
    for number, cost in enumerate(case.costs, 1):
        yield from _row_notes(case, COST.given(number=number), cost)
    for number, benefit in enumerate(case.benefits, 1):
        yield from _row_notes(case, BENEFIT.given(number=number), benefit)
    if any(purse.saving_pence for purse in found.purses) and not pool.pool_pence:
        yield Said(
            "There are savings, but none to share: in the years that count they never exceed what is recovered first."
        )


def _row_notes(case: Case, name: Said, row: Cost | Benefit) -> Iterator[Said]:
    if row.first > case.horizon:
        yield Said("%(row)s begins after the last year, so it counts nothing.", row=name)
    if isinstance(row, Benefit) and row.transfer and not row.is_fiscal:
        yield Said(
            "%(row)s is a transfer but not fiscal: it has no public value and is no saving, so it counts nowhere.",
            row=name,
        )
    if isinstance(row, Benefit) and row.is_fiscal and not row.budget:
        yield Said(
            "%(row)s is a saving of %(organisation)s, but no budget is named that it leaves.",
            row=name,
            organisation=row.organisation,
        )
