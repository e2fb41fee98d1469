"""What a ward's problems have in common, in counts of which none can be turned back into a person."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from coopcouncil.kernel.disclosure import protect
from coopcouncil.kernel.errors import BadInput

SMALLEST = 5  # no count of fewer than so many is shown


@dataclass(frozen=True)
class Pattern:
    """Counts of the same cases, by several things; None where one is left out. Without a `total` nothing is shown."""

    total: int | None
    tables: Mapping[str, Mapping[str, int | None]]

    @property
    def shown(self) -> bool:
        return self.total is not None


def together(counts: Mapping[str, int], *, other: str, k: int = SMALLEST) -> dict[str, int]:
    """The same counts with all under `k` as one, `other`: that anybody asked about such a thing is not told either."""
    large = {name: count for name, count in counts.items() if count >= k}
    rest = sum(counts.values()) - sum(large.values())
    return large | ({other: rest} if rest else {})


def pattern(tables: Mapping[str, Mapping[str, int]], *, k: int = SMALLEST) -> Pattern:
    """Each of `tables` counts the same cases by something else, so all have one total. What may be shown of them.

    They are protected together, with that total: a count under `k`, none included, is left out, and as many others as
    are needed so that nobody can work it out (`kernel/disclosure.py`). Where there are so few cases that nothing hides
    them, nothing is shown. Raises BadInput where the tables do not count the same cases.
    """
    totals = {sum(counts.values()) for counts in tables.values()}
    if len(totals) > 1:
        raise BadInput("These tables do not count the same cases.")
    total = totals.pop() if totals else 0
    nothing = Pattern(None, {name: dict.fromkeys(counts) for name, counts in tables.items()})
    if total < k:
        return nothing
    flat, sums = [total], []
    for counts in tables.values():
        if counts:
            sums.append((0, range(len(flat), len(flat) + len(counts))))
            flat += counts.values()
    try:
        may = protect(np.array(flat, dtype=np.int64), sums, k=k)
    except BadInput:
        return nothing
    if not may[0]:  # the total itself gives somebody away
        return nothing
    shown: dict[str, dict[str, int | None]] = {}
    at = 1
    for name, counts in tables.items():
        shown[name] = _shown(counts, may[at : at + len(counts)].tolist())
        at += len(counts)
    return Pattern(total, shown)


def _shown(counts: Mapping[str, int], may: Sequence[bool]) -> dict[str, int | None]:
    return {name: count if ok else None for (name, count), ok in zip(counts.items(), may, strict=True)}
