"""Who takes part, against who lives here: an index for each level of each margin, with its exact interval.

The index is 100 × (share of the group at this level) / (share of the population there): 100 is as many as live here,
50 half as many. Its interval is that of the group's share (Clopper and Pearson 1934), divided by the population's,
which counts as known. Counts of few people are left out, and with each its share, index and interval, which would tell
it.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import combinations, permutations

import numpy as np

from coopcouncil.kernel.disclosure import K, Sum, protect
from coopcouncil.kernel.errors import BadInput
from coopcouncil.participation.domain.intervals import clopper_pearson
from coopcouncil.participation.domain.weighting import Margin

CROSS = " × "


@dataclass(frozen=True)
class Row:
    """One level. The last five are None where the count may not be shown; index and ends are in hundredths."""

    margin: str
    level: str
    population_share: float
    people: int | None
    share: float | None
    index: float | None
    low: float | None
    high: float | None

    @property
    def reads(self) -> str:
        """“under” or “over” where 100 is outside the interval, “even” where it is inside; “hidden” without one."""
        if self.low is None or self.high is None:
            return "hidden"
        return "under" if self.high < 100 else "over" if self.low > 100 else "even"


def represent(margins: Sequence[Margin], *, k: int = K, confidence: float = 0.95) -> tuple[int | None, list[Row]]:
    """How many people the group has, and a row for each level of each margin, as far as they may be shown together.

    A margin of several things is named with “ × ” between them (“age × sex”), as its levels are. Raises BadInput where
    two of these share a thing that has no margin of its own: what could be worked out from both is then not known.
    """
    people = len(margins[0].codes)
    counts = np.concatenate([[people], *(margin.counts() for margin in margins)]).astype(np.int64)
    shown = protect(counts, _sums(margins), k=k)
    rows = []
    at = 1
    for margin in margins:
        shares = margin.population / margin.population.sum()
        for level, name in enumerate(margin.levels):
            may = bool(shown[at] and shown[0] and shares[level] > 0)
            count, share = int(counts[at]), float(shares[level])
            low, high = clopper_pearson(count, people, confidence=confidence)
            figures = (
                (count, count / people, *(100 * part / share for part in (count / people, low, high))) if may else ()
            )
            rows.append(Row(margin.name, name, share, *(figures or (None,) * 5)))
            at += 1
    return people if shown[0] else None, rows


def _sums(margins: Sequence[Margin]) -> list[Sum]:
    """All sums that tie these counts together; the whole group is the first count, then come the margins' levels."""
    parts = {frozenset(margin.name.split(CROSS)): margin for margin in margins}
    for one, other in combinations(parts, 2):
        common = one & other
        if common and common not in parts:
            raise BadInput(
                f"“{parts[one].name}” and “{parts[other].name}” share {CROSS.join(sorted(common))}.",
                mend="Give the population by that alone too.",
            )
    starts = dict(zip(parts, np.cumsum([1, *(len(margin.levels) for margin in margins)]), strict=False))
    sums: list[Sum] = [(0, range(starts[names], starts[names] + len(margin.levels))) for names, margin in parts.items()]
    for wide, fine in permutations(parts, 2):
        if wide < fine:
            keep = [parts[fine].name.split(CROSS).index(name) for name in parts[wide].name.split(CROSS)]
            of_level: dict[str, list[int]] = {}
            for at, level in enumerate(parts[fine].levels):
                pieces = level.split(CROSS)
                of_level.setdefault(CROSS.join(pieces[place] for place in keep), []).append(int(starts[fine]) + at)
            sums += [
                (int(starts[wide]) + at, of_level[level])
                for at, level in enumerate(parts[wide].levels)
                if level in of_level
            ]
    return sums
