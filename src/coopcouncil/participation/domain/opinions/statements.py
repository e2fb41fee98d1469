"""What each group says, what all say, and what parts them.

Shares are smoothed, (said so + 1) / (votes + 2), as Polis does, so that one vote of one is no certainty. Tests are
two-sided, and over all groups, statements and answers at once the false discovery rate is kept. The groups were found
in the same votes that the tests look at, so a test ranks statements; it does not prove that there are groups.

Source: Small et al. (2021), on representative comments and group-informed consensus, and Polis's conversation.clj; the
difference of two shares: Agresti and Caffo (2000), American Statistician 54, 280–288; several at once: Benjamini and
Hochberg (1995), J. Royal Stat. Soc. B 57, 289–300.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_array
from scipy.special import chdtrc, ndtr

from coopcouncil.participation.domain.opinions.groups import Labels
from coopcouncil.participation.domain.opinions.votes import Floats

LEVEL = 0.05
SHOWN = 5


@dataclass(frozen=True)
class Said:
    """A statement of one group, or of all of them (`group` −1). `statement` is its column; shares are smoothed.

    `measure` is by what it was ranked: the test's z (representative), the product of all groups' shares (consensus),
    or the gap between two groups (divisive). `chance` is the corrected p, 1 where nothing was tested.
    """

    statement: int
    group: int
    answer: str
    share: float
    votes: int
    measure: float
    chance: float


@dataclass(frozen=True)
class Tally:
    """Votes of each group on each statement (groups × statements)."""

    agree: Floats
    disagree: Floats
    cast: Floats

    def shares(self, answer: str) -> Floats:
        return ((self.agree if answer == "agree" else self.disagree) + 1) / (self.cast + 2)


def tally(matrix: csr_array, labels: Labels) -> Tally:
    """Votes by group; `labels` has a group for each row."""
    shape = int(labels.max()) + 1, matrix.shape[1]
    cells = np.repeat(labels, np.diff(matrix.indptr)) * shape[1] + matrix.indices
    size = shape[0] * shape[1]
    agree, disagree, cast = (
        np.bincount(cells[which], minlength=size).astype(float).reshape(shape)
        for which in (matrix.data > 0, matrix.data < 0, slice(None))
    )
    return Tally(agree, disagree, cast)


def representative(votes: Tally) -> list[list[Said]]:
    """For each group the statements on which it differs most from all others, and whose answer its majority gives."""
    tests = {answer: _apart(votes, answer) for answer in ("agree", "disagree")}
    chances = corrected(np.stack([2 * ndtr(-np.abs(z)) for z in tests.values()]))
    found: list[list[Said]] = []
    for group in range(len(votes.cast)):
        said = [
            Said(
                int(at), group, answer, float(shares[at]), int(votes.cast[group, at]), float(z[group, at]), float(p[at])
            )
            for (answer, z), p in zip(tests.items(), chances[:, group], strict=True)
            for shares in [votes.shares(answer)[group]]
            for at in np.flatnonzero((p < LEVEL) & (z[group] > 0) & (shares > 0.5))
        ]
        found.append(sorted(said, key=lambda one: (-one.measure, one.statement))[:SHOWN])
    return found


def consensus(votes: Tally) -> list[Said]:
    """What every group's majority says, by the product of the groups' shares: a small group counts like a large."""
    said = [
        Said(int(at), -1, answer, float(shares[:, at].min()), int(votes.cast[:, at].sum()), float(product[at]), 1.0)
        for answer in ("agree", "disagree")
        for shares in [votes.shares(answer)]
        for product in [shares.prod(axis=0)]
        for at in np.flatnonzero(shares.min(axis=0) > 0.5)
    ]
    return sorted(said, key=lambda one: (-one.measure, one.statement))[:SHOWN]


def divisive(votes: Tally) -> list[Said]:
    """Statements on which groups are furthest apart, where a test of all groups at once says that they are."""
    shares = votes.shares("agree")
    weights = votes.cast + 2
    overall = (shares * weights).sum(axis=0) / weights.sum(axis=0)
    spread = (weights * np.square(shares - overall)).sum(axis=0) / (overall * (1 - overall))
    chances = corrected(chdtrc(len(shares) - 1, spread))
    gaps = shares.max(axis=0) - shares.min(axis=0)
    said = [
        Said(
            int(at), -1, "agree", float(overall[at]), int(votes.cast[:, at].sum()), float(gaps[at]), float(chances[at])
        )
        for at in np.flatnonzero(chances < LEVEL)
    ]
    return sorted(said, key=lambda one: (-one.measure, one.statement))[:SHOWN]


def corrected(chances: Floats) -> Floats:
    """P values of many tests, so that of those under a limit at most that share is false: Benjamini and Hochberg."""
    flat = chances.ravel()
    order = np.argsort(flat)[::-1]
    ranks = np.arange(len(flat), 0, -1)
    found = np.empty_like(flat)
    found[order] = np.minimum.accumulate(np.minimum(flat[order] * len(flat) / ranks, 1))
    return found.reshape(chances.shape)


def _apart(votes: Tally, answer: str) -> NDArray[np.float64]:
    """z of each group's share against that of all others together."""
    counts = votes.agree if answer == "agree" else votes.disagree
    others, of_others = counts.sum(axis=0) - counts, votes.cast.sum(axis=0) - votes.cast
    one, other = (counts + 1) / (votes.cast + 2), (others + 1) / (of_others + 2)
    return (one - other) / np.sqrt(one * (1 - one) / (votes.cast + 2) + other * (1 - other) / (of_others + 2))
