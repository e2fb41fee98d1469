"""Disclosure control: no count of fewer than `k` people is shown, and none can be worked out from what is.

`protect` is the one function for it. A table is published with all its totals, so a count that is left out alone
comes back by taking the others from the total. Therefore further counts are left out, until for every count under `k`
there is another table, of whole people, that agrees with everything published and in which that count is `k` or more.
Whoever sees only what is published cannot tell the two apart: they cannot say the count, nor that it is under `k`.

Source: complementary suppression by linear programming, one cell after another: Kelly, Golden and Assad (1992), "Cell
suppression: disclosure protection for sensitive tabular data", Networks 22, 397–417; Zayatz (1992), "Using linear
programming methodology for disclosure avoidance purposes", US Bureau of the Census RR-92/02. Here in whole numbers,
since the linear programs of tables with three and more axes have fractional corners.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from coopcouncil.kernel.errors import BadInput

# Every program of coopcouncil comes by here, few solve anything, and importing the solver takes a second.
if TYPE_CHECKING:
    from scipy.sparse import csc_array

K = 10
Counts = NDArray[np.int64]
Mask = NDArray[np.bool_]
# A sum that everybody knows: the index of the whole, and those of its parts.
Sum = tuple[int, Sequence[int]]


def protect(counts: Counts, sums: Sequence[Sum], *, k: int = K) -> Mask:
    """Which of these counts may be published: true where one may.

    `sums` are all the sums that a reader can make: of tables, of nested areas, of tables that share a column. Tables
    about the same people belong in one call, since two that are protected apart can undo each other. A count of nobody
    is a small count too. Parts are left out rather than wholes, and small counts rather than large ones.

    Raises BadInput where the counts do not add up as `sums` say, or a count is below 0.
    """
    if (counts < 0).any():
        raise BadInput("A count of people is below 0.")
    for whole, parts in sums:
        if counts[whole] != counts[list(parts)].sum():
            raise BadInput(f"A total says {counts[whole]}, its parts add up to {counts[list(parts)].sum()}.")
    hidden = counts < k
    if not sums:
        return ~hidden
    matrix = _matrix(sums, len(counts))
    # A whole costs as much as all of its parts and more, so it is left out only where nothing else helps.
    dear = np.ones(len(counts))
    for whole, parts in sorted(sums, key=lambda one: counts[one[0]]):
        dear[whole] = max(dear[whole], 2 * dear[list(parts)].max())
    cost = dear * (1 + counts / max(int(counts.max()), 1))
    safe = ~hidden
    for cell in sorted(np.flatnonzero(hidden), key=lambda at: (-counts[at], at)):
        if safe[cell]:
            continue
        other = counts + _shift(counts, matrix, np.where(hidden, cost * 1e-4, cost), int(cell), k)
        hidden |= other != counts
        safe |= other >= k
    return ~hidden


def _matrix(sums: Sequence[Sum], size: int) -> "csc_array":
    """A row a sum: −1 at the whole, 1 at each part."""
    from scipy.sparse import csc_array

    rows = np.concatenate([np.full(len(parts) + 1, at) for at, (_whole, parts) in enumerate(sums)])
    columns = np.concatenate([[whole, *parts] for whole, parts in sums])
    values = np.concatenate([[-1.0, *np.ones(len(parts))] for _whole, parts in sums])
    return csc_array((values, (rows, columns)), shape=(len(sums), size))


def _shift(counts: Counts, matrix: "csc_array", cost: NDArray[np.float64], cell: int, k: int) -> Counts:
    """The cheapest change after which `cell` is at least `k`, nothing is below 0, and all sums hold."""
    from scipy.optimize import LinearConstraint, milp
    from scipy.sparse import hstack

    size = len(counts)
    more = np.zeros(size)
    more[cell] = k - counts[cell]
    # Two variables a count, how much is added and how much is taken, so that either costs.
    least = np.concatenate([more, np.zeros(size)])
    most = np.concatenate([np.full(size, np.inf), counts * (more == 0)])
    sums = LinearConstraint(hstack([matrix, -matrix]).tocsc(), 0, 0)
    # Tables of two axes have whole corners by themselves, so it is asked for only where one is not.
    for whole in (0, 1):
        found = milp(
            np.concatenate([cost, cost]),
            constraints=sums,
            bounds=(least, most),
            integrality=np.full(2 * size, whole),
            options={"mip_rel_gap": 0.05},
        )
        if found.x is None or np.abs(found.x - np.rint(found.x)).max() < 1e-6:
            break
    if found.x is None:
        raise BadInput("One of these counts is under the limit in every table with these sums, so nothing can hide it.")
    moved = np.rint(found.x).astype(np.int64)
    shift = moved[:size] - moved[size:]
    if (matrix @ shift).any() or (counts + shift < 0).any() or counts[cell] + shift[cell] < k:
        raise ArithmeticError("The solver's table does not hold in whole numbers.")
    return shift


@dataclass(frozen=True)
class Table:
    """A table with its totals, the last place along each axis. `shown` is false where a count is left out."""

    counts: Counts
    shown: Mask

    def published(self) -> list[int | None]:
        """The counts in C order, None where one is left out: all that may leave the council."""
        return [int(count) if shown else None for count, shown in zip(self.counts.flat, self.shown.flat, strict=True)]


def protect_table(counts: Counts, *, k: int = K) -> Table:
    """A table of people, of any number of axes, with all its totals, as far as it may be published. Raises BadInput."""
    totals = counts.astype(np.int64)
    for axis in range(counts.ndim):
        totals = np.concatenate([totals, totals.sum(axis=axis, keepdims=True)], axis=axis)
    places = np.arange(totals.size).reshape(totals.shape)
    sums: list[Sum] = []
    for axis in range(counts.ndim):
        lines = np.moveaxis(places, axis, -1).reshape(-1, totals.shape[axis])
        sums += [(int(line[-1]), line[:-1].tolist()) for line in lines]
    return Table(totals, protect(totals.ravel(), sums, k=k).reshape(totals.shape))
