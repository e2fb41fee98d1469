"""Answers of a year, by ward, to look for gaps in."""

from collections.abc import Mapping
from datetime import timedelta

from coopcouncil.casework.actions import opening
from coopcouncil.casework.actions.opening import Problem
from coopcouncil.casework.models import Case, CaseClock
from coopcouncil.foundation import clock
from coopcouncil.foundation.actors import OPERATOR, SYSTEM
from coopcouncil.places import public as places
from coopcouncil.settlement.actions import finding

WARDS = 6


def plant(kept: Mapping[str, tuple[int, int]], service_type: str = "planning") -> None:
    """So many answers of the last year in each ward, of all that were due, in casework's own tables."""
    now, clocks = clock.now(), []
    areas = {area.name: area.id for area in places.areas("ward")}
    for ward, (in_time, all_) in kept.items():
        problem = Problem("A plan", "Nobody writes.", service_type=service_type, promise="request")
        case = opening.open_case(actor=OPERATOR, problem=problem, now=now).id
        Case.objects.filter(id=case).update(ward_id=areas[ward])
        for at in range(all_):
            state = "kept" if at < in_time else "late"
            clocks.append(CaseClock(case_id=case, code=f"answer-{at}", step="answer", terms={}, started_at=now,
                                    state=state, ended_at=now - timedelta(days=1)))  # fmt: skip
    CaseClock.objects.bulk_create(clocks)


def names() -> list[str]:
    return [area.name for area in places.areas("ward")]


def look() -> list[finding.Seen]:
    return finding.find_gaps(actor=SYSTEM, now=clock.now(), today=clock.today())
