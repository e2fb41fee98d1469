"""Enhanced two-step floating catchment areas beside PySAL's `access` in the same run. Prints one JSON line.

10,000 points of demand and 1,000 of supply over a borough of 8 by 9 kilometres, three bands up to 1,600 metres. PySAL
is given a table of the pairs in reach with their distances (haversine, worked out beforehand and not counted); ours
finds the distances itself. Both must give every point the same access to 1e-9. Then alone, each in a process of its own
so that its memory can be told: 50,000 × 5,000 within 4 seconds and 2 GB, and 300,000 × 2,000, where the whole table of
distances would take 4.8 GB. Seconds are the best of three, of processor time. PySAL's `access` is in the group `bench`:

    .venv/bin/uv pip install --group bench
"""

import json
import platform
import resource
import subprocess
import sys
from collections.abc import Callable
from importlib.metadata import version
from importlib.util import find_spec
from time import process_time
from typing import Any

import numpy as np

from coopcouncil.kernel.distance import EARTH
from coopcouncil.settlement.domain.catchments import Bands, Floats, floating_catchments, three_bands

BORDERS = ((-0.68, 52.98), (-0.56, 53.06))  # degrees: south-west and north-east
REACH = 1600.0  # metres
ROUNDS = 3
LIMIT_APART, LIMIT_TIMES, LIMIT_SECONDS, LIMIT_MB = 1e-9, 10, 4.0, 2048


def town(demand: int, supply: int) -> tuple[Floats, Floats, Floats, Floats]:
    """Positions and people, positions and supply: the same at every run."""
    rng = np.random.default_rng(2010)
    people, offered = rng.integers(1, 60, demand).astype(float), rng.uniform(1, 9, supply)
    return rng.uniform(*BORDERS, (demand, 2)), people, rng.uniform(*BORDERS, (supply, 2)), offered


def best(work: Callable[[], Any]) -> tuple[float, Any]:
    seconds, result = float("inf"), None
    for _round in range(ROUNDS):
        began = process_time()
        result = work()
        seconds = min(seconds, process_time() - began)
    return seconds, result


def pairs(homes: Floats, places: Floats) -> tuple[Floats, Floats, Floats]:
    """Every home and place within reach, and the metres between them: by haversine, a thousand homes at a time."""
    found = []
    (lon, lat), (east, north) = np.radians(homes).T, np.radians(places).T
    for start in range(0, len(homes), 1000):
        part = slice(start, start + 1000)
        half = np.sin((north - lat[part, None]) / 2) ** 2
        half += np.cos(lat[part, None]) * np.cos(north) * np.sin((east - lon[part, None]) / 2) ** 2
        away = 2 * EARTH * np.arcsin(np.sqrt(half))
        rows, columns = np.nonzero(away <= REACH)
        found.append((rows + start, columns, away[rows, columns]))
    return tuple(map(np.concatenate, zip(*found, strict=True)))  # type: ignore[return-value]


def peer(given: tuple[Floats, Floats, Floats, Floats], bands: Bands) -> tuple[float, Floats, int]:
    """PySAL's processor seconds, its access, and how many pairs it was given."""
    import pandas as pd
    from access.fca import two_stage_fca
    from access.weights import step_fn

    homes, people, places, offered = given
    origin, dest, cost = pairs(homes, places)
    demand = pd.DataFrame({"geoid": np.arange(len(homes)), "demand": people}).set_index("geoid", drop=False)
    supply = pd.DataFrame({"supply": offered}, index=pd.Index(np.arange(len(places)), name="geoid"))
    table = pd.DataFrame({"origin": origin, "dest": dest, "cost": cost})
    steps = step_fn(dict(zip(bands.edges, bands.weights_by_band, strict=True)))
    demand.index.name = None
    seconds, theirs = best(lambda: two_stage_fca(demand, supply, table, REACH, weight_fn=steps))
    return seconds, theirs.reindex(np.arange(len(homes)), fill_value=0.0).to_numpy(), len(table)


def alone(demand: int, supply: int) -> dict[str, float]:
    """Processor seconds and the most memory of a process that does nothing else."""
    done = subprocess.run(
        [sys.executable, __file__, str(demand), str(supply)], capture_output=True, text=True, check=True
    )
    return json.loads(done.stdout)


def one(demand: int, supply: int) -> None:
    given = town(demand, supply)
    seconds, found = best(lambda: floating_catchments(*given, three_bands(REACH)))
    lost = abs(float((given[1] * found.access).sum() / given[3][~found.idle].sum() - 1))
    if lost > LIMIT_APART:
        raise SystemExit(f"Supply was lost: {lost:.1e} of it.")
    megabytes = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(json.dumps({"seconds": round(seconds, 2), "megabytes": round(megabytes)}))


def main() -> None:
    # First, because a process is counted as large as the one that started it.
    large, huge = alone(50_000, 5_000), alone(300_000, 2_000)
    given, bands = town(10_000, 1_000), three_bands(REACH)
    seconds, found = best(lambda: floating_catchments(*given, bands))
    line: dict[str, Any] = {"benchmark": "catchment", "demand": 10_000, "supply": 1_000, "seconds": round(seconds, 3)}
    if find_spec("access"):
        peer_seconds, theirs, told = peer(given, bands)
        apart = float(np.abs(found.access - theirs).max() / theirs.max())
        if apart > LIMIT_APART:
            raise SystemExit(f"The access is not PySAL's: {apart:.1e} apart.")
        line |= {
            "peer": f"access {version('access')}",
            "peer_seconds": round(peer_seconds, 2),
            "pairs_in_reach": told,
            "apart": apart,
            "times_faster": round(peer_seconds / seconds, 1),
            "limit_times_faster": LIMIT_TIMES,
        }
    line["50000_by_5000"] = large | {"limit_seconds": LIMIT_SECONDS, "limit_megabytes": LIMIT_MB}
    line["300000_by_2000"] = huge
    print(json.dumps(line | {"machine": platform.processor() or platform.machine(), "numpy": np.__version__}))


if __name__ == "__main__":
    if len(sys.argv) == 3:
        one(int(sys.argv[1]), int(sys.argv[2]))
    else:
        main()
