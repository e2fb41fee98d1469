"""How many next-question decisions a second one core makes, for the life event with most questions.

The limit it is held against: 20,000 a second, so that working out the next question is never what a person waits for.
"""

import json
import time
from datetime import date
from pathlib import Path

from coopcouncil.directory.domain.catalogue import shipped_catalogue
from coopcouncil.frontdoor.domain.check import check_file
from coopcouncil.frontdoor.domain.life_event import LifeEvent
from coopcouncil.frontdoor.domain.plan import plan
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


def main() -> None:
    event = largest()
    typical = typical_answers(event, today=TODAY)
    # Every stage of a journey, from no answer to all of them.
    stages, answers = [], {}
    while fact := plan(event, answers, today=TODAY).next_fact:
        stages.append(dict(answers))
        answers[fact.code] = typical.get(fact.code)
    stages.append(dict(answers))
    decisions, began = 0, time.perf_counter()
    while time.perf_counter() - began < SECONDS:
        for stage in stages:
            plan(event, stage, today=TODAY)
        decisions += len(stages)
    figure = decisions / (time.perf_counter() - began)
    print(
        json.dumps(
            {
                "benchmark": "plan_decisions",
                "life_event": event.code,
                "decisions_per_second": round(figure),
                "limit": LIMIT,
                "ratio": round(figure / LIMIT, 3),
            }
        )
    )


if __name__ == "__main__":
    main()
