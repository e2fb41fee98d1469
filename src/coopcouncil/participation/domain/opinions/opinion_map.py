"""The whole map: places, groups, what they say, and how firm it is."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_array

from coopcouncil.kernel.errors import BadInput
from coopcouncil.participation.domain.opinions.groups import (
    Grouping,
    Labels,
    adjusted_rand,
    best_grouping,
    k_means,
    nearest,
    shared,
)
from coopcouncil.participation.domain.opinions.space import Space, space_of
from coopcouncil.participation.domain.opinions.statements import Said, Tally, consensus, divisive, representative, tally
from coopcouncil.participation.domain.opinions.votes import Floats, Votes

# Who cast fewer votes has a place on the map and is in no group (Small et al. 2021, on clustering).
FEWEST_VOTES = 7
MOST_GROUPS = 5
RESAMPLES = 20
# Above so many voters a resample draws so many.
RESAMPLED = 5_000


@dataclass(frozen=True)
class Stability:
    """Over resamples of the voters: how alike their groups were to the map's (adjusted Rand, mean and least), and for
    each group how much of it came out together again (Jaccard, mean). Source: Hennig (2007), Comput. Stat. Data Anal.
    52, 258–271: from 0.75 a group is firm, under 0.6 it should not be trusted.
    """

    alike: float
    least_alike: float
    groups: tuple[float, ...]


@dataclass(frozen=True)
class OpinionMap:
    """Places are voters × 2; `groups` has each voter's group, −1 for who cast too few votes."""

    space: Space
    places: Floats
    groups: Labels
    grouping: Grouping
    tally: Tally
    representative: list[list[Said]]
    consensus: list[Said]
    divisive: list[Said]
    stability: Stability | None


def map_opinions(
    votes: Votes, *, seed: int, most_groups: int = MOST_GROUPS, starts: int = 0, resamples: int = RESAMPLES
) -> OpinionMap:
    """Map a conversation. The same votes and the same seed give the same map. Raises BadInput for too few votes.

    `starts` are further starts of k-means beside Polis's own; see `k_means`.
    """
    statements = len(votes.statements)
    if statements < 3:
        raise BadInput(f"There are votes on {statements} statements.", mend="A map needs three or more.")
    fewest = min(FEWEST_VOTES, statements)
    grouped = votes.cast >= fewest
    if grouped.sum() < 3:
        raise BadInput(
            f"{grouped.sum()} people cast {fewest} votes or more.",
            mend="A map needs three or more: wait for more votes.",
        )
    rng = np.random.default_rng(seed)
    space = space_of(votes.matrix)
    places = space.place(votes.matrix)
    grouping = best_grouping(places[grouped], most=most_groups, starts=starts, rng=rng)
    groups = np.full(len(votes.voters), -1)
    groups[grouped] = grouping.labels
    counted = tally(votes.matrix[grouped], grouping.labels)
    return OpinionMap(
        space=space,
        places=places,
        groups=groups,
        grouping=grouping,
        tally=counted,
        representative=representative(counted),
        consensus=consensus(counted),
        divisive=divisive(counted),
        stability=_stability(votes.matrix, grouped, grouping, fewest, starts, resamples, rng) if resamples else None,
    )


def _stability(
    matrix: csr_array,
    grouped: NDArray[np.bool_],
    grouping: Grouping,
    fewest: int,
    starts: int,
    resamples: int,
    rng: np.random.Generator,
) -> Stability:
    """Draw voters again with replacement, map them into as many groups, and place the map's voters on that map."""
    groups = len(grouping.middles)
    beside = rng.permutation(len(grouping.labels))[:RESAMPLED]
    held, labels = matrix[np.flatnonzero(grouped)[beside]], grouping.labels[beside]
    alike, overlaps = [], []
    for _resample in range(resamples):
        drawn = matrix[rng.integers(matrix.shape[0], size=min(matrix.shape[0], RESAMPLED))]
        space = space_of(drawn)
        places = space.place(drawn)[np.diff(drawn.indptr) >= fewest]
        if len(np.unique(places, axis=0)) < groups:
            continue
        again = nearest(space.place(held), k_means(places, groups, starts=starts, rng=rng)[1])
        alike.append(adjusted_rand(labels, again))
        table = shared(labels, again)
        either = table.sum(axis=1, keepdims=True) + table.sum(axis=0, keepdims=True) - table
        overlaps.append((table / np.maximum(either, 1)).max(axis=1))
    if not alike:
        return Stability(0.0, 0.0, (0.0,) * groups)
    means = np.mean([np.pad(overlap, (0, groups - len(overlap))) for overlap in overlaps], axis=0)
    return Stability(float(np.mean(alike)), float(np.min(alike)), tuple(means.tolist()))
