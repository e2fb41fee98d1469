"""A community’s service that fails is the council’s at once, and a person’s by name."""

from collections.abc import Callable
from datetime import timedelta
from types import SimpleNamespace
from uuid import UUID

import pytest
from django.test import Client

from coopcouncil.casework.actions import opening, stepping_in
from coopcouncil.casework.actions.opening import Problem
from coopcouncil.casework.models import Case, CaseClock, Officer
from coopcouncil.casework.queries import figures
from coopcouncil.casework.tests.conftest import a_team, join
from coopcouncil.foundation import clock, contributions
from coopcouncil.foundation.actors import SYSTEM
from coopcouncil.settlement import demo as settlement
from coopcouncil.settlement.actions import takeovers as actions
from coopcouncil.settlement.models import StepIn, Takeover

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("loaded_directory")]


@pytest.fixture
def owners(cast: SimpleNamespace) -> set[UUID]:
    """The officers of the one team that there is."""
    return {join(a_team("first-team", takes_the_rest=True), cast.carys.account_id)}


@pytest.fixture
def running() -> Takeover:
    """The group of the demo borough that runs a service well."""
    settlement.load()
    settlement.takeovers.load()
    return Takeover.objects.get(stage="running")


def fail(row: Takeover) -> StepIn:
    actions.raise_alarm(
        actor=SYSTEM, reference=row.reference, kind="failure", words="The door is shut.", now=clock.now()
    )
    return StepIn.objects.get(takeover=row)


def test_whoever_owns_it_is_named_in_public_in_the_same_moment(
    owners: set[UUID], running: Takeover, client_for: Callable[[str | None], Client]
) -> None:
    held = fail(running)
    case = Case.objects.get(step_in=held)
    assert case.owner_id in owners
    assert case.organisation is not None
    assert case.organisation.kind == "council"
    page = client_for(None).get(f"/settlement/takeovers/{running.reference}/").content.decode()
    assert "The council has stepped in" in page
    assert str(case.owner.account) in page
    assert case.reference in page
    assert "The door is shut." in page
    promise = client_for(None).get(f"/settlement/promises/{running.code}/", follow=True).content.decode()
    assert "The council has stepped in" in promise
    assert stepping_in.own_step_in(step_in_id=held.id, now=clock.now()) == case.id
    clocks = CaseClock.objects.filter(case=case)
    assert [row.code for row in clocks] == ["step_in_answer"]


def test_where_nobody_could_own_it_the_council_has_it_all_the_same_and_the_next_hour_finds_an_owner(
    owners: set[UUID], running: Takeover
) -> None:
    Officer.objects.update(is_active=False, away_until=clock.today() + timedelta(days=3))
    held = fail(running)
    assert not Case.objects.filter(step_in=held).exists()
    Officer.objects.update(is_active=True, away_until=None)
    assert stepping_in.own_all_step_ins(now=clock.now()) >= 1
    assert Case.objects.filter(step_in=held).count() == 1
    assert stepping_in.own_all_step_ins(now=clock.now()) == 0


def test_a_service_that_keeps_its_promise_too_seldom_is_taken_back_by_the_hourly_guard(
    owners: set[UUID], running: Takeover
) -> None:
    now = clock.now()
    for number in range(12):
        made = opening.open_case(
            actor=SYSTEM, now=now,
            problem=Problem(title="No answer", words="Nobody rang.", service_type=running.service_type,
                            organisation_id=running.organisation_id),
        )  # fmt: skip
        state = "kept" if number < 6 else "late"
        CaseClock.objects.filter(case_id=made.id, step="answer").update(state=state, ended_at=now)
    assert figures.kept_of_organisation(running.organisation_id, running.service_type, now - timedelta(1), now) == [
        (None, 6, 12)
    ]
    later = now + timedelta(hours=1)
    assert actions.watch(now=later, today=clock.today()) == 1
    held = StepIn.objects.get(takeover=running)
    assert held.reason[1] == {"share": 50, "floor": 70}
    assert Case.objects.get(step_in=held).owner is not None
    assert all(find([held.id])[held.id].is_open for find in contributions.owners)
