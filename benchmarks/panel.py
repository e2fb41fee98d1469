"""Panels by lot beside sortition-algorithms: the smallest chance, and seconds of processor time.

150 volunteers for 22 places are the real pool of ../shared/data/sortition; 300/45, 500/50 and 5,000/50 are made up,
with six or eight features. For 5,000 the limits are 93 % of the proved bound in 120 seconds; the peer, which does not
finish, is not asked. Prints one JSON line. The peer (GPL, asked only here) is in the group `bench`; PEER_TOO=1 runs it:

    .venv/bin/uv pip install --group bench

PANEL_POOLS="150 300" measures only those.
"""

import csv
import json
import os
import platform
import sys
from contextlib import redirect_stdout
from importlib.metadata import version
from importlib.util import find_spec
from pathlib import Path
from time import process_time
from typing import Any

import numpy as np

from coopcouncil.participation.domain.panels.lottery import fairest
from coopcouncil.participation.domain.panels.pool import Pool, Quota, Volunteer

SHARED = Path(__file__).resolve().parents[2] / "shared" / "data" / "sortition" / "sortition-algorithms"
SIZES = {"150": 22, "300": 45, "500": 50, "5000": 50}
LIMITS = {"5000": {"seconds": 120, "of_bound": 0.93}}


def real() -> Pool:
    with (SHARED / "features.csv").open(encoding="utf-8") as file:
        quotas = [Quota(row["feature"], row["value"], int(row["min"]), int(row["max"])) for row in csv.DictReader(file)]
    with (SHARED / "candidates.csv").open(encoding="utf-8") as file:
        people = [Volunteer(row["nationbuilder_id"], row) for row in csv.DictReader(file)]
    return Pool(tuple(people), tuple(quotas), SIZES["150"])


def made_up(number: int, size: int, features: int) -> Pool:
    """Volunteers who differ from the borough in each feature; quotas within half a place of its shares, rounded out."""
    rng = np.random.default_rng(1)
    held: list[dict[str, str]] = [{} for _ in range(number)]
    quotas = []
    for feature, values in enumerate([2, 4, 6, 5, 3, 8, 4, 5][:features]):
        borough = rng.dirichlet(np.full(values, 5.0))
        willing = borough * np.exp(rng.normal(0, 0.5, values))
        for person, value in zip(held, rng.choice(values, number, p=willing / willing.sum()), strict=True):
            person[f"f{feature}"] = f"v{value}"
        for value, share in enumerate(borough * size):
            low, high = max(0, int(np.floor(share - 0.5))), int(np.ceil(share + 0.5))
            quotas.append(Quota(f"f{feature}", f"v{value}", low, high))
    return Pool(tuple(Volunteer(f"p{name}", each) for name, each in enumerate(held)), tuple(quotas), size)


def theirs(pool: Pool) -> dict[str, Any]:
    """The same pool by the peer's own maximin."""
    from sortition_algorithms.committee_generation import find_distribution_maximin
    from sortition_algorithms.features import read_in_features
    from sortition_algorithms.people import read_in_people
    from sortition_algorithms.settings import Settings

    head = ["feature", "value", "min", "max"]
    rows = [dict(zip(head, map(str, (q.feature, q.value, q.low, q.high)), strict=True)) for q in pool.quotas]
    features = read_in_features(head, rows)[0]
    names = sorted({quota.feature for quota in pool.quotas})
    people_rows = [{"id": each.id, **{name: each.values[name] for name in names}} for each in pool.volunteers]
    people = read_in_people(["id", *names], people_rows, features, Settings(id_column="id", columns_to_keep=[]))[0]
    began = process_time()
    with redirect_stdout(sys.stderr):
        panels, shares, _ = find_distribution_maximin(features, people, pool.size, [])
    seconds = process_time() - began
    chances = dict.fromkeys(pool.people, 0.0)
    for panel, share in zip(panels, shares, strict=True):
        for name in panel:
            chances[name] += share
    return {"peer_seconds": round(seconds, 2), "peer_smallest_chance": round(min(chances.values()), 6)}


def measured(name: str) -> dict[str, Any]:
    pool = real() if name == "150" else made_up(int(name), SIZES[name], 8 if name == "5000" else 6)
    began = process_time()
    lottery = fairest(pool)
    seconds = process_time() - began
    figures: dict[str, Any] = {
        "places": pool.size,
        "groups": len(pool.groups),
        "seconds": round(seconds, 2),
        "smallest_chance": round(float(lottery.smallest), 6),
        "of_bound": round(float(lottery.smallest / lottery.bound), 4),
        **({"limits": LIMITS[name]} if name in LIMITS else {}),
    }
    if name != "5000" and os.environ.get("PEER_TOO") and find_spec("sortition_algorithms"):
        figures |= theirs(pool)
        figures["ratio"] = round(figures["peer_seconds"] / seconds, 1)
        if figures["smallest_chance"] < 0.99 * figures["peer_smallest_chance"]:
            raise SystemExit(f"{name}: the smallest chance is lower than the peer's: {figures}")
    return figures


def main() -> None:
    wanted = os.environ.get("PANEL_POOLS", " ".join(SIZES)).split()
    print(
        json.dumps(
            {
                "benchmark": "panel",
                "pools": {name: measured(name) for name in wanted},
                "peer": f"sortition-algorithms {version('sortition-algorithms')}"
                if find_spec("sortition_algorithms")
                else None,
                "highspy": version("highspy"),
                "machine": f"{platform.machine()}, {os.cpu_count()} cores",
                "load_average": round(os.getloadavg()[0], 2),
            }
        )
    )


if __name__ == "__main__":
    main()
