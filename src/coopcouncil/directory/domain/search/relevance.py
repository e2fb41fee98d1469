"""How good a ranking is, against what people should find."""

from collections.abc import Mapping, Sequence
from math import log2


def ndcg(found: Sequence[str], wanted: Mapping[str, int], *, at: int = 5) -> float:
    """Normalised discounted cumulative gain of the first `at` finds, 0 to 1: 1 where no order would be better.

    `found` names each find, `wanted` says what a name is worth (0 where it is not named). A name counts once: several
    services of one kind do not add up. Gain 2^worth − 1, discount log2(place + 1). Source: Järvelin and Kekäläinen
    (2002), ACM Transactions on Information Systems 20, 422–446; the exponential gain is that of Burges et al. (2005).
    """
    once = list(dict.fromkeys(found))[:at]
    best = sorted(wanted.values(), reverse=True)[:at]
    reached = sum(_gain(wanted.get(name, 0)) / log2(place + 2) for place, name in enumerate(once))
    most = sum(_gain(worth) / log2(place + 2) for place, worth in enumerate(best))
    return reached / most if most else 0.0


def _gain(worth: int) -> int:
    return int(2**worth) - 1
