"""How often a group keeps its promise: an answer that never came counts, and so do cases that name no organisation."""

from collections.abc import Callable
from datetime import timedelta
from types import SimpleNamespace
from typing import Any
from uuid import UUID

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from coopcouncil.casework import public
from coopcouncil.casework.actions import opening, timing
from coopcouncil.casework.actions.opening import Opened, Problem
from coopcouncil.casework.domain.providers import Provider, alone_in
from coopcouncil.casework.models import Case, CaseClock
from coopcouncil.casework.tests.conftest import a_team, join
from coopcouncil.directory.models import Service, ServiceArea
from coopcouncil.foundation import clock
from coopcouncil.foundation.actors import SYSTEM
from coopcouncil.foundation.contributions import Kept
from coopcouncil.places import public as places
from coopcouncil.settlement import demo as settlement
from coopcouncil.settlement.actions import takeovers as actions
from coopcouncil.settlement.models import StepIn, Takeover

ONE, TWO = UUID(int=1), UUID(int=2)
WARDS = [UUID(int=10 + number) for number in range(4)]


def provider(body: UUID, *wards: UUID) -> Provider:
    return Provider(body, frozenset(wards))


def test_whoever_alone_provides_for_the_whole_borough_has_every_ward_and_those_that_nobody_knows() -> None:
    assert alone_in(ONE, [provider(ONE)], wards=WARDS) == {*WARDS, None}
    assert alone_in(ONE, [provider(ONE), provider(ONE, WARDS[0])], wards=WARDS) == {*WARDS, None}


def test_a_ward_that_another_serves_too_is_nobodys() -> None:
    assert alone_in(ONE, [provider(ONE), provider(TWO, WARDS[0])], wards=WARDS) == set(WARDS[1:])
    assert alone_in(ONE, [provider(ONE, *WARDS[:2]), provider(TWO, WARDS[1])], wards=WARDS) == {WARDS[0]}
    assert alone_in(ONE, [provider(ONE, WARDS[0]), provider(TWO)], wards=WARDS) == set()
    assert alone_in(ONE, [], wards=WARDS) == set()


@settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(st.tuples(st.sampled_from([ONE, TWO]), st.sets(st.sampled_from(WARDS))), max_size=5))
def test_no_case_is_ever_counted_for_two(services: list[tuple[UUID, set[UUID]]]) -> None:
    made = [provider(body, *wards) for body, wards in services]
    assert not alone_in(ONE, made, wards=WARDS) & alone_in(TWO, made, wards=WARDS)


@pytest.fixture
def running(loaded_directory: None, cast: SimpleNamespace) -> Takeover:
    """The group of the demo borough that runs a service well, alone; Carys owns what residents tell the council."""
    join(a_team("first-team", takes_the_rest=True), cast.carys.account_id)
    settlement.load()
    settlement.takeovers.load()
    row = Takeover.objects.get(stage="running")
    Service.objects.filter(service_type=row.service_type).exclude(id=row.service_id).update(status="closed")
    return row


@pytest.fixture
def tell(cast: SimpleNamespace) -> Callable[..., Opened]:
    """Amara tells the council of a problem."""

    def told(**changes: Any) -> Opened:
        problem = Problem("No answer", "Nobody rang back.", **changes)
        return opening.open_own(actor=cast.amara.actor, problem=problem, now=clock.now(), today=clock.today())

    return told


def late() -> timedelta:
    """When every answer is overdue."""
    return timedelta(days=60)


def counted(row: Takeover, *, after: timedelta = timedelta()) -> list[Kept]:
    assert row.organisation_id is not None
    now = clock.now()
    return public.kept_by(row.organisation_id, row.service_type, now - timedelta(minutes=5), now + after)


@pytest.mark.django_db
def test_a_resident_whom_nobody_answers_counts_as_a_promise_that_was_not_kept(
    running: Takeover, tell: Callable[..., Opened]
) -> None:
    case = Case.objects.get(id=tell(service_type=running.service_type).id)
    assert (case.organisation_id, case.service_id) == (None, None)  # nobody is told more than before
    assert counted(running) == []  # it is not due yet
    assert counted(running, after=late()) == [Kept(None, 0, 1)]  # nor has any job looked at it
    timing.watch(now=clock.now() + late())
    assert CaseClock.objects.get(case=case, step="answer").state == "breached"
    assert counted(running, after=late()) == [Kept(None, 0, 1)]
    assert public.kept([running.service_type], clock.now() + late()) == {running.service_type: [Kept(None, 0, 1)]}


@pytest.mark.django_db
def test_a_group_that_answers_nobody_loses_the_service(running: Takeover, tell: Callable[..., Opened]) -> None:
    for _number in range(9):
        tell(service_type=running.service_type)
    later = clock.now() + late()
    assert not StepIn.objects.filter(takeover=running).exists()
    actions.watch(now=later, today=later.date())
    assert not StepIn.objects.filter(takeover=running).exists()  # nine say nothing
    tell(service_type=running.service_type)
    actions.watch(now=later, today=later.date())
    held = StepIn.objects.get(takeover=running)
    assert held.reason[1] == {"share": 0, "floor": 70}
    assert Case.objects.get(step_in=held).owner is not None


@pytest.mark.django_db
def test_what_another_provider_may_have_to_answer_is_not_held_against_the_group(
    running: Takeover, tell: Callable[..., Opened]
) -> None:
    shared, alone = places.areas("ward")[:2]
    other = Service.objects.filter(service_type=running.service_type, status="closed").first()
    assert other is not None
    Service.objects.filter(id=other.id).update(status="active")
    ServiceArea.objects.filter(service=other).delete()
    ServiceArea.objects.create(service=other, area_id=shared.id)
    for ward in (shared.id, alone.id, None):
        tell(service_type=running.service_type, ward_id=ward)
    assert counted(running, after=late()) == [Kept(alone.id, 0, 1)]
    tell(service_type=running.service_type, ward_id=shared.id, organisation_id=running.organisation_id)
    assert sorted(counted(running, after=late()), key=str) == sorted(
        [Kept(alone.id, 0, 1), Kept(shared.id, 0, 1)], key=str
    )


@pytest.mark.django_db
def test_what_the_council_itself_owes_is_not_counted(running: Takeover) -> None:
    for kind in ("step_in", "complaint", "enquiry"):
        problem = Problem("Something", "Words.", kind=kind, service_type=running.service_type, promise="step_in")
        opening.open_case(actor=SYSTEM, problem=problem, now=clock.now())
    assert counted(running, after=late()) == []
    kinds = {kept.all for kept in public.kept([running.service_type], clock.now() + late())[running.service_type]}
    assert kinds == {2}  # the borough's own figure has the complaint and the enquiry, and no step-in
