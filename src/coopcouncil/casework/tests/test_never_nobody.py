"""At no moment has an open case no active owner, whoever joins, leaves, is away or hands over."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Barrier
from types import SimpleNamespace
from typing import Any
from uuid import UUID

import pytest
from django.db import IntegrityError, connection, connections, transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from coopcouncil.casework.actions import owning
from coopcouncil.casework.actions.opening import Opened, Problem, open_case
from coopcouncil.casework.domain import owners
from coopcouncil.casework.domain.owners import Candidate
from coopcouncil.casework.models import Case, Officer
from coopcouncil.casework.tests.conftest import a_team, hire, join
from coopcouncil.foundation import clock
from coopcouncil.foundation.actors import OPERATOR, SYSTEM
from coopcouncil.kernel.errors import Conflict
from coopcouncil.people import actions as people_actions
from coopcouncil.people.models import Appointment

WITHOUT_OWNER = """
    SELECT count(*) FROM casework_case c JOIN casework_officer o ON o.id = c.owner_id
    WHERE c.state <> 'closed' AND NOT o.is_active
"""
SOME = ("abel", "bo", "cleo", "dina")
STEP = st.tuples(st.sampled_from(["open", "join", "leave", "away", "back", "give", "lose_role"]), st.integers(0, 9))


def without_owner() -> int:
    """Open cases whose owner is not active. What the transaction still has to check is checked first."""
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE; SET CONSTRAINTS ALL DEFERRED;")
        cursor.execute(WITHOUT_OWNER)
        return int(cursor.fetchone()[0])


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(steps=st.lists(STEP, min_size=5, max_size=25))
def test_no_sequence_of_joins_leaves_absences_and_hand_overs_leaves_a_case_to_nobody(
    cast: SimpleNamespace, steps: list[tuple[str, int]]
) -> None:
    with transaction.atomic():
        accounts = hire(*SOME)
        teams = [a_team("one", takes_the_rest=True), a_team("two")]
        join(teams[0], accounts[0])
        opened: list[UUID] = []
        for number, (what, which) in enumerate(steps):
            try:
                with transaction.atomic():
                    _do(what, which, number, accounts, teams, opened)
            except Conflict:
                pass  # refused, because nobody would be left: nothing has changed
            assert without_owner() == 0
        assert Case.objects.filter(state="open").count() == len(opened)
        transaction.set_rollback(True)


def _do(what: str, which: int, number: int, accounts: list[UUID], teams: list[UUID], opened: list[UUID]) -> None:
    now = clock.now() + timedelta(minutes=number)
    officers = list(Officer.objects.filter(left_at__isnull=True).order_by("joined_at", "id"))
    officer = officers[which % len(officers)] if officers else None
    if what == "open":
        opened.append(open_case(actor=SYSTEM, problem=Problem("A lamp", "Dark", team_id=teams[which % 2]), now=now).id)
    elif what == "join":
        join(teams[which % 2], accounts[which % len(accounts)])
    elif officer is None:
        return
    elif what == "leave":
        owning.leave_team(actor=OPERATOR, officer_id=officer.id, now=now)
    elif what == "away":
        owning.be_away(
            actor=OPERATOR, officer_id=officer.id, until=clock.today() + timedelta(days=3), now=now, today=clock.today()
        )
    elif what == "back":
        owning.come_back(actor=OPERATOR, officer_id=officer.id, now=now)
    elif what == "give":
        owning.hand_over(actor=_owner_of(opened), case_ids=opened[-1:], officer_id=officer.id, reason="Mine", now=now)
    elif what == "lose_role":
        owning.leave_council(account_id=officer.account_id, now=now)


def _owner_of(opened: list[UUID]) -> Any:
    from coopcouncil.people.public import actor_for_account

    if not opened:
        return OPERATOR
    owner = Case.objects.select_related("owner").get(id=opened[-1]).owner
    return actor_for_account(owner.account_id, clock.today())


def test_the_database_lets_no_officer_go_who_owns_an_open_case(cloned_db: Any, tell: Callable[..., Opened]) -> None:
    case = Case.objects.get(id=tell().id)
    with pytest.raises(IntegrityError, match="still owns an open case"):
        Officer.objects.filter(id=case.owner_id).update(is_active=False, left_at=clock.now())
    assert Officer.objects.get(id=case.owner_id).is_active


def test_the_database_gives_no_open_case_to_somebody_who_is_not_there(
    cloned_db: Any, team: SimpleNamespace, tell: Callable[..., Opened]
) -> None:
    case = Case.objects.get(id=tell().id)
    Officer.objects.filter(id=team.mei).update(is_active=False, away_until=clock.today() + timedelta(days=2))
    with pytest.raises(IntegrityError, match="is not active"):
        Case.objects.filter(id=case.id).update(owner_id=team.mei)


def test_cases_opened_while_everybody_but_one_leaves_have_an_owner_all_the_same(
    cloned_db: Any, team: SimpleNamespace, tell: Callable[..., Opened]
) -> None:
    start = Barrier(4)

    def work(number: int) -> int:
        made = 0
        try:
            start.wait(timeout=10)
            if number == 0:
                for officer in (team.olu, team.mei):
                    owning.leave_team(actor=OPERATOR, officer_id=officer, now=clock.now())
            elif number == 1:
                owning.hand_over(actor=SYSTEM, case_ids=[], officer_id=team.carys, reason="Mine", now=clock.now())
            else:
                for _ in range(8):
                    open_case(actor=SYSTEM, problem=Problem("A lamp", "Dark"), now=clock.now())
                    made += 1
            return made
        finally:
            connections.close_all()

    with ThreadPoolExecutor(4) as pool:
        assert sum(pool.map(work, range(4))) == 16
    assert set(Case.objects.values_list("owner_id", flat=True)) == {team.carys}
    assert without_owner() == 0


def test_the_last_officer_cannot_leave_and_reads_what_to_do(team: SimpleNamespace, tell: Callable[..., Opened]) -> None:
    tell()
    for officer in (team.olu, team.mei):
        owning.leave_team(actor=OPERATOR, officer_id=officer, now=clock.now())
    with pytest.raises(Conflict, match="First say who takes them"), transaction.atomic():
        owning.leave_team(actor=OPERATOR, officer_id=team.carys, now=clock.now())
    assert Officer.objects.get(id=team.carys).is_active


def test_who_loses_their_role_at_the_council_hands_over_in_the_same_moment(
    cast: SimpleNamespace, team: SimpleNamespace, tell: Callable[..., Opened]
) -> None:
    owned = [tell() for _ in range(4)]
    for post in Appointment.objects.filter(account_id=team.accounts.olu):
        people_actions.end_appointment(
            actor=cast.jo.actor, appointment_id=post.id, ends_on=clock.today(), today=clock.today()
        )
    assert Officer.objects.get(id=team.olu).left_at is not None
    assert not Case.objects.filter(id__in=[case.id for case in owned], owner_id=team.olu).exists()


def test_whoever_has_least_of_the_team_is_next_and_nobody_has_their_own(
    cast: SimpleNamespace, team: SimpleNamespace, tell: Callable[..., Opened]
) -> None:
    assert len({tell().owner_account_id for _ in range(2)}) == 2
    own = open_case(actor=SYSTEM, problem=Problem("Mine", "Damp", person_id=cast.carys.account_id), now=clock.now())
    assert own.owner_account_id != cast.carys.account_id


@given(
    st.lists(
        st.builds(
            Candidate, st.uuids(), st.uuids(), st.sampled_from([UUID(int=1), UUID(int=2)]),
            st.sampled_from(["officer", "manager", "head"]), st.integers(0, 50), st.booleans(),
        ),
        max_size=8,
    )
)  # fmt: skip
def test_somebody_is_chosen_wherever_anybody_is_there(candidates: list[Candidate]) -> None:
    found = owners.choose(candidates, team_id=UUID(int=1))
    assert (found is None) == (not candidates)
    here = [item for item in candidates if item.team_id == UUID(int=1)]
    assert not here or (found is not None and found.team_id == UUID(int=1))
