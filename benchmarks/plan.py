"""How many next-question decisions a second one core makes, for the life event with most questions.

`decisions_per_second` is `next_question`, by which the journey leads a person on after each answer;
`whole_plans_per_second` is `plan`, from which a question's page also takes how far along they are. Both over every
stage of a usual journey, in seconds of processor time, so that a busy machine changes little.

The limit it is held against: 20,000 a second, so that working out the next question is never what a person waits for.
"""

import json
import os
import time
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

from coopcouncil.directory.domain.catalogue import shipped_catalogue
from coopcouncil.frontdoor.domain.check import check_file
from coopcouncil.frontdoor.domain.life_event import LifeEvent
from coopcouncil.frontdoor.domain.plan import next_question, plan
from coopcouncil.frontdoor.domain.typical import typical_answers
from coopcouncil.sharing.domain.purposes import shipped_purposes

LIMIT = 20_000
SECONDS = 3.0
TODAY = date(2026, 11, 22)


def largest() -> LifeEvent:
    folder = Path(__file__).resolve().parents[1] / "src" / "coopcouncil" / "frontdoor" / "life_events"
    checked = (
        check_file(
            file.read_text("utf-8"), file=file.name, service_types=shipped_catalogue(), purposes=shipped_purposes()
        )[0]
        for file in sorted(folder.glob("*.toml"))
    )
    return max((event for event in checked if event), key=lambda event: (len(event.facts), event.code))


def journey(event: LifeEvent) -> list[dict[str, Any]]:
    """The answers at every stage, from none to all of a usual case."""
    typical = typical_answers(event, today=TODAY)
    stages: list[dict[str, Any]] = [{}]
    while fact := next_question(event, stages[-1], today=TODAY):
        stages.append({**stages[-1], fact.code: typical.get(fact.code)})
    return stages


def per_second(decide: Callable[..., object], event: LifeEvent, stages: list[dict[str, Any]]) -> float:
    decisions, began = 0, time.process_time()
    while time.process_time() - began < SECONDS:
        for stage in stages:
            decide(event, stage, today=TODAY)
        decisions += len(stages)
    return decisions / (time.process_time() - began)


def main() -> None:
    event = largest()
    stages = journey(event)
    figure = per_second(next_question, event, stages)
    print(
        json.dumps(
            {
                "benchmark": "plan",
                "life_event": event.code,
                "facts": len(event.facts),
                "notices": len(event.notices),
                "stages": len(stages),
                "decisions_per_second": round(figure),
                "whole_plans_per_second": round(per_second(plan, event, stages)),
                "limit": LIMIT,
                "ratio": round(figure / LIMIT, 3),
                "load_average": round(os.getloadavg()[0], 2),
            }
        )
    )


if __name__ == "__main__":
    main()
