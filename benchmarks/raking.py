"""Weights for 300,000 respondents and six margins, beside weightipy where it is installed. Prints one JSON line.

Both rake to a relative 1e-9, and their weights must be the same; seconds are of processor time, the best of three.
weightipy and what else is measured against is the group `bench`:

    .venv/bin/uv pip install --group bench
"""

import json
import platform
from collections.abc import Callable
from importlib.metadata import version
from importlib.util import find_spec
from time import process_time
from typing import Any

import numpy as np

from coopcouncil.participation.domain.weighting import Margin, rake

RESPONDENTS = 300_000
LEVELS = {"ward": 25, "age": 18, "sex": 2, "tenure": 4, "ethnicity": 19, "household": 8}
ROUNDS = 3
LIMIT = 5


def sample() -> list[Margin]:
    """Respondents who came forward unevenly, and the population that they are to speak for.

    As in a real place the margins hang together: each is drawn from shares that differ with the ward.
    """
    rng = np.random.default_rng(2010)
    wards = rng.choice(LEVELS["ward"], RESPONDENTS, p=rng.dirichlet(np.full(LEVELS["ward"], 20.0)))
    margins = []
    for name, size in LEVELS.items():
        lives, by_ward = rng.dirichlet(np.full(size, 20.0)), rng.dirichlet(np.full(size, 2.0), LEVELS["ward"])
        drawn = (by_ward.cumsum(axis=1)[wards] < rng.random(RESPONDENTS)[:, None]).sum(axis=1)
        codes = wards if name == "ward" else np.minimum(drawn, size - 1)
        margins.append(Margin(name, tuple(map(str, range(size))), lives * 320_000, codes.astype(np.intp)))
    return margins


def best(work: Callable[[], Any]) -> tuple[float, Any]:
    seconds, result = float("inf"), None
    for _round in range(ROUNDS):
        began = process_time()
        result = work()
        seconds = min(seconds, process_time() - began)
    return seconds, result


def peer(margins: list[Margin], weights: np.ndarray) -> dict[str, Any]:
    """weightipy on the same respondents. Stops where its weights are not ours."""
    import pandas as pd
    import weightipy

    frame = pd.DataFrame({margin.name: margin.codes for margin in margins})
    targets = {
        margin.name: {
            level: float(share) for level, share in enumerate(100 * margin.population / margin.population.sum())
        }
        for margin in margins
    }

    def work() -> np.ndarray:
        scheme = weightipy.scheme_from_dict(targets)
        scheme.convcrit = 1e-12
        return weightipy.weight(frame, scheme).to_numpy()

    seconds, theirs = best(work)
    apart = float(np.abs(theirs / theirs.mean() / (weights / weights.mean()) - 1).max())
    if apart > 1e-6:
        raise SystemExit(f"The weights are not weightipy's: {apart:.1e} apart.")
    misses = [
        np.abs(np.bincount(margin.codes, theirs) / theirs.sum() / (margin.population / margin.population.sum()) - 1)
        for margin in margins
    ]
    return {
        "peer": f"weightipy {version('weightipy')}",
        "peer_seconds": round(seconds, 3),
        "peer_largest_miss": float(max(miss.max() for miss in misses)),
        "weights_apart": apart,
    }


def main() -> None:
    margins = sample()
    seconds, found = best(lambda: rake(margins))
    line: dict[str, Any] = {
        "benchmark": "raking",
        "respondents": RESPONDENTS,
        "margins": len(margins),
        "seconds": round(seconds, 3),
        "cycles": found.cycles,
        "largest_miss": found.miss,
        "limit_times_faster": LIMIT,
    }
    if find_spec("weightipy"):
        line |= peer(margins, found.weights)
        line["times_faster"] = round(line["peer_seconds"] / seconds, 1)
    print(json.dumps(line | {"machine": platform.processor() or platform.machine(), "numpy": np.__version__}))


if __name__ == "__main__":
    main()
