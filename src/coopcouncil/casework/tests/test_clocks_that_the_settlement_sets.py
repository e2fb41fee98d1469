"""Within what time a problem is answered: as the settlement in force says, else as the catalogue does."""

from types import SimpleNamespace
from uuid import UUID

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from coopcouncil.casework import public
from coopcouncil.casework.actions import opening, timing
from coopcouncil.casework.actions.opening import Problem
from coopcouncil.casework.models import CaseClock
from coopcouncil.directory.models import Service
from coopcouncil.foundation import clock
from coopcouncil.foundation.actors import OPERATOR
from coopcouncil.foundation.contributions import Kept
from coopcouncil.people.public import organisation_by_code
from coopcouncil.settlement.tests import making

pytestmark = pytest.mark.django_db


def opened(service_type: str, promise: str = "request", service_id: UUID | None = None) -> CaseClock:
    problem = Problem("A book", "It is not there.", service_type=service_type, promise=promise, service_id=service_id)
    case = opening.open_case(actor=OPERATOR, problem=problem, now=clock.now()).id
    return CaseClock.objects.get(case_id=case, code__in=["request_answer", "significant_hazard"])


def test_a_promised_time_counts_from_the_day_on_which_its_edition_is_in_force(
    cast: SimpleNamespace, team: SimpleNamespace
) -> None:
    before = opened("libraries")
    assert before.terms["within"] == "10 working_days"
    making.in_force(cast, libraries={"clock": "3 working_days"})
    row = opened("libraries")
    assert (row.terms["within"], row.terms["source"]) == ("3 working_days", "Settlement first: Libraries")
    assert timing.clock_of(row).may_pause  # what the catalogue allows besides, it allows still
    assert opened("planning").terms["within"] == "10 working_days"
    assert opened("libraries", "hazard").terms["source"].startswith("Hazards in Social Housing")  # a law’s own stays
    before.refresh_from_db()
    assert before.terms["within"] == "10 working_days"  # a promise is kept as it was made


def test_a_promise_about_one_service_goes_before_that_about_its_type(
    cast: SimpleNamespace, team: SimpleNamespace
) -> None:
    mobile, other = (
        Service.objects.create(
            code=code, organisation_id=organisation_by_code("ashmere-council").id, service_type="libraries", name=code,
            summary="Books.", delivery_model="public_sector", scope="both", outcome="communities",
            phone="01632 960001",
        )
        for code in ("book-bus", "town-library")
    )  # fmt: skip
    making.in_force(
        cast, libraries={"clock": "3 working_days"},
        bus={"title": "The book bus", "service_type": "libraries", "service_id": mobile.id, "clock": "1 working_day"},
    )  # fmt: skip
    row = opened("libraries", service_id=mobile.id)
    assert (row.terms["within"], row.terms["source"]) == ("1 working_day", "Settlement first: The book bus")
    assert opened("libraries", service_id=other.id).terms["within"] == "3 working_days"
    assert opened("libraries").terms["within"] == "3 working_days"


def test_how_often_answers_came_in_time_is_counted_by_ward(cast: SimpleNamespace, team: SimpleNamespace) -> None:
    now = clock.now()
    kept, late = opened("libraries"), opened("libraries")
    CaseClock.objects.filter(id=kept.id).update(state="kept", ended_at=now)
    CaseClock.objects.filter(id=late.id).update(state="late", ended_at=now)
    opened("libraries")  # still running
    other = opened("debt_advice")
    CaseClock.objects.filter(id=other.id).update(state="kept", ended_at=now)
    with CaptureQueriesContext(connection) as asked:
        assert public.kept(["libraries", "debt_advice", "planning"], now) == {
            "libraries": [Kept(None, 1, 2)],
            "debt_advice": [Kept(None, 1, 1)],
        }
    assert len(asked) == 1
