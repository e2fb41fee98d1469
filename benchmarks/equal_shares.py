"""Equal shares on five real elections and on 100,000 voters × 200 projects, beside pabutools where it is installed.

Prints one JSON line. The winners must be the same, or it stops. Seconds are of processor time. pabutools takes minutes
for the synthetic election, and counts it only with PEER_TOO=1. Peers are the group `bench`:

    .venv/bin/uv pip install --group bench
"""

import json
import os
import platform
import resource
from collections.abc import Callable
from fractions import Fraction
from importlib.metadata import version
from importlib.util import find_spec
from pathlib import Path
from time import process_time
from typing import Any

import numpy as np

from coopcouncil.participation.domain.budgeting import COST, Election, Project, count, election
from coopcouncil.participation.formats import pabulib

SHARED = Path(__file__).resolve().parents[2] / "shared" / "data" / "pabulib"
VOTERS, PROJECTS = 100_000, 200
LIMITS = {"seconds": 2, "add1_seconds": 10, "megabytes": 600}


def synthetic() -> tuple[list[Project], Fraction, list[list[str]]]:
    """Voters who each support 3 to 15 projects, some projects far more popular than others."""
    rng = np.random.default_rng(2010)
    costs = np.exp(rng.normal(11, 1, PROJECTS)).astype(int) // 100 * 100 + 1000
    names = [f"p{number:03d}" for number in range(PROJECTS)]
    liked = rng.dirichlet(np.ones(PROJECTS))
    # The first of a random order that favours what is liked (Efraimidis and Spirakis, 2006).
    order = np.argsort(-(rng.random((VOTERS, PROJECTS)) ** (1 / np.maximum(liked, 1e-9))), axis=1)[:, :15]
    lengths = rng.integers(3, 16, VOTERS)
    ballots = [[names[place] for place in row[:length]] for row, length in zip(order, lengths, strict=True)]
    projects = [Project(name, Fraction(int(cost))) for name, cost in zip(names, costs, strict=True)]
    return projects, Fraction(int(costs.sum() * 3) // 10), ballots


def timed(work: Callable[[], Any]) -> tuple[float, Any]:
    began = process_time()
    result = work()
    return process_time() - began, result


def ours(told: Election, completion: str) -> tuple[float, list[str]]:
    seconds, outcome = timed(lambda: count(told, satisfaction=COST, completion=completion))
    return seconds, sorted(told.projects[project].id for project in outcome.selected)


def theirs(instance: Any, profile: Any, completion: str) -> tuple[float, list[str]]:
    from pabutools.election import Cost_Sat
    from pabutools.rules import method_of_equal_shares

    step = 1 if completion == "add1" else None
    seconds, won = timed(
        lambda: method_of_equal_shares(instance, profile, sat_class=Cost_Sat, voter_budget_increment=step)
    )
    return seconds, sorted(project.name for project in won)


def compare(told: Election, parsed: tuple[Any, Any], completion: str) -> dict[str, float]:
    mine, won = ours(told, completion)
    peer, also = theirs(*parsed, completion)
    if won != also:
        raise SystemExit(f"Other winners than pabutools has: {set(won) ^ set(also)}")
    return {"seconds": round(mine, 4), "pabutools_seconds": round(peer, 3), "times_as_fast": round(peer / mine, 1)}


def real() -> dict[str, Any]:
    from pabutools.election import parse_pabulib

    found = {}
    for file in sorted(SHARED.glob("*.pb")):
        told = pabulib.read(file.read_bytes(), file.name).election
        parsed = parse_pabulib(str(file))
        found[file.stem] = {completion: compare(told, parsed, completion) for completion in ("none", "add1")}
    return found


def main() -> None:
    projects, budget, ballots = synthetic()
    told = election(projects, budget, ballots)
    (seconds, won), (add1, _) = ours(told, "none"), ours(told, "add1")
    megabytes = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    line: dict[str, Any] = {
        "benchmark": "equal_shares", "voters": VOTERS, "projects": PROJECTS, "winners": len(won),
        "seconds": round(seconds, 3), "add1_seconds": round(add1, 2), "megabytes": round(megabytes),
        "limits": LIMITS, "ratio": round(seconds / LIMITS["seconds"], 3),
        "machine": f"{platform.machine()}, {os.cpu_count()} cores", "python": platform.python_version(),
        "numpy": version("numpy"), "load_average_before": LOAD,
    }  # fmt: skip
    if find_spec("pabutools"):
        line["pabutools"] = version("pabutools")
        if SHARED.is_dir():
            line["elections"] = real()
        if os.environ.get("PEER_TOO") == "1":
            from pabutools.election.pabulib import parse_pabulib_from_string

            text = pabulib.write(projects, budget, [(str(n), b) for n, b in enumerate(ballots)], meta={"rule": "mes"})
            line["peer"] = compare(told, parse_pabulib_from_string(text), "none")
    print(json.dumps(line))


if __name__ == "__main__":
    LOAD = round(os.getloadavg()[0], 2)
    main()
