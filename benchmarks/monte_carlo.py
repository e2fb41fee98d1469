"""100,000 draws of a case with five rows, eleven years and eight ranges, beside a plain loop. Prints one JSON line.

The case is the larger of those in ../shared/data where it is there. The loop appraises each draw by itself in floating
numbers, without NumPy in it, from the same draws; its results must be the same to the penny. Seconds are of processor
time; ours the best of three, the loop's of one round.
"""

import json
import platform
from fractions import Fraction
from pathlib import Path
from time import process_time

import numpy as np

from coopcouncil.reviews.domain.appraisal.case import Case, inputs
from coopcouncil.reviews.domain.appraisal.sums import discount_factors
from coopcouncil.reviews.domain.uncertainty import Range, draw, simulate
from coopcouncil.reviews.formats.case import read_case

CASE = Path(__file__).resolve().parents[2] / "shared" / "data" / "money" / "ramped.toml"
RUNS, ROUNDS, LIMIT = 100_000, 3, 1.0
RANGED = ("cost.1.amount", "cost.2.amount", "benefit.1.amount", "benefit.1.deadweight", "benefit.1.attribution",
          "benefit.1.drop_off", "benefit.2.amount", "benefit.3.amount")  # fmt: skip


def ranges(case: Case) -> list[Range]:
    """Half to twice what the case says, of shares no more than all; triangular and PERT in turn."""
    made = []
    for number, path in enumerate(RANGED):
        own = inputs(case)[path]
        high = min(2 * own.value, own.most or 2 * own.value)
        made.append(Range(path, "pert" if number % 2 else "triangular", own.value / 2, Fraction(high)))
    return made


def loop(case: Case, drawn: dict[str, np.ndarray]) -> list[tuple[float, float]]:
    """Net present value and pool of each draw, in pence."""
    factors = [float(factor) for factor in discount_factors(case.horizon)]
    grades = [float(bias) for bias in case.grades]
    own = {path: float(item.value) for path, item in inputs(case).items()}
    columns = {path: values.tolist() for path, values in drawn.items()}
    window = range(case.sharing.window_start, case.sharing.window_start + case.sharing.window_years)
    found = []
    for run in range(RUNS):
        number = own | {path: values[run] for path, values in columns.items()}
        costs, public, cashable = ([0.0] * len(factors) for _ in range(3))
        for at, cost in enumerate(case.costs, 1):
            yearly = number[f"cost.{at}.amount"] * (1 + grades[cost.grade - 1])
            for year in range(cost.first, min(cost.last, case.horizon) + 1):
                costs[year] += yearly
        for at, benefit in enumerate(case.benefits, 1):
            name = f"benefit.{at}"
            yearly = number[f"{name}.amount"] * number[f"{name}.attribution"] * (1 - grades[benefit.grade - 1])
            for key in ("deadweight", "displacement", "leakage", "substitution"):
                yearly *= 1 - number[f"{name}.{key}"]
            for year in range(benefit.first, min(benefit.last, case.horizon) + 1):
                after = year - benefit.first
                ramp = float(benefit.ramp[after]) if after < len(benefit.ramp) else 1.0
                amount = yearly * ramp * (1 - number[f"{name}.drop_off"]) ** after
                public[year] += amount * benefit.is_public_value
                cashable[year] += amount * benefit.is_fiscal * number[f"{name}.cashability"]
        net = sum(factor * (gain - cost) for factor, gain, cost in zip(factors, public, costs, strict=True))
        saved = spent = pool = 0.0
        for year in range(len(factors)):
            spent += costs[year]
            if year in window:
                saved += cashable[year]
                pool = max(pool, saved - spent)
        found.append((round(100 * net), round(100 * pool)))
    return found


def main() -> None:
    case = read_case(CASE.read_bytes(), file=CASE.name)
    asked = ranges(case)
    seconds = float("inf")
    for _round in range(ROUNDS):
        began = process_time()
        found = simulate(case, asked, runs=RUNS, seed=2010)
        seconds = min(seconds, process_time() - began)
    drawn = {each.path: draw(each, inputs(case)[each.path], RUNS, 2010) for each in asked}
    began = process_time()
    theirs = loop(case, drawn)
    loop_seconds = process_time() - began
    apart = max(
        max(abs(net - ours), abs(pool - our_pool))
        for (net, pool), ours, our_pool in zip(theirs, found.outcomes.net, found.outcomes.pool, strict=True)
    )
    if apart > 1:
        raise SystemExit(f"The loop finds something else: {apart} pence apart.")
    line = {
        "benchmark": "monte_carlo",
        "runs": RUNS,
        "rows": len(case.rows),
        "years": len(case.years),
        "ranges": len(asked),
        "seconds": round(seconds, 3),
        "limit_seconds": LIMIT,
        "loop_seconds": round(loop_seconds, 2),
        "times_faster": round(loop_seconds / seconds, 1),
        "pence_apart": apart,
    }
    print(json.dumps(line | {"machine": platform.processor() or platform.machine(), "numpy": np.__version__}))


if __name__ == "__main__":
    main()
