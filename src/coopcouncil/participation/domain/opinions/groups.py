"""Groups of points in the plane: k-means, how many by silhouette, and how alike two ways of grouping are."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from coopcouncil.kernel.errors import BadInput
from coopcouncil.participation.domain.opinions.votes import Floats

Labels = NDArray[np.intp]
ROUNDS = 300
# Above so many points the starts are tried, and the silhouette is measured, on so many of them drawn at random.
TRIED_ON = 10_000
MEASURED_ON = 2_000


@dataclass(frozen=True)
class Grouping:
    """Each point's group, the middles (groups × 2), and the mean silhouette. Groups are in order of size."""

    labels: Labels
    middles: Floats
    silhouette: float


def best_grouping(points: Floats, *, most: int, starts: int, rng: np.random.Generator) -> Grouping:
    """The grouping into 2 to `most` groups with the largest mean silhouette; of equal ones that with fewest groups.

    Source: Rousseeuw (1987), J. Comput. Appl. Math. 20, 53–65. Raises BadInput where all points are one.
    """
    distinct = len(np.unique(points, axis=0))
    if distinct < 2:
        raise BadInput("All voters stand at one point, so there are no groups.", mend="Ask more divisive statements.")
    sample = _some(len(points), MEASURED_ON, rng)
    apart = _distances(points[sample])
    tried = []
    for groups in range(2, max(min(most, distinct - 1), 2) + 1):
        labels, middles = k_means(points, groups, starts=starts, rng=rng)
        tried.append(Grouping(labels, middles, silhouette(apart, labels[sample])))
    return max(tried, key=lambda grouping: round(grouping.silhouette, 12))


def k_means(points: Floats, groups: int, *, starts: int, rng: np.random.Generator) -> tuple[Labels, Floats]:
    """Each point's group and the groups' middles; the largest group is number 0.

    It begins where Polis begins, from the first distinct points in order, and from `starts` further drawn ones
    (k-means++); the closest result is taken. Source: Lloyd (1982), IEEE Trans. Inf. Theory 28, 129–137; Arthur and
    Vassilvitskii (2007), SODA, 1027–1035.
    """
    tried = points[_some(len(points), TRIED_ON, rng)]
    begin = np.unique(tried, axis=0)[None, :groups]
    middles = _lloyd(tried, np.concatenate([begin, _drawn(tried, groups, starts, rng)]) if starts else begin)
    spread = _squares(tried, middles).min(axis=2).sum(axis=0)
    if len(tried) < len(points):
        middles = _lloyd(points, middles[[spread.argmin()]])
        spread = np.zeros(1)
    best = middles[spread.argmin()]
    labels = nearest(points, best)
    order = np.argsort(-np.bincount(labels, minlength=groups), kind="stable")
    return np.argsort(order)[labels], best[order]


def nearest(points: Floats, middles: Floats) -> Labels:
    """The group of each point: the one whose middle is nearest."""
    return _squares(points, middles[None])[:, 0].argmin(axis=1)


def silhouette(apart: Floats, labels: Labels) -> float:
    """The mean silhouette of points whose distances are `apart`; a point alone in its group counts 0."""
    member = np.eye(labels.max() + 1)[labels]
    sizes = member.sum(axis=0)
    sums = apart @ member
    own = np.arange(len(labels)), labels
    within = sums[own] / np.maximum(sizes[labels] - 1, 1)
    others = np.where(sizes > 0, sums / np.maximum(sizes, 1), np.inf)
    others[own] = np.inf
    beside = others.min(axis=1)
    if not np.isfinite(beside).all():
        return -1.0
    wide = np.maximum(within, beside)
    scores = np.divide(beside - within, wide, out=np.zeros_like(wide), where=(wide > 0) & (sizes[labels] > 1))
    return float(scores.mean())


def adjusted_rand(one: Labels, other: Labels) -> float:
    """How alike two groupings of the same points are: 1 the same, 0 as by chance.

    Source: Hubert and Arabie (1985), Journal of Classification 2, 193–218, equation 5.
    """
    table = shared(one, other).astype(float)
    both = (table * (table - 1)).sum()
    rows, columns = table.sum(axis=1), table.sum(axis=0)
    in_one, in_other = (rows * (rows - 1)).sum(), (columns * (columns - 1)).sum()
    chance = in_one * in_other / (len(one) * (len(one) - 1))
    most = (in_one + in_other) / 2
    return 1.0 if most == chance else float((both - chance) / (most - chance))


def shared(one: Labels, other: Labels) -> NDArray[np.int64]:
    """How many points are in each group of the one and each of the other."""
    size = int(one.max()) + 1, int(other.max()) + 1
    return np.bincount(one * size[1] + other, minlength=size[0] * size[1]).reshape(size)


def _some(size: int, most: int, rng: np.random.Generator) -> NDArray[np.intp]:
    return np.arange(size) if size <= most else np.sort(rng.choice(size, most, replace=False))


def _distances(points: Floats) -> Floats:
    squares = np.square(points).sum(axis=1)
    return np.sqrt(np.maximum(squares[:, None] + squares - 2 * points @ points.T, 0))


def _squares(points: Floats, middles: Floats) -> Floats:
    """Squared distances, points × starts × groups, from middles that are starts × groups × 2."""
    return (
        np.square(points[:, 0, None, None] - middles[None, :, :, 0])
        + np.square(points[:, 1, None, None] - middles[None, :, :, 1])
    )  # fmt: skip


def _drawn(points: Floats, groups: int, starts: int, rng: np.random.Generator) -> Floats:
    """Middles to begin with: each next one drawn with a chance as the squared distance from those that are there."""
    middles = points[rng.integers(len(points), size=starts)][:, None]
    while middles.shape[1] < groups:
        away = _squares(points, middles).min(axis=2).cumsum(axis=0)
        drawn = rng.random(starts) * away[-1]
        chosen = np.minimum((away <= drawn).sum(axis=0), len(points) - 1)
        middles = np.concatenate([middles, points[chosen][:, None]], axis=1)
    return middles


def _lloyd(points: Floats, middles: Floats) -> Floats:
    """All starts to the end at once, or for `ROUNDS` rounds. A middle that nobody is nearest to stays where it is."""
    starts, groups = middles.shape[:2]
    offset = groups * np.arange(starts)
    x, y = (np.repeat(points[:, axis], starts) for axis in (0, 1))
    before = None
    for _round in range(ROUNDS):
        labels = (_squares(points, middles).argmin(axis=2) + offset).ravel()
        if before is not None and (labels == before).all():
            break
        before = labels
        sizes = np.bincount(labels, minlength=starts * groups)
        sums = np.stack([np.bincount(labels, axis, starts * groups) for axis in (x, y)], axis=1)
        moved = np.divide(sums, sizes[:, None], out=middles.reshape(-1, 2).copy(), where=sizes[:, None] > 0)
        middles = moved.reshape(starts, groups, 2)
    return middles
