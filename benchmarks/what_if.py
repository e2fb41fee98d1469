"""How long does the explorer take to say what comes of withdrawing places? Prints one JSON line.

Granian as in production with the embedded PostgreSQL, one web process, Ashmere's 320,000 people in 181 small areas. One
person asks again and again, each time for other libraries or surgeries and other sliders, one to three places at once,
every other time with a place in their stead: the whole page, with map, tables and words. The limit: 95 of 100 answers
within a second. Beside it the model alone, in this process, without page and database.
"""

import json
import os
import re
import time
from random import Random
from urllib.parse import urlencode

import numpy as np
from serving import HEADERS, at, council, milliseconds_each, spent
from serving.wire import Wire

from coopcouncil.settlement.domain.access import Place, SmallArea
from coopcouncil.settlement.domain.what_if import what_if

PAGE = "/settlement/what-if/"
ANSWERS, WARMING = 200, 10
LIMIT_MS = 1000.0
CODE = re.compile(r'name="withdraw" type="checkbox" value="([^"]+)"')


def question(rng: Random, codes: dict[str, list[str]]) -> str:
    kind = rng.choice(sorted(codes))
    gone = rng.sample(codes[kind], rng.randint(1, 3))
    asked = {
        "kind": kind, "withdraw": gone, "far": rng.randrange(400, 4001, 100),
        "reach": rng.randrange(800, 6001, 200), "fall": rng.randint(1, 50),
    }  # fmt: skip
    if rng.random() < 0.5:
        asked["replace"] = rng.choice(codes["library"])
    return f"{PAGE}?{urlencode(asked, doseq=True)}"


def model_ms(areas: int = 181, places: int = 9) -> float:
    """Milliseconds of the model alone, the median of twenty."""
    rng = np.random.default_rng(2010)
    lives = [
        SmallArea(str(n), str(n), str(n % 25), str(n % 25), *rng.uniform((-0.67, 52.98), (-0.57, 53.06)), 1768.0)
        for n in range(areas)
    ]
    spots = [Place(str(n), str(n), *rng.uniform((-0.67, 52.98), (-0.57, 53.06))) for n in range(places)]
    took = []
    for _round in range(20):
        began = time.perf_counter()
        what_if(lives, spots, withdraw=["0"])
        took.append((time.perf_counter() - began) * 1000)
    return at(0.5, took)


def main() -> None:
    rng, took = Random(2010), []
    with council(processes=1, demo_sign_in=True) as served:
        wire = Wire(served.url, HEADERS)

        def ask(path: str) -> str:
            began = time.perf_counter()
            answer = wire.ask("GET", path, b"")
            took.append((time.perf_counter() - began) * 1000)
            if answer.status != 200:
                raise SystemExit(f"{path}: {answer.status}\n{answer.text[:2000]}")
            return answer.text

        codes = {kind: CODE.findall(ask(f"{PAGE}?kind={kind}")) for kind in ("library", "gp_surgery")}
        if not all(codes.values()):
            raise SystemExit("The page offers no places.")
        for _round in range(WARMING):
            ask(question(rng, codes))
        first, load = took[2], os.getloadavg()[0]
        took.clear()
        before = served.processor_seconds()
        for _round in range(ANSWERS):
            if 'id="answer"' not in ask(question(rng, codes)):
                raise SystemExit("A page came without an answer.")
        busy = spent(before, served.processor_seconds())
        wire.close()
    p95 = at(0.95, took)
    print(
        json.dumps(
            {
                "benchmark": "what_if", "answers": ANSWERS, "p50_ms": round(at(0.5, took), 1), "p95_ms": round(p95, 1),
                "limit_ms": LIMIT_MS, "ratio": round(p95 / LIMIT_MS, 3), "first_answer_ms": round(first, 1),
                "processor_ms_each": milliseconds_each(busy, ANSWERS), "model_alone_ms": round(model_ms(), 2),
                "cores": os.cpu_count(), "load_average_before": round(load, 2),
            }
        )
    )  # fmt: skip


if __name__ == "__main__":
    main()
